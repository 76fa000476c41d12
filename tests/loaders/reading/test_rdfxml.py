"""RDF/XML is read as XML and the RDF/XML syntax say, whatever way a text or an address is written."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from loaders.reading.parser import iter_statements
from loaders.reading.read_error import ReadError
from ontology.namespaces import RDF
from tests.support.depth import deep

XML_LITERAL = NamedNode(f"{RDF}XMLLiteral")
DTD = '<!DOCTYPE rdf:RDF [<!ENTITY tau "tàu"><!ENTITY mark "<i>x</i>">]>'
ROOT = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:c="http://cang/" xmlns:unused="http://unused/" xml:base="http://cang/a/b">'


def document(content: str, head: str = DTD) -> bytes:
    return f"{head}\n{ROOT}\n{content}\n</rdf:RDF>".encode()


def node(content: str) -> str:
    return f'<c:Ship rdf:about="http://cang/1">{content}</c:Ship>'


def iter_pieces(content: bytes, size: int) -> Iterator[bytes]:
    yield from (content[at : at + size] for at in range(0, len(content), size))


def statements(content: bytes, *, size: int = 1 << 16, base: str | None = None) -> list[str]:
    quads = iter_statements(iter_pieces(content, size), RdfFormat.RDF_XML, "a.rdf", base)
    return [str(q.triple) for q in quads if q.predicate.value != f"{RDF}type"]


def values(content: str, head: str = DTD) -> list[object]:
    quads = iter_statements(iter([document(content, head)]), RdfFormat.RDF_XML, "a.rdf")
    return [q.object for q in quads if q.predicate.value.startswith("http://cang/")]


def problem(content: str, head: str = DTD) -> ReadError:
    with pytest.raises(ReadError) as caught:
        values(content, head)
    return caught.value


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("ba<!-- of them --> &tau;", "ba tàu"),
        ("ba <?hint x?>t&#224;u", "ba tàu"),
        ("<![CDATA[ba & ]]>&tau;<![CDATA[ <]]>", "ba & tàu <"),
        ("<![CDATA[]]]]><![CDATA[>]]>", "]]>"),
        ("một\r\nhai\rba\n", "một\nhai\nba\n"),
        ("một&#13;\r\nhai", "một\r\nhai"),
        ("<!-- nothing -->", ""),
        ("  <![CDATA[ ]]> ", " " * 4),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
    ],
)
def test_a_text_in_several_parts_is_one_text(written: str, text: str) -> None:
    assert values(node(f"<c:n>{written}</c:n>")) == [Literal(text)]
    assert values(node(f'<c:n xml:lang="vi">{written}</c:n>')) == [Literal(text, language="vi")]
    kind = NamedNode("http://cang/kind")
    assert values(node(f'<c:n rdf:datatype="{kind.value}">{written}</c:n>')) == [Literal(text, datatype=kind)]


PARTS = st.text(st.sampled_from("aầ <&>]\n\r\t'\"")).flatmap(
    lambda text: st.sampled_from([escaped(text), cdata(text), "<!-- x -->", "<?x y?>", numbered(text)]).map(
        lambda written: (text if not written.startswith(("<!--", "<?")) else "", written)
    )
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[") + "]]>"


def numbered(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


@settings(max_examples=deep(60), deadline=None)
@given(st.lists(PARTS, max_size=6), st.integers(1, 40))
def test_any_parts_are_read_whole_in_pieces_of_any_size(parts: list[tuple[str, str]], size: int) -> None:
    written = "".join(part for _, part in parts)
    expected = str(Literal("".join(text for text, _ in parts)))
    content = document(node(f"<c:n>{written}</c:n>"))
    assert statements(content, size=size) == [f"<http://cang/1> <http://cang/n> {expected}"]


def test_windows_and_unix_files_say_the_same() -> None:
    content = document(
        node(
            '<c:n rdf:nodeID="b"\n c:m="một\nhai\tba&#10;&#13;bốn"/>\n<c:l rdf:parseType="Literal"><b\n>x\ny</b></c:l>'
        )
    )
    unix = [line.partition(" ")[2] for line in statements(content)]
    assert unix == [line.partition(" ")[2] for line in statements(content.replace(b"\n", b"\r\n"))]
    assert '<http://cang/m> "một hai ba\\n\\rbốn"' in unix
    assert f'<http://cang/l> "<b>x\\ny</b>"^^{XML_LITERAL}' in unix


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("", ""),
        ("<b/>", "<b></b>"),
        ("a &tau; <![CDATA[<]]> &amp;", "a tàu &lt; &amp;"),
        ("&mark;", "<i>x</i>"),
        ("x<!-- a & b --><?p  q?>y", "x<!-- a & b --><?p q?>y"),
        ('<c:b z="1" y="a&#10;b&quot;" c:x="&tau;"/>', None),
        ('<h:p xmlns:h="http://h/"><h:i/><c:i/></h:p>', None),
        ('<p xmlns="http://h/"><i/><j xmlns=""><k/></j></p>', None),
        ('<rdf:b rdf:about="x" rdf:parseType="Literal" xml:base="y" xml:lang="vi"/>', None),
    ],
)
def test_an_xml_literal_is_canonical(written: str, text: str | None) -> None:
    expected = {
        "<c:b": '<c:b xmlns:c="http://cang/" y="a&#xA;b&quot;" z="1" c:x="tàu"></c:b>',
        "<h:p": '<h:p xmlns:h="http://h/"><h:i></h:i><c:i xmlns:c="http://cang/"></c:i></h:p>',
        "<p x": '<p xmlns="http://h/"><i></i><j xmlns=""><k></k></j></p>',
        "<rdf": f'<rdf:b xmlns:rdf="{RDF}" rdf:about="x" rdf:parseType="Literal" xml:base="y" xml:lang="vi"></rdf:b>',
    }
    whole = Literal(expected[written[:4]] if text is None else text, datatype=XML_LITERAL)
    for kind in ("Literal", "statements"):  # by the standard, what is not known is a literal
        assert values(node(f'<c:n rdf:parseType="{kind}">{written}</c:n>')) == [whole]
    literal = f'<c:n rdf:parseType="Literal">{written}</c:n>'
    assert values(node(f'<c:in rdf:parseType="Resource">{literal}</c:in>'))[1:] == [whole]
    listed = f'<c:in rdf:parseType="Collection">{node(literal)}</c:in>'
    assert whole in values(node(listed))


def test_bases_are_relative_to_those_around_them() -> None:
    content = (
        '<c:Ship rdf:about="k" xml:base="../d/"><c:n rdf:resource="1"/>'
        '<c:n rdf:resource="2" xml:base="e/f#g"/><c:n rdf:resource="#3" xml:base=""/>'
        '<c:n rdf:resource="../4" xml:base="//sông/x/y"/><c:n xml:base="urn:x:y" rdf:resource="#5"/></c:Ship>'
        '<c:Ship rdf:about="l"><c:n rdf:resource=""/></c:Ship>'
    )
    said = [line.split(" ") for line in statements(document(content))]
    assert [(subject, value) for subject, _, value in said] == [
        ("<http://cang/d/k>", "<http://cang/d/1>"),
        ("<http://cang/d/k>", "<http://cang/d/e/2>"),
        ("<http://cang/d/k>", "<http://cang/d/#3>"),
        ("<http://cang/d/k>", "<http://sông/4>"),
        ("<http://cang/d/k>", "<urn:x:y#5>"),
        ("<http://cang/a/l>", "<http://cang/a/b>"),
    ]
    no_root_base = document(content).replace(b' xml:base="http://cang/a/b"', b"")
    assert statements(no_root_base, base="http://cang/a/b") == statements(document(content))
    with pytest.raises(ReadError, match=r"a\.rdf:3:1: xml:base '../d/' is not the IRI of a document"):
        statements(no_root_base)


def test_an_rdf_id_names_one_thing_of_a_document() -> None:
    thing = '<c:Ship rdf:ID="k"><c:n>1</c:n></c:Ship>\n'
    error = problem(thing + '<c:Ship rdf:about="x">\n<c:n rdf:ID="k">2</c:n></c:Ship>')
    assert (error.line, error.problem) == (5, "rdf:ID 'k' already stands on line 3")
    assert len(values(thing + '<c:Ship rdf:ID="k" xml:base="c"><c:n>2</c:n></c:Ship>')) == 2
    assert problem(thing + thing.replace('"k"', '"k" xml:base="#c"')).line == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            node('<c:n rdf:resource="x" rdf:datatype="http://cang/d"/>'),
            "rdf:datatype and rdf:resource contradict",
        ),
        (
            node('<c:n rdf:parseType="Literal" rdf:resource="x"/>'),
            "rdf:parseType and rdf:resource contradict",
        ),
        (node('<c:n rdf:parseType="Resource" c:m="x"/>'), "c:m may not stand beside rdf:parseType"),
        (node('<c:n rdf:about="x"/>'), "rdf:about is not an attribute of a property element"),
        ('<c:Ship rdf:about="x" rdf:nodeID="y"/>', "rdf:about and rdf:nodeID contradict"),
        (
            '<c:Ship rdf:about="x" rdf:parseType="Literal"/>',
            "rdf:parseType is not an attribute of a node element",
        ),
        ('<c:Ship rdf:bagID="x"/>', "rdf:bagID is not an attribute of a node element"),
        (node("<c:n>x<!-- y --><c:Ship/></c:n>"), "a text value is already present"),
        (node("x"), "Unexpected text event"),
        (node("<c:n>x &mark;</c:n>"), "XML namespaces are required"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_line(content: str, message: str) -> None:
    error = problem("\n" + content)
    assert message in error.problem
    assert error.line == 4


def test_an_entity_that_may_be_declared_elsewhere_is_refused() -> None:
    for head in ('<!DOCTYPE rdf:RDF SYSTEM "x.dtd">', '<!DOCTYPE rdf:RDF [%more; <!ENTITY tau "tàu">]>'):
        for content in ("<c:n>&tau;</c:n>", '<c:n c:m="a&amp;&tau;"/>', '<c:n c:m="&tau;">'):
            error = problem(node("\n" + content), head)
            assert (error.line, error.problem) == (4, "the entity 'tau' is not declared in the file")
    outside = '<!DOCTYPE rdf:RDF SYSTEM "x.dtd" [<!ENTITY tau "tàu">]>'
    assert Literal("tàu &") in values(node('<c:n c:m="&tau; &amp;"/>'), outside)


def test_utf_8_is_read_by_any_of_its_names() -> None:
    for name in ("UTF-8", "utf8", "UTF_8", "us-ascii"):
        assert values(node("<c:n>tàu</c:n>"), f'<?xml version="1.0" encoding="{name}"?>') == [Literal("tàu")]
    hints = {
        name: problem(node("<c:n/>"), f'<?xml version="1.0" encoding="{name}"?>').hint or ""
        for name in ("UTF-16", "no-such", "windows-1258")
    }
    assert 'encoding="UTF-8"' in hints["UTF-16"]
    assert 'encoding="UTF-8"' in hints["no-such"]
    assert "iconv -f windows-1258" in hints["windows-1258"]


def test_an_error_has_the_line_of_its_element_in_the_file() -> None:
    content = node("<!-- \n\n --><c:n>x\n\ny</c:n>\n" + "<c:n>z</c:n>\n" * 5000 + '<c:n rdf:resource="a b"/>')
    assert problem(content).line == 3 + content.count("\n")


def test_blank_nodes_keep_their_labels() -> None:
    assert values('<c:Ship rdf:nodeID="x"><c:n rdf:nodeID="x"/></c:Ship>') == [BlankNode("x")]


def test_dots_of_a_base_are_resolved() -> None:
    content = (
        '<c:Ship xml:base="http://sông/a/../b/./c" rdf:about="k"><c:n rdf:resource="../l"/><c:n rdf:resource=""/>'
        '<c:n xml:base="d/" rdf:resource="m"/><c:n rdf:resource="//h/../x"/><c:n rdf:resource="http://g/../x"/></c:Ship>'
    )
    said = [line.split(" ") for line in statements(document(content))]
    assert {subject for subject, _, _ in said} == {"<http://sông/b/k>"}
    values = ["http://sông/l", "http://sông/a/../b/./c", "http://sông/b/d/m", "http://h/x", "http://g/../x"]
    assert [value for _, _, value in said] == [f"<{iri}>" for iri in values]
