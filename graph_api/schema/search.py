"""`search`: full-text search over everything."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.fields import Argument, bare_class, output_field
from graph_api.schema.scalars import Date

_TEXT = (
    "The words to find: all of them, in any order, in one or several values of a resource. Case, diacritics (`đ` is "
    "`d`) and punctuation do not count. No words: nothing is found; 32 at most."
)
_TYPES = (
    "Only resources of these types, by GraphQL name or class IRI, subclasses included. Absent or null: any; "
    "`[]`: none."
)
_LANG = (
    "Look only at values in these languages: `en` takes `en-gb`, `*` all values with a language. Absent or null: at "
    "all values; `[]`: at none."
)
_FIRST = "How many at most; 0: none. Absent or null: the default page size."
_AFTER = "Only what follows the item with this cursor. Absent or null: from the start."
_AS_OF = "Only resources that hold on this day, here and in all lists below. Absent or null: any day."
_SUGGEST = "Whether the last word may be the beginning of one, as while a reader types. Null: no."


def search_fields(resource: Any) -> Mapping[str, Any]:
    """The root field `search`."""
    return {
        "search": output_field(
            _connection(resource),
            "Resources by the words in their full-text values (names, descriptions, identifiers), the best first: "
            "those with a value that is the text, then names that begin with it, that have it in them, that have all "
            "of its words; then other values in the same order; last resources of which no single value has all "
            "words. Of these the ones with the shorter value first, then by IRI.",
            (
                Argument("text", str, _TEXT),
                Argument("types", list[str] | None, _TYPES, UNSET),
                Argument("lang", list[str] | None, _LANG, UNSET),
                Argument("first", int | None, _FIRST, UNSET),
                Argument("after", str | None, _AFTER, UNSET),
                Argument("as_of", Date | None, _AS_OF, UNSET),
                Argument("suggest", bool | None, _SUGGEST, False),
            ),
        )
    }


def _connection(resource: Any) -> Any:
    part = _type(
        "HighlightPart",
        "A part of a text.",
        {
            "text": output_field(str, "The part, as the source writes it."),
            "match": output_field(bool, "Whether it is a word that was searched for."),
        },
    )
    highlight = _type(
        "Highlight",
        "The value that fits a search best, with the words that were found.",
        {
            "property": output_field(strawberry.ID, "The IRI of the property that it is a value of."),
            "lang": output_field(str | None, "Its language tag; null: it has none."),
            "parts": output_field(list[part], "The whole value in parts, in their order."),  # type: ignore[valid-type]
        },
    )
    edge = _type(
        "SearchEdge",
        "A resource that was found.",
        {
            "node": output_field(resource, "The resource."),
            "cursor": output_field(str, "Its place in the results; good for the next release, too."),
            "score": output_field(
                float, "How well it fits, from 0 to 1; to be compared within one search only."
            ),
            "highlight": output_field(highlight, "Why it was found."),
        },
    )
    return _type(
        "SearchConnection",
        "A page of what a search found.",
        {
            "nodes": output_field(list[resource], "The resources on this page."),
            "edges": output_field(list[edge], "The resources with what the search says of each."),  # type: ignore[valid-type]
            "page_info": output_field(common.PageInfo, "Where this page stands."),
            "total_count": output_field(int, "The number of all that was found, counted only if asked."),
        },
    )


def _type(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    return strawberry.type(bare_class(name, fields), name=name, description=description)
