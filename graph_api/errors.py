"""Errors of questions, as clients see them in `errors[].extensions`: all codes, in one table.

    NdpError
    └── QueryError            the client is at fault; its code is a row of `TABLE`
        ├── BadRequest        the HTTP request is not a GraphQL request (`http/request.py`)
        └── InvalidRequest    the document or its variables are invalid (`operations/preparing.py`)

`ERRORS.md` beside this file is generated from the table by `poe errors`.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ontology.errors import NdpError


class QueryError(NdpError):
    """The question has a mistake or asks for too much.

    `details` are more members of `extensions`; `locations` the lines and columns in the document that it is about;
    `path` the response key of a root field, empty if it is about the whole request.
    """

    default_code: ClassVar[str] = "BAD_USER_INPUT"
    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        details: Mapping[str, object] | None = None,
        locations: tuple[tuple[int, int], ...] = (),
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.details: Mapping[str, object] = details or {}
        self.locations = locations
        self.path: tuple[str, ...] = ()

    @property
    def row(self) -> "ErrorCode":
        """The row of the table for its code."""
        return CODES[self.code]

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.row.status

    @property
    def always(self) -> bool:
        """True if the answer has this status in any media type."""
        return self.row.always


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One row of `TABLE`. `…` in a message stands for a varying part; `hint` is for errors without a hint of their own.

    `status` is that of an answer as `application/graphql-response+json`. As `application/json` an answer without
    `data` has 200, unless the row is marked `always`. An error of a row that `refuses` refuses the whole request
    even if it is found while answering: such an answer has no `data`.
    """

    code: str
    status: int
    message: str
    meaning: str
    hint: str
    always: bool = False
    refuses: bool = False


SCHEMA = "/graphql/schema.graphql"
"""The path of the schema, unless the service does not publish it."""

TABLE = (
    # -- the HTTP request
    ErrorCode(
        "BAD_REQUEST", 400, "`query` is required and must be a string.",
        "The body or the query string is no GraphQL request.",
        'Send {"query": "…", "variables": {…}} as JSON, or the same names in the query string.',
        always=True,
    ),
    ErrorCode(
        "BATCH", 400, "Batches are not supported: send one request for each operation.",
        "The body is a list.",
        "Put several root fields into one operation, or send several requests over one connection.",
        always=True,
    ),
    ErrorCode(
        "METHOD_NOT_ALLOWED", 405, "Send the question by GET, HEAD, POST.",
        "There is nothing at this address for that method.",
        "Send the question by POST as JSON.",
        always=True,
    ),
    ErrorCode(
        "NOT_ACCEPTABLE", 406, "Only … and … are available here.",
        "The `Accept` header allows none of the media types that there are.",
        "Send `Accept: application/graphql-response+json`.",
        always=True,
    ),
    ErrorCode(
        "TOO_LARGE", 413, "A request may have … bytes at most.",
        "The body is too long.",
        "Send long lists of values in several requests.",
        always=True,
    ),
    ErrorCode(
        "UNSUPPORTED_MEDIA_TYPE", 415, "Send the request as ….",
        "The body's `Content-Type` is not JSON, or not in UTF-8.",
        "Send `Content-Type: application/json`.",
        always=True,
    ),
    # -- documents that are named
    ErrorCode(
        "PERSISTED_QUERY_HASH", 400, "`sha256Hash` is not the hash of `query`.",
        "The document that is sent is not the one that the hash in `extensions.persistedQuery` names.",
        "Hash the document's UTF-8 text as it is sent.",
        always=True,
    ),
    ErrorCode(
        "PERSISTED_QUERY_NOT_FOUND", 404, "PersistedQueryNotFound",
        "`documentId` or `sha256Hash` names no document that this service trusts.",
        "Send the document itself in `query`; the service keeps no documents that clients send.",
        always=True,
    ),
    ErrorCode(
        "PERSISTED_QUERY_NOT_SUPPORTED", 400, "PersistedQueryNotSupported",
        "This service has no trusted documents.",
        "Send the document itself in `query`.",
        always=True,
    ),
    ErrorCode(
        "TRUSTED_ONLY", 403, "This service answers only trusted documents.",
        "`query` is not word for word one of the documents that this service trusts.",
        "Name one of its documents in `documentId`; its operator can add yours.",
        always=True,
    ),
    # -- the document
    ErrorCode(
        "GRAPHQL_PARSE_FAILED", 400, "Syntax Error: …",
        "The document is no GraphQL.",
        "Look at the line and column in `locations`.",
    ),
    ErrorCode(
        "GRAPHQL_NO_QUERY", 400, "This service has no …s.",
        "The operation is a mutation or a subscription; by GET the status is 405.",
        "Ask with `query`: the data are read only.",
    ),
    ErrorCode(
        "GRAPHQL_OPERATION_NAME", 400, "There …",
        "`operationName` names no operation of the document, or is missing where there are several.",
        "Give the name of one of the document's operations.",
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_FIELD", 400, "Cannot query field … on type ….",
        "The type has no field of that name.",
        "`/graphql/schema.graphql` has the fields of every type.",
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_ARGUMENT", 400, "Unknown argument … on ….",
        "The field or directive has no argument of that name.",
        "`/graphql/schema.graphql` has the arguments of every field.",
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_TYPE", 400, "Unknown type ….",
        "The schema has no type of that name.",
        "`/graphql/schema.graphql` has all types.",
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_DIRECTIVE", 400, "…irective …",
        "The schema has no directive of that name, or not at that place.",
        "`@skip(if:)` and `@include(if:)` go on fields and fragments; `@release(id:)` or `@release(knownAt:)` on the "
        'query, before its first brace: `query @release(id: "…") { … }`.',
    ),
    ErrorCode(
        "GRAPHQL_ARGUMENT_MISSING", 400, "…rgument … is required, but it was not provided.",
        "A required argument is not given.",
        "Give the argument; one whose type ends in `!` has to be there.",
    ),
    ErrorCode(
        "GRAPHQL_VALUE_INVALID", 400, "…",
        "A value in the document does not fit its type.",
        "`/graphql/schema.graphql` says what values each type takes.",
    ),
    ErrorCode(
        "GRAPHQL_SELECTION", 400, "Field … must …",
        "A field with fields of its own is asked without saying which, or one without is asked for some.",
        "Say which fields you want in `{ … }`, for objects only.",
    ),
    ErrorCode(
        "GRAPHQL_CONFLICT", 400, "Fields … conflict because ….",
        "Two different things would stand under one key of the answer.",
        "Give one of them an alias.",
    ),
    ErrorCode(
        "GRAPHQL_FRAGMENT", 400, "…ragment …",
        "A fragment is unknown, unused, circular, or can never apply where it stands.",
        "Define each fragment once, use it, and put it where its type can occur.",
    ),
    ErrorCode(
        "GRAPHQL_VARIABLE", 400, "Variable …",
        "A variable is not declared, declared twice, not used, or used where its type does not fit.",
        "Declare each variable once, with the type of the argument that it is for.",
    ),
    ErrorCode(
        "GRAPHQL_VARIABLE_VALUE", 400, "Variable … has invalid value: …",
        "A value in `variables` does not fit the type that the operation declares, or is missing.",
        "`/graphql/schema.graphql` says what values each type takes.",
    ),
    ErrorCode(
        "GRAPHQL_INTROSPECTION_OFF", 400, "GraphQL introspection has been disabled, but … the field ….",
        "This service does not tell its schema.",
        "Work from the schema that its operator gave you.",
    ),
    ErrorCode(
        "GRAPHQL_VALIDATION_FAILED", 400, "…",
        "The document breaks another rule of GraphQL.",
        "The message says which one, `locations` where.",
    ),
    # -- limits
    ErrorCode(
        "LIMIT_TOKENS", 400, "The document has more than … tokens.",
        "The document is too long.",
        "Give values as `variables`, repeat selections by fragments, or ask in several requests.",
    ),
    ErrorCode(
        "LIMIT_ALIASES", 400, "The document has more than … aliases.",
        "Too many fields are renamed.",
        "Ask for many things of a kind with a list field and `where: {iri: {in: […]}}`, without aliases.",
    ),
    ErrorCode(
        "LIMIT_DEPTH", 400, "The document nests fields more than … deep.",
        "The selections are nested too deeply, with fragments put in their places.",
        "Ask for the inner part in a second request, by the `iri` of what the first one found.",
    ),
    ErrorCode(
        "LIMIT_FIELDS", 400, "The document selects more than … fields.",
        "Too many fields are selected, with fragments put in their places.",
        "Ask for fewer fields, or in several requests.",
    ),
    ErrorCode(
        "LIMIT_ROOT_FIELDS", 400, "The document asks for more than … root fields.",
        "Too many questions are in one operation.",
        "Ask in several requests.",
    ),
    ErrorCode(
        "LIMIT_REPEATS", 400, "The document repeats fields too often.",
        "The same fields stand beside each other so often that comparing them takes too long.",
        "Select each field once.",
    ),
    ErrorCode(
        "COST", 400, "The answer would cost about … rows; … are allowed.",
        "By the release's statistics the answer would take more rows than the service gives: `cost`, `allowed`, and "
        "the `argument` and `value` that would bring it under are in `extensions`.",
        "Ask for fewer members with `first`, or for fewer lists inside lists.",
    ),
    ErrorCode(
        "TIME_BUDGET", 200, "The answer took more than … ms and was given up.",
        "The store was stopped in the middle of the answer, when its time was over.",
        "Ask for fewer members with `first`, for fewer levels, or put the `where` that excludes most first.",
    ),
    ErrorCode(
        "SEARCH_WORDS", 400, "`text` may have … words at most, not ….",
        "The text to search for is too long.",
        "Search for the rarest of the words; all of them have to be found.",
    ),
    ErrorCode(
        "TOO_DEEP", 400, "A condition may be nested … deep at most.",
        "A condition or a value is nested too deeply.",
        "Put the parts of nested `and`s and `or`s into one list, or ask in two steps.",
    ),
    # -- arguments
    ErrorCode(
        "BAD_USER_INPUT", 400, "…",
        "An argument has a value that cannot be answered.",
        "The message says which value will not do, and why.",
    ),
    ErrorCode(
        "PAGE_ARGUMENTS", 400, "A list takes `first` or `last`, not both.",
        "It is not clear which part of the list is asked for.",
        "Ask for the `first` of what comes `after` a cursor, or the `last` of what comes `before` one.",
    ),
    ErrorCode(
        "BAD_CHANGE", 400, "There is no property ….",
        "A change in `whatIf` names a property that no source can state, or an invalid value.",
        "Give the name of a field or the IRI of its property, and values as the sources write them.",
    ),
    ErrorCode(
        "BAD_ORDER", 400, "An object in `orderBy` has one key, here it has ….",
        "`orderBy` has an object with several keys, too many keys, or follows too many relations.",
        "Write a list of objects with one key each.",
    ),
    ErrorCode(
        "BAD_CURSOR", 400, "… is no cursor of this API.",
        "`after` or `before` has a value that no answer gave, or one of another list, order or search.",
        "Use `pageInfo.endCursor` or `edges.cursor` of an answer as it came.",
    ),
    ErrorCode(
        "PAGE_SIZE", 400, "`…` must be between 0 and …, not ….",
        "More members are asked for at once than the service gives, or fewer than none.",
        "Ask for fewer and go on with `after: pageInfo.endCursor`.",
    ),
    ErrorCode(
        "UNKNOWN_TYPE", 400, "There is no type ….",
        "A name in `types` is no type of the schema.",
        "Give the name of a type of the schema, or a class IRI.",
    ),
    ErrorCode(
        "NO_PLATFORM", 400, "<…> is not a platform of this release.",
        "`whyApproved` or `whyNot` is about a resource that is unknown, or that is not a platform.",
        "Give the IRI of a platform: `search` and `digitalPlatforms` find it by its name.",
        refuses=True,
    ),
    ErrorCode(
        "NO_DECISION", 400, "<…> is not a decision of this release.",
        "`whyApproved` is about a decision that no source describes, or that is not a decision.",
        "Leave `decision` out, or give the IRI of one of the platform's `decisions`.",
        refuses=True,
    ),
    ErrorCode(
        "UNKNOWN_RELATION", 400, "There is no stated relation ….",
        "A name in `relations` is not a property between resources, or is a derived one.",
        "Give the IRI of such a property, or the name of its field at the subject; `direction` says which way to go.",
    ),
    ErrorCode(
        "WALK_SIZE", 400, "`…` must be between 0 and …, not ….",
        "`lineage` or `paths` has a depth or a number of paths over the service's limit.",
        "Use a smaller number, then continue from the resources that you get.",
    ),
    # -- justifications
    ErrorCode(
        "UNKNOWN_FORMAT", 400, "There is no format ….",
        "`format` is not one of the formats of justifications.",
        "The formats are json, html, pdf, csv, prov, prov-jsonld, oscal, openlineage, svg, text, zip.",
    ),
    ErrorCode(
        "PDF_UNAVAILABLE", 503, "…",
        "A dossier is requested as PDF, and the machine has no browser to print it, or the browser is busy.",
        "Take it as HTML (`html`) and print that. The operator can install Chromium, or name one with `--browser`.",
        always=True,
    ),
    # -- releases
    ErrorCode(
        "RELEASE_UNAVAILABLE", 400, "…",
        "The release that the question is about is not there, cannot be opened, or there was none yet.",
        "`{ releases { nodes { id builtAt } } }` lists those that there are.",
    ),
    ErrorCode(
        "RELEASE_CONFLICT", 400, "The question is about several releases: ….",
        "`@release` and `?release=` or `--release` do not come to one release.",
        "Say it once.",
    ),
    ErrorCode(
        "RELEASE_NOT_READY", 503, "The release … is being made ready, which takes a while.",
        "The release is opened for the first time, which goes on without the question.",
        "Ask again in a minute.",
        always=True,
    ),
    ErrorCode(
        "RELEASE_ONTOLOGY", 200, "`resource` is not available: release … defines … differently.",
        "The releases of a diff have ontologies that do not agree on how a property is stored.",
        "Leave out `resource`, or query that release with `@release(id:)`.",
    ),
    ErrorCode(
        "DIFF_TOO_LARGE", 200, "The graphs that differ have … statements; at most … can be compared.",
        "The releases are too far apart to be compared while somebody waits.",
        "Compare releases that are nearer to each other, or name some `graphs`.",
    ),
    ErrorCode(
        "UNKNOWN_GRAPH", 200, "Neither release has a graph ….",
        "A name in `graphs` is not a source graph of the compared releases.",
        "`{ release { graphs { iri } } }` lists them.",
    ),
    # -- receipts
    ErrorCode(
        "RECEIPT_UNAVAILABLE", 400, "…",
        "A receipt is asked for, and the service has no key, or not the files of the release.",
        "Ask without `extensions: {receipt: true}`; its operator makes a key with `ndp-graph keys make`.",
    ),
    # -- while answering
    ErrorCode(
        "WALK_TOO_WIDE", 200, "The search for paths met more than … resources.",
        "There is too much between the ends to say which paths are the shortest.",
        "Name the `relations` to follow or the `types` to go through, or lower `maxDepth`.",
    ),
    ErrorCode(
        "NOT_WRITABLE", 200, "… cannot be written ….",
        "The `rdf` field cannot say a statement in the format that is asked for.",
        "Ask for another format.",
    ),
    ErrorCode(
        "STORE_AUTH", 503, "The store cannot be asked now.",
        "The service and its database do not agree about its password.",
        "Its operator has to mend it: the log says what.",
        always=True,
    ),
    ErrorCode(
        "STORE_EMPTY", 503, "The store cannot be asked now.",
        "The database of the service holds no release.",
        "Its operator has to load one.",
        always=True,
    ),
    ErrorCode(
        "STORE_FORMAT", 503, "The store cannot be asked now.",
        "The database of the service was written by another version of it.",
        "Its operator has to build the release again.",
        always=True,
    ),
    ErrorCode(
        "STORE_UNAVAILABLE", 503, "The store cannot be asked now.",
        "The database of the service does not answer.",
        "Ask again in a minute.",
        always=True,
    ),
    ErrorCode(
        "INTERNAL", 500, "Something went wrong here.",
        "A fault of the program; it has been logged with the id that the response's `X-Request-Id` has.",
        "Tell the operator the request id.",
        always=True,
    ),
)  # fmt: skip
"""Every code that a client can meet, in the order of the documentation."""

CODES = {row.code: row for row in TABLE}


def document_errors(rows: Iterable[ErrorCode] = TABLE) -> str:
    """The table in Markdown, for authors of clients."""
    lines = [
        "# Errors",
        "",
        "An error in an answer has a `message` for people and, under `extensions`, a `code` that stays the same, and",
        "a `hint` that says what to do. A request that is refused before anything is looked up has no `data`, and",
        "`locations` where that helps. An error that turns up while answering has `data: null`, and the `path` of the",
        "root field that it is about if there is one: `RELEASE_UNAVAILABLE` of a release in `diff`.",
        "",
        "The status is that of an answer as `application/graphql-response+json`. As `application/json` the answer has",
        "200 instead if it has no `data`, except for the statuses marked *always*.",
        "",
        "| code | status | message | what it means | hint |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        status = f"{row.status} *always*" if row.always else str(row.status)
        cells = (f"`{row.code}`", status, row.message, row.meaning, row.hint)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document_errors())
