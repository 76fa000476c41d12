"""The arguments that many fields have, each with what the SDL says of it.

That is a sentence that fits a line, for it stands there hundreds of times. What more there is to say is said once,
by a type that all of them have to do with: `LangText`, `PageInfo`, the scalar `Date`.
"""

from typing import Any

from strawberry import UNSET

from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import Argument
from graph_api.schema.scalars import Date

_LANG = "Languages, best first; absent or null: those of Accept-Language."
_WHERE = "Which members; absent, null or `{}`: all."
_ORDER = "Keys, of which the first decides; absent, null or `[]`: by IRI."
_FIRST = "At most so many, from the start; absent or null: the default size."
_AFTER = "What follows this cursor; absent or null: from the start."
_LAST = "At most so many, from the end; absent or null: from the start."
_BEFORE = "What precedes this cursor; absent or null: to the end."
_AS_OF = "Only members that hold on this day; absent: as around it, null: any."

LANG = Argument("lang", list[str] | None, _LANG, UNSET)
AS_OF = Argument("as_of", Date | None, _AS_OF, UNSET)
_PAGE = (
    Argument("first", int | None, _FIRST, UNSET),
    Argument("after", str | None, _AFTER, UNSET),
    Argument("last", int | None, _LAST, UNSET),
    Argument("before", str | None, _BEFORE, UNSET),
)


def list_arguments(bare: ClassTypes, key: str | None) -> tuple[Argument, ...]:
    """The arguments of a list of a class."""
    order: Any = bare.orders[key]
    return (
        Argument("where", bare.wheres[key] | None, _WHERE, UNSET),
        Argument("order_by", list[order] | None, _ORDER, UNSET),
        *_PAGE,
        AS_OF,
    )
