"""Conformance reports: the results of validating as text, JSON or Turtle.

All are sorted as the results are, so that two reports can be compared with `diff`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal

from loaders.reading.places import FileLine
from loaders.validation.validate import ShapeResult

FORMATS = ("text", "json", "turtle")

Places = Mapping[tuple[str, str | None], FileLine]
"""Where in the files a focus (and a property of it) is, as `loaders.reading.places` finds it."""


def render_text(results: Sequence[ShapeResult], places: Places, *, lang: str = "en") -> str:
    """One paragraph a result: file and line, severity and code, focus, path, message, how to mend it."""
    if not results:
        return "No violations: the data conform to the shapes.\n"
    paragraphs = [_paragraph(result, places, lang) for result in results]
    return "\n".join(paragraphs) + "\n" + _summary(results)


def _paragraph(result: ShapeResult, places: Places, lang: str) -> str:
    place = _place(result, places)
    head = f"{place.file}:{place.line}: " if place else ""
    lines = [f"{head}{result.severity} {result.code}: {in_language(result.messages, lang)}"]
    lines.append(f"  focus: {result.focus}")
    if result.path is not None:
        lines.append(f"  path:  {result.path}")
    if result.value is not None:
        lines.append(f"  value: {result.value}")
    lines.append(f"  mend:  {in_language(result.remedies, lang)}")
    return "\n".join(lines) + "\n"


def _summary(results: Sequence[ShapeResult]) -> str:
    counts = [(name, sum(r.severity == name for r in results)) for name in ("Violation", "Warning", "Info")]
    return ", ".join(f"{count} {name}" for name, count in counts if count) + "\n"


def render_json(results: Sequence[ShapeResult], places: Places, *, lang: str = "en") -> str:
    """An object: `conforms` (no Violation), `results` with IRIs as strings, and `file` and `line` or null."""
    document = {
        "conforms": not any(result.severity == "Violation" for result in results),
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
    lines = ["@prefix sh: <http://www.w3.org/ns/shacl#> .", ""]
    if not results:
        return "\n".join([*lines, "[] a sh:ValidationReport ;", f"  sh:conforms {conforms} .", ""])
    lines += ["[] a sh:ValidationReport ;", f"  sh:conforms {conforms} ;", "  sh:result"]
    lines.append(" ,\n".join("\n".join(_turtle_result(result)) for result in results) + " .")
    return "\n".join(lines) + "\n"


def _turtle_result(result: ShapeResult) -> Iterator[str]:
    yield "  [ a sh:ValidationResult ;"
    yield f"    sh:resultSeverity sh:{result.severity} ;"
    yield f"    sh:focusNode {_term(result.focus)} ;"
    if result.path is not None:
        yield f"    sh:resultPath {_term(result.path)} ;"
    if result.value is not None:
        yield f"    sh:value {_term(result.value)} ;"
    yield f"    sh:sourceConstraintComponent {_term(result.component)} ;"
    if result.shape:
        yield f"    sh:sourceShape {_term(result.shape)} ;"
    texts = [str(Literal(text, language=lang)) for lang, text in sorted(result.messages.items())]
    yield f"    sh:resultMessage {' , '.join(texts)} ]"


def _term(term: str) -> str:
    return term if term.startswith(("_:", '"')) else f"<{term}>"


def _place(result: ShapeResult, places: Places) -> FileLine | None:
    return places.get((result.focus, result.path)) or places.get((result.focus, None))


def in_language(texts: Mapping[str, str], lang: str) -> str:
    """The text in that language, else in English."""
    return texts.get(lang) or texts["en"]
