"""The types of groups: the keys that members are grouped by, the groups, and pages of them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.plan.figures.keys import is_groupable
from graph_api.schema import common
from graph_api.schema.arguments import FORWARD_PAGE
from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import (
    Argument,
    attach_fields,
    attribute,
    input_field,
    object_type,
    output_field,
    with_aliases,
)
from graph_api.schema.terms import Term
from ontology.model import Field, Kind


@strawberry.enum(
    name="DateUnit",
    description="The part of time by which dates are grouped, as the source writes them. A period that is longer than "
    "this part stands for itself: grouped by `MONTH`, the year `2024` is one of the keys, beside `2024-03`.",
)
class DateUnit(Enum):
    """Parts of time."""

    YEAR = strawberry.enum_value("YEAR", description="The year, such as `2025`.")
    QUARTER = strawberry.enum_value("QUARTER", description="The quarter, such as `2025-Q1`.")
    MONTH = strawberry.enum_value("MONTH", description="The month, such as `2025-03`.")
    DAY = strawberry.enum_value("DAY", description="The day, such as `2025-03-01`.")


@strawberry.input(name="FigureOrder", description="An order by a figure over the values of a field.")
class FigureOrder:
    """An order of groups by a figure."""

    of: str = strawberry.field(description="The field, by its name in `aggregates`.")
    dir: common.OrderDirection = strawberry.field(
        description="The direction; groups without a value come last.", default=common.OrderDirection.ASC
    )


_FIGURES = {
    "min": "the smallest or earliest value of a field",
    "max": "the largest or latest value of a field",
    "sum": "the sum of a field of numbers",
    "avg": "the average of a field of numbers",
}
GroupOrder: Any = strawberry.input(
    attach_fields(
        type("GroupOrder", (), {"__annotations__": {}}),
        {
            "keys": input_field(
                common.OrderDirection | None,
                "By the keys, one after the other: dates and numbers by size, resources, classes, codes and strings as "
                "in a dictionary; none last.",
            ),
            "count": input_field(common.OrderDirection | None, "By the number of members."),
            **{name: input_field(FigureOrder | None, f"By {text}.") for name, text in _FIGURES.items()},
        },
    ),
    name="GroupOrder",
    description="A sort key of groups: exactly one field. Ties are in order of the values of the keys.",
)
_COMPARED = {
    "eq": "The figure equals this.",
    "lt": "The figure is less than this; for dates, earlier.",
    "lte": "The figure is less than or equal to this.",
    "gt": "The figure is greater than this; for dates, later.",
    "gte": "The figure is greater than or equal to this.",
}
FigureFilter: Any = strawberry.input(
    attach_fields(
        type("FigureFilter", (), {"__annotations__": {}}),
        {
            "of": (str, strawberry.field(description="The field, by its name in `aggregates`.")),
            **{name: input_field(str | None, text) for name, text in _COMPARED.items()},
        },
    ),
    name="FigureFilter",
    description="Conditions on a figure over the values of a field, each compared with a number or date as text. "
    f"{common.ALL_HOLD}",
)
GroupHaving: Any = strawberry.input(
    attach_fields(
        type("GroupHaving", (), {"__annotations__": {}}),
        {
            "count": input_field(common.CountFilter | None, "Conditions on the number of members."),
            **{
                name: input_field(list[FigureFilter] | None, f"Conditions on {text}.")
                for name, text in _FIGURES.items()
            },
        },
    ),
    name="GroupHaving",
    description=f"Conditions on groups. {common.ALL_HOLD}",
)


def group_key_type(bare: ClassTypes) -> Any:
    """The type of a value that members were grouped by."""
    resource: Any = bare.resources[None]
    return object_type(
        "GroupKey",
        "A value that members were grouped by. All its fields are null in the group of members that have none.",
        {
            "value": output_field(
                str | None,
                "The value as text: a date or a part of it, a number, a string, `true` or `false`, a code as written "
                "in its list, the IRI of a resource or class.",
            ),
            "code": output_field(common.CODE | None, "The code, if it is one."),
            "resource": output_field(resource | None, "The resource, if it is one."),
        },
    )


def complete_group_keys(bare: ClassTypes, key: str | None) -> None:
    """Give the input type of a class's keys its fields."""
    name, own = bare.name(key), [field for field in bare.fields(key) if is_groupable(field)]
    where: Any = bare.wheres[key]
    fields = {
        "types": input_field(
            bool | None, "By class; a member counts in each of its classes, and their superclasses."
        ),
        "where": input_field(where | None, "Behind a relation: only resources that meet this."),
    }
    for field in own:
        fields[attribute(field.name)] = input_field(
            _by(bare, field) | None,
            f"By `{field.name}`.",
            field.name,
            [Term(iri=field.term.iri, inverse=field.inverse)],
        )
    strawberry.input(
        attach_fields(bare.group_keys[key], with_aliases(fields, own)),
        name=name + "GroupBy",
        description=f"A key that members of a list of `{name}` are grouped by: exactly one field, `true` for its "
        "values, a part of time for dates; for a relation a field of the resources that it leads to, or `{}` for these "
        "themselves.",
    )


def _by(bare: ClassTypes, field: Field) -> Any:
    match field.term.kind:
        case Kind.RELATION:
            return bare.group_keys[field.target]
        case Kind.DATE | Kind.DATETIME | Kind.PERIOD:
            return DateUnit
    return bool


def groups_field(bare: ClassTypes, key: str | None, group_key: Any, aggregates: Mapping[str, Any]) -> Any:
    """The field `groups` of the lists of a class."""
    name = bare.name(key)
    by: Any = bare.group_keys[key]
    group: Any = object_type(
        name + "MemberGroup",
        f"Members of a list of `{name}` that agree in some keys.",
        {
            "keys": output_field(
                list[group_key], "The values in which they agree, one for each object in `by`."
            ),
            "count": output_field(
                int, "The number of members. One with several values counts in several groups."
            ),
            "count_distinct": output_field(
                int,
                "The number of different values of a field, or of what a relation leads to.",
                (Argument("of", by, "The field."),),
            ),
            **aggregates,
        },
    )
    page = object_type(
        name + "MemberGroups",
        f"A page of the groups of a list of `{name}`.",
        {
            "nodes": output_field(list[group], "The groups on this page, in order."),
            "page_info": output_field(common.PageInfo, common.PAGE_INFO),
            "total_count": output_field(int, "The number of groups on all pages."),
        },
    )
    return output_field(
        page,
        "All members of the list, grouped; computed only if requested.",
        (
            Argument("by", list[by], "From one to five keys."),
            *FORWARD_PAGE,
            Argument(
                "order_by",
                list[GroupOrder] | None,
                "Sort keys, most important first. Absent, null or `[]`: by the number of members, most first.",
                UNSET,
            ),
            Argument("having", GroupHaving | None, "Only groups that meet this. Absent or null: all.", UNSET),
            Argument(
                "none",
                bool,
                "`true`: members without a value of a key make a group, too; `false`: they are left out.",
                True,
            ),
        ),
    )
