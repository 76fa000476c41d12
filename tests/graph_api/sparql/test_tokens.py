"""A query is refused where an engine could read `SERVICE` in it, or an update, and only then."""

import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph_api.errors import QueryError
from graph_api.sparql.tokens import MAX_QUERY, check_query, first_keyword, is_volatile
from tests.support.depth import deep

AT = "<http://127.0.0.1:1/>"
DISGUISES = (
    f"SELECT * {{ SERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SeRvIcE{AT}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE\n#>\n{AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u0053ERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\U00000053ervice {AT} {{ ?s ?p ?o }} }}",
    f"PREFIX : {AT} SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    f"SELECT * {{ BIND({AT} AS ?v) SERVICE?v{{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{AT}{{}} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?s<'>')SERVICE{AT}{{?a ?b ?c}}FILTER(?o='x') }}",
    f"PREFIX b: {AT} PREFIX : {AT} SELECT * {{ ?s ?p ?o FILTER(?s<b:c)SERVICE:x#>\n{{ ?a ?b ?c }} }}",
    f"PREFIX e: {AT} SELECT * {{ ?s ?p e:a.SERVICE{AT}{{}} }}",
    f"SELECT * {{ ?s ?p 'a\\\\' SERVICE {AT} {{ ?s ?p 'b' }} }}",
    f'SELECT * {{ VALUES ?x {{"""a"}} SERVICE {AT} {{ ?s ?p ?o }} }}',
    f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ GRAPH ?g {{ SERVICE {AT} {{}} }} }} }} }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE {AT} {{ ?s ?p ?o }} }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o MINUS {{ SERVICE ?s {{ ?s ?p ?o }} }} }} # {AT}",
    f"SELECT * {{ VALUES ?v {{ {AT} }} SERVICE SILENT ?v {{ ?s ?p ?o }} }}",
    f"BASE {AT} DESCRIBE ?s {{ ?s ?p ?o {{ SERVICE <x> {{ ?s ?p ?o }} }} UNION {{}} }}",
    f"PREFIX service: {AT} SELECT * {{ SERVICE service:x {{ ?s ?p ?o }} }}",
    f"SELECT * {{ # SERVICE\rSERVICE {AT} {{ ?s ?p ?o }} }}",
    f"SELECT ?n {{ {{ SELECT (COUNT(*) AS ?n) {{ SERVICE\t{AT} {{ ?s ?p ?o }} }} }} FILTER NOT EXISTS {{}} }}",
)
HARMLESS = (
    "SELECT * { ?s ?p 'a\\'SERVICE\\\\' }",
    'SELECT * { ?s ?p "SERVICE <http://x/> {}" }',
    "SELECT * { ?s ?p '''a 'SERVICE' b''' }",
    'SELECT * { ?s ?p """a "service" \\""" b""" }',
    "SELECT * { ?s ?service ?o } LIMIT 9 # SERVICE <http://x/>",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }",
    "SELECT * { ?s <http://x/service/y> ?o . ?s <http://x/o'brien#service> ?z }",
    "SELECT * { ?s ?p 'x'@service }",
    "SELECT * { _:service ?p ?o } LIMIT 9",
)


@pytest.mark.parametrize("query", DISGUISES)
def test_service_is_seen_in_every_disguise(query: str) -> None:
    with pytest.raises(QueryError) as refused:
        check_query(query)
    assert refused.value.code == "SPARQL_SERVICE"


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_in_texts_names_and_comments_is_harmless(query: str) -> None:
    check_query(query)
    list(Store().query(query))  # type: ignore[arg-type] # all are SELECT


@pytest.mark.parametrize(
    ("query", "keyword"),
    [
        ("SELECT * {}", "SELECT"),
        ("PREFIX insert: <http://x/> BASE <http://x/> # c\nask {}", "ASK"),
        ("PREFIX : <http://x/> CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("PREFIX select: <http://x/> INSERT DATA {}", "INSERT"),
        ("", ""),
    ],
)
def test_the_first_keyword_stands_after_the_prologue(query: str, keyword: str) -> None:
    assert first_keyword(query) == keyword


@pytest.mark.parametrize(
    "word", ["INSERT DATA", "delete where", "LOAD <http://x/>", "WITH <x:g> DELETE", "DROP ALL"]
)
def test_updates_are_refused_as_such(word: str) -> None:
    with pytest.raises(QueryError) as refused:
        check_query(f"PREFIX : <http://x/> {word} {{}}")
    assert refused.value.code == "SPARQL_UPDATE"


@pytest.mark.parametrize(
    "query",
    [
        "x" * (MAX_QUERY + 1),
        r"'\ "[:2] * (MAX_QUERY // 2),
        "<a'><b#>'" * (MAX_QUERY // 9),
    ],
)
def test_long_queries_and_those_that_take_long_to_read_are_given_up(query: str) -> None:
    with pytest.raises(QueryError) as refused:
        check_query(query)
    assert refused.value.code == "SPARQL_SYNTAX"


@pytest.mark.parametrize("part", ['"""', "<'#", "?a<'>", "'\n", "<x:'#>\n"])
def test_queries_of_many_readings_are_read_all_the_same(part: str) -> None:
    check_query(part * (MAX_QUERY // len(part)))


def test_queries_whose_answers_change_are_known() -> None:
    assert is_volatile("SELECT (now() AS ?t) {}")
    assert not is_volatile("SELECT ?know {}")


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the requests that it gets."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append(self.path)
            self.send_error(500)

        do_GET = do_POST  # noqa: N815 - the name that the base class looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", calls
    server.shutdown()
    server.server_close()


_PIECES = (
    "SERVICE", "SeRvIcE", "SILENT", " ", " ", "\n", "e:x", ":x", "?v", "?s", "{", "}", "{?s ?p ?o}", "(", ")", ".", ";",
    ",", "#", "#>", "'", '"', "'''", '"""', "\\", "<", ">", "=", "1", "1.", "true", "?s ?p 1", "?s ?p ", "FILTER(?s<1)",
    "FILTER(?s<e:x)", "OPTIONAL{", "UNION", "'>'", "'a'", "@en", "-", "_:b", "_:b.", "e:a.", "e:a", "\\u0053ERVICE",
    "\\u0027", "VALUES ?z {", "&&", "a", "%41", "·", "MINUS", "GRAPH ?g {", "//", "|", "?", "<x:a'>", "<x:a#>",
    "<b:c)SERVICE:x#>",
)  # fmt: skip
_FRAMES = (
    "{W SERVICE <http://AT> {?s ?p ?o}}",
    "{?s ?p ?o . W SERVICE W :x W {?s ?p ?o} W}",
    "{?s ?p ?o FILTER(?s<1)W SERVICE:x W{}}",
    "{ ?s ?p 1WSERVICEW<http://AT>W{} FILTER(?s>1)}",
    "{ ?s ?p e:aWSERVICE:xW{} }",
    "{ VALUES ?v {W} SERVICE ?v {} W}",
    "{W}",
)


def test_no_query_that_is_let_through_reaches_a_server(listener: tuple[str, list[str]]) -> None:
    """The engine itself, which sends requests for `SERVICE`, judges queries of random pieces."""
    address, calls = listener
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), Literal(1)))
    random_pieces = random.Random(8)
    allowed = 0
    for _ in range(deep(20_000)):
        text = "".join(
            "".join(random_pieces.choice(_PIECES) for _ in range(random_pieces.choice((0, 0, 1, 1, 2, 6))))
            if part == "W"
            else part
            for part in random_pieces.choice(_FRAMES).replace("http://AT", address)
        )
        query = f"PREFIX e: <{address}> PREFIX : <{address}> SELECT * {text}"
        try:
            check_query(query)
        except QueryError:
            continue
        allowed += 1
        with suppress(SyntaxError, OSError, RuntimeError, ValueError):
            list(store.query(query))  # type: ignore[arg-type] # all are SELECT
        assert not calls, query
    assert allowed > 1000
    with pytest.raises((OSError, RuntimeError)):
        list(store.query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert calls, "the engine does send requests"
