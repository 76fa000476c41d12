"""The results of queries as bytes: bindings in the four formats of SPARQL 1.1, cut off where they are too many.

JSON and XML report in a `link` that something was cut off, which they have to do before their rows: so rows are kept
until their number is known.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

ResultTerm = NamedNode | BlankNode | Literal | Triple
BindingRow = Sequence[ResultTerm | None]
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_TABLE_ESCAPES = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class RowLimits:
    """The most rows and the most bytes of a result, and the address that a cut-off result links to."""

    rows: int
    size: int
    link: str


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """A format of bindings: how a row is written, what stands between rows, and what is put around them.

    `around` takes the names of the variables and the links; `boolean` writes the result of ASK.
    """

    row: Callable[[Sequence[str], BindingRow], str]
    between: str
    around: Callable[[Sequence[str], Sequence[str]], tuple[str, str]]
    boolean: Callable[[bool], str]


def write_rows(
    rows: Iterable[BindingRow], names: Sequence[str], form: ResultFormat, limits: RowLimits
) -> tuple[bytes, str]:
    """The result as bytes, and what was cut off by: `rows`, `bytes`, or nothing."""
    parts: list[bytes] = []
    size, cut = 0, ""
    for row in rows:
        if len(parts) == limits.rows:
            cut = "rows"
            break
        part = form.row(names, row).encode()
        size += len(part) + len(form.between)
        if size > limits.size:
            cut = "bytes"
            break
        parts.append(part)
    head, tail = form.around(names, [limits.link] if cut else [])
    return head.encode() + form.between.encode().join(parts) + tail.encode(), cut


def _json_row(names: Sequence[str], row: BindingRow) -> str:
    members = {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def _json_term(term: ResultTerm) -> Mapping[str, object]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal():
            literal = {"type": "literal", "value": term.value}
            if term.language:
                return literal | {"xml:lang": term.language}
            return literal if term.datatype.value == _STRING else literal | {"datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


def _json_around(names: Sequence[str], links: Sequence[str]) -> tuple[str, str]:
    head = {"vars": list(names), "link": list(links)} if links else {"vars": list(names)}
    return f'{{"head":{json.dumps(head, ensure_ascii=False)},"results":{{"bindings":[\n', "\n]}}\n"


def _json_boolean(value: bool) -> str:
    return json.dumps({"head": {}, "boolean": value}) + "\n"


def _xml_row(names: Sequence[str], row: BindingRow) -> str:
    cells = (
        f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
        for name, term in zip(names, row, strict=True)
        if term is not None
    )
    return f"<result>{''.join(cells)}</result>"


def _xml_term(term: ResultTerm) -> str:
    match term:
        case NamedNode():
            return f"<uri>{_xml_text(term.value)}</uri>"
        case BlankNode():
            return f"<bnode>{_xml_text(term.value)}</bnode>"
        case Literal():
            kind = ""
            if term.language:
                kind = f" xml:lang={quoteattr(term.language)}"
            elif term.datatype.value != _STRING:
                kind = f" datatype={quoteattr(term.datatype.value)}"
            return f"<literal{kind}>{_xml_text(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return "<triple>" + "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts) + "</triple>"


def _xml_text(text: str) -> str:
    """A text for XML, which has no form for most control characters: they become U+FFFD."""
    whole = "".join(c if (c >= " " and c not in "\ufffe\uffff") or c in "\t\n\r" else "\ufffd" for c in text)
    return escape(whole, {"\r": "&#13;"})


def _xml_around(names: Sequence[str], links: Sequence[str]) -> tuple[str, str]:
    variables = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    more = "".join(f"<link href={quoteattr(link)}/>" for link in links)
    return f"{_XML_HEAD}<head>{variables}{more}</head>\n<results>\n", "\n</results>\n</sparql>\n"


def _xml_boolean(value: bool) -> str:
    return f"{_XML_HEAD}<head/>\n<boolean>{str(value).lower()}</boolean>\n</sparql>\n"


_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def _csv_row(_: Sequence[str], row: BindingRow) -> str:
    return ",".join(map(_csv_cell, row)) + "\r\n"


def _csv_cell(term: ResultTerm | None) -> str:
    match term:
        case None:
            return ""
        case NamedNode() | Literal():
            text = term.value
        case _:
            text = str(term)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') else text


def _csv_around(names: Sequence[str], _: Sequence[str]) -> tuple[str, str]:
    return ",".join(names) + "\r\n", ""


def _tsv_row(_: Sequence[str], row: BindingRow) -> str:
    return "\t".join("" if term is None else str(term).translate(_TABLE_ESCAPES) for term in row) + "\n"


def _tsv_around(names: Sequence[str], _: Sequence[str]) -> tuple[str, str]:
    return "\t".join(f"?{name}" for name in names) + "\n", ""


def _plain_boolean(value: bool) -> str:
    return str(value).lower()


RESULT_FORMATS: Mapping[str, ResultFormat] = {
    "json": ResultFormat(_json_row, ",\n", _json_around, _json_boolean),
    "xml": ResultFormat(_xml_row, "\n", _xml_around, _xml_boolean),
    "csv": ResultFormat(_csv_row, "", _csv_around, _plain_boolean),
    "tsv": ResultFormat(_tsv_row, "", _tsv_around, _plain_boolean),
}
"""The formats of bindings, by the names of their forms."""


def iter_distinct(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples, each once."""
    known: set[Triple] = set()
    for triple in triples:
        if triple not in known:
            known.add(triple)
            yield triple
