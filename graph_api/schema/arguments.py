"""The arguments that many fields have, each with what the SDL says of it."""

from typing import Any

from strawberry import UNSET

from graph_api.schema.bare import Bare
from graph_api.schema.fields import Argument
from graph_api.schema.scalars import Date

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
_WHERE = "Only members that meet these conditions. Absent, null or `{}`: all."

LANG = Argument("lang", list[str] | None, _LANG, UNSET)
AS_OF = Argument("as_of", Date | None, _AS_OF, UNSET)
_PAGE = (
    Argument("first", int | None, _FIRST, UNSET),
    Argument("after", str | None, _AFTER, UNSET),
    Argument("last", int | None, _LAST, UNSET),
    Argument("before", str | None, _BEFORE, UNSET),
)


def list_arguments(bare: Bare, key: str | None) -> tuple[Argument, ...]:
    """The arguments of a list of a class."""
    order: Any = bare.orders[key]
    return (
        Argument("where", bare.wheres[key] | None, _WHERE, UNSET),
        Argument("order_by", list[order] | None, _ORDER, UNSET),
        *_PAGE,
        AS_OF,
    )
