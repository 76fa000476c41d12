"""The field `rdf` takes along what hangs from a resource: its blank nodes, theirs, and so on, in every format."""

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from graph_api.plan.reads import MOST_HANGING
from ontology.model import Model
from tests.graph_api.support.nasty import EX, NS
from tests.graph_api.support.stores import Asker, Content, contents

FORMATS = {
    "TURTLE": RdfFormat.TURTLE,
    "N_TRIPLES": RdfFormat.N_TRIPLES,
    "JSON_LD": RdfFormat.JSON_LD,
    "RDF_XML": RdfFormat.RDF_XML,
}
MANY = " , ".join(f"[ :x {n} ]" for n in range(MOST_HANGING + 1))
DATA = f"""@prefix : <{NS}> . @prefix e: <{EX}> . @prefix o: <http://other/> .
e:g {{
  e:tree a :Alpha ; o:at [ o:street "Lê Lợi"@vi ; o:in [ o:name "Huế" ; :links e:plain ] ] ; :links _:b , e:plain .
  _:b a :Sample ; o:list ( 1 [ o:name "hai" ] e:plain ) .
  e:ring a :Alpha ; o:to _:r . _:r o:to _:s . _:s o:to _:r , _:s , e:plain , _:mute .
  e:shared a :Alpha ; o:to _:t . e:sharing a :Alpha ; o:to _:t , _:u . _:t o:n 1 . _:u o:to _:t .
  e:plain a :Alpha ; o:back [ o:to e:tree ] . e:bare a :Alpha .
  e:full a :Alpha ; o:to {MANY.rpartition(" , ")[0]} . e:over a :Alpha ; o:to {MANY} .
  e:deep a :Alpha ; o:list ( {" ".join(map(str, range(300)))} ) .
}}
e:kept {{
  e:page a :Alpha ; :pageOne [ o:name "page" ; :pageMany [ o:n 1 ; :colourOne _:c ] ] .
  _:c o:to [ o:name "far" ] ; :dayOne _:d . _:d :pageOne e:plain ; :pageMany _:c ; :next _:e , _:f , e:plain .
  _:e a _:k . _:f o:name "> _:x" . _:k o:n 2 .
}}
e:elsewhere {{ e:page :pageMany [ o:n 3 ] , _:mute . }}
e:h {{ e:tree o:also [ o:name "elsewhere" ] . }}
"""
EXPECTED = {
    "tree": 19,
    "ring": 7,
    "shared": 3,
    "sharing": 5,
    "plain": 3,
    "bare": 1,
    "deep": 2 + 600,
    "full": 2001,
    "page": 20,
}


@pytest.fixture(scope="module")
def content(model: Model) -> Content:
    return contents(model, [DATA.encode()])


def rdf(asker: Asker, name: str, syntax: str) -> str:
    found = asker.data(f'{{ sample(iri: "{EX}{name}") {{ rdf(format: {syntax}) }} }}')
    text: str = found["sample"]["rdf"]
    return text


def statements(text: str, syntax: str) -> Dataset:
    found = Dataset(Quad(*q.triple) for q in parse(text, format=FORMATS[syntax]))
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return found


def test_what_hangs_from_a_resource_is_in_its_rdf_in_every_format(engine: Asker, content: Content) -> None:
    held = {str(quad.triple) for quad in content.quads}
    for name, count in EXPECTED.items():
        lines = rdf(engine, name, "N_TRIPLES").splitlines()
        assert len(lines) == count, name
        assert lines == sorted(set(lines))
        assert {line.removesuffix(" .") for line in lines} <= held, "every statement is one of the data"
        subjects = {line.split(" ")[0] for line in lines}
        assert {s for s in subjects if not s.startswith("_:")} == {f"<{EX}{name}>"}
        if name not in {"deep", "full"}:
            expected = statements("\n".join(lines), "N_TRIPLES")
            assert all(statements(rdf(engine, name, syntax), syntax) == expected for syntax in FORMATS), name


def test_more_blank_nodes_than_a_client_can_want_are_an_error(engine: Asker) -> None:
    for name in ("over", "over tree"):
        one, *others = (f'{n}: sample(iri: "{EX}{n}") {{ rdf }}' for n in name.split())
        (error,) = engine.ask("{" + " ".join([one, *others]) + "}")["errors"]
        assert error["extensions"]["code"] == "RDF_TOO_WIDE"
        assert f"More than {MOST_HANGING:,} blank nodes hang from" in error["message"]


def test_a_blank_node_has_its_own_rdf(engine: Asker) -> None:
    (label,) = {
        line.split(" ")[2]
        for line in rdf(engine, "ring", "N_TRIPLES").splitlines()
        if f"<{EX}ring> <http://other/to>" in line
    }
    found = engine.data(f'{{ resource(iri: "{label}") {{ rdf(format: N_TRIPLES) }} }}')["resource"]["rdf"]
    assert {line.split(" ")[0] for line in found.splitlines()} >= {label}
    assert len(found.splitlines()) == 5


def test_quads_are_the_statements_in_every_graph_that_makes_them(engine: Asker, content: Content) -> None:
    held = {f"{quad} ." for quad in content.quads}
    for name, count in EXPECTED.items():
        if name not in {"deep", "full"}:
            lines = rdf(engine, name, "N_QUADS").splitlines()
            assert lines == sorted(set(lines))
            assert set(lines) <= held
            triples = {line.rpartition(" <")[0] + " ." for line in lines}
            assert triples == set(rdf(engine, name, "N_TRIPLES").splitlines())
            assert len(triples) == count
            parsed = {str(quad) for quad in parse(rdf(engine, name, "TRIG"), format=RdfFormat.TRIG)}
            assert len(parsed) == len(lines)
            if not any("_:" in line for line in lines):
                assert {f"{quad} ." for quad in [*parsed]} == set(lines)
    graphs = {line.rpartition(" <")[2] for line in rdf(engine, "tree", "N_QUADS").splitlines()}
    assert graphs == {f"{EX}g> .", f"{EX}h> ."}
