"""Hypothesis strategies for arbitrary legal RDF 1.1 datasets, for property-based tests of any part.

    @given(datasets())
    def test_…(quads: list[Quad]) -> None: …

What has broken loaders before is drawn often: lexical forms that are not canonical, long decimals, control
characters, language tags, blank nodes and lists, one triple in several graphs, graphs named by blank nodes.
"""

from collections.abc import Sequence

from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

FIRST, REST, NIL, TYPE = (NamedNode(_RDF + name) for name in ("first", "rest", "nil", "type"))

_TYPED = (
    ("007", "integer"),
    ("-0", "integer"),
    ("9223372036854775808", "integer"),
    ("123456789012345678901234567890", "integer"),
    ("54.20", "decimal"),
    ("54.2", "decimal"),
    (".5", "decimal"),
    ("0.123456789012345678901234567890", "decimal"),
    ("123456789012345678901234567890.5", "decimal"),
    ("1", "boolean"),
    ("true", "boolean"),
    ("TRUE", "boolean"),
    ("1e3", "double"),
    ("1.0E3", "double"),
    ("INF", "double"),
    ("-INF", "double"),
    ("NaN", "double"),
    ("-0.0E0", "double"),
    ("0.1", "float"),
    ("2024-02-30", "date"),
    ("2024-02-29", "date"),
    ("2024-02-29+07:00", "date"),
    ("-0044-03-15", "date"),
    ("12024-01-01", "date"),
    ("2024-02-29T24:00:00", "dateTime"),
    ("2024-02-29T10:00:00.000+07:00", "dateTime"),
    ("2024-02-29T10:00:00Z", "dateTime"),
    ("2024", "gYear"),
    ("2024+07:00", "gYear"),
    ("abc", "integer"),
    ("", "date"),
    (" 5 ", "integer"),
    ("P1Y", "duration"),
    ("aGk=", "base64Binary"),
    ("http://example.org/", "anyURI"),
)

_TEXTS = (
    "",
    " ",
    "Nền tảng số quốc gia",
    "Ne\u0302\u0300n ta\u0309ng so\u0302\u0301",  # decomposed
    'quote " and back\\slash',
    "line\nfeed\r\nreturn\ttab",
    "@vi",
    "text@en",
    "x @1,2",
    "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028",
    "\u0000",
    "\ufffe\uffff\ufeff",
    "𝔘𝔫𝔦 🇻🇳",
    "<http://example.org/a> .",
    "_:b0",
    "a" * 5000,
)

_TAGS = ("vi", "en", "fr", "en-gb", "zh-hant-tw", "de-ch-1996", "x-private", "sr-latn-rs", "i-klingon")

_ODD_IRIS = (
    "http://example.org/é",
    "http://example.org/%C3%A9",
    "http://example.org/a%20b",
    "http://example.org/đường/phố",
    "http://example.org/?q=1&r=@1,2#frag",
    "http://example.org/(x)'*!$;,",
    "http://example.org",
    "http://example.org/",
    "http://EXAMPLE.org/../a",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "urn:x:",
    "a:b",
    "tag:example.org,2024:x@y",
    "mailto:a@example.org",
    "http://[::1]/x",
    "http://example.org/𝔘",
    "http://example.org/" + "long" * 300,
)


def texts() -> st.SearchStrategy[str]:
    """Any text that a literal can hold: no lone surrogates."""
    return st.one_of(st.sampled_from(_TEXTS), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


def iris(known: Sequence[str] = ()) -> st.SearchStrategy[NamedNode]:
    """IRIs, ordinary ones, odd ones and those given."""
    ordinary = st.integers(0, 6).map(lambda n: f"http://example.org/id/{n}")
    choices = [ordinary, st.sampled_from(_ODD_IRIS)]
    if known:
        choices.append(st.sampled_from(list(known)))
    return st.one_of(choices).map(NamedNode)


def blanks(count: int = 5) -> st.SearchStrategy[BlankNode]:
    """Blank nodes of a small stock, so that they meet each other."""
    return st.integers(0, count - 1).map(lambda n: BlankNode(f"b{n}"))


def literals(datatypes: Sequence[str] = ()) -> st.SearchStrategy[Literal]:
    """Literals: plain, language-tagged, typed, canonical or not, of unknown datatypes too."""
    unknown = ["http://example.org/datatype", f"{_RDF}HTML", f"{_RDF}XMLLiteral", *datatypes]
    return st.one_of(
        texts().map(Literal),
        st.builds(lambda text, tag: Literal(text, language=tag), texts(), st.sampled_from(_TAGS)),
        st.sampled_from(_TYPED).map(lambda pair: Literal(pair[0], datatype=NamedNode(_XSD + pair[1]))),
        st.builds(lambda n: Literal(str(n), datatype=NamedNode(f"{_XSD}integer")), st.integers()),
        st.builds(
            lambda text, datatype: Literal(text, datatype=NamedNode(datatype)),
            texts(),
            st.sampled_from(unknown),
        ),
    )


def graph_names(
    graphs: Sequence[str] = (), *, default: bool = False, blank: bool = True
) -> st.SearchStrategy[NamedNode | BlankNode | DefaultGraph]:
    """Names of graphs; with `default` also the default graph."""
    names = graphs or ("http://example.org/graph/1", "http://example.org/graph/2", "urn:g")
    choices: list[st.SearchStrategy[NamedNode | BlankNode | DefaultGraph]] = [
        st.sampled_from(list(names)).map(NamedNode)
    ]
    if blank:
        choices.append(blanks(2))
    if default:
        choices.append(st.just(DefaultGraph()))
    return st.one_of(choices)


@st.composite
def datasets(
    draw: st.DrawFn,
    *,
    classes: Sequence[str] = (),
    properties: Sequence[str] = (),
    resources: Sequence[str] = (),
    graphs: Sequence[str] = (),
    default_graph: bool = False,
    blank_graphs: bool = True,
    max_size: int = 25,
) -> list[Quad]:
    """Legal RDF 1.1 datasets of at least one statement, repeated ones and lists among them.

    `classes`, `properties` and `resources` are terms of the product's own to mix with unknown ones.
    """
    names = graph_names(graphs, default=default_graph, blank=blank_graphs)
    subjects = st.one_of(iris(resources), iris(resources), blanks())
    predicates = iris(properties)
    objects = st.one_of(literals(), literals(), iris(resources), blanks())
    ordinary = st.builds(Quad, subjects, predicates, objects, names)
    typed = st.builds(Quad, subjects, st.just(TYPE), iris(classes), names)
    quads = draw(st.lists(st.one_of(ordinary, ordinary, typed), min_size=1, max_size=max_size))
    quads += draw(_repeated(quads, names))
    if draw(st.booleans()):
        quads += draw(_lists(subjects, predicates, objects, names))
    return quads


def _repeated(
    quads: list[Quad], names: st.SearchStrategy[NamedNode | BlankNode | DefaultGraph]
) -> st.SearchStrategy[list[Quad]]:
    """Some of the statements once more, in other graphs."""
    return st.lists(
        st.builds(
            lambda quad, name: Quad(quad.subject, quad.predicate, quad.object, name),
            st.sampled_from(quads),
            names,
        ),
        max_size=4,
    )


@st.composite
def _lists(
    draw: st.DrawFn,
    subjects: st.SearchStrategy[NamedNode | BlankNode],
    predicates: st.SearchStrategy[NamedNode],
    objects: st.SearchStrategy[NamedNode | BlankNode | Literal],
    names: st.SearchStrategy[NamedNode | BlankNode | DefaultGraph],
) -> list[Quad]:
    items = draw(st.lists(objects, max_size=6))
    name = draw(names)
    cells: list[NamedNode | BlankNode] = [*(BlankNode(f"cell{n}") for n in range(len(items))), NIL]
    quads = [Quad(draw(subjects), draw(predicates), cells[0], name)]
    for cell, rest, item in zip(cells, cells[1:], items, strict=False):
        quads += [Quad(cell, FIRST, item, name), Quad(cell, REST, rest, name)]
    return quads
