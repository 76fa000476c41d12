"""The competency questions: one GraphQL request each, on both stores, against the SPARQL over the same data.

Beside each request `competency/NAME.graphql` stands `NAME.rq`, whose head says where in the answer the value
of each variable is; `(…)+` is a part of a path that may repeat. Where the head has a `$variable` with a class, the
request is asked about every instance of that class.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Store

from loaders.reading.read import read
from loaders.shipped.files import shipped_files
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.concluded import concluded, store_with_ontology
from tests.graph_api.support.rows import Row, iter_flags, rows_of, solutions_of
from tests.graph_api.support.stores import Asker, Content

REQUESTS = Path(__file__).parent
NAMES = sorted(path.stem for path in REQUESTS.glob("*.graphql"))
DEPTHS = range(1, 4)  # how often a part may repeat
UNTUNED = REQUESTS.parents[1] / "data" / "port-cities.trig"
NOTHING_UNTUNED = frozenset(("p1", "a8", "p11", "a13", "a14"))
"""Questions about a day on which nothing was in force in the untuned data, or about regimes, which it has none of."""
CONTENTS = {"shipped": shipped_files(illustrative=True), "untuned": (UNTUNED,)}
PREFIXES = """
PREFIX cccev: <http://data.europa.eu/m8g/>
PREFIX ck: <https://w3id.org/vn-ndp/code/criterion-kind/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX earl: <http://www.w3.org/ns/earl#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX ndp: <https://w3id.org/vn-ndp/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rk: <https://w3id.org/vn-ndp/code/role-kind/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sosa: <http://www.w3.org/ns/sosa/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def columns_of(sparql: str) -> Mapping[str, str]:
    """The paths in the answer of the values of each variable, from the head of a query."""
    return dict(re.findall(r"^# \?(\w+) +(\S+)$", sparql, re.MULTILINE))


def repeat(path: str, times: int) -> str:
    """`path` with the part in `(…)+` repeated."""
    return re.sub(r"\((.*?)\)\+", lambda part: ".".join([part[1]] * times), path)


@pytest.fixture(scope="module", params=list(CONTENTS))
def content(request: pytest.FixtureRequest) -> Content:
    """The data, and what the rules conclude from them."""
    return concluded(read(CONTENTS[request.param], base=DEFAULT_BASE))


@pytest.fixture(scope="module")
def rdf(content: Content) -> Store:
    """The same data, and the ontology for the classes above a class."""
    return store_with_ontology(content)


def test_every_question_is_there() -> None:
    portal = {"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11"}
    auditor = {"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "a13", "a14"}
    assert set(NAMES) == portal | auditor | {"o1", "o3", "o6", "o7", "o8"}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_the_answer_that_sparql_gives(
    name: str, engine: Asker, rdf: Store, content: Content
) -> None:
    sparql = (REQUESTS / f"{name}.rq").read_text("utf-8")
    request = (REQUESTS / f"{name}.graphql").read_text("utf-8")
    columns = columns_of(sparql)
    assert columns, "the head of the query says where its values are in the answer"
    every_expected: set[Row] = set()
    for given in subjects_of(sparql, rdf):
        answer = engine.data(request, given)
        about = sparql
        for variable, iri in given.items():
            about = about.replace("$" + variable, f"<{iri}>")
        expected = solutions_of(rdf, PREFIXES + about, list(columns))
        rows = set().union(*(rows_of(answer, [repeat(c, n) for c in columns.values()]) for n in DEPTHS))
        assert {*iter_flags(answer, "hasNextPage"), *iter_flags(answer, "truncated")} <= {False}, (
            "the request is for all of it"
        )
        assert rows == expected, given
        every_expected |= expected
    assert every_expected or (name in NOTHING_UNTUNED and not has_shipped(content))


def has_shipped(content: Content) -> bool:
    return any(getattr(q.subject, "value", "") == DEFAULT_BASE + "id/platform/vtvgo" for q in content.quads)


def subjects_of(sparql: str, rdf: Store) -> list[Mapping[str, str]]:
    """The variables of each time that a request is asked: once, or about each instance of a class."""
    subject = re.search(r"^# \$(\w+) +(\S+)$", sparql, re.MULTILINE)
    if subject is None:
        return [{}]
    asked = f"{PREFIXES} SELECT ?one WHERE {{ ?one a/rdfs:subClassOf* {subject[2]} }}"
    return [{subject[1]: str(one)} for (one,) in sorted(solutions_of(rdf, asked, ["one"]))]
