"""Questions about the nasty data that were once answered wrongly, or easily could be; `EX` is their namespace."""

from tests.graph_api.nasty import EX
from tests.graph_api.operations import Operation

_THINGS = " ".join(f'"EXt{i}"' for i in range(40))
_DOUBLES = ("54.2", "10", "-0.0", "0.1", "0.30000000000000004", "1e300", "5e-324", "123456789012345678")
_QUERIES = {
    "a literal is found by its lexical form": """
      { samples(where: {anyMany: {in: ["2024", "a\\"b", "54.20"]}}) { totalCount nodes {
          anyOne { value datatype lang }
          anyMany { value datatype lang __typename } } } }""",
    "a language without an operator is no condition": """
      { lone: samples(where: {textMany: {lang: "en"}}) { totalCount }
        void: samples(where: {textMany: {lang: "en", eq: null}}) { totalCount }
        with: samples(where: {textMany: {lang: "en", isNull: false}}) { totalCount }
        all: samples { totalCount } }""",
    "names that are plain strings": """
      { samples(first: 200) { nodes { iri label { value lang } } }
        agents { nodes { label { value lang } } } }""",
    "texts in the order of the text, whatever the tag": """
      { samples(first: 200) { nodes {
          textManyAll { value lang }
          de: textMany(lang: "de") { value lang }
          any: textMany(lang: "*") { value lang } } } }""",
    "an iri named twice is met once": """
      { samples(where: {iri: {in: ["EXt1", "EXt1", "EXt2"]}}) { totalCount nodes { iri
          links(where: {linkedFrom: {some: {iri: {in: ["EXt1", "EXt1"]}}}}) { totalCount nodes { iri } } } } }""",
    "nothing asked but the name of the type": "{ __typename }",
    "numbers beyond 64 bits in a variable": """
      query Q($w: SampleWhere) { samples(where: $w) { totalCount nodes { numberOne numberMany } } }""",
    "all that is no condition": """
      { all: samples(where: {and: [], next: {nick: {}, and: [{}], iri: {eq: null}}, nick: {eq: null},
          links: {some: null}, not: null, types: {}}) { totalCount }
        or: samples(where: {or: []}) { totalCount }
        not: samples(where: {not: {}}) { totalCount }
        in: samples(where: {nick: {in: []}}) { totalCount } }""",
    "each double is found again": "{"
    + "".join(
        f"""
        r{i}: samples(where: {{ratioMany: {{in: [{form}]}}}}) {{ totalCount nodes {{ ratioMany }} }}"""
        for i, form in enumerate(_DOUBLES)
    )
    + "}",
    "one resource behind fields of several classes": f"""
      {{ resources(iris: [{_THINGS}]) {{ __typename described types {{ iri }} ... on Sample {{
          eitherMany {{ nodes {{ __typename iri }} }}
          alphaOne {{ __typename }}
          links {{ nodes {{ __typename }} }}
          solos {{ nodes {{ __typename described iri }} }} }} }} }}""",
}
_VARIABLES = {"numbers beyond 64 bits in a variable": {"w": {"numberOne": {"in": [2**63, 10**29, 7]}}}}

REGRESSIONS = {
    name: Operation(query.replace('"EX', f'"{EX}'), _VARIABLES.get(name, {}), "")
    for name, query in _QUERIES.items()
}
