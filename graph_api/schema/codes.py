"""Code lists: an enum for each, and conditions on its codes."""

from enum import Enum
from typing import Any

import strawberry

from graph_api.schema import common
from graph_api.schema.fields import renamed_to
from graph_api.schema.terms import Term, describe
from ontology.model import CodeList


def code_filter(codes: CodeList, enum: Any) -> type:
    """The input type of conditions on a code of a list, whose enum is given."""
    on_iri = {
        "iri": (common.SelfFilter, "Conditions on the IRI of the code."),
        "id": (common.SelfFilter, "The same as `iri`."),
    }
    return common.comparison(
        codes.type_name + "Filter",
        enum,
        f"a code of `{codes.type_name}`",
        ("eq", "ne", "in", "notIn"),
        common.IS_NULL | on_iri,
    )


def code_enum(codes: CodeList) -> type:
    """The enum of the codes of a list."""
    members = {  # Python's enums do not allow every name
        f"c{number}": strawberry.enum_value(
            c.iri,
            name=c.enum_name,
            description=describe(c),
            directives=[Term(iri=c.iri)],
        )
        for number, c in enumerate(codes.concepts)
    } | {
        f"c{number}_{old}": strawberry.enum_value(
            f"{c.iri} {old}",
            name=old,
            description=describe(c),
            deprecation_reason=renamed_to(c.enum_name),
        )
        for number, c in enumerate(codes.concepts)
        for old in c.aliases
    }
    if not members:
        members = {"_": strawberry.enum_value("", description="The list has no codes yet.")}
    enum = Enum(codes.type_name, members)  # type: ignore[misc]  # members from the ontology
    return strawberry.enum(
        enum,
        name=codes.type_name,
        description=describe(codes),
        directives=[Term(iri=codes.iri)],
    )
