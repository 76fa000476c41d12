"""The tools: their names, what they are for, their arguments as JSON Schema, and the question that each call asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_api.assistants import documents
from graph_api.errors import QueryError
from graph_api.operations.question import Question
from graph_api.operations.trusted import NamedDocument, TrustedDocuments

Schema = Mapping[str, Any]
"""A JSON Schema."""

_IRI: Schema = {"type": "string", "description": "The IRI of the resource, such as `search` gives it."}
_DAY: Schema = {
    "type": "string",
    "format": "date",
    "description": "The day, as 2026-01-31. Absent: today where a status depends on it, else no day.",
}
_VARIABLES: Schema = {"type": "object", "description": "The variables by name."}
_COMMON: Mapping[str, Schema] = {
    "languages": {
        "type": "string",
        "description": "Preferred languages of names and sentences, as in Accept-Language: `vi, en;q=0.5`.",
    },
    "release": {"type": "string", "description": "The id of the release to ask. Absent: the current one."},
    "illustrative": {
        "type": "boolean",
        "description": "false: leave out what only sources with made-up examples state. Absent: leave it in.",
    },
    "receipt": {
        "type": "boolean",
        "description": "true: add a signed receipt, with which anybody can check the answer later.",
    },
}
"""The arguments of every tool that answers from the data."""


@dataclass(frozen=True, slots=True)
class AssistantTool:
    """A tool. `document` answers it, with the arguments of the tool as variables; None: the call brings one."""

    name: str
    title: str
    description: str
    arguments: Mapping[str, Schema]
    required: tuple[str, ...] = ()
    document: str | None = None
    defaults: Mapping[str, object] = field(default_factory=dict)
    is_about_data: bool = True

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        properties = {**self.arguments, **(_COMMON if self.is_about_data else {})}
        return {
            "type": "object",
            "properties": {name: dict(schema) for name, schema in properties.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


TOOLS = (
    AssistantTool(
        "search",
        "Search",
        "Finds platforms, organisations, acts, decisions, criteria and everything else with a name, by words in "
        "Vietnamese, English or French, also without diacritics. Begin here: the other tools need IRIs. `match` states "
        "whether results have all words, corrected words (`didYouMean`) or only some of them.",
        {
            "text": {"type": "string", "description": "The words, such as `Bộ Y tế` or `VTVGo`."},
            "types": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Only results of these types of the schema, such as `DigitalPlatform` or `Finding`.",
            },
            "first": {"type": "integer", "minimum": 1, "maximum": 50, "description": "Most results (10)."},
            "asOf": _DAY,
        },
        ("text",),
        documents.SEARCH,
        {"first": 10},
    ),
    AssistantTool(
        "resource",
        "Resource",
        "All statements about one resource, as Turtle, with the sources that make them (their confidence, licence and "
        "whether they are made up) and the findings about it.",
        {"iri": _IRI, "asOf": _DAY},
        ("iri",),
        documents.RESOURCE,
    ),
    AssistantTool(
        "why_approved",
        "Why a platform has its status",
        "Explains on a day why a platform is (or is not) a national digital platform: the verdict, then each step from "
        "the decision down to the evidence, with its statements and their sources. Cite the steps, not your own view.",
        {"platform": _IRI, "decision": {**_IRI, "description": "The decision to examine."}, "asOf": _DAY},
        ("platform",),
        documents.WHY_APPROVED,
    ),
    AssistantTool(
        "why_not",
        "What a platform lacks",
        "What keeps a platform from being recognised on a day: each obstacle, with what would remove it.",
        {"platform": _IRI, "asOf": _DAY},
        ("platform",),
        documents.WHY_NOT,
    ),
    AssistantTool(
        "lineage",
        "Lineage",
        "What a resource rests on and what rests on it, step by step along all relations, with sources.",
        {
            "iri": _IRI,
            "direction": {
                "enum": ["FORWARD", "BACKWARD", "BOTH"],
                "description": "FORWARD: from subject to object, such as from a decision to its act (BOTH).",
            },
            "depth": {"type": "integer", "minimum": 1, "maximum": 6, "description": "Most steps (2)."},
            "asOf": _DAY,
        },
        ("iri",),
        documents.LINEAGE,
        {"direction": "BOTH", "depth": 2},
    ),
    AssistantTool(
        "schema",
        "Schema",
        "Looks up the GraphQL schema that `query` is written in: without `type` the root fields, with it the fields, "
        "arguments and meaning of that type.",
        {
            "type": {"type": "string", "description": "The name of a type, such as `DigitalPlatform`."},
            "containing": {
                "type": "string",
                "description": "Without `type`: only the root fields with this text in name or description.",
            },
        },
        is_about_data=False,
    ),
    AssistantTool(
        "query",
        "GraphQL query",
        "Answers any GraphQL query of the service, for counts, lists and groups that the other tools do not give. Look "
        "up names with `schema` first. There are no mutations: nothing can be changed.",
        {
            "query": {"type": "string", "description": "The GraphQL document."},
            "variables": _VARIABLES,
            "operationName": {"type": "string", "description": "The operation to execute, of several."},
        },
        ("query",),
    ),
    AssistantTool(
        "trusted_document",
        "Trusted document",
        "Answers a document that the operator of this service has prepared, by its name.",
        {"name": {"type": "string", "description": "The name of the document."}, "variables": _VARIABLES},
        ("name",),
    ),
)


def offered(trusted: TrustedDocuments) -> tuple[AssistantTool, ...]:
    """The tools of a service: with `trusted_document` if it has documents, without `query` if it answers no others."""
    left_out = {"query"} if trusted.only else set()
    return tuple(
        tool
        for tool in TOOLS
        if tool.name not in left_out and (tool.name != "trusted_document" or trusted.files)
    )


def question_of(tool: AssistantTool, arguments: Mapping[str, Any], trusted: TrustedDocuments) -> Question:
    """The question that a call asks. Raises `QueryError` for arguments that the tool does not take."""
    named = _document(tool, arguments, trusted)
    own = {name: arguments[name] for name in tool.arguments if name in arguments}
    variables = {**tool.defaults, **own} if tool.document else arguments.get("variables") or {}
    return Question(
        named.text,
        variables,
        named.operation,
        arguments.get("languages", ""),
        safe=True,
        wants_receipt=arguments.get("receipt", False),
        release=arguments.get("release"),
        sources={} if arguments.get("illustrative", True) else {"illustrative": "false"},
    )


def _document(tool: AssistantTool, arguments: Mapping[str, Any], trusted: TrustedDocuments) -> NamedDocument:
    if tool.document:
        return NamedDocument(tool.document)
    if "query" in arguments:
        return NamedDocument(arguments["query"], arguments.get("operationName"))
    found = trusted.find(arguments["name"])
    if found is None:
        names = sorted({name for file in trusted.files for name in (*file.names, *file.operations)})
        raise QueryError(
            f"There is no trusted document {arguments['name']!r}.",
            code="PERSISTED_QUERY_NOT_FOUND",
            hint=f"Available: {', '.join(names)}.",
        )
    return found


_TYPES: Mapping[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
}


def check_arguments(tool: AssistantTool, arguments: Mapping[str, Any]) -> None:
    """Raise `QueryError` unless the arguments fit the schema of the tool."""
    properties = tool.schema["properties"]
    for name in tool.required:
        if name not in arguments:
            raise _bad(tool, f"`{name}` is required.")
    for name, value in arguments.items():
        if name not in properties:
            raise _bad(tool, f"There is no argument `{name}`.")
        schema = properties[name]
        fits = value in schema["enum"] if "enum" in schema else _TYPES[schema["type"]](value)
        if not fits:
            raise _bad(tool, f"`{name}` has the invalid value {value!r}.")
        if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
            raise _bad(tool, f"`{name}` must be from {schema['minimum']} to {schema['maximum']}.")


def _bad(tool: AssistantTool, problem: str) -> QueryError:
    return QueryError(problem, hint=f"The tool `{tool.name}` takes: {', '.join(tool.schema['properties'])}.")
