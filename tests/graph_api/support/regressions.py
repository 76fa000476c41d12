"""Questions about the nasty data that were once answered wrongly, or easily could be; `EX` is their namespace."""

from typing import Any

from tests.graph_api.support.nasty import EX
from tests.graph_api.support.operations import Operation

_THINGS = " ".join(f'"EXt{i}"' for i in range(40))
_DOUBLES = ("54.2", "10", "-0.0", "0.1", "0.30000000000000004", "1e300", "5e-324", "123456789012345678")
_QUERIES = {
    "a literal is found by its lexical form": """
      { samples(where: {anyMany: {in: ["2024", "a\\"b", "54.20"]}}) { totalCount nodes {
          anyOne { value datatype lang }
          anyMany { value datatype lang __typename } } } }""",
    "a language without an operator adds no condition": """
      { lone: samples(where: {textMany: {lang: "en"}}) { totalCount }
        void: samples(where: {textMany: {lang: "en", fold: null}}) { totalCount }
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
    "everything that adds no condition": """
      query Q($absent: String, $where: SampleWhere) {
        all: samples(where: {and: [], next: {nick: {}, and: [{}], iri: {}}, nick: {eq: $absent},
          links: {some: $where}, or: null, not: null, types: {}}) { totalCount }
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
    "nothing behind a to-one relation, at any depth of the condition": """
      { and: samples(where: {next: {and: [{isNull: true}]}}) { totalCount }
        or: samples(where: {next: {or: [{isNull: true}, {stringOne: {isNull: true}}]}}) { totalCount }
        none: samples(where: {next: {or: [{isNull: true}, {}]}}) { totalCount }
        not: samples(where: {next: {not: {isNull: true}}}) { totalCount }
        there: samples(where: {next: {not: {isNull: false}}}) { totalCount }
        both: samples(where: {next: {isNull: true, stringOne: {ne: "a"}}}) { totalCount }
        either: samples(where: {or: [{next: {isNull: true}}, {next: {next: {isNull: true}}}]}) { totalCount }
        some: samples(where: {links: {some: {isNull: true}}}) { totalCount }
        all: samples(where: {isNull: false}) { totalCount }
        no: samples(where: {isNull: true}) { totalCount } }""",
    "conditions on lists that ask for nothing, or of nothing": """
      { some: samples(where: {links: {some: {}}}) { totalCount }
        none: samples(where: {links: {none: {}}}) { totalCount }
        every: samples(where: {links: {every: {}}}) { totalCount }
        nothing: samples(where: {links: {}}) { totalCount }
        counts: samples(where: {links: {count: {}}}) { totalCount }
        zero: samples(where: {links: {count: {eq: 0}}}) { totalCount }
        in: samples(where: {links: {count: {in: []}}}) { totalCount }
        notIn: samples(where: {links: {count: {notIn: []}}}) { totalCount }
        every_of_none: samples(where: {links: {every: {iri: {in: []}}}}) { totalCount } }""",
    "a facet counts the members that its condition finds": """
      { all: samples(where: {colourOne: {in: [_TRUE]}, and: [{colourOne: {ne: GREEN}}, {next: {isNull: false}}]}) {
          facets { colourOne { value { iri } count } without: colourOne(withoutOwn: true) { value { iri } count }
            next(withoutOwn: true) { value { iri } count } types(limit: 2) { value { iri } count }
            none: types(limit: 0) { count } } }
        or: samples(where: {or: [{colourOne: {in: [_TRUE]}}]}) {
          facets { colourOne(withoutOwn: true) { value { iri } count } } }
        any: samples { facets { flagMany { value count } stringMany(limit: 50) { value count }
          textMany: links(limit: 3) { value { iri described } count } } } }""",
    "years of dates in other time zones, far ones and those before our era": """
      { samples { facets { dayMany(limit: 50) { value count } dayOne(limit: 50) { value count }
          momentMany(limit: 50) { value count } yearMany(limit: 50) { value count } } } }""",
    "figures of numbers that doubles cannot tell apart": """
      { samples { aggregates { amountOne { min max sum avg } amountMany { min max sum avg }
          numberMany { min max sum avg } ratioMany { min max sum avg } smallOne { min max sum avg } } }
        none: samples(where: {iri: {in: []}}) { aggregates { amountOne { min max sum avg } dayOne { min max } } }
        exact: samples(where: {amountMany: {gt: "0.12345678901234567890122", lt: "0.12345678901234567890124"}}) {
          totalCount nodes { amountMany } } }""",
    "an asOf that overrides, one that lifts, and one that is absent": """
      query Q($null: Date, $absent: Date) { epoches(asOf: "2024-05-20") { totalCount nodes { iri
          epochs { totalCount nodes { iri } }
          null: epochs(asOf: null) { totalCount }
          nullVariable: epochs(asOf: $null) { totalCount }
          absentVariable: epochs(asOf: $absent) { totalCount }
          later: epochs(asOf: "2024-05-22", where: {epochs: {some: {}}}) { totalCount nodes { epochs { totalCount } } }
          epochOne { iri epochs { totalCount } } } }
        samples(asOf: "2024-05-20", where: {epochs: {count: {gt: 1}, every: {since: {isNull: false}}}}) { totalCount
          facets { epochs { value { iri } count } epochOne { value { iri } count } } }
        ended: reigns(asOf: "2024-05-20") { nodes { iri abolishesOf { nodes { iri } } } }
        resource(iri: "EXt1", asOf: "2024-05-20") { ... on Sample { epochs { totalCount } } } }""",
    "pages of nothing, and pages between cursors": """
      { none: samples(first: 0) { nodes { iri } pageInfo { hasNextPage hasPreviousPage startCursor } }
        last: samples(last: 0) { nodes { iri } pageInfo { hasNextPage hasPreviousPage endCursor } }
        void: samples(first: 0, where: {iri: {in: []}}) { pageInfo { hasNextPage hasPreviousPage } }
        nulls: samples(first: null, last: 2, after: null, before: null) { nodes { iri }
          pageInfo { hasPreviousPage } } }""",
    "orders by what may be absent, in one language, and through relations with too many objects": """
      { absent: samples(orderBy: [{dayOne: {dir: DESC}}, {stringOne: {}}], first: 200) { nodes { iri } }
        german: samples(orderBy: [{textMany: {lang: "de", dir: DESC}}], first: 200) { nodes { iri } }
        untagged: samples(orderBy: [{textMany: {lang: ""}}], first: 200) { nodes { iri } }
        next: samples(orderBy: {next: {next: {amountOne: {}}}}, first: 200) { nodes { iri next { iri } } }
        label: samples(orderBy: [{eitherOne: {label: {dir: DESC, lang: "vi"}}}], first: 200) { nodes { iri } }
        iri: samples(orderBy: [{flagOne: null}, {}, {alphaOne: {iri: {dir: DESC}}}], first: 200) { nodes { iri } } }""",
    "texts whatever their case, diacritics and normal form": """
      { equal: samples(where: {textMany: {eq: "hoc", fold: true}}) { totalCount }
        exact: samples(where: {textMany: {eq: "H\u1ecdc"}}) { totalCount }
        starts: samples(where: {stringMany: {startsWith: "NEN", fold: true}}) { totalCount }
        percent: samples(where: {stringMany: {contains: "%"}}) { totalCount }
        under: samples(where: {textMany: {contains: "_"}}) { totalCount }
        quoted: samples(where: {textMany: {contains: "\\"", fold: true}}) { totalCount }
        empty: samples(where: {stringMany: {contains: ""}}) { totalCount }
        words: samples(where: {textMany: {matches: "số TANG-nen"}}) { totalCount }
        part: samples(where: {textMany: {matches: "tan"}}) { totalCount }
        wordless: samples(where: {textMany: {matches: "!"}}) { totalCount }
        in: samples(where: {textMany: {in: ["DO", "hoc"], fold: true, lang: "en"}}) { totalCount }
        not: samples(where: {textMany: {notIn: ["do"], fold: true, lang: "en"}}) { totalCount }
        after: samples(where: {textMany: {gt: "đ", lang: "vi"}}) { totalCount
          nodes { textMany(lang: "vi") { value } } } }""",
    "conditions along several relations, in lists of lists, facets and on a day": """
      { samples(first: 50, asOf: "2024-05-20", where: {links: {some: {links: {every: {links: {none: {or: [
            {epochs: {some: {witnesses: {some: {flagOne: {isNull: true}}}}}},
            {next: {flagOne: {isNull: false}}}]}}}}}}}) {
          totalCount facets { links { value { iri } count } links_own: links(withoutOwn: true) { value { iri } count } }
          nodes { iri
            linkedFrom(where: {links: {some: {cousins: {some: {eitherMany: {count: {gt: 1}}, cousins: {every: {
              next: {next: {isNull: true}}}}}}}}}) { totalCount nodes { iri } }
            next { links(where: {not: {links: {some: {next: {alphaOne: {next: {isNull: true}}}}}}}) { totalCount } } } }
        counted: samples(where: {links: {some: {links: {some: {links: {count: {in: [2, 3]}}}}}}}) { totalCount }
        solos: solos { totalCount nodes { solosOf(where: {links: {some: {links: {some: {links: {some: {}}}}}}}) {
          nodes { iri } } } } }""",
    "zero is zero, whatever its sign": """
      { eq: samples(where: {ratioOne: {eq: 0}}) { totalCount nodes { ratioOne } }
        minus: samples(where: {ratioOne: {eq: -0.0}}) { totalCount }
        in: samples(where: {ratioOne: {in: [-0.0, 10]}}) { totalCount }
        ne: samples(where: {ratioOne: {ne: 0}}) { totalCount }
        gte: samples(where: {ratioOne: {gte: 0}}) { totalCount }
        gt: samples(where: {ratioOne: {gt: -0.0}}) { totalCount }
        lte: samples(where: {ratioOne: {lte: -0.0}}) { totalCount }
        lt: samples(where: {ratioOne: {lt: 0}}) { totalCount }
        many: samples(where: {ratioMany: {gte: 0, lt: 10}}) { totalCount }
        none: samples(where: {ratioMany: {lt: 0}}) { totalCount }
        order: samples(orderBy: {ratioOne: {}}, first: 50) { edges { cursor node { ratioOne } } }
        next: samples(orderBy: {next: {ratioOne: {dir: DESC}}}, first: 50) { edges { cursor } }
        solos: samples(where: {linkedFrom: {some: {ratioOne: {eq: 0}}}}) { totalCount } }""",
    "a part of time in a variable": """
      query Q($unit: DateUnit) { samples {
        facets { by(key: {dayMany: $unit}) { key { value } count } links: by(key: {links: {dayMany: $unit}}) { count } }
        groups(by: {dayOne: $unit}) { nodes { keys { value } count } } } }""",
}
_VARIABLES: dict[str, dict[str, Any]] = {
    "a part of time in a variable": {"unit": "MONTH"},
    "numbers beyond 64 bits in a variable": {"w": {"numberOne": {"in": [2**63, 10**29, 7]}}},
    "an asOf that overrides, one that lifts, and one that is absent": {"null": None},
}

REGRESSIONS = {
    name: Operation(query.replace('"EX', f'"{EX}'), _VARIABLES.get(name, {}), "")
    for name, query in _QUERIES.items()
}
