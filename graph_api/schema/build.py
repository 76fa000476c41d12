"""From the model to a Strawberry schema.

The classes of Strawberry are made in two steps, because they refer to each other in circles: first the
bare Python classes, then their fields. Resolvers only look up the response key in what the plan's answer
holds; the reference executor of the tests uses them, production writes answers directly (`respond`).
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.schema.config import StrawberryConfig

from graph_api.plan.figures import facet_form, is_aggregate, is_facet
from graph_api.plan.ordering import is_orderable
from graph_api.plan.plan import MOST_STEPS
from graph_api.schema import common
from graph_api.schema.directives import release
from graph_api.schema.fields import (
    Argument,
    add_aliases,
    attach_fields,
    attribute,
    bare_class,
    input_field,
    output_field,
    renamed_to,
)
from graph_api.schema.scalars import SCALARS, Date, DateTime, Decimal, Integer, Year
from graph_api.schema.search import search_fields
from graph_api.schema.special import special_fields
from ontology.model import ClassTerm, CodeList, Concept, Field, Followed, Kind, Model, PropertyTerm

PYTHON_TYPES: Mapping[Kind, object] = {
    Kind.TEXT: common.LangText,
    Kind.STRING: str,
    Kind.DATE: Date,
    Kind.DATETIME: DateTime,
    Kind.YEAR: Year,
    Kind.DECIMAL: Decimal,
    Kind.INTEGER: Integer,
    Kind.BOOLEAN: bool,
    Kind.DOUBLE: float,
    Kind.IRI: strawberry.ID,
    Kind.LITERAL: common.Literal,
}
RESOURCE = "Resource"
_LANG = (
    "Languages, best first; then those of Accept-Language, vi, en, fr, any. `en` finds texts in en-gb too, `en-gb` "
    "none in en (RFC 4647 basic filtering): ask for both. Absent or null: none before those."
)
_FIRST = "How many at most, from the start; 0: none. Absent or null, and no `last`: the default page size."
_LAST = "How many at most, from the end; not with `first`. Absent or null: none."
_AFTER = "Only what follows the item with this cursor. Absent or null: from the start."
_BEFORE = "Only what precedes the item with this cursor. Absent or null: to the end."
_ORDER = "By what it is ordered: one key an object, the first decides, the IRI at last. Absent, null or `[]`: by IRI."
_AS_OF = (
    "Only members that hold on this day, here and in all lists and conditions below. Absent: as around it, at the "
    "root any day. Null: any day."
)
_UNKNOWN = "null: it is neither described nor a source graph nor what a relation leads to."
_WHERE = "Only members that meet these conditions. Absent, null or `{}`: all."


_LANG_ARGUMENT = Argument("lang", list[str] | None, _LANG, UNSET)
_PAGE_ARGUMENTS = (
    Argument("first", int | None, _FIRST, UNSET),
    Argument("after", str | None, _AFTER, UNSET),
    Argument("last", int | None, _LAST, UNSET),
    Argument("before", str | None, _BEFORE, UNSET),
)
_AS_OF_ARGUMENT = Argument("as_of", Date | None, _AS_OF, UNSET)


def build_schema(model: Model) -> strawberry.Schema:
    """The executable schema of `model`; its SDL is a pure function of the model."""
    return _Builder(model).schema()


class _Builder:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.enums = {iri: self._enum(codes) for iri, codes in model.code_lists.items()}
        self.code_filters = {iri: self._code_filter(codes) for iri, codes in model.code_lists.items()}
        self.label = output_field(common.LangText | None, "Its label.", args=(_LANG_ARGUMENT,))
        self.code = self._code_type()
        self.node = strawberry.interface(
            bare_class("Node", {"id": output_field(strawberry.ID, "The IRI; globally unique.")}),
            name="Node",
            description="Anything with a global identifier (Relay).",
        )
        # Deeper classes first: then every list of bases is in one global order, which Python can always linearise.
        order = sorted(model.classes.values(), key=lambda c: (-len(c.parents), c.iri))
        self.objects: list[type] = []
        self.raw: dict[str | None, Any] = {None: bare_class(RESOURCE, {}, (self.node,))}
        self.connections: dict[str | None, type] = {}
        self.wheres: dict[str | None, Any] = {}
        self.filters: dict[str | None, type] = {}
        self.orders: dict[str | None, Any] = {}
        self.facet_types = self._facet_types()
        for term in reversed(order):
            parents = [self.raw[c.iri] for c in order if c.iri in term.parents]
            self.raw[term.iri] = bare_class(term.type_name, {}, (*parents, self.raw[None]))
        for key, name in [(None, RESOURCE), *((c.iri, c.type_name) for c in order)]:
            self.connections[key] = bare_class(name + "Connection", {})
            self.wheres[key] = bare_class(name + "Where", {})
            self.filters[key] = bare_class(name + "Filter", {})
            self.orders[key] = bare_class(name + "Order", {})

    def schema(self) -> strawberry.Schema:
        self._resource()
        for term in sorted(self.model.classes.values(), key=lambda c: (len(c.parents), c.iri)):
            self._class(term)
        self._others()
        for key in self.raw:
            self._connection(key)
            self._inputs(key)
        config = StrawberryConfig(
            auto_camel_case=True, scalar_map={**StrawberryConfig().scalar_map, **SCALARS}
        )
        return strawberry.Schema(
            query=self._query(), types=self.objects, directives=(release,), config=config
        )

    # -- code lists

    def _enum(self, codes: CodeList) -> type:
        members = {  # Python's enums do not take every name
            f"c{number}": strawberry.enum_value(
                c.iri,
                name=c.enum_name,
                description=_describe(c),
                directives=[common.Term(iri=c.iri)],
            )
            for number, c in enumerate(codes.concepts)
        } | {
            f"c{number}_{old}": strawberry.enum_value(
                f"{c.iri} {old}",
                name=old,
                description=_describe(c),
                deprecation_reason=renamed_to(c.enum_name),
            )
            for number, c in enumerate(codes.concepts)
            for old in c.aliases
        }
        if not members:
            members = {"_": strawberry.enum_value("", description="The list has no code yet.")}
        enum = Enum(codes.type_name, members)  # type: ignore[misc]
        return strawberry.enum(
            enum,
            name=codes.type_name,
            description=_describe(codes),
            directives=[common.Term(iri=codes.iri)],
        )

    def _code_filter(self, codes: CodeList) -> type:
        enum: Any = self.enums[codes.iri]
        on_iri = {
            "iri": (common.SelfFilter, "Conditions on the IRI of the code. Absent or null: no condition.")
        }
        return common.comparison(
            codes.type_name + "Filter",
            enum,
            f"a code of {codes.type_name}",
            ("eq", "ne", "in", "notIn"),
            common.IS_NULL | on_iri,
        )

    def _code_type(self) -> type:
        fields = {
            "iri": output_field(strawberry.ID, "The IRI of the code."),
            "code": output_field(str, "The code as the list writes it."),
            "label": output_field(common.LangText, "The code in words.", args=(_LANG_ARGUMENT,)),
        }
        return strawberry.type(
            bare_class("Code", fields), name="Code", description="A member of a code list."
        )

    # -- types

    def _resource(self) -> None:
        source_graph = self.raw.get(self.model.base + "ns#SourceGraph", self.raw[None])
        of = Argument(
            "of",
            list[strawberry.ID] | None,
            "Only graphs that state these properties (IRIs) of it. Absent or null: any statement about it.",
            UNSET,
        )
        format_ = Argument(
            "format", common.RdfFormat | None, "The syntax. Null: Turtle.", common.RdfFormat.TURTLE
        )
        fields = {
            "id": output_field(strawberry.ID, "The IRI; globally unique."),
            "iri": output_field(
                strawberry.ID, "The IRI; a blank node's is `_:label`, valid within one release."
            ),
            "described": output_field(bool, "False: it is only referred to, nothing is said about it."),
            "label": output_field(
                common.LangText, "Its best name; the IRI's last part if it has none.", args=(_LANG_ARGUMENT,)
            ),
            "types": output_field(list[common.TermType], "The classes that the sources state, by IRI."),
            "sources": output_field(
                list[source_graph],  # type: ignore[valid-type]
                "The source graphs that say something about it, by IRI.",
                args=(of,),
            ),
            "rdf": output_field(
                str, "All statements about it, exactly as the sources make them.", args=(format_,)
            ),
        }
        attach_fields(self.raw[None], fields)
        strawberry.interface(self.raw[None], name=RESOURCE, description="Anything that the graph knows.")

    def _class(self, term: ClassTerm) -> None:
        cls = self.raw[term.iri]
        attach_fields(cls, self._fields(term))
        directives = [common.Term(iri=term.iri)]
        description = _describe(term)
        if term.is_interface:
            strawberry.interface(cls, name=term.type_name, description=description, directives=directives)
        else:
            strawberry.type(cls, name=term.type_name, description=description, directives=directives)
            self.objects.append(cls)

    def _others(self) -> None:
        for term in sorted(self.model.classes.values(), key=lambda c: c.iri):
            if term.is_interface:
                name = "Other" + term.type_name
                description = (
                    f"A resource that is of the class {term.type_name} and of none of its subclasses."
                )
                self.objects.append(
                    strawberry.type(
                        bare_class(name, {}, (self.raw[term.iri],)), name=name, description=description
                    )
                )
        other = bare_class("OtherResource", {}, (self.raw[None],))
        self.objects.append(
            strawberry.type(other, name="OtherResource", description="A resource of no known class.")
        )

    def _fields(self, term: ClassTerm) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        inherited = {f.name for parent in term.parents for f in self.model.classes[parent].fields}
        for field in term.fields:
            if field.name in inherited:
                continue
            fields[attribute(field.name)] = self._property(field)
            if field.term.kind is Kind.TEXT:
                name = field.term.name + "All"
                description = _describe(field.term) + " In every language."
                fields[attribute(name)] = output_field(list[common.LangText], description, name=name)
                add_aliases(fields, name, [old + "All" for old in field.aliases])
        for followed in term.followed:
            if not any(followed in self.model.classes[parent].followed for parent in term.parents):
                fields[attribute(followed.name)] = self._followed(followed)
        return _with_aliases(fields, term.fields)

    def _followed(self, followed: Followed) -> Any:
        day = Argument("date", Date, "The day.")
        members: Any = self.raw[followed.along.target]
        directives = [common.Term(iri=followed.iri)]
        description = f"{_describe(followed)} By IRI; at most {MOST_STEPS} steps are gone."
        return output_field(list[members], description, (day,), directives, followed.name)

    def _property(self, field: Field) -> Any:
        term = field.term
        if field.inverse:
            source = self.model.classes[field.target].type_name if field.target else "anything"
            description = f"From the other side ({source}): {_describe(term)}"
        else:
            description = _describe(term)
        directives = [common.Term(iri=term.iri, inverse=field.inverse)]
        if term.kind is Kind.RELATION:
            if field.many:
                return output_field(
                    self.connections[field.target],
                    description,
                    self._list_arguments(field.target),
                    directives,
                    field.name,
                )
            return output_field(self.raw[field.target] | None, description, (), directives, field.name)
        value: Any = self.code if term.kind is Kind.CODE else PYTHON_TYPES[term.kind]
        if term.kind is Kind.TEXT:
            return output_field(value | None, description, (_LANG_ARGUMENT,), directives, field.name)
        annotation = list[value] if field.many else _optional(value)
        return output_field(annotation, description, (), directives, field.name)

    def _list_arguments(self, key: str | None) -> tuple[Argument, ...]:
        order: Any = self.orders[key]
        return (
            Argument("where", self.wheres[key] | None, _WHERE, UNSET),
            Argument("order_by", list[order] | None, _ORDER, UNSET),
            *_PAGE_ARGUMENTS,
            _AS_OF_ARGUMENT,
        )

    def _connection(self, key: str | None) -> None:
        name = self._name(key)
        node = self.raw[key]
        source_graph = self.raw.get(self.model.base + "ns#SourceGraph", self.raw[None])
        edge = strawberry.type(
            bare_class(
                name + "Edge",
                {
                    "node": output_field(node, "The member."),
                    "cursor": output_field(str, "Where it stands in the list; for `after`."),
                    "sources": output_field(
                        list[source_graph],  # type: ignore[valid-type]
                        "The source graphs that state this membership; of a root list, that say something about it.",
                    ),
                },
            ),
            name=name + "Edge",
            description=f"A member of a list of {name} and its place in the list.",
        )
        attach_fields(
            self.connections[key],
            {
                "nodes": output_field(list[node], "The members on this page, in order."),  # type: ignore[valid-type]
                "edges": output_field(list[edge], "The members on this page with their cursors."),  # type: ignore[valid-type]
                "page_info": output_field(common.PageInfo, "Where this page stands in the list."),
                "total_count": output_field(
                    int, "How many members there are on all pages; counted only when asked for."
                ),
                **self._figures(key),
            },
        )
        strawberry.type(
            self.connections[key], name=name + "Connection", description=f"A page of a list of {name}."
        )

    def _facet_types(self) -> dict[str, Any]:
        values: dict[str, tuple[Any, str]] = {
            "TypeFacet": (common.TermType, "A class; members of its subclasses are counted too."),
            "CodeFacet": (self.code, "The code."),
            "ResourceFacet": (self.raw[None], "What the relation leads to."),
            "YearFacet": (Year, "The year of the date."),
            "BooleanFacet": (bool, "The truth value."),
            "StringFacet": (str, "The string."),
        }
        return {name: common.facet_type(name, value, what) for name, (value, what) in values.items()}

    def _figures(self, key: str | None) -> dict[str, Any]:
        """The fields `facets` and `aggregates` of a connection, each if there is something to count."""
        name = self._name(key)
        fields = self.model.classes[key].fields if key else ()
        limit = Argument("limit", int, "How many values at most, the most frequent ones.", 20)
        own = Argument(
            "without_own",
            bool,
            "`true`: leave out the conditions that `where`, or its `and`, puts on this field directly.",
            False,
        )
        by_class: Any = self.facet_types[facet_form(None)]
        facets = {"types": output_field(list[by_class], "By class.", (limit, own))}
        for field in filter(is_facet, fields):
            form: Any = self.facet_types[facet_form(field)]
            directives = [common.Term(iri=field.term.iri)]
            facets[attribute(field.name)] = output_field(
                list[form],
                f"By value, most frequent first. {_describe(field.term)}",
                (limit, own),
                directives,
                field.name,
            )
        found = {
            "facets": self._figure_type(
                name + "Facets",
                _with_aliases(facets, fields),
                f"Members of a list of {name}, counted by value.",
            )
        }
        aggregates = {
            attribute(field.name): output_field(
                common.AGGREGATES[field.term.kind],
                _describe(field.term),
                (),
                [common.Term(iri=field.term.iri)],
                field.name,
            )
            for field in filter(is_aggregate, fields)
        }
        if aggregates:
            said = f"Figures over all members of a list of {name}."
            _with_aliases(aggregates, fields)
            found["aggregates"] = self._figure_type(name + "Aggregates", aggregates, said)
        return found

    def _figure_type(self, name: str, fields: dict[str, Any], description: str) -> Any:
        cls = strawberry.type(bare_class(name, fields), name=name, description=description)
        return output_field(cls, f"{description} Pages do not matter; computed only when asked for.")

    # -- inputs

    def _inputs(self, key: str | None) -> None:
        name = self._name(key)
        where: Any = self.wheres[key]
        absent = " Absent or null: no condition."
        fields = {
            "iri": input_field(common.SelfFilter | None, f"Conditions on its IRI.{absent}"),
            "types": input_field(common.TypesFilter | None, f"Conditions on its classes.{absent}"),
            "and_": input_field(list[where] | None, f"All of these hold; `[]` always does.{absent}", "and"),
            "or_": input_field(
                list[where] | None, f"At least one of these holds; `[]` never does.{absent}", "or"
            ),
            "not_": input_field(where | None, f"This does not hold.{absent}", "not"),
            "is_null": input_field(
                bool | None,
                f"Where a relation leads here: `true`: there is nothing, `false`: there is something.{absent}",
            ),
        }
        own = self.model.classes[key].fields if key else ()
        for field in own:
            directives = [common.Term(iri=field.term.iri, inverse=field.inverse)]
            description = f"{_describe(field.term)}{absent}"
            fields[attribute(field.name)] = input_field(
                self._condition(field) | None, description, field.name, directives
            )
        strawberry.input(
            attach_fields(where, _with_aliases(fields, own)),
            name=name + "Where",
            description=f"Conditions on a {name}; all given must hold.",
        )
        members = {
            "some": (where, "At least one member meets this; `{}`: there is a member."),
            "none": (where, "No member meets this; `{}`: there is no member."),
            "every": (where, "All members meet this; also if there is none."),
            "count": (common.CountFilter, "Conditions on the number of members."),
        }
        fields = {n: input_field(t | None, f"{said}{absent}") for n, (t, said) in members.items()}
        strawberry.input(
            attach_fields(self.filters[key], fields),
            name=name + "Filter",
            description=f"Conditions on a list of {name}; all given must hold.",
        )
        self._order(key, name)

    def _order(self, key: str | None, name: str) -> None:
        fields = {
            "iri": input_field(common.ValueOrder | None, "By IRI."),
            "label": input_field(common.TextOrder | None, "By its best name."),
        }
        own = self.model.classes[key].fields if key else ()
        for field in filter(is_orderable, own):
            kind = field.term.kind
            by: Any = common.TextOrder if kind is Kind.TEXT else common.ValueOrder
            by = self.orders[field.target] if kind is Kind.RELATION else by
            directives = [common.Term(iri=field.term.iri)]
            fields[attribute(field.name)] = input_field(
                by | None, _describe(field.term), field.name, directives
            )
        strawberry.input(
            attach_fields(self.orders[key], _with_aliases(fields, own)),
            name=name + "Order",
            description=f"One key to order a list of {name} by: exactly one field, which may lead on.",
        )

    def _condition(self, field: Field) -> Any:
        term = field.term
        if term.kind is Kind.RELATION:
            return self.filters[field.target] if field.many else self.wheres[field.target]
        return (
            self.code_filters[field.scheme or ""] if term.kind is Kind.CODE else common.COMPARISONS[term.kind]
        )

    # -- root

    def _query(self) -> type:
        iri = Argument("iri", strawberry.ID, "The IRI.")
        raw: Any = self.raw[None]
        node: Any = self.node
        fields: dict[str, Any] = {
            "node": output_field(
                node | None,
                f"The thing with this identifier, which is its IRI; {_UNKNOWN}",
                (Argument("id", strawberry.ID, "The identifier."),),
            ),
            "resource": output_field(
                raw | None, f"The thing with this IRI; {_UNKNOWN}", (iri, _AS_OF_ARGUMENT)
            ),
            "resources": output_field(
                list[raw | None],
                f"The things with these IRIs, in this order; {_UNKNOWN}",
                (
                    Argument("iris", list[strawberry.ID], "The IRIs, as many as a page may have."),
                    _AS_OF_ARGUMENT,
                ),
            ),
        }
        for term in sorted(self.model.classes.values(), key=lambda c: c.singular):
            cls: Any = self.raw[term.iri]
            directives = [common.Term(iri=term.iri)]
            described = _describe(term)
            fields[attribute(term.singular)] = output_field(
                cls | None,
                f"One by IRI; null: there is none of this class. {described}",
                (iri, _AS_OF_ARGUMENT),
                directives,
                term.singular,
            )
            fields[attribute(term.plural)] = output_field(
                self.connections[term.iri],
                f"All. {described}",
                self._list_arguments(term.iri),
                directives,
                term.plural,
            )
            add_aliases(fields, term.singular, term.singular_aliases)
            add_aliases(fields, term.plural, term.plural_aliases)
        source_graph = self.raw.get(self.model.base + "ns#SourceGraph", raw)
        fields |= special_fields(raw, source_graph, _LANG_ARGUMENT)
        fields |= search_fields(raw)
        return strawberry.type(
            bare_class("Query", fields), name="Query", description="Questions to the graph."
        )

    def _name(self, key: str | None) -> str:
        return self.model.classes[key].type_name if key else RESOURCE


def _with_aliases(fields: dict[str, Any], own: Iterable[Field]) -> dict[str, Any]:
    """`fields`, those of them that were renamed under their old names too."""
    for field in own:
        add_aliases(fields, field.name, field.aliases)
    return fields


def _optional(annotation: Any) -> Any:
    return annotation | None


def _describe(term: ClassTerm | PropertyTerm | CodeList | Concept | Followed) -> str:
    """An English description from the ontology: the definition, else the label, else at least the IRI."""
    said = term.definition.best("en") or term.label.best("en")
    return said or f"<{term.iri}>, of which the ontology says no more."
