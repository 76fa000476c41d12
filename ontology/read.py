"""From Turtle to the frozen `Model`: only what the files state (ARCHITECTURE.md, "The ontology")."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ontology.chains import read_chain, refuse_chains, with_derived_codes
from ontology.errors import UsageError
from ontology.files import OntologyFile
from ontology.iris import local_name
from ontology.lock import (
    Lock,
    read_lock,
    with_code_aliases,
    with_field_aliases,
    with_root_aliases,
    with_shared_aliases,
)
from ontology.model import (
    ClassTerm,
    CodeList,
    Concept,
    Field,
    Kind,
    Model,
    Period,
    PropertyTerm,
    RelationOnDay,
    Text,
)
from ontology.names import check_fields, check_types, enum_name, lower_first, pascal, plural_of
from ontology.namespaces import DCT, OWL, RDF, RDFS, SKOS, XSD
from ontology.property_shapes import iter_property_shapes
from ontology.storage import UNKNOWN_RELATION
from ontology.terms import Terms

LAST = 1000
"""The `ndp:order` of a term that has none."""
_INTEGERS = (
    *("integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
KINDS: Mapping[str, Kind] = {
    RDF + "langString": Kind.TEXT,
    XSD + "string": Kind.STRING,
    XSD + "date": Kind.DATE,
    XSD + "dateTime": Kind.DATETIME,
    XSD + "gYear": Kind.YEAR,
    XSD + "decimal": Kind.DECIMAL,
    XSD + "boolean": Kind.BOOLEAN,
    XSD + "double": Kind.DOUBLE,
    XSD + "float": Kind.DOUBLE,
    **{XSD + name: Kind.INTEGER for name in _INTEGERS},
}


def read_model(files: Sequence[OntologyFile], base: str | None = None) -> Model:
    """The model of the ontology in `files`. Raises `UsageError` on bad Turtle, `NameClash` on bad names.

    `base` is the IRI that its own terms begin with; None: that of the built-in `owl:Ontology`.
    """
    digest = hashlib.sha256()
    for content in sorted(file.content for file in files):
        digest.update(hashlib.sha256(content).digest())
    terms = Terms(files)
    reader = _ModelReader(terms, _base(terms) if base is None else base, read_lock(files))
    return replace(reader.model(digest.hexdigest()), files=tuple(files))


def _base(terms: Terms) -> str:
    own = (o for o in terms.subjects(OWL + "Ontology") if not terms.is_added(o))
    iri = next(own, None)
    if iri is None:
        raise UsageError("the ontology has no owl:Ontology of its own", code="ONTOLOGY_SYNTAX")
    return iri.removesuffix("ns")


class _ModelReader:
    """Reads the model from the terms of an ontology under `base`; `lock` has the pinned names."""

    def __init__(self, terms: Terms, base: str, lock: Lock) -> None:
        self.terms = terms
        self.lock = lock
        self.base = base
        self.ns = base + "ns#"
        known = [*terms.subjects(OWL + "Class"), *terms.subjects(RDFS + "Class")]
        self.superclasses = {c: terms.closure(c, RDFS + "subClassOf") for c in dict.fromkeys(known)}
        self.exposed = sorted(c for c in self.superclasses if self._is_exposed(c))
        self._refuse_cycles()
        self.shapes = list(iter_property_shapes(terms, self.superclasses))
        self.functional = frozenset(terms.subjects(OWL + "FunctionalProperty"))
        self.object_properties = frozenset(terms.subjects(OWL + "ObjectProperty"))

    def model(self, digest: str) -> Model:
        code_lists = {c.iri: with_code_aliases(c, self.lock) for c in self._code_lists()}
        properties = with_derived_codes({p.iri: p for p in self._properties()})
        classes = {c: self._class(c) for c in self.exposed}
        check_types(classes, code_lists)
        shared = self._shared(properties.values())
        classes = {c: replace(t, fields=self._fields(c, properties.values())) for c, t in classes.items()}
        classes = {
            c: replace(t, relations_on_day=self._relations_on_day(c, properties)) for c, t in classes.items()
        }
        check_fields(classes, shared)
        classes = with_field_aliases(with_root_aliases(classes, self.lock), self.lock)
        shared = with_shared_aliases(shared, classes, self.lock)
        ontology = next(iter(self.terms.subjects(OWL + "Ontology")), "")
        return Model(
            base=self.base,
            version=self.terms.literal(ontology, OWL + "versionInfo") or "",
            hash=digest,
            classes=classes,
            properties=properties,
            code_lists=code_lists,
            concepts={c.iri: c for s in code_lists.values() for c in s.concepts},
            superclasses=self.superclasses,
            names=self._names(properties.values()),
            shared=shared,
            labels={s: self._label(s) for s in (*self.superclasses, *properties, *code_lists)},
        )

    # -- classes

    def _is_exposed(self, iri: str) -> bool:
        exposed = self.terms.literal(iri, self.ns + "exposed")
        if iri.startswith("_:") or exposed is not None:
            return exposed in ("true", "1")
        return iri.startswith(self.ns) or self.terms.is_added(iri)

    def _refuse_cycles(self) -> None:
        """Raise `UsageError` for exposed classes in a cycle: GraphQL's interfaces cannot implement each other."""
        for iri in self.exposed:
            for other in self.superclasses[iri]:
                if other in self.exposed and iri in self.superclasses[other]:
                    raise UsageError(
                        f"<{iri}> and <{other}> are subclasses of each other",
                        code="ONTOLOGY_CYCLE",
                        hint="remove one rdfs:subClassOf, or set ndp:exposed to false on one of the two",
                    )

    def _class(self, iri: str) -> ClassTerm:
        descendants = tuple(c for c in self.exposed if iri in self.superclasses[c])
        name = self._annotation(iri, "typeName") or local_name(iri)
        singular = lower_first(name)
        return ClassTerm(
            iri=iri,
            type_name=name,
            singular=singular,
            plural=self._annotation(iri, "pluralName") or plural_of(singular),
            label=self._label(iri),
            definition=self._definition(iri),
            ancestors=tuple(c for c in self.superclasses[iri] if c in self.exposed),
            descendants=descendants,
            is_interface=bool(descendants) or self.terms.flag(iri, self.ns + "extensible"),
            rank=self._number(iri, "rank", 0),
            period=self._period(iri),
            fields=(),
        )

    def _period(self, iri: str) -> Period | None:
        for term in (iri, *self.superclasses[iri]):
            start = tuple(self.terms.items(term, self.ns + "periodStart"))
            end = tuple(self.terms.items(term, self.ns + "periodEnd"))
            if start or end:
                return Period(start, end)
        return None

    def _fields(self, iri: str, properties: Iterable[PropertyTerm]) -> tuple[Field, ...]:
        ancestry = {iri, *self.superclasses[iri]}
        fields = []
        for term in properties:
            if ancestry.intersection(term.domain):
                scheme = next(
                    (term.schemes[c] for c in (iri, *self.superclasses[iri]) if c in term.schemes), None
                )
                fields.append(
                    Field(term.name, term, False, scheme or next(iter(term.schemes.values()), None))
                )
            if ancestry.intersection(term.range):
                fields.append(Field(term.inverse_name, term, True))
        return tuple(sorted(fields, key=lambda f: (f.inverse, f.term.order, f.name)))

    def _shared(self, properties: Iterable[PropertyTerm]) -> tuple[Field, ...]:
        """The inverses of relations that may lead anywhere, where the ontology names them."""
        leading = [t for t in properties if t.kind is Kind.RELATION and not t.range]
        named = [t for t in leading if self._annotation(t.iri, "inverseName")]
        return tuple(Field(t.inverse_name, t, inverse=True) for t in sorted(named, key=lambda t: t.iri))

    # -- properties

    def _properties(self) -> Iterable[PropertyTerm]:
        declared = [
            *self.terms.subjects(OWL + "ObjectProperty"),
            *self.terms.subjects(OWL + "DatatypeProperty"),
            *self.terms.subjects(RDF + "Property"),
            *(s.path for s in self.shapes),
        ]
        stated = set(declared).difference(self.terms.having(self.ns + "heldAlong"))
        terms = [self._property(p) for p in sorted(stated)]
        refuse_chains({t.iri: t for t in terms})
        taken: dict[str, str] = {UNKNOWN_RELATION: ""}
        for term in sorted(terms, key=lambda t: (self.terms.is_added(t.iri), t.iri)):
            for name in _names_in_stores(term):
                taken.setdefault(name, term.iri)
        return [
            t
            if all(taken[name] == t.iri for name in _names_in_stores(t))
            else replace(t, key=f"{t.name}_{_short_hash(t.iri)}")
            for t in terms
        ]

    def _property(self, iri: str) -> PropertyTerm:
        shapes = [s for s in self.shapes if s.path == iri]
        ranges = self._classes_at(iri, RDFS + "range")
        datatypes = sorted({d for s in shapes for d in s.datatypes} | {r for r in ranges if r in KINDS})
        related = self._related({c for s in shapes for c in s.classes}, ranges)
        reached = [c for c in related if c in self.exposed]
        schemes = {s.target: s.scheme for s in shapes if s.scheme}
        to_any = OWL + "Thing" in ranges
        kind = self._kind(iri, bool(schemes), reached or to_any, datatypes, any(s.is_iri for s in shapes))
        if kind is not Kind.RELATION:
            reached = []
        domain = sorted({*self._classes_at(iri, RDFS + "domain"), *(s.target for s in shapes)})
        name = self._annotation(iri, "fieldName") or local_name(iri)
        functional = iri in self.functional
        return PropertyTerm(
            iri=iri,
            kind=kind,
            name=name,
            key=name,
            inverse_name=self._annotation(iri, "inverseName") or name + "Of",
            many=not (functional or (bool(shapes) and all(s.single for s in shapes))),
            label=self._label(iri),
            definition=self._definition(iri),
            domain=tuple(domain),
            range=tuple(reached),
            target=self._common(related) if reached else None,
            source=self._common([c for d in domain for c in self._exposed_below(d)]),
            datatype=datatypes[0] if len(datatypes) == 1 else None,
            schemes=schemes,
            facet=self.terms.flag(iri, self.ns + "facet"),
            full_text=self.terms.flag(iri, self.ns + "fullText"),
            restricted=self.terms.flag(iri, self.ns + "restricted"),
            order=self._number(iri, "order", LAST),
            ends_object_before=tuple(self.terms.items(iri, self.ns + "endsObjectBefore")),
            derived=self.terms.flag(iri, self.ns + "derived"),
            spans_time=self.terms.flag(iri, self.ns + "spansTime"),
            inverse_spans_time=self.terms.flag(iri, self.ns + "inverseSpansTime"),
            chain=read_chain(self.terms, self.ns, iri) if kind in (Kind.RELATION, Kind.CODE) else (),
        )

    def _relations_on_day(
        self, iri: str, properties: Mapping[str, PropertyTerm]
    ) -> tuple[RelationOnDay, ...]:
        """The fields of a class that follow a relation to the resources that hold on a day."""
        ancestry = {iri, *self.superclasses[iri]}
        fields = []
        for term in sorted(self.terms.having(self.ns + "heldAlong")):
            along = properties.get(next(iter(self.terms.objects(term, self.ns + "heldAlong")), ""))
            if along is None or along.kind is not Kind.RELATION:
                raise UsageError(
                    f"<{term}> has an ndp:heldAlong that is not a relation",
                    code="ONTOLOGY_INVALID",
                    hint="name an object property that leads to a class of the schema: ndp:heldAlong …",
                )
            if ancestry.intersection(self._classes_at(term, RDFS + "domain")):
                name = self._annotation(term, "fieldName") or local_name(term)
                field = Field(along.name, along, inverse=False)
                fields.append(RelationOnDay(name, term, field, self._label(term), self._definition(term)))
        return tuple(fields)

    def _related(self, in_shapes: Collection[str], in_range: Collection[str]) -> list[str]:
        """The classes that a property leads to: those of the shapes if one of them is exposed, else the range's."""
        exposed = set(self.exposed)
        chosen = next((c for c in (in_shapes, in_range) if exposed.intersection(c)), ())
        return sorted(c for c in set(chosen) if c not in KINDS)

    def _kind(
        self, iri: str, is_code: bool, reached: Sequence[str] | bool, datatypes: Sequence[str], is_iri: bool
    ) -> Kind:
        if is_code:
            return Kind.CODE
        if reached:
            return Kind.RELATION
        if len(datatypes) == 1:
            return KINDS.get(datatypes[0], Kind.LITERAL)
        object_property = iri in self.object_properties
        return Kind.IRI if not datatypes and (is_iri or object_property) else Kind.LITERAL

    def _names(self, properties: Iterable[PropertyTerm]) -> tuple[PropertyTerm, ...]:
        label = RDFS + "label"
        naming = [
            p
            for p in properties
            if (p.iri == label or label in self.terms.closure(p.iri, RDFS + "subPropertyOf"))
            and p.kind in (Kind.TEXT, Kind.STRING)
        ]
        return tuple(sorted(naming, key=lambda p: (p.order, p.iri)))

    # -- code lists

    def _code_lists(self) -> Iterable[CodeList]:
        members: dict[str, list[str]] = {}
        for concept in self.terms.subjects(SKOS + "Concept"):
            for scheme in self.terms.objects(concept, SKOS + "inScheme"):
                members.setdefault(scheme, []).append(concept)
        for scheme in sorted(self.terms.subjects(SKOS + "ConceptScheme")):
            concepts = [self._concept(c, scheme) for c in members.get(scheme, ())]
            yield CodeList(
                iri=scheme,
                type_name=self._annotation(scheme, "typeName") or pascal(local_name(scheme)),
                label=self._label(scheme),
                definition=self._definition(scheme),
                concepts=tuple(sorted(concepts, key=lambda c: (self._number(c.iri, "order", LAST), c.code))),
            )

    def _concept(self, iri: str, scheme: str) -> Concept:
        code = self.terms.literal(iri, SKOS + "notation") or local_name(iri)
        return Concept(iri, scheme, code, enum_name(code), self._label(iri), self._definition(iri))

    # -- annotations and sets of classes

    def _annotation(self, iri: str, name: str) -> str | None:
        return self.terms.literal(iri, self.ns + name)

    def _number(self, iri: str, name: str, default: int) -> int:
        text = self._annotation(iri, name)
        if text is None or re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            return default if text is None else int(text)
        raise UsageError(
            f"<{iri}> has ndp:{name} {text!r}, which is not a whole number",
            code="ONTOLOGY_INVALID",
            hint=f"write a whole number, e.g. ndp:{name} 10",
        )

    def _label(self, iri: str) -> Text:
        return self.terms.text(iri, SKOS + "prefLabel", RDFS + "label", DCT + "title")

    def _definition(self, iri: str) -> Text:
        return self.terms.text(iri, SKOS + "definition", RDFS + "comment")

    def _classes_at(self, iri: str, predicate: str) -> list[str]:
        """The classes at a domain or range, unions spread out."""
        classes: list[str] = []
        for node in self.terms.objects(iri, predicate):
            classes += self.terms.items(node, OWL + "unionOf") if node.startswith("_:") else [node]
        return classes

    def _exposed_below(self, iri: str) -> list[str]:
        """`iri` if it is exposed, else the highest exposed classes under it."""
        if iri in self.exposed:
            return [iri]
        below = [c for c in self.exposed if iri in self.superclasses[c]]
        return [c for c in below if not set(below).intersection(self.superclasses[c])]

    def _common(self, classes: Sequence[str]) -> str | None:
        """The nearest exposed class that all of `classes` belong to; None if there is none."""
        above = [(c, *self.superclasses.get(c, ())) for c in classes]
        shared = (c for c in above[0] if c in self.exposed) if above else ()
        return next((c for c in shared if all(c in ancestry for ancestry in above)), None)


def _names_in_stores(term: PropertyTerm) -> tuple[str, ...]:
    """The names that it takes in the stores: `fooBar` and `foo_bar` are one relationship type on Neo4j."""
    return (term.name, term.relationship) if term.kind is Kind.RELATION else (term.name,)


def _short_hash(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:6]
