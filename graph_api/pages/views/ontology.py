"""Views of the ontology: the index of its terms, one class, one property, its rules and its shapes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.ontology_changes import (
    ChangedTerm,
    TermChanges,
    VersionChanges,
    deprecated_view,
    term_view,
    versions_view,
)
from graph_api.pages.views.ontology_words import TermWords
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked
from ontology.constraints import Constraint
from ontology.iris import last_part
from ontology.model import ClassTerm, Field, Model, PropertyTerm, Text
from ontology.rule import Defect
from ontology.values.languages import format_number
from ontology.versions.history import read_history


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term in a list: its place in the page, link, name in GraphQL, definition, number of uses (empty: not known),
    and its depth below the classes at the top.
    """

    anchor: str
    link: LinkedText
    name: str
    definition: LinkedText
    count: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class OntologyIndex:
    """The terms of the ontology."""

    version: str
    classes: Sequence[TermEntry]
    properties: Sequence[TermEntry]
    code_lists: Sequence[TermEntry]
    others: Sequence[TermEntry]
    """The terms that are for the program: they describe other terms."""
    versions: Sequence[VersionChanges]
    deprecated: Sequence[ChangedTerm]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a class: its property, name in GraphQL, values, number of values in words, and its rules."""

    link: LinkedText
    name: str
    values: Sequence[LinkedText]
    cardinality: str
    notes: Sequence[str]
    count: str


@dataclass(frozen=True, slots=True)
class TermView:
    """A class or property. `fields` are those of a class; `used_by` the classes that have a property."""

    label: str
    iri: str
    name: str
    definition: LinkedText
    count: str
    members: LinkedText | None
    above: Sequence[LinkedText]
    below: Sequence[LinkedText]
    fields: Sequence[FieldRow]
    used_by: Sequence[FieldRow]
    examples: Sequence[LinkedText]
    former: Sequence[str]
    others: Sequence[str]
    """Other names of the term, in any language."""
    rules: Sequence[LinkedText]
    schema_org: str
    changes: TermChanges


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule that finds defects: its code, label, severity, message, remedy, query, and number of findings."""

    anchor: str
    code: str
    label: LinkedText
    severity: str
    message: LinkedText
    remedy: LinkedText
    references: Sequence[LinkedText]
    query: str
    count: str
    findings: str


class OntologyViewer:
    """Makes views of the ontology for one reader. `data` is the answer to the page's question."""

    def __init__(
        self,
        model: Model,
        constraints: Sequence[Constraint],
        defects: Sequence[Defect],
        reader: PageReader,
        data: Mapping[str, Any],
    ) -> None:
        self.model, self.constraints, self.defects = model, constraints, defects
        self.words = TermWords(model, defects, reader)
        self.history = read_history(model.files, model.base)
        self.reader, self.lang, self.text = reader, reader.lang, texts(reader.lang)
        self.data = data
        release = data["release"]
        self._uses = {one["iri"]: one["count"] for one in (release["classes"] or ())}
        self._uses |= {one["iri"]: one["count"] for one in (release["properties"] or ())}
        self._knows_uses = release["classes"] is not None

    def index(self) -> OntologyIndex:
        """All classes as a tree, all properties by label, all code lists."""
        model = self.model
        properties = sorted(
            model.properties.values(), key=lambda term: (self.words.label(term).lower(), term.iri)
        )
        lists = sorted(model.code_lists.values(), key=lambda one: self.words.text(one.label).text.lower())
        return OntologyIndex(
            model.version,
            [self._class_entry(term, depth) for term, depth in self._tree()],
            [
                self._entry(term.iri, self.words.label(term), term.name, term.definition)
                for term in properties
            ],
            [
                TermEntry(
                    f"code-{last_part(one.iri)}",
                    LinkedText(self.words.text(one.label).text, self.reader.address(one.iri)),
                    one.type_name,
                    self.words.text(one.definition),
                    format_number(len(one.concepts), self.lang),
                )
                for one in lists
            ],
            [
                TermEntry(
                    self.words.name(iri),
                    self.words.link(iri),
                    self.words.name(iri),
                    LinkedText(""),
                    self._count(iri),
                )
                for iri in sorted(model.labels)
                if iri.startswith(f"{model.base}ns#") and self._is_other(iri)
            ],
            versions_view(self.history, self.words),
            deprecated_view(self.history, self.words),
        )

    def _is_other(self, iri: str) -> bool:
        """True if a term is none of the classes, properties and code lists."""
        model = self.model
        return iri not in model.classes and iri not in model.properties and iri not in model.code_lists

    def class_view(self, term: ClassTerm) -> TermView:
        """A class with its fields, examples and rules."""
        model = self.model
        return TermView(
            self.words.label(term),
            term.iri,
            term.type_name,
            self.words.text(term.definition),
            self._count(term.iri),
            LinkedText(term.plural, self.reader.frame.to(f"/list/{term.plural}")),
            [self.words.link(iri) for iri in term.ancestors],
            [self.words.link(iri) for iri in term.descendants],
            [self._field(term, field) for field in model.fields(term.iri)],
            (),
            [linked(one, self.reader) for one in self.data["resourcesOf"]["nodes"] if one is not None],
            (*term.singular_aliases, *term.plural_aliases),
            model.synonyms.get(term.iri, ()),
            [self.words.link(one.iri) for one in self.defects if one.focus_class == term.iri],
            model.schema_org.get(term.iri, ""),
            term_view(self.history, term.iri, self.words),
        )

    def property_view(self, term: PropertyTerm) -> TermView:
        """A property with the classes that have it."""
        users = [
            (one, field)
            for one in self.model.classes.values()
            for field in one.fields
            if field.term.iri == term.iri
            and not any(field in self.model.classes[a].fields for a in one.ancestors)
        ]
        return TermView(
            self.words.label(term),
            term.iri,
            term.name,
            self.words.text(term.definition),
            self._count(term.iri),
            None,
            (),
            (),
            (),
            [self._user(one, field) for one, field in users],
            (),
            sorted({name for _, field in users for name in field.aliases}),
            self.model.synonyms.get(term.iri, ()),
            (),
            self.model.schema_org.get(term.iri, ""),
            term_view(self.history, term.iri, self.words),
        )

    def rules(self) -> list[RuleEntry]:
        """The rules that find defects, by code, with the number of their findings."""
        counts = {
            group["keys"][0]["value"]: group["count"]
            for group in (self.data["findings"]["groups"]["nodes"] if "findings" in self.data else ())
        }
        return [
            self._rule(one, counts.get(one.code, 0)) for one in sorted(self.defects, key=lambda d: d.code)
        ]

    def shapes(self) -> list[tuple[LinkedText, str, list[FieldRow]]]:
        """The constraints by the class that they are about, each class with the anchor of its shape."""
        by_class: dict[tuple[str, str], list[Constraint]] = {}
        for one in self.constraints:
            for iri in one.classes:
                by_class.setdefault((iri, one.shape), []).append(one)
        return [
            (self.words.link(iri), shape.partition("#")[2], [self._constraint(one) for one in rows])
            for (iri, shape), rows in by_class.items()
        ]

    # -- parts

    def _tree(self) -> list[tuple[ClassTerm, int]]:
        """The classes, each below the nearest class above it, with its depth."""
        classes = self.model.classes
        children: dict[str | None, list[ClassTerm]] = {}
        for term in sorted(classes.values(), key=lambda one: (-one.rank, one.type_name)):
            nearest = max(term.ancestors, key=lambda iri: len(classes[iri].ancestors), default=None)
            children.setdefault(nearest, []).append(term)

        def below(iri: str | None, depth: int) -> Iterable[tuple[ClassTerm, int]]:
            for term in children.get(iri, ()):
                yield term, depth
                yield from below(term.iri, depth + 1)

        return list(below(None, 0))

    def _class_entry(self, term: ClassTerm, depth: int) -> TermEntry:
        return self._entry(term.iri, self.words.label(term), term.type_name, term.definition, depth)

    def _entry(self, iri: str, label: str, name: str, definition: Text, depth: int = 0) -> TermEntry:
        link = LinkedText(label, self.words.address(iri))
        return TermEntry(
            self.words.name(iri), link, name, self.words.text(definition), self._count(iri), depth
        )

    def _field(self, owner: ClassTerm, field: Field) -> FieldRow:
        term = field.term
        rows = [] if field.inverse else self._rows_of(owner, term.iri)
        label = self.words.label(term)
        if field.inverse:
            label = self.text["ontology_inverse"].format(property=label)
        return FieldRow(
            LinkedText(label, self.words.address(term.iri)),
            field.name,
            self._values(field),
            self._cardinality(rows, many=field.many),
            self._notes(rows, term),
            "" if field.inverse else self._count(term.iri),
        )

    def _user(self, owner: ClassTerm, field: Field) -> FieldRow:
        rows = [] if field.inverse else self._rows_of(owner, field.term.iri)
        notes = self._notes(rows, field.term)
        return FieldRow(
            self.words.link(owner.iri),
            field.name,
            self._values(field),
            self._cardinality(rows, many=field.many),
            notes,
            "",
        )

    def _rows_of(self, owner: ClassTerm, path: str) -> list[Constraint]:
        classes = {owner.iri, *owner.ancestors}
        return [one for one in self.constraints if one.path == path and not classes.isdisjoint(one.classes)]

    def _constraint(self, one: Constraint) -> FieldRow:
        return FieldRow(
            self.words.link(one.path),
            "",
            [self.words.value(iri) for iri in one.values],
            self._cardinality([one], many=one.most != 1),
            self._notes([one]),
            self.text[f"ontology-{one.severity}"],
        )

    def _values(self, field: Field) -> list[LinkedText]:
        term = field.term
        if field.scheme is not None:
            code_list = self.model.code_lists[field.scheme]
            return [LinkedText(self.words.text(code_list.label).text, self.reader.address(field.scheme))]
        if term.datatype is not None:
            return [self.words.value(term.datatype)]
        if field.target is not None:
            return [self.words.link(field.target)]
        return [self.words.link(iri) for iri in term.range if iri in self.model.classes]

    def _cardinality(self, rows: Sequence[Constraint], *, many: bool) -> str:
        least = max((one.least for one in rows), default=0)
        return self.text[f"ontology-{'some' if many else 'one'}-{'needed' if least else 'free'}"]

    def _notes(self, rows: Sequence[Constraint], term: PropertyTerm | None = None) -> list[str]:
        """The messages of constraints, after what is to know about a property itself."""
        notes = [self.text["ontology_derived"]] if term is not None and term.derived else []
        if term is not None and self.history.about(term.iri).deprecated:
            notes.append(self.text["ontology_deprecated_note"])
        return [*notes, *dict.fromkeys(text for one in rows if (text := one.message.best(self.lang)))]

    def _rule(self, one: Defect, count: int) -> RuleEntry:
        return RuleEntry(
            last_part(one.iri),
            one.code,
            self.words.text(one.label),
            self.text[f"ontology-{one.severity}"],
            self.words.text(Text(one.templates)),
            self.words.text(Text(one.remedies)),
            [LinkedText(last_part(iri), self.reader.address(iri)) for iri in one.references],
            one.query.text.strip(),
            format_number(count, self.lang),
            self.reader.frame.to("/list/findings", filter=f"code:{one.code}"),
        )

    def _count(self, iri: str) -> str:
        return format_number(self._uses.get(iri, 0), self.lang) if self._knows_uses else "—"
