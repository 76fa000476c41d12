"""Conformance reports: the results of validating as text, JSON or Turtle.

All have the order of the results, so that two reports can be compared with `diff`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal

from loaders.reading.places import FileLine
from loaders.validation.labels import label, line, width_of, word
from loaders.validation.validate import ShapeResult
from ontology.namespaces import SH
from ontology.printable import printable_line
from ontology.severity import Severity, counted_severities
from ontology.values.languages import LANGUAGES, format_number
from ontology.values.literals import to_ntriples

FORMATS = ("text", "json", "turtle")
_MANY = 5
"""From so many equal results on, a text has one paragraph for all."""
_NAMED = 4
_STATED = 10
"""Most values of a result whose graphs are named."""

Sources = Mapping[tuple[str, str | None], tuple[tuple[str, str], ...]]
"""The values of a focus (IRI or `_:label`) at a path, as results have them, each with its graph."""
Places = Mapping[tuple[str, str | None], FileLine]
"""The file and line of each focus, and of its properties, as `loaders.reading.places` finds them."""


def grouped(results: Sequence[ShapeResult]) -> list[list[ShapeResult]]:
    """The results in their order, those with the first of them that differ from it in the focus alone, if many do."""
    groups: dict[tuple[object, ...], list[ShapeResult]] = defaultdict(list)
    for one in results:
        texts = (tuple(one.messages.items()), tuple(one.remedies.items()))
        groups[one.severity, one.code, one.path, one.value, one.component, one.shape, texts].append(one)
    return [
        part
        for group in groups.values()
        for part in ([group] if len(group) >= _MANY else [[one] for one in group])
    ]


def render_text(
    results: Sequence[ShapeResult], places: Places, *, lang: str = "en", sources: Sources | None = None
) -> str:
    """One paragraph a result: file and line, severity and code, focus, path, message, graphs, remedy.

    Many results that differ in their focus alone have one paragraph, with their number. `sources` are the values at
    the paths, if they are known, with their graphs.
    """
    if not results:
        return word("conforms", lang) + "\n"
    groups = sorted(grouped(results), key=lambda group: group[0].order)
    paragraphs = [_paragraph(group, places, sources or {}, lang) for group in groups]
    return "\n".join(paragraphs) + "\n" + _summary(results)


def _paragraph(group: Sequence[ShapeResult], places: Places, sources: Sources, lang: str) -> str:
    result = group[0]
    place = _place(result, places)
    head = f"{place.file}:{place.line}: " if place else ""
    colon = "\N{NO-BREAK SPACE}:" if lang == "fr" else ":"
    severity = label(result.severity, lang)
    lines = [f"{head}{severity} {result.code}{colon} {in_language(result.messages, lang)}"]
    parts = [("focus", result.focus), ("path", result.path), ("value", result.value)]
    parts += [("graphs", text) for text in _iter_stated(result, sources)]
    parts.append(("fix", in_language(result.remedies, lang)))
    width = width_of(tuple(dict.fromkeys(name for name, _ in parts)), lang)
    lines += [f"  {line(name, part, lang, width)}" for name, part in parts if part is not None]
    if len(group) > 1:
        others = ", ".join(other.focus for other in group[1:_NAMED])
        count = format_number(len(group) - 1, lang if lang in LANGUAGES else "en")
        lines.insert(2, f"  {' ' * width} {word('others', lang, count=count, focuses=others)}")
    return "\n".join(map(printable_line, lines)) + "\n"


def _iter_stated(result: ShapeResult, sources: Sources) -> Iterator[str]:
    """The graphs of the value that a result is about; of each value if it is about several."""
    stated = sources.get((result.focus, result.path), ())
    for value, graph in stated[:_STATED]:
        if result.value is None:
            yield f"{graph}  {value}"
        elif value == result.value:
            yield graph
    if len(stated) > _STATED:
        yield "…"


def _summary(results: Sequence[ShapeResult]) -> str:
    return counted_severities(Counter(result.severity for result in results)) + "\n"


def render_json(results: Sequence[ShapeResult], places: Places, *, lang: str = "en") -> str:
    """An object: `conforms` (no Violation), `results` with IRIs as strings, and `file` and `line` or null."""
    document = {
        "conforms": not any(result.severity is Severity.VIOLATION for result in results),
        "results": [_object(result, places, lang) for result in results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _object(result: ShapeResult, places: Places, lang: str) -> dict[str, str | int | None]:
    place = _place(result, places)
    return {
        "code": result.code,
        "severity": result.severity,
        "focus": result.focus,
        "path": result.path,
        "value": result.value,
        "message": in_language(result.messages, lang),
        "remedy": in_language(result.remedies, lang),
        "component": result.component,
        "shape": result.shape,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def render_turtle(results: Sequence[ShapeResult]) -> str:
    """A `sh:ValidationReport`; by the standard it conforms only if there is no result of any severity."""
    conforms = "false" if results else "true"
    lines = [f"@prefix sh: <{SH}> .", ""]
    if not results:
        return "\n".join([*lines, "[] a sh:ValidationReport ;", f"  sh:conforms {conforms} .", ""])
    lines += ["[] a sh:ValidationReport ;", f"  sh:conforms {conforms} ;", "  sh:result"]
    lines.append(" ,\n".join("\n".join(_turtle_result(result)) for result in results) + " .")
    return "\n".join(lines) + "\n"


def _turtle_result(result: ShapeResult) -> Iterator[str]:
    yield "  [ a sh:ValidationResult ;"
    yield f"    sh:resultSeverity sh:{result.severity} ;"
    yield f"    sh:focusNode {to_ntriples(result.focus)} ;"
    if result.path is not None:
        yield f"    sh:resultPath {to_ntriples(result.path)} ;"
    if result.value is not None:
        yield f"    sh:value {to_ntriples(result.value)} ;"
    yield f"    sh:sourceConstraintComponent {to_ntriples(result.component)} ;"
    if result.shape:
        yield f"    sh:sourceShape {to_ntriples(result.shape)} ;"
    texts = [str(Literal(text, language=lang)) for lang, text in sorted(result.messages.items())]
    yield f"    sh:resultMessage {' , '.join(texts)} ]"


def _place(result: ShapeResult, places: Places) -> FileLine | None:
    return places.get((result.focus, result.path)) or places.get((result.focus, None))


def in_language(texts: Mapping[str, str], lang: str) -> str:
    """The text in that language, else in English."""
    return texts.get(lang) or texts["en"]
