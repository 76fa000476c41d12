"""`@term` is on every name of the SDL that comes from the ontology, says which term it is, and is on no other."""

from collections import Counter
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    parse,
    value_from_ast_untyped,
)

from graph_api.schema.sdl import sdl
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model

MODEL = read_model(builtin_files(DEFAULT_BASE))
Terms = dict[str, tuple[str, bool]]
"""Names with the `@term` they carry."""


@pytest.fixture(scope="module")
def document() -> DocumentNode:
    return parse(sdl(MODEL))


def test_types_carry_the_term_of_their_class_or_code_list_and_no_other_does(document: DocumentNode) -> None:
    classes = {c.type_name: (c.iri, False) for c in MODEL.classes.values()}
    lists = {c.type_name: (c.iri, False) for c in MODEL.code_lists.values()}
    assert terms_of(definitions(document)) == classes | lists


OWN_ENUMS = (
    "SearchMode",
    "RdfFormat",
    "OrderDirection",
    "DateUnit",
    "Pick",
    "LineageDirection",
    "JustificationVerdict",
    "JustificationStepKind",
    "JustificationStepOutcome",
)


def test_codes_carry_the_term_of_their_concept(document: DocumentNode) -> None:
    enums = [d for d in definitions(document) if isinstance(d, EnumTypeDefinitionNode)]
    found = {d.name.value: terms_of(d.values or ()) for d in enums if d.name.value not in OWN_ENUMS}
    assert found == {
        codes.type_name: {c.enum_name: (c.iri, False) for c in codes.concepts}
        for codes in MODEL.code_lists.values()
    } | {"ResourceType": {c.type_name: (c.iri, False) for c in MODEL.classes.values()}}


def test_fields_carry_the_term_of_their_property_and_no_other_does(document: DocumentNode) -> None:
    by_name = {d.name.value: d for d in definitions(document)}
    for term in MODEL.classes.values():
        expected = field_terms(MODEL, term.iri)
        names = (term.type_name, *(["Other" + term.type_name] * term.is_interface), term.type_name + "Where")
        for name in names:
            followed = (
                {} if name.endswith("Where") else {f.name: (f.iri, False) for f in term.relations_on_day}
            )
            assert terms_of(fields_of(by_name[name])) == expected | followed, name


def test_root_fields_carry_the_term_of_their_class(document: DocumentNode) -> None:
    query = next(d for d in definitions(document) if d.name.value == "Query")
    expected: Terms = {}
    for term in MODEL.classes.values():
        expected |= dict.fromkeys((term.singular, term.plural), (term.iri, False))
    assert terms_of(fields_of(query)) == expected


def test_no_other_type_has_fields_with_a_term(document: DocumentNode) -> None:
    types = {c.type_name for c in MODEL.classes.values()}
    of_classes = {
        "Query",
        *("Other" + t for t in types),
        "Resource",
        "ResourceWhere",
        "ResourceGroupBy",
        "ResourceOrder",
        "OtherResource",
    }
    of_classes |= {t + s for t in types for s in ("", "Where", "Order", "Facets", "Aggregates", "GroupBy")}
    others = [d for d in definitions(document) if d.name.value not in of_classes]
    assert len(others) > 100
    assert [d.name.value for d in others if terms_of(fields_of(d))] == []


def test_within_one_type_a_term_and_direction_occur_once(document: DocumentNode) -> None:
    for definition in definitions(document):
        most = 2 if definition.name.value == "Query" else 1  # one by its IRI, and the list
        counted = Counter(terms_of(fields_of(definition)).values())
        assert [pair for pair, times in counted.items() if times > most] == [], definition.name.value


def definitions(document: DocumentNode) -> list[TypeDefinitionNode]:
    """All types that the document defines."""
    return [d for d in document.definitions if isinstance(d, TypeDefinitionNode)]


def fields_of(definition: TypeDefinitionNode) -> tuple[Any, ...]:
    """The fields that a definition lists; none for enums and scalars."""
    kinds = (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode, InputObjectTypeDefinitionNode)
    return tuple(definition.fields or ()) if isinstance(definition, kinds) else ()


def terms_of(nodes: Any) -> Terms:
    """The `@term` of each node that has one, by the node's name."""
    found: Terms = {}
    for node in nodes:
        for directive in node.directives or ():
            if directive.name.value == "specifiedBy":  # a scalar
                continue
            assert directive.name.value == "term"
            given = {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments}
            assert node.name.value not in found
            found[node.name.value] = (given["iri"], given.get("inverse", False))
    return found


def field_terms(model: Model, class_iri: str) -> Terms:
    """The directives that the fields of a class must carry."""
    return {f.name: (f.term.iri, f.inverse) for f in model.fields(class_iri)}
