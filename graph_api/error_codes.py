"""All error codes, in one table: `TABLE`. `ERRORS.md` beside this file is generated from it by `poe errors`."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from graph_api.markdown import table_lines


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One row of `TABLE`. `…` in a message or a hint is a varying part.

    `hint` is that of errors without one of their own; `others` are all that errors have instead, apart from the names
    that they suggest ("Did you mean …?").

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
    others: tuple[str, ...] = ()

    @property
    def hints(self) -> tuple[str, ...]:
        """All hints that its errors may have."""
        return (self.hint, *self.others)


SCHEMA = "/graphql/schema.graphql"
"""The path of the schema, unless the service does not publish it."""

FEWER_CONDITIONS = (
    "Most of the cost is for the many conditions of a `where`, which are tested on each member of the list: "
    "use `in` or `notIn` instead of a long `or` or `and`, add a condition by IRI or by a rare value, "
    "or ask in several steps."
)
FEWER_LISTS = (
    "No `first` alone would help: ask for fewer lists inside lists, fewer counts and facets, "
    "or narrow the lists with a `where` by IRI or by a rare value."
)
_WRITE = ("Write `…` instead of `…`.", "Leave out `…`.")
_CHEAPER = ("Ask with `…: …` instead of … in `…`.", FEWER_CONDITIONS, FEWER_LISTS)

TABLE = (
    # -- the HTTP request
    ErrorCode(
        "BAD_REQUEST", 400, "`query` is required and must be a string.",
        "The body or the query string is not a GraphQL request.",
        'Send {"query": "…", "variables": {…}} as JSON, or the same names in the query string.',
        always=True,
        others=(
            "Send `queries` or `extend` as the Reconciliation API 0.2 describes them.",
            "`/reconcile/{lang}/suggest/property?prefix=` and `/reconcile/{lang}/properties?type=` list properties.",
            'Write a condition as in GraphQL, as JSON and escaped: `where={"iri": {"in": […]}}`.',
        ),
    ),
    ErrorCode(
        "BATCH", 400, "Batches are not supported: send one request for each operation.",
        "The body is a list.",
        "Put several root fields into one operation, or send several requests over one connection.",
        always=True,
    ),
    ErrorCode(
        "METHOD_NOT_ALLOWED", 405, "Send the question by GET, HEAD or POST.",
        "This address does not support the method.",
        "Send the question by POST as JSON.",
        always=True,
        others=(
            "The header `Allow` lists the methods that it supports.",
        ),
    ),
    ErrorCode(
        "BAD_PARAMETER", 400, "There is no parameter `…`.",
        "A name in the query string is nearly that of a parameter of the path, a parameter is there twice, or it does "
        "not apply to the path.",
        "`PATHS.md` lists the parameters of every path, and when others than these are ignored.",
        always=True,
        others=(
            "Give each parameter once.",
            "Write it like `Mon, 05 Jan 2026 08:00:00 GMT`.",
            "Write `…=false`, or leave it out.",
            "Leave out `…`.",
            "Available: ….",
            "Name it with `from`.",
            "Write `…=…` to leave out everything, or leave the parameter out.",
            "Give each thing as `iri=…`.",
        ),
    ),
    ErrorCode(
        "NOT_FOUND", 404, "There is nothing at ….",
        "The service does not have this path.",
        "The home page at `/` leads to all pages.",
        always=True,
        others=(
            "Start the service with --releases to publish descriptions.",
            "`/sitemap.xml` lists the parts.",
            "`/graphql` searches for resources by their names.",
            "Leave out `illustrative` and `confidence` to read all sources.",
            "`/feed` has the changes of all classes.",
            "`/feed` leads to all pages.",
            "`/docs` lists the documentation pages.",
            "`{ releases { nodes { id builtAt } } }` lists the releases.",
            "Ask for its document with `release` to read it as it was in a release.",
        ),
    ),
    ErrorCode(
        "NOT_ACCEPTABLE", 406, "Only … and … are available here.",
        "The `Accept` header accepts none of the media types of this address, or not that of a subscription.",
        "Send `Accept: application/graphql-response+json`.",
        always=True,
        others=(
            "Name one of … in `format`.",
            "SELECT and ASK give `application/sparql-results+json`, CONSTRUCT and DESCRIBE `text/turtle`.",
            "Send `Accept: text/event-stream`.",
            "Send it to `/graphql` with `Accept: text/event-stream`, as clients of GraphQL over SSE do.",
        ),
    ),
    ErrorCode(
        "TOO_LARGE", 413, "The request is too large: at most … bytes are allowed.",
        "The body of the request is too large.",
        "Send long lists of values in several requests.",
        always=True,
        others=(
            "Verify the file with `ndp-graph verify`.",
        ),
    ),
    ErrorCode(
        "UNSUPPORTED_MEDIA_TYPE", 415, "Send the request as ….",
        "The body's `Content-Type` is not JSON, or it is not in UTF-8, or compressed.",
        "Send `Content-Type: application/json`.",
        always=True,
        others=(
            "Leave out `Content-Encoding`; answers are compressed if `Accept-Encoding` asks for it.",
            "Send `Content-Type: application/sparql-query`.",
            "Send `Content-Type: application/x-www-form-urlencoded` and the field `queries` or `extend`.",
        ),
    ),
    # -- documents that are named
    ErrorCode(
        "PERSISTED_QUERY_HASH", 400, "`sha256Hash` is not the hash of `query`.",
        "The document differs from the one that the hash in `extensions.persistedQuery` names.",
        "Send the SHA-256 of exactly the UTF-8 text in `query`.",
        always=True,
    ),
    ErrorCode(
        "PERSISTED_QUERY_NOT_FOUND", 404, "PersistedQueryNotFound",
        "`documentId`, `doc_id`, `id` or `sha256Hash` does not name a trusted document of this service.",
        "Send the document itself in `query`; the service does not store documents of clients.",
        always=True,
        others=(
            "Ask the operator of the service to add the document.",
            "Available: ….",
        ),
    ),
    ErrorCode(
        "PERSISTED_QUERY_NOT_SUPPORTED", 400, "PersistedQueryNotSupported",
        "This service has no trusted documents.",
        "Send the document itself in `query`.",
        always=True,
    ),
    ErrorCode(
        "TRUSTED_ONLY", 403, "This service answers only trusted documents.",
        "`query` is not exactly the text of one of this service's trusted documents.",
        "Name one of its documents in `documentId`, or ask the operator of the service to add yours.",
        always=True,
    ),
    ErrorCode(
        "REQUEST_TIMEOUT", 408, "The request did not arrive within … seconds.",
        "The client took too long to send the body.",
        "Send the request again, whole.",
        always=True,
    ),
    # -- the document
    ErrorCode(
        "GRAPHQL_PARSE_FAILED", 400, "Syntax Error: …",
        "The document is not valid GraphQL.",
        "Look at the line and column in `locations`.",
        others=(
            *_WRITE,
            "Write `…` before `…`.",
            "Write `…` at the end.",
            "Leave out the `…` at character …, which closes nothing.",
        ),
    ),
    ErrorCode(
        "GRAPHQL_NO_QUERY", 400, "This service has no mutations.",
        "The operation is a mutation; by GET the status is 405.",
        "Send a `query`: the data are read-only.",
    ),
    ErrorCode(
        "GRAPHQL_OPERATION_NAME", 400, "There …",
        "`operationName` does not name an operation of the document, or is missing although there are several.",
        "Set `operationName` to the name of one of the document's operations.",
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_FIELD", 400, "Cannot query field … on type ….",
        "The type has no field with this name.",
        "`/graphql/schema.graphql` lists the fields of every type.",
        others=(
            *_WRITE,
            "Only `releasePublished` can be followed: ask for all else with a `query`.",
        ),
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_ARGUMENT", 400, "Unknown argument … on ….",
        "The field or directive has no argument with this name.",
        "`/graphql/schema.graphql` lists the arguments of every field.",
        others=(
            *_WRITE,
            "The different values, each with the number of members, are a field of the list: `…`.",
            "Lists have no offset: continue `after` the cursor in `pageInfo { endCursor }` of the page before.",
        ),
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_TYPE", 400, "Unknown type ….",
        "The schema has no type with this name.",
        "`/graphql/schema.graphql` lists all types.",
        others=_WRITE,
    ),
    ErrorCode(
        "GRAPHQL_UNKNOWN_DIRECTIVE", 400, "Unknown directive ….",
        "The schema has no directive with this name, or does not allow it at this place.",
        "`@skip(if:)` and `@include(if:)` go on fields and fragments; `@release(id:)`, `@release(knownAt:)` and "
        '`@data(illustrative: false)` on the query, before its first brace: `query @release(id: "…") { … }`.',
        others=(
            "Only a query as a whole can have it: `query … { … }`.",
        ),
    ),
    ErrorCode(
        "GRAPHQL_ARGUMENT_MISSING", 400, "Argument … of type … is required, but it was not provided.",
        "A required argument is missing.",
        "Add the argument; arguments whose type ends in `!` are required.",
        others=_WRITE,
    ),
    ErrorCode(
        "GRAPHQL_VALUE_INVALID", 400, "…",
        "A value in the document does not fit its type.",
        "`/graphql/schema.graphql` describes the values of each type.",
        others=_WRITE,
    ),
    ErrorCode(
        "GRAPHQL_SELECTION", 400, "Field … must …",
        "An object is selected without any of its fields, or fields are selected of a plain value.",
        "Select the fields you want in `{ … }`, of objects only.",
        others=_WRITE,
    ),
    ErrorCode(
        "GRAPHQL_CONFLICT", 400, "Fields … conflict because ….",
        "Two different fields would have the same key in the answer.",
        "Give one of them an alias.",
    ),
    ErrorCode(
        "GRAPHQL_FRAGMENT", 400, "Unknown fragment ….",
        "A fragment is unknown, unused, circular, or can never apply at its place.",
        "Define each fragment once, use it, and spread it only where its type can occur.",
    ),
    ErrorCode(
        "GRAPHQL_VARIABLE", 400, "Variable …",
        "A variable is not declared, declared twice, not used, or used for a value of another type.",
        "Declare each variable once, with the type of its argument.",
        others=_WRITE,
    ),
    ErrorCode(
        "GRAPHQL_VARIABLE_VALUE", 400, "Variable … is required.",
        "A value in `variables` is missing, or does not fit the type that the operation declares.",
        "`/graphql/schema.graphql` describes the values of each type.",
        others=_WRITE,
    ),
    ErrorCode(
        "GRAPHQL_INTROSPECTION_OFF", 400, "GraphQL introspection has been disabled, but … the field ….",
        "This service does not publish its schema.",
        "Use the schema that its operator gave you.",
    ),
    ErrorCode(
        "GRAPHQL_VALIDATION_FAILED", 400, "…",
        "The document breaks another rule of GraphQL.",
        "The message names the rule, `locations` the place.",
    ),
    # -- limits
    ErrorCode(
        "LIMIT_TOKENS", 400, "The document has more than … tokens.",
        "The document is too long.",
        "Pass values as `variables`, put repeated selections into fragments, or send several requests.",
    ),
    ErrorCode(
        "LIMIT_ALIASES", 400, "The document has more than … aliases.",
        "The document has too many aliases.",
        "To get many resources of a type, use a list field with `where: {iri: {in: […]}}`, without aliases.",
    ),
    ErrorCode(
        "LIMIT_DEPTH", 400, "The document nests fields more than … deep.",
        "The selections are nested too deeply, fragments included.",
        "Select the inner part in a second request, by the `iri`s that the first one returned.",
    ),
    ErrorCode(
        "LIMIT_FIELDS", 400, "The document selects more than … fields.",
        "Too many fields are selected, fragments included; those of `_entities` count for each type that is named.",
        "Select fewer fields, or send several requests.",
    ),
    ErrorCode(
        "LIMIT_ROOT_FIELDS", 400, "The document asks for more than … root fields.",
        "The operation has too many root fields.",
        "Send several requests.",
    ),
    ErrorCode(
        "LIMIT_WALKS", 400, "The document asks for more than … root fields that take many steps.",
        "The operation has too many of the root fields `diff`, `impact`, `lineage`, `paths`, `whatIf`, `whyApproved` "
        "and `whyNot`.",
        "Send several requests.",
    ),
    ErrorCode(
        "LIMIT_VARIABLES", 400, "The variables have more than … tokens.",
        "The variables are too long: they may have as many tokens as a document.",
        "Send several requests. Many values are shortest as one list, such as `{iri: {in: […]}}`.",
    ),
    ErrorCode(
        "LIMIT_REPEATS", 400, "The document repeats fields too often.",
        "The same fields are repeated so often that comparing them takes too long.",
        "Select each field once.",
    ),
    ErrorCode(
        "LIMIT_INTROSPECTION", 400, "The document selects `__schema` more than once.",
        "The schema is asked for several times in one document.",
        "Select `__schema` once, with all that you need of it.",
    ),
    ErrorCode(
        "COST", 400, "The answer would cost about … units; … are allowed.",
        "By the statistics of the release the answer would take too much work. `extensions` has `cost`, `allowed`, and "
        "the `argument` and `value` that would bring the cost under the limit.",
        "Request fewer members with `first`, or fewer lists inside lists.",
        others=_CHEAPER,
    ),
    ErrorCode(
        "TIME_BUDGET", 200, "The answer took more than … ms and was given up.",
        "The time for the answer was over, and the store was stopped.",
        "Request fewer members with `first`, or fewer levels, or put the `where` that excludes most first.",
        others=_CHEAPER,
    ),
    ErrorCode(
        "ANSWER_SIZE", 200, "The answer has more than … bytes and was given up.",
        "The answer is longer than the service allows. `extensions` has the number of bytes that are `allowed`.",
        "Request fewer members with `first` and continue with `after: pageInfo.endCursor`, or select fewer fields.",
        others=(
            "Ask for less: `lineage` with a smaller `depth`, `search` with a smaller `first`, or select fewer fields.",
        ),
    ),
    ErrorCode(
        "SEARCH_WORDS", 400, "`text` may have … words at most, not ….",
        "The search text is too long.",
        "Search for the rarest words only; a result must have all of them.",
    ),
    ErrorCode(
        "TOO_DEEP", 400, "A condition may be nested … deep at most.",
        "A condition or a value is nested too deeply.",
        "Put the parts of nested `and`s and `or`s into one list, or use two requests.",
        others=("Write the fields where they are selected, or spread fewer fragments in fragments.",),
    ),
    # -- tables
    ErrorCode(
        "NO_STATEMENTS", 400, "No field of the question shows a statement, so there is no answer as RDF.",
        "The answer is requested as RDF, and the operation selects only counts, facets, IRIs and the like, which no "
        "source states.",
        "Select a property, a relation, `label` or `types` of the resources, or ask for JSON.",
    ),
    ErrorCode(
        "TABLE_LIST", 400, "A table is made of one list; the operation has … root fields.",
        "The answer is requested as CSV, NDJSON, Arrow or Parquet, and the operation is not exactly one list of "
        "resources with one selection of its members.",
        "Ask for one list of resources at the root, such as `{ digitalPlatforms { nodes { iri } } }`.",
        others=(
            "Select … once; other fields of the list are not in a table.",
        ),
    ),
    ErrorCode(
        "TABLE_SIZE", 400, "The table has more than … ….",
        "The table has more rows or bytes than the service allows, or takes longer. `extensions` has what is "
        "`allowed`. If that is noticed in the middle, the response ends before its end.",
        "Choose fewer members with `where`, or take the list in parts, by `first` and `after`.",
    ),
    ErrorCode(
        "TABLE_NUMBER", 400, "A number in the column … has more than 64 bits.",
        "Columns of whole numbers have 64 bits in Arrow and Parquet.",
        "Ask for CSV or NDJSON, or leave the field out.",
    ),
    # -- arguments
    ErrorCode(
        "BAD_USER_INPUT", 400, "…",
        "An argument has an invalid value.",
        "The message names the value and the reason.",
        others=(
            "`{ digitalPlatforms { nodes { iri } } }` lists the platforms.",
            "Leave out one of the two.",
            "Write a date as 2026-01-31.",
            "Write a date as 2026-01-31, a time as 2026-01-31T12:00:00+07:00.",
            "Write `not=true`, or leave it out.",
            "Write `derived=true`, or leave it out.",
            "Write the whole IRI, escaped, in `iri`.",
            "Write `excel=1`, or leave it out.",
            "Write a number such as `width=390`.",
            "Write a day such as `2026-07-01`.",
            "Write the number as a string.",
            "The tool `…` takes: ….",
            "Available: ….",
            "`…` has them all.",
        ),
    ),
    ErrorCode(
        "NULL_OPERATOR", 400, "`…` is null.",
        "An operator or a field in a `where` is null, or its variable is; a variable left out adds no condition.",
        "Write `isNull: true` for what has no value, or leave the operator or its variable out for no condition.",
        others=("Leave it out for no condition.",),
    ),
    ErrorCode(
        "PAGE_ARGUMENTS", 400, "A list takes `first` or `last`, not both.",
        "With both it is not clear which part of the list is requested.",
        "Request the `first` members `after` a cursor, or the `last` members `before` one.",
    ),
    ErrorCode(
        "BAD_CHANGE", 400, "There is no property ….",
        "A change in `whatIf` names a property that sources never state, or gives it an invalid value.",
        "Use the name of a field or the IRI of its property, and write values as the sources do.",
        others=(
            "Send several requests.",
            "Change the decisions, assessments or results from which it follows.",
            "Write it as a …, as sources do.",
        ),
    ),
    ErrorCode(
        "BAD_GROUP", 400, "An object in `by` names no field.",
        "`by`, `of`, `orderBy` or `having` of `groups` cannot be read.",
        "Name one field, such as {types: true}; of a relation, {} stands for the resource that it leads to.",
        others=(
            "Name a field that is fewer relations away.",
            "Write a list: […].",
            "Name the field whose values are to be counted.",
            "Group by the keys that matter most.",
            "`of` is the name of a number or date: …; `sum` and `avg` are of numbers.",
            "Write a date as the field has it.",
            "Write a number.",
        ),
    ),
    ErrorCode(
        "TOO_MANY_GROUPS", 400, "There are more than 20,000 groups.",
        "The members of a list make more groups, or a facet has more values to put in order, than the service does.",
        "Group by fewer keys or by longer times, or choose fewer members with `where`.",
        others=("Leave `orderBy` out to get the most frequent values first, or choose fewer members.",),
    ),
    ErrorCode(
        "BAD_ORDER", 400, "An object in `orderBy` has one key, here it has ….",
        "`orderBy` has an object with several keys, too many keys, or follows too many relations.",
        "Write a list of objects with one key each.",
        others=(
            "The first keys decide; leave out the last ones.",
            "Name a field that is fewer relations away.",
            "Name the relation first, such as {assessments: {count: DESC}}.",
            "Write a list: […].",
        ),
    ),
    ErrorCode(
        "BAD_CURSOR", 400, "… is not a cursor of this API.",
        "`after` or `before` is not a cursor from an answer, or it is one of another list, order or search.",
        "Use `pageInfo.endCursor` or `edges.cursor` of an answer, unchanged.",
        others=(
            "Use a cursor with the list, order, search and languages that it came from, or start without one.",
            "Follow the link `next` of a document, unchanged, or leave `after` out.",
        ),
    ),
    ErrorCode(
        "PAGE_SIZE", 400, "`…` must be between 0 and …, not ….",
        "The page size is negative or larger than the service allows.",
        "Write a number from 0 to the largest page size; of longer lists request one page after the other.",
        others=(
            "Write a number from 0 to ….",
            "Request fewer members and continue with `after: pageInfo.endCursor`.",
            "Request fewer members and continue with `before: pageInfo.startCursor`.",
            "Name them in several requests.",
        ),
    ),
    ErrorCode(
        "BAD_REPRESENTATION", 400, "… has no text `iri`.",
        "An item of `representations`, by which a gateway names a resource in `_entities`, has another form.",
        'Write `{"__typename": "…", "iri": "…"}`, with the name of a type of resources.',
        others=("Leave out `…`.",),
    ),
    ErrorCode(
        "UNKNOWN_TYPE", 400, "There is no type ….",
        "A name in `types` is not a type of the schema.",
        "Use the name of a type of the schema, or a class IRI.",
    ),
    ErrorCode(
        "NO_PLATFORM", 400, "<…> is not a platform of this release.",
        "The IRI in `whyApproved` or `whyNot` is unknown, or is not a platform.",
        "Use the IRI of a platform: `search` and `digitalPlatforms` find it by its name.",
        refuses=True,
    ),
    ErrorCode(
        "NO_DECISION", 400, "<…> is not a decision of this release.",
        "The IRI of the decision in `whyApproved` is unknown, or is not a decision.",
        "Leave `decision` out, or use the IRI of one of the platform's `decisions`; `platformDecisions` lists all.",
        refuses=True,
    ),
    ErrorCode(
        "UNKNOWN_RELATION", 400, "There is no stated relation ….",
        "A name in `relations` is not a property between resources, or not one that sources state.",
        "Use the IRI of a property that leads to resources, or the name of its field at the subject; `direction` sets "
        "the direction.",
    ),
    ErrorCode(
        "WALK_SIZE", 400, "`…` must be between 0 and …, not ….",
        "An argument of `lineage` or `paths` is negative or larger than the service allows.",
        "Use a smaller value, and continue from the resources that are found.",
        others=(
            "Use at most …, then continue from the resources that you get.",
        ),
    ),
    # -- justifications
    ErrorCode(
        "UNKNOWN_FORMAT", 400, "There is no format ….",
        "`format` is not the name of a format of justifications.",
        "Use one of json, html, pdf, csv, prov, prov-jsonld, oscal, openlineage, svg, text, zip.",
    ),
    ErrorCode(
        "PDF_UNAVAILABLE", 503, "…",
        "A dossier is requested as PDF, and the service has no browser to print it, or the browser fails.",
        "Request it as HTML (`html`) and print that. The operator can install Chromium, or name it with `--browser`.",
        always=True,
    ),
    # -- releases
    ErrorCode(
        "RELEASE_UNAVAILABLE", 400, "…",
        "The release does not exist, cannot be opened, or there was none yet at that moment.",
        "`{ releases { nodes { id builtAt } } }` lists the releases.",
        others=(
            "Older releases need the release folder: start the service with --releases.",
            "Available: ….",
            "There is no release folder: only the current release is available.",
            "Ask without `@data`, `illustrative` and `confidence`, or start the service with --releases.",
            "Ask without `@data`, `illustrative` and `confidence`.",
            "Leave out `Last-Event-ID`: the stream then begins with the next release.",
        ),
    ),
    ErrorCode(
        "NOT_IN_RELEASE", 404, "The ontology of the release … is older than ….",
        "A page or a file is about something that the ontology of the chosen release does not have yet.",
        "Load the data anew with `ndp-graph load`: the next release has the ontology of the program. Or choose a later "
        "release.",
        always=True,
    ),
    ErrorCode(
        "GONE", 410, "Nothing is stated about … in this release. It was described from release … to ….",
        "Only earlier releases describe the resource.",
        "Its last state is at ….",
        always=True,
    ),
    ErrorCode(
        "HISTORY_UNAVAILABLE", 404, "This service has no release folder, so it has no history.",
        "Older states, lists of states and feeds need the release folder, and the service has only a database.",
        "The operator can start the service with --releases.",
        always=True,
    ),
    ErrorCode(
        "HISTORY_BEHIND", 503, "The history of the releases is being made.",
        "The journal of the releases lacks some. It is completed in the background; of a folder of an older version of "
        "the program that takes a while.",
        "Ask again in a minute.",
        always=True,
        others=("Report this to the operator: `ndp-graph journal` says why.",),
    ),
    ErrorCode(
        "RELEASE_CONFLICT", 400, "The question is about several releases: ….",
        "`@release` and `?release=` or `--release` name different releases.",
        "Name one release, with `@release(id:)`, `@release(knownAt:)` or `?release=` in the URL.",
    ),
    ErrorCode(
        "RELEASE_NOT_READY", 503, "The release … is being opened, which takes a while.",
        "The release is opened for the first time; that goes on in the background.",
        "Ask again in a minute.",
        always=True,
        others=("Ask again in ten minutes.",),
    ),
    ErrorCode(
        "RELEASE_ONTOLOGY", 200, "`resource` is not available: release … defines … differently.",
        "The ontologies of the two releases store a property differently.",
        "Leave `resource` out, or query the release itself with `@release(id:)`.",
        others=(
            'Leave out `resource`, or query that release: query @release(id: "…").',
        ),
    ),
    ErrorCode(
        "DIFF_TOO_LARGE", 200, "The graphs that differ have … statements; at most … can be compared.",
        "The releases differ too much to be compared in the time of a request.",
        "Compare releases that are closer to each other, or only some `graphs`.",
    ),
    ErrorCode(
        "UNKNOWN_GRAPH", 200, "Neither release has a graph ….",
        "A name in `graphs` is not a source graph of the compared releases.",
        "`{ release { graphs { iri } } }` lists them.",
    ),
    # -- SPARQL
    ErrorCode(
        "SPARQL_OFF", 404, "This service does not answer SPARQL queries.",
        "The operator has not turned SPARQL on.",
        "Ask at `/graphql`, or take the data from a dump. The operator can start the service with `--sparql`.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_REQUEST", 400, "The request has no `query`.",
        "The request is not one of the SPARQL 1.1 Protocol.",
        "Send `query` in the query string or in a form, or POST it as `application/sparql-query`.",
        always=True,
        others=("Percent-encode the IRI as a whole.",),
    ),
    ErrorCode(
        "SPARQL_SYNTAX", 400, "The query is not valid SPARQL 1.1: …",
        "The query cannot be read, or is too long.",
        "Look at the line and the column, and declare each prefix.",
        always=True,
        others=(
            "Ask in several queries.",
            "Put spaces around `<`, and close each quotation mark.",
        ),
    ),
    ErrorCode(
        "SPARQL_UPDATE", 400, "This service has no updates.",
        "The request is an update: the data are read-only.",
        "Send a query: SELECT, ASK, CONSTRUCT or DESCRIBE.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_SERVICE", 400, "`SERVICE` is not available here.",
        "The query has the word `service` where it could send a part of it to another service.",
        "Leave the `SERVICE` clause out, and give a prefix or a variable that is named so another name.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_TIME", 400, "The query took more than … seconds and was given up.",
        "The time for the answer was over, and its process was ended.",
        "Begin with the pattern that fewest statements match, connect all patterns by variables, or ask in steps.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_MEMORY", 400, "The query took more than … MB of memory, or was nested too deeply.",
        "The memory for the answer was used up, and its process was ended.",
        "Leave out `ORDER BY`, `DISTINCT` and groups over many rows, or restrict the rows first.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_FAILED", 400, "The query cannot be answered: …",
        "The query is valid, and the engine cannot answer it, or not in the requested form.",
        "Ask for the result in another form, or in another way.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_BUSY", 429, "Too many SPARQL queries wait for their turn.",
        "Too many queries wait, of this client or of all together, or the turn did not come in time. The header "
        "`Retry-After` has the seconds after which to ask again.",
        "Ask again later, and send fewer queries at once.",
        always=True,
        others=("Ask again in … seconds, and send fewer queries at once.",),
    ),
    ErrorCode(
        "SPARQL_BUILDING", 503, "The index for SPARQL is being made, which takes a while.",
        "The service has just been started, and the release has no index yet.",
        "Ask again in a minute.",
        always=True,
    ),
    ErrorCode(
        "SPARQL_UNAVAILABLE", 503, "SPARQL is not available at the moment.",
        "The index of the release cannot be made or opened: the log says why.",
        "Report this to the operator.",
        always=True,
    ),
    # -- receipts
    ErrorCode(
        "RECEIPT_UNAVAILABLE", 400, "…",
        "A receipt is requested, and the service has no key, or not the files of the release.",
        "Leave `extensions: {receipt: true}` out. The operator can make a key with `ndp-graph keys make`.",
        refuses=True,
        others=(
            "Ask for JSON, or leave the receipt out.",
            "Leave the receipt out, and ask the release of an event for it with a query.",
        ),
    ),
    # -- while answering
    ErrorCode(
        "OVERLOADED", 503, "The service has too much to do at the moment.",
        "Too many questions wait for their turn, of this client or of all together, or it did not come in time; or "
        "there are too many connections or streams. "
        "`extensions.retryAfter` and the header `Retry-After` have the seconds after which to ask again.",
        "Ask again later, and send fewer requests at once.",
        always=True,
        others=("Ask again in … seconds, and send fewer … at once.",),
    ),
    ErrorCode(
        "WALK_TOO_WIDE", 200, "The search for paths met more than … resources.",
        "There are too many resources between the two ends to find the shortest paths.",
        "Restrict the `relations` to follow or the `types` to pass, or lower `maxDepth`.",
    ),
    ErrorCode(
        "RDF_TOO_WIDE", 200, "More than … blank nodes hang from ….",
        "The `rdf` field would have to include too many blank nodes, or an answer as RDF too many steps that lead to "
        "the members of a relation.",
        "Take the statements from a dump: `ndp-graph dump`.",
    ),
    ErrorCode(
        "NOT_WRITABLE", 200, "… cannot be written ….",
        "The requested format of the `rdf` field cannot express a statement.",
        "Request another format.",
    ),
    ErrorCode(
        "FILE_UNKNOWN", 404, "Release … has no file ….",
        "The path names a release that there is not, or a file that it does not have.",
        "`/dumps/RELEASE` lists the files of a release.",
        always=True,
        others=(
            "`/dumps/latest` leads to the files of the current release.",
            "Ask questions at `/graphql`, or ask the operator for a dump.",
            "The operator signs it with `ndp-graph publish`, once there is a key: `ndp-graph keys make`.",
        ),
    ),
    ErrorCode(
        "FILE_IMPOSSIBLE", 404, "There is no …: ….",
        "The form of the file cannot express the release: RDF/XML has no place for some characters and names.",
        "Take another form: `nq.zst` has every statement as it was loaded.",
        always=True,
    ),
    ErrorCode(
        "FILE_CHANGED", 412, "The file is another one than `If-Match` names: it has the tag ….",
        "A request with `If-Match` wants the file only as it was when the client received that tag.",
        "Send the tag of the file in `If-Match`, or no `If-Match`.",
        always=True,
    ),
    ErrorCode(
        "RANGE_OUTSIDE", 416, "The file has no such part: it has … bytes.",
        "All parts that `Range` names begin after the end of the file.",
        "Begin before the end of the file, or leave `Range` out.",
        always=True,
    ),
    ErrorCode(
        "FILE_NOT_READY", 503, "… is not ready: it is being made.",
        "A file is made when it is first requested, and that takes longer than a request may.",
        "Ask again in some seconds.",
        always=True,
    ),
    ErrorCode(
        "FILE_UNAVAILABLE", 503, "… could not be made.",
        "The disk of the service is full, or the release folder is damaged: the log has the reason.",
        "Take another form: `nq.zst` has every statement as it was loaded.",
        always=True,
    ),
    ErrorCode(
        "STORE_AUTH", 503, "The database is not available at the moment.",
        "The database refuses the service's user or password.",
        "Report this to the operator: the log has the reason.",
        always=True,
    ),
    ErrorCode(
        "STORE_BEHIND", 503, "The database is not available at the moment.",
        "The database holds another release than its release folder, from which answers come meanwhile. Only `/readyz` "
        "reports it, with status 200.",
        "Report this to the operator: the next load brings the database up to date.",
        always=True,
    ),
    ErrorCode(
        "STORE_EMPTY", 503, "The database is not available at the moment.",
        "The database of the service contains no release.",
        "Report this to the operator: a release has to be loaded.",
        always=True,
    ),
    ErrorCode(
        "STORE_FORMAT", 503, "The database is not available at the moment.",
        "The database was written by another version of the program.",
        "Report this to the operator: the release has to be built again.",
        always=True,
    ),
    ErrorCode(
        "STORE_DAMAGED", 503, "The database is not available at the moment.",
        "A file of the service's release folder is missing or damaged.",
        "Report this to the operator: `ndp-graph repair` restores what can be restored.",
        always=True,
    ),
    ErrorCode(
        "STORE_UNAVAILABLE", 503, "The database is not available at the moment.",
        "The database of the service does not answer.",
        "Ask again in a minute.",
        always=True,
    ),
    ErrorCode(
        "INTERNAL", 500, "The service failed to answer.",
        "A fault of the program. It is in the log under the id in the `X-Request-Id` of the response.",
        "Report the request id to the operator.",
        always=True,
        others=(
            "It has been logged….",
        ),
    ),
)  # fmt: skip
"""Every code that a client can meet, in the order of the documentation."""

CODES = {row.code: row for row in TABLE}


def document_errors(rows: Iterable[ErrorCode] = TABLE) -> str:
    """The table in Markdown, for authors of clients."""
    lines = [
        "# Errors",
        "",
        "An error in an answer has a `message` for people and, under `extensions`, a stable `code` and a `hint` that",
        "says what to do: one of those in the table, or a name that may be meant. A refused request has no `data`, and",
        "`locations` in the document if they help. An error that is found while answering has `data: null`, and",
        "`path` if it is about one root field, such as `RELEASE_UNAVAILABLE` for a release in `diff`.",
        "",
        "The status is that of an answer as `application/graphql-response+json`. `/graphql` answers a refused request",
        "with 200 as `application/json`, except for the statuses marked *always*. All other paths always use the",
        "status in the table; they answer a browser with a page, and other clients with a problem document (RFC 9457,",
        "`application/problem+json`): `status`, `title`, `detail` (the message), `code` and `hint`.",
        "",
    ]
    table = table_lines(("code", "status", "message", "what it means", "hint"), map(_cells, rows))
    return "\n".join([*lines, *table]) + "\n"


def _cells(row: ErrorCode) -> tuple[str, ...]:
    status = f"{row.status} *always*" if row.always else str(row.status)
    return f"`{row.code}`", status, row.message, row.meaning, " / ".join(row.hints)


if __name__ == "__main__":
    sys.stdout.write(document_errors())
