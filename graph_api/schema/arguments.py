"""The arguments that many fields share, each with its description in the SDL.

A description is one sentence that fits a line, because the SDL repeats it hundreds of times. What needs more
explanation is explained once, by a type that all of these fields use: `LangText`, `PageInfo`, the scalar `Date`.
"""

from typing import Any

from strawberry import ID, UNSET

from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import Argument
from graph_api.schema.scalars import Date

_LANG = "Languages, best first. Absent or null: those of Accept-Language."
_WHERE = "The conditions on members. Absent, null or `{}`: all members."
_ORDER = "Sort keys, most important first. Absent, null or `[]`: by IRI."
_FIRST = "Page size from the start; 0: no members. Absent or null: default."
_AFTER = "Start after this cursor. Absent or null: at the first member."
_LAST = "Page size from the end; 0: no members. Absent or null: use `first`."
_BEFORE = "End before this cursor. Absent or null: at the last member."
_AS_OF = "Only members valid on this day. Absent: the enclosing `asOf`; null: any."
_AS_OF_HERE = "Only members valid on this day. Absent or null: any; this list spans time."
_AS_OF_TIMELESS = "Members have no period, so all count; the day applies to the lists below."
_DAY_BELOW = "Only members valid on this day in the lists below. Absent or null: any."

LANG = Argument("lang", list[str] | None, _LANG, UNSET)
DAY_BELOW = Argument("as_of", Date | None, _DAY_BELOW, UNSET)
"""The day of a root field that is not a list."""
DAY = Argument("as_of", Date | None, "The day. Absent or null: today.", UNSET)
IDENTITY = (
    Argument("iri", ID | None, "The IRI of the resource; required, unless `id` has it.", UNSET),
    Argument("id", ID | None, "The same as `iri`.", UNSET),
)
"""The arguments that name one resource: exactly one of them is given."""
FORWARD_PAGE = (
    Argument("first", int | None, "Page size; 0: no members. Absent or null: the default size.", UNSET),
    Argument("after", str | None, _AFTER, UNSET),
)
"""The arguments of a list that is only read from the start."""
PAGE = (
    Argument("first", int | None, _FIRST, UNSET),
    Argument("after", str | None, _AFTER, UNSET),
    Argument("last", int | None, _LAST, UNSET),
    Argument("before", str | None, _BEFORE, UNSET),
)
"""The arguments of a list that is read from either end."""


def list_arguments(bare: ClassTypes, key: str | None, *, spans_time: bool = False) -> tuple[Argument, ...]:
    """The arguments of a list of a class; a list that spans time does not inherit a day."""
    order: Any = bare.orders[key]
    day = _AS_OF_HERE if spans_time else _AS_OF_TIMELESS if bare.is_timeless(key) else _AS_OF
    return (
        Argument("where", bare.wheres[key] | None, _WHERE, UNSET),
        Argument("order_by", list[order] | None, _ORDER, UNSET),
        *PAGE,
        Argument("as_of", Date | None, day, UNSET),
    )
