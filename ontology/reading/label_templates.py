"""The templates of the labels of resources without a name: texts with `{places}` and `[optional parts]`.

    {role} of {roleOf}: {agent}[, from {validFrom}]

A place is a way along fields, as the schema names them, with `/` between two; `{class}` is the label of the class. A
part in brackets is left out if a place in it has no value.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from ontology.errors import UsageError
from ontology.model import ClassTerm, Field, Kind, LabelPart, LabelPlace, LabelTemplate
from ontology.reading.annotations import Annotations
from ontology.values.languages import LANGUAGES

TEMPLATE = "labelTemplate"
"""The annotation with a template."""
CLASS = "class"
"""The place for the label of the class."""
_SHOWN = frozenset(Kind) - {Kind.BOOLEAN, Kind.DOUBLE, Kind.LITERAL}
_TOKEN = re.compile(r"\{(?P<place>[^{}\[\]]*)\}|(?P<open>\[)|(?P<close>\])|(?P<text>[^{}\[\]]+)|(?P<stray>.)")
_HINT = (
    "write a text in each of vi, en and fr with places such as {agent} or {roleOf/validFrom} and parts [in brackets] "
    "that are left out where a place in them has no value; a part has no other part inside it"
)


@dataclass(frozen=True, slots=True)
class LabelTemplateReader:
    """Reads the templates of the exposed `classes`; `superclasses` has the ancestors of each, nearest first.

    `shared` are the fields of every resource.
    """

    annotations: Annotations
    classes: Mapping[str, ClassTerm]
    superclasses: Mapping[str, tuple[str, ...]]
    shared: Collection[Field]

    def templates(self) -> dict[str, LabelTemplate]:
        """The templates by class, those that others need first. Raises `UsageError` for one that is not valid."""
        templates = {}
        for iri in self.classes:
            nearest = (c for c in (iri, *self.superclasses[iri]) if self._texts(c))
            if (holder := next(nearest, None)) is not None:
                templates[iri] = self._template(holder, iri)
        return {iri: templates[iri] for iri in self._in_order(templates)}

    def _texts(self, iri: str) -> list[tuple[str, str]]:
        terms, ns = self.annotations.terms, self.annotations.ns
        return terms.texts(iri, ns + TEMPLATE)

    def _template(self, holder: str, iri: str) -> LabelTemplate:
        texts = self._texts(holder)
        languages = sorted(lang for _, lang in texts)
        if languages != sorted(LANGUAGES):
            written = ", ".join(lang or "no language" for lang in languages)
            raise _invalid(holder, f"is not there once in each of {', '.join(LANGUAGES)}, but in {written}")
        return {
            lang: tuple(self._parts(holder, iri, text)) for text, lang in sorted(texts, key=lambda t: t[1])
        }

    def _parts(self, holder: str, iri: str, text: str) -> Iterator[LabelPart]:
        pieces: list[str | LabelPlace] = []
        inside = False
        for token in _TOKEN.finditer(text):
            match token.lastgroup:
                case "open" | "close" as bracket:
                    if inside is (bracket == "open"):
                        raise _invalid(holder, f"{text!r} has brackets that do not match")
                    if pieces:
                        yield LabelPart(tuple(pieces), inside)
                    pieces, inside = [], not inside
                case "text":
                    pieces.append(token["text"])
                case "place":
                    place = token["place"]
                    pieces.append(LabelPlace(place, self._path(holder, iri, place)))
                case _:
                    raise _invalid(holder, f"{text!r} has braces that do not match")
        if inside:
            raise _invalid(holder, f"{text!r} has brackets that do not match")
        if pieces:
            yield LabelPart(tuple(pieces), optional=False)

    def _path(self, holder: str, iri: str, place: str) -> tuple[Field, ...]:
        """The fields along which a place is reached from a resource of class `iri`."""
        if place == CLASS:
            return ()
        steps: list[Field] = []
        target: str | None = iri
        for name in place.split("/"):
            if steps and steps[-1].term.kind is not Kind.RELATION:
                raise _invalid(
                    holder, f"{{{place}}} goes on after {steps[-1].name!r}, which is not a relation"
                )
            of_class = self.classes[target].fields if target is not None and target in self.classes else ()
            fields = (*of_class, *self.shared)
            field = next((f for f in fields if name in f.names), None)
            if field is None or field.term.kind not in _SHOWN or field.term.derived_code is not None:
                why = "which is not a field there" if field is None else "whose values a label cannot show"
                raise _invalid(holder, f"{{{place}}} has the step {name!r}, {why}")
            steps.append(field)
            target = field.target
        return tuple(steps)

    def _in_order(self, templates: Mapping[str, LabelTemplate]) -> list[str]:
        needs = {iri: self._needed(template, templates) for iri, template in sorted(templates.items())}
        try:
            return list(TopologicalSorter(needs).static_order())
        except CycleError as circle:
            names = " → ".join(f"<{iri}>" for iri in reversed(circle.args[1]))
            raise _invalid(circle.args[1][0], f"needs its own label: {names}") from None

    def _needed(self, template: LabelTemplate, templates: Collection[str]) -> list[str]:
        """The classes with templates whose labels a template may use, by IRI."""
        needed: set[str] = set()
        for place in iter_places(template):
            if place.path and place.path[-1].term.kind is Kind.RELATION:
                last = place.path[-1]
                ends = last.term.domain if last.inverse else last.term.range
                needed.update(below for end in ends or self.classes for below in self._below(end))
        return sorted(needed.intersection(templates))

    def _below(self, iri: str) -> tuple[str, ...]:
        """A class and the exposed ones below it."""
        return (iri, *(self.classes[iri].descendants if iri in self.classes else ()))


def iter_places(template: LabelTemplate) -> Iterator[LabelPlace]:
    """The places of a template, in all languages."""
    for parts in template.values():
        for part in parts:
            yield from (piece for piece in part.pieces if isinstance(piece, LabelPlace))


def _invalid(iri: str, what: str) -> UsageError:
    return UsageError(f"the ndp:{TEMPLATE} of <{iri}> {what}", code="ONTOLOGY_INVALID", hint=_HINT)
