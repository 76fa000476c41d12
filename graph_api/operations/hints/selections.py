"""Selections as this API writes them: members in `nodes`, texts in `value`, lists of a class by its name."""

from collections.abc import Iterator, Mapping

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from graph_api.operations.hints import habits
from graph_api.operations.hints.places import ErrorPlace, one_line, source
from graph_api.operations.hints.shapes import fields_of
from graph_api.operations.hints.values import Mender
from graph_api.operations.hints.vocabulary import CodedList, CodedMember, SchemaWords, slip
from ontology.values.languages import LANGUAGES

_FIRST_FIELDS = ("value", "nodes", "node", "code", "iri", "id", "endCursor")


class Selector:
    """Writes selected fields as this API has them. None: there is no such field."""

    def __init__(self, schema: GraphQLSchema, vocabulary: SchemaWords, mender: Mender) -> None:
        self._schema = schema
        self._vocabulary = vocabulary
        self._mender = mender

    def unknown(self, place: ErrorPlace) -> str | None:
        """The field as it is to be written instead of one that its type does not have."""
        node, parent = place.node, place.parent_type
        if not isinstance(node, FieldNode) or parent is None:
            return None
        fields = fields_of(parent)
        if (known := habits.same_name(node.name.value, fields)) is not None:
            return self._field(node, known, fields[known])
        if parent is self._schema.query_type:
            return self._root(node, fields)
        if "nodes" in fields:
            return self._of_list(node, fields)
        if fields.keys() == {"value", "count"} and fields_of(_type(fields["value"])):
            inner = self.in_type(node, _type(fields["value"]))  # of a facet
            return f"value {{ {inner} }}" if inner else None
        if "node" in fields and "cursor" in fields:
            inner = self.in_type(node, _type(fields["node"]))
            return f"node {{ {inner} }}" if inner else None
        return self.in_type(node, parent)

    def in_type(self, node: FieldNode, parent: GraphQLNamedType) -> str | None:
        """The field of a type, or of one of the types behind it, that a name means, written out."""
        return self._own(node, parent) or self._narrowed(node, parent)

    def _own(self, node: FieldNode, parent: GraphQLNamedType) -> str | None:
        """The field of a type that a name means, written out."""
        fields, name = fields_of(parent), node.name.value
        if habits.plain(name) == "count" and node.selection_set and name.startswith("_"):
            return self._counts(node.selection_set, fields)
        known = (
            habits.same_name(name, fields)
            or self._vocabulary.field(parent.name, name, fields)
            or slip(name, fields)
            or habits.translated(name, habits.FIELDS, fields)
        )
        if known is not None:
            return self._field(node, known, fields[known])
        member = self._vocabulary.coded_member(parent.name, name)
        if member is not None and member.along.name in fields:
            return self._member(node, member, fields[member.along.name])
        return self._counted(node, fields)

    def _member(self, node: FieldNode, member: CodedMember, field: GraphQLField) -> str | None:
        """A member by its code: `leadAgency` → `roles(where: {…}) { nodes { agent … } }`."""
        if node.arguments or "nodes" not in fields_of(_type(field)):
            return None
        end = fields_of(_type(fields_of(_type(field))["nodes"]))[member.end.name]
        where = f"where: {{{member.field.name}: {{eq: {member.concept.enum_name}}}}}"
        inner = f"{member.end.name}{self._selection(node, end)}"
        return f"{_key(node)}{member.along.name}({where}) {{ nodes {{ {inner} }} }}"

    def _of_list(self, node: FieldNode, fields: Mapping[str, GraphQLField]) -> str | None:
        """A field of the members of a list, or another word for `nodes` or `totalCount`."""
        members = _type(fields["nodes"])
        inner = self._own(node, members)
        known = None if inner else habits.translated(node.name.value, habits.LIST_FIELDS, fields)
        if known is not None:
            return self._field(node, known, fields[known])
        inner = inner or self._narrowed(node, members)
        return f"nodes {{ {inner} }}" if inner else None

    def in_plain_list(self, node: FieldNode, field: GraphQLField) -> str | None:
        """The members of a plain list, which has no `nodes` and no `edges` around them."""
        name, selected = habits.plain(node.name.value), node.selection_set
        if selected is None or not is_list_type(get_nullable_type(field.type)):
            return None
        if name == "edges":
            (first, *others) = selected.selections
            is_edge = isinstance(first, FieldNode) and first.name.value == "node" and not others
            return self.in_plain_list(first, field) if is_edge and isinstance(first, FieldNode) else None
        if name != "nodes" and name not in habits.LIST_FIELDS["nodes"].split():
            return None
        return source(selected)[1:-1].strip()

    def _counts(self, selected: SelectionSetNode, fields: Mapping[str, GraphQLField]) -> str | None:
        """Prisma's `_count { roles }`."""
        names = [one.name.value for one in selected.selections if isinstance(one, FieldNode)]
        if not names or any(
            n not in fields or "totalCount" not in fields_of(_type(fields[n])) for n in names
        ):
            return None
        return " ".join(f"{name} {{ totalCount }}" for name in names)

    def _counted(self, node: FieldNode, fields: Mapping[str, GraphQLField]) -> str | None:
        """A list under a name for its number or its edges: `roles_aggregate`, `rolesConnection`."""
        name = node.name.value
        end = habits.ROOT_SUFFIX.search(name)
        known = habits.same_name(name[: end.start()], fields) if end else None
        if end is None or known is None or "nodes" not in fields_of(_type(fields[known])):
            return None
        return self._list(node, known, fields[known], counted=bool(end["count"]))

    def _narrowed(self, node: FieldNode, parent: GraphQLNamedType) -> str | None:
        """A field that only one of the types behind an interface has."""
        name = node.name.value
        having = [
            t
            for t in self._schema.type_map.values()
            if name in fields_of(t) and any(i is parent for i in getattr(t, "interfaces", ()))
        ]
        tops = [t for t in having if not any(i in having for i in getattr(t, "interfaces", ()))]
        if len(tops) != 1:
            return None
        return f"... on {tops[0].name} {{ {self._field(node, name, fields_of(tops[0])[name])} }}"

    def _root(self, node: FieldNode, fields: Mapping[str, GraphQLField]) -> str | None:
        for name, counted in _root_names(node.name.value):
            term = self._vocabulary.named_class(name)
            if term is not None:
                one = self._arguments(node, fields[term.singular])
                known = term.singular if any(a.startswith(("iri:", "id:")) for a in one) else term.plural
                return self._list(node, known, fields[known], counted=counted)
        if (near := slip(node.name.value, fields)) is not None:
            return self._field(node, near, fields[near])
        coded = self._vocabulary.coded_list(node.name.value)
        return self._coded(node, coded, fields) if coded else None

    def _coded(self, node: FieldNode, coded: CodedList, fields: Mapping[str, GraphQLField]) -> str | None:
        """A list of a class by a code: `ministries` → `organizations(where: {…})`."""
        field, name = fields[coded.owner.plural], coded.field.name
        condition = f"{{{name}: {{eq: {coded.concept.enum_name}}}}}"
        arguments = [f"where: {condition}", *self._arguments(node, field)]
        if any(argument.startswith("where:") for argument in arguments[1:]):
            return None
        return f"{_key(node)}{coded.owner.plural}({', '.join(arguments)}){self._selection(node, field)}"

    def _list(self, node: FieldNode, name: str, field: GraphQLField, *, counted: bool) -> str:
        if not counted:
            return self._field(node, name, field)
        arguments = self._arguments(node, field)
        given = f"({', '.join(arguments)})" if arguments else ""
        return f"{_key(node)}{name}{given} {{ totalCount }}"

    def _field(self, node: FieldNode, name: str, field: GraphQLField) -> str:
        """The field under another name, its arguments and its selection as they must be here."""
        arguments = self._arguments(node, field)
        given = f"({', '.join(arguments)})" if arguments else ""
        return f"{_key(node)}{name}{given}{self._selection(node, field)}"

    def _arguments(self, node: FieldNode, field: GraphQLField) -> list[str]:
        return [self._mender.argument(one, field.args) or source(one) for one in node.arguments or ()]

    def _selection(self, node: FieldNode, field: GraphQLField) -> str:
        selected, target = node.selection_set, _type(field)
        if is_leaf_type(target):
            return ""
        if selected is None:
            return f" {self.default(target)}"
        inner = source(selected)
        names = {one.name.value for one in selected.selections if isinstance(one, FieldNode)}
        own = fields_of(target)
        if "nodes" in own and names and not any(habits.same_name(name, own) for name in names):
            return f" {{ nodes {inner} }}"
        return f" {inner}"

    def in_language(self, place: ErrorPlace, outer: FieldNode) -> str | None:
        """A text in one language, instead of a field named like the language: `label { vi }`."""
        node, fields = place.node, fields_of(place.parent_type)
        if not isinstance(node, FieldNode) or "lang" not in fields or node.name.value not in LANGUAGES:
            return None
        given = ", ".join((*map(source, outer.arguments or ()), f'lang: "{node.name.value}"'))
        return f"{_key(outer)}{outer.name.value}({given}) {{ value }}"

    def listed(self, node: FieldNode) -> str | None:
        """The list of a class by a condition, instead of a field that gives one resource by its IRI."""
        query = self._schema.query_type
        term = self._vocabulary.named_class(node.name.value)
        if term is None or query is None or node.name.value != term.singular or not node.arguments:
            return None
        field = query.fields[term.plural]
        if any(self._mender.argument(one, field.args) is None for one in node.arguments):
            return None
        return self._field(node, term.plural, field)

    def with_arguments_of(self, inner: FieldNode, outer: FieldNode, field: GraphQLField) -> str | None:
        """The field `outer` with the arguments that a field in it has, which has none itself."""
        moved = [self._mender.argument(one, field.args) for one in inner.arguments or ()]
        if None in moved or inner.directives or not (outer.loc and inner.loc and inner.name.loc):
            return None
        if outer.selection_set is None or outer.selection_set.loc is None:
            return None
        after = (
            inner.selection_set.loc.start
            if inner.selection_set and inner.selection_set.loc
            else inner.loc.end
        )
        body = outer.loc.source.body
        before = body[outer.selection_set.loc.start : inner.name.loc.end]
        given = ", ".join((*self._arguments(outer, field), *(one for one in moved if one)))
        rest = body[after : outer.loc.end]
        return f"{_key(outer)}{outer.name.value}({given}) {one_line(f'{before} {rest}')}"

    def default(self, target: GraphQLNamedType) -> str:
        """A selection of the first fields of a type."""
        fields = fields_of(target)
        usual = (name for name in _FIRST_FIELDS if name in fields)
        plain = (name for name, one in fields.items() if is_leaf_type(_type(one)) and not _requires(one))
        name = next(usual, None) or next(plain, "__typename")
        inner = _type(fields[name]) if name in fields else None
        return f"{{ {name} {self.default(inner)} }}" if inner and not is_leaf_type(inner) else f"{{ {name} }}"


def _root_names(name: str) -> Iterator[tuple[str, bool]]:
    """The name of a root field, and what is left of it without the words around it; True: it stands for a number."""
    yield name, False
    bare = habits.ROOT_PREFIX.sub("", name)
    for one in dict.fromkeys((bare, name)):
        end = habits.ROOT_SUFFIX.search(one)
        yield one[: end.start()] if end else one, bool(end and end["count"])


def _requires(field: GraphQLField) -> bool:
    return any(is_required_argument(argument) for argument in field.args.values())


def _type(field: GraphQLField) -> GraphQLNamedType:
    return get_named_type(field.type)


def _key(node: FieldNode) -> str:
    """The alias of a field, with its colon."""
    return f"{node.alias.value}: " if node.alias else ""
