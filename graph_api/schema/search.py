"""`search`: full-text search over everything."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import FORWARD_PAGE
from graph_api.schema.bare import ClassTypes
from graph_api.schema.facets import search_facets_field
from graph_api.schema.fields import (
    Argument,
    add_aliases,
    attach_fields,
    attribute,
    input_field,
    object_type,
    output_field,
)
from graph_api.schema.scalars import Date

_SEARCH = (
    "Full-text search in names, descriptions, identifiers and numbers. It also understands initials (`BTTTT`), words "
    "written together or apart (`vtv go`) and other spellings of the numbers of acts (`qd186`). Best results first: "
    "values that equal the text, or that it stands for; names that begin with it; names that contain it; names with "
    "all its words; other values, in the same order; resources with the words spread over several values. Among "
    "equals, those with fewer other words come first, then the more important types. Sources, findings, roles and the "
    "like come last unless a value equals the text, or has all of its words in a row, four or more. Words with the "
    "same diacritics come before others. Ties are in order of IRI. "
    "Marks such as “(illustrative)” are ignored."
)
_TEXT = (
    "The words to find, 32 at most. A resource must have all of them, in any order, in one or several of its values. "
    "Case, diacritics (`đ` counts as `d`) and punctuation do not exclude results. A text without words finds nothing."
)
_TYPES = "Only resources of these types, including subclasses. Absent or null: any type; `[]`: none."
_LANG = (
    "Search only values in these languages: `en` includes `en-gb`, `*` means all values with a language. Absent or "
    "null: all values; `[]`: none."
)
_WHERE = "Conditions on results. Several types in `or` find results of any of them. Absent, null or `{}`: all results."
_AS_OF = "Only resources valid on this day, here and in all lists below. Absent or null: any day."
_SUGGEST = (
    "`true`: the last word may be the beginning of one, as while typing. `false` or null: it is complete."
)


@strawberry.enum(name="SearchMode", description="How the results of a search match its text.")
class SearchMode(Enum):
    """The ways in which a search looks for its text."""

    ALL_WORDS = strawberry.enum_value("ALL_WORDS", description="They have all words as they were typed.")
    CORRECTED = strawberry.enum_value(
        "CORRECTED",
        description="They have all words, once those that are unknown are corrected; see `didYouMean`.",
    )
    SOME_WORDS = strawberry.enum_value(
        "SOME_WORDS",
        description="They have some of the words: as many in a row as there are results for. Of what comes last, such "
        "as sources and roles, some may have all.",
    )


def search_fields(bare: ClassTypes) -> Mapping[str, Any]:
    """The root field `search`."""
    where = _complete_where(bare)
    types: Any = bare.types
    return {
        "search": output_field(
            _connection(bare),
            _SEARCH,
            (
                Argument("text", str, _TEXT),
                Argument("types", list[types] | None, _TYPES, UNSET),
                Argument("where", where | None, _WHERE, UNSET),
                Argument("lang", list[str] | None, _LANG, UNSET),
                *FORWARD_PAGE,
                Argument("as_of", Date | None, _AS_OF, UNSET),
                Argument("suggest", bool | None, _SUGGEST, False),
            ),
        )
    }


def _complete_where(bare: ClassTypes) -> Any:
    """The input type of the conditions on results."""
    where: Any = bare.search_where
    fields = {
        "iri": input_field(common.SelfFilter | None, "Conditions on the IRI."),
        "id": input_field(common.SelfFilter | None, "The same as `iri`."),
        "types": input_field(common.TypesFilter | None, "Conditions on the classes."),
        "sources": input_field(bare.sources_filter | None, common.SOURCES),
        "and_": input_field(list[where] | None, "All of these hold; always true for `[]`.", "and"),
        "or_": input_field(list[where] | None, "At least one of these holds; never true for `[]`.", "or"),
        "not_": input_field(where | None, "This does not hold.", "not"),
    }
    for term in sorted(bare.model.classes.values(), key=lambda c: c.singular):
        text = f"It is of type `{term.type_name}` and meets this; `{{}}`: it is of the type."
        fields[attribute(term.singular)] = input_field(bare.wheres[term.iri] | None, text, term.singular)
        add_aliases(fields, term.singular, term.singular_aliases)
    return strawberry.input(
        attach_fields(where, fields),
        name="SearchWhere",
        description=f"Conditions on a result of a search, of any type or of one type. {common.ALL_HOLD}",
    )


def _connection(bare: ClassTypes) -> Any:
    resource: Any = bare.resources[None]
    part = object_type(
        "HighlightPart",
        "A part of a text.",
        {
            "text": output_field(str, "The part, as the source writes it."),
            "match": output_field(bool, "True if the part is one of the words searched for."),
        },
    )
    highlight = object_type(
        "Highlight",
        "The value that fits a search best, with the matching words marked.",
        {
            "property": output_field(strawberry.ID, "The IRI of the property that has this value."),
            "lang": output_field(str | None, "The language tag, or null if there is none."),
            "value": output_field(str, "The whole value, as the source writes it."),
            "parts": output_field(list[part], "The whole value as a sequence of parts."),  # type: ignore[valid-type]  # made at run time
        },
    )
    edge = object_type(
        "SearchEdge",
        "A search result.",
        {
            "node": output_field(resource, "The resource."),
            "cursor": output_field(
                str, "The cursor of this result, for `after`; valid in later releases too."
            ),
            "score": output_field(
                float, "How well the resource fits, from 0 to 1; comparable only within one search."
            ),
            "highlight": output_field(highlight, "The value that fits best, with the matching words marked."),
        },
    )
    return object_type(
        "SearchConnection",
        "A page of search results.",
        {
            "nodes": output_field(list[resource], "The resources on this page, best first."),
            "edges": output_field(list[edge], "The results on this page, with cursor, score and highlight."),  # type: ignore[valid-type]  # made at run time
            "page_info": output_field(common.PageInfo, common.PAGE_INFO),
            "match": output_field(
                SearchMode,
                "How the results match the text; the first of these ways that finds anything but sources.",
            ),
            "did_you_mean": output_field(
                str | None,
                "The text with misspelt words replaced by words of the data, if these were looked for instead. Null if "
                "the text was looked for as it is, or has no such words.",
            ),
            "facets": search_facets_field(bare),
            "total_count": output_field(
                int, "The number of results on all pages; counted only if requested."
            ),
        },
    )
