"""A renamed term of the ontology answers to its old name as to the new one, and the schema marks the old one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    print_ast,
    validate,
    validate_schema,
    visit,
)

from graph_api.pages.examples import read_examples
from graph_api.schema.sdl import sdl
from loaders.shipped.files import shipped_files
from ontology.files import LOCK, OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.lock import Role, names_of, write_lock
from ontology.model import Model
from ontology.read import read_model
from tests.graph_api.support.stores import Asker, Content, read_quads, sqlite_asker

HERE = Path(__file__).parent
Members = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType


@pytest.fixture(scope="module")
def model() -> Model:
    """The built-in ontology as if each of its names had been another one before: `title` was `old_title`."""
    files = builtin_files(DEFAULT_BASE)
    lock = {
        key: (f"{'OLD' if key[1] is Role.CODE else 'old'}_{names[0]}",)
        for key, names in names_of(read_model(files)).items()
    }
    return read_model([*files, OntologyFile(LOCK, write_lock(lock), added=True)])


@pytest.fixture(scope="module")
def schema(model: Model) -> GraphQLSchema:
    return build_schema(sdl(model))


@pytest.fixture(scope="module")
def asker(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    content = Content(model, read_quads(*shipped_files(illustrative=True)))
    with sqlite_asker(content, tmp_path_factory.mktemp("store")) as asker:
        yield asker


def old(name: str) -> str:
    return ("OLD_" if name.isupper() else "old_") + name


def test_every_name_of_a_term_has_its_old_one_beside_it_deprecated(schema: GraphQLSchema) -> None:
    assert validate_schema(schema) == []
    found = 0
    for type_ in schema.type_map.values():
        members: dict[str, Any] = {}
        if isinstance(type_, Members):
            members = dict(type_.fields)
        elif isinstance(type_, GraphQLEnumType) and type_.name != "ResourceType":  # types have no other names
            members = dict(type_.values)
        for name, member in members.items():
            if "term" in directives(member):
                found += 1
                alias = members[old(name)]
                assert alias.deprecation_reason == f"Renamed to `{name}`.", f"{type_.name}.{name}"
                assert directives(alias) == ["deprecated"]
                assert str(getattr(alias, "type", "")) == str(getattr(member, "type", ""))
                assert getattr(alias, "args", {}).keys() == getattr(member, "args", {}).keys()
                assert alias.description == member.description
    assert found > 1000


def directives(member: Any) -> list[str]:
    return [d.name.value for d in (member.ast_node and member.ast_node.directives) or ()]


FEW_NAMES = ("a3", "p4")
"""Operations that ask special root fields, in which the ontology names little."""


class _InOldWords(Visitor):
    """Says the same with old names, wherever there is one; the answer keeps its keys."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.said = 0

    def _is_there(self, names: Any, name: str) -> bool:
        is_there = names is not None and old(name) in names
        self.said += is_there
        return is_there

    def leave_field(self, node: FieldNode, *_: object) -> Any:
        parent = self.types.get_parent_type()
        if not self._is_there(getattr(parent, "fields", None), node.name.value):
            return None
        return FieldNode(
            alias=node.alias or node.name,
            name=NameNode(value=old(node.name.value)),
            arguments=node.arguments,
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def leave_object_field(self, node: ObjectFieldNode, *_: object) -> Any:
        parent = get_named_type(self.types.get_parent_input_type())
        if not self._is_there(getattr(parent, "fields", None), node.name.value):
            return None
        return ObjectFieldNode(name=NameNode(value=old(node.name.value)), value=node.value)

    def leave_enum_value(self, node: EnumValueNode, *_: object) -> Any:
        named = get_named_type(self.types.get_input_type())
        is_there = self._is_there(getattr(named, "values", None), node.value)
        return EnumValueNode(value=old(node.value)) if is_there else None


OPERATIONS = {
    **{path.stem: path.read_text("utf-8") for path in sorted((HERE.parent / "competency").glob("*.graphql"))},
    **{example.id: example.query for example in read_examples()},
    "figures": """{
      criterionResults(
        where: {outcome: {notIn: [PASSED]}}, orderBy: [{criterion: {prefLabel: {lang: "vi"}}}], first: 3
      ) {
        nodes { iri outcome { code } }
        facets { outcome(withoutOwn: true) { value { code } count } }
      }
      organizations(first: 2) { aggregates { validFrom { min max } } nodes { prefLabelAll { value } } }
    }""",
}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_asked_in_old_words_has_the_same_answer(
    name: str, schema: GraphQLSchema, asker: Asker
) -> None:
    document = parse(OPERATIONS[name])
    assert validate(schema, document) == []
    types = TypeInfo(schema)
    words = _InOldWords(types)
    rewritten = visit(document, TypeInfoVisitor(types, words))
    assert words.said > 1 or name in FEW_NAMES
    assert validate(schema, rewritten) == []
    variables = next((e.on(date(2026, 7, 1)).variables for e in read_examples() if e.id == name), {})
    assert asker.data(print_ast(rewritten), variables) == asker.data(OPERATIONS[name], variables)


def test_a_facet_leaves_its_own_conditions_out_by_whatever_name_they_are_put(asker: Asker) -> None:
    text = """{
      criterionResults(where: {NAME: {notIn: [PASSED]}, and: [{NAME: {isNull: false}}]}) {
        facets { outcome(withoutOwn: true) { value { code } count } }
      }
    }"""
    counts = [asker.data(text.replace("NAME", name)) for name in ("outcome", "old_outcome")]
    assert counts[0] == counts[1]
    assert "passed" in str(counts[0])
