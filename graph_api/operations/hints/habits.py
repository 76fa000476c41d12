"""Words of other APIs (Hasura, PostGraphile, @neo4j/graphql, Prisma, Relay services, Django) for what this one has.

Names are compared without case and underscores: `_eq`, `EQ` and `eq` are one.
"""

import re
from collections.abc import Collection, Iterable, Mapping

ARGUMENTS: Mapping[str, str] = {
    "where": "filter filters filterby condition conditions predicate",
    "orderBy": "sort sortby order ordering",
    "first": "limit take top pagesize perpage maxresults amount",
    "after": "cursor aftercursor startcursor",
    "before": "beforecursor endcursor",
    "asOf": "date day on at validon validat asat",
    "iri": "id uri pk nodeid url key",
    "id": "iri uri pk nodeid",
    "iris": "ids uris",
    "text": "query q term search searchterm searchtext keyword keywords phrase",
    "lang": "language languages locale locales langs",
    "types": "type typename typenames class classes",
    "type": "types typename class classiri iri",
    "maxDepth": "depth",
    "depth": "maxdepth levels",
    "from": "source start",
    "to": "target end",
    "platform": "id iri platformid platformiri",
    "by": "groupby key keys fields",
}
OFFSETS = frozenset(("offset", "skip", "page", "pagenumber", "startat"))
GROUPING = frozenset(("groupby", "distinct", "distincton", "distinctby", "uniqueby"))
OPTIONS = frozenset(("options", "pagination", "paging"))
OPERATORS: Mapping[str, str] = {
    "eq": "eq equals equal equalto is isequalto exact notdistinctfrom has",
    "ne": "ne neq not notequals notequal notequalto isnot distinctfrom",
    "in": "in anyof oneof isin hassome",
    "notIn": "nin notin noneof",
    "lt": "lt lessthan before",
    "lte": "lte le lessthanorequal lessthanorequalto onorbefore",
    "gt": "gt greaterthan",
    "gte": "gte ge greaterthanorequal greaterthanorequalto onorafter since",
    "startsWith": "startswith beginswith prefix",
    "contains": "contains includes include substring",
    "matches": "search match matches fulltext",
    "isNull": "isnull null isempty missing",
}
NOT_NULL = frozenset(("exists", "isset", "notnull", "isnotnull"))
LIKE = frozenset(("like",))
LOGIC = {"and": "and", "or": "or", "not": "not"}
QUANTIFIERS: Mapping[str, str] = {
    "some": "some any exists",
    "every": "every all",
    "none": "none",
    "count": "count aggregate",
}
LIST_FIELDS: Mapping[str, str] = {
    "nodes": "items data results rows records list node objects content buckets",
    "totalCount": "count total totalcount totalresults size length aggregate",
    "groups": "groupby groupedaggregates group",
}
TOTALS = frozenset(("count", "total", "totalcount", "totalresults", "size", "length", "aggregate"))
FIELDS: Mapping[str, str] = {
    "value": "text string name content",
    "code": "value key notation",
    "label": "name title displayname caption",
    "statements": "triples quads facts statement",
    "referredBy": "backlinks referrers incoming incominglinks inverse",
}
"""Fields of texts, of codes and of every resource."""
ROOT_PREFIX = re.compile(r"^(find(_?(many|unique|first|all))?|get(_?all)?|all|list|fetch)_?", re.IGNORECASE)
ROOT_SUFFIX = re.compile(
    r"_?(by_?(pk|id|iri|node_?id)|(?P<count>aggregate|count)|connection|collection|list)$", re.IGNORECASE
)
DIRECTIONS: Mapping[str, str] = {
    "ASC": "asc ascending ascnullslast ascnullsfirst",
    "DESC": "desc descending descnullslast descnullsfirst",
}
DIRECTION_KEYS = frozenset(("dir", "direction", "order", "sort"))
FIELD_KEYS = frozenset(("field", "by", "key", "column", "property"))
GROUP_KEYS = FIELD_KEYS | {"path", "name"}
UNIT_KEYS = frozenset(("unit", "interval", "granularity", "part", "precision", "calendarinterval"))
CODE_PARTS = frozenset(("code", "value", "name", "key", "label", "notation"))
"""The fields of a code, with which conditions on codes are written elsewhere."""
FIGURES: Mapping[str, str] = {
    "count": "count total totalcount size number",
    "keys": "keys key value label name",
    "value": "value key keys",
    "label": "label name title",
}
"""The figures by which groups and facets are ordered."""


def plain(name: str) -> str:
    """The name without case and underscores."""
    return name.replace("_", "").lower()


def same_name(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs from `name` in case and underscores only."""
    sought = plain(name)
    return next((candidate for candidate in candidates if plain(candidate) == sought), None)


def translated(name: str, table: Mapping[str, str], among: Collection[str]) -> str | None:
    """The word of this API, one of `among`, that `name` stands for in a table of habits."""
    sought = plain(name)
    return next((word for word, others in table.items() if word in among and sought in others.split()), None)
