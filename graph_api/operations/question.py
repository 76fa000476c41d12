"""A question: a GraphQL request before anything is known of its document, and the rules that documents keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_api.operations.limits import DEFAULT_LIMITS, DocumentLimits


@dataclass(frozen=True, slots=True)
class Question:
    """A GraphQL request as it came; `accept_language` is the header's text.

    `safe`: it came by GET or HEAD, which may change nothing. `wants_cost`, `wants_receipt`: `extensions.cost`,
    `extensions.receipt` are to be in the answer.
    `release`: the id of the release that is to answer; None: the document says it, or it is the current one.
    """

    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    operation_name: str | None = None
    accept_language: str = ""
    safe: bool = False
    wants_cost: bool = False
    wants_receipt: bool = False
    request_id: str = ""
    release: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What documents may be: how large (None: no limit), and whether they and errors may tell about the schema.

    What is expected to cost more than `cost` rows is refused, an answer that takes more than `seconds` given up.
    `trusted` are texts of documents to which limits do not apply.
    """

    limits: DocumentLimits | None = DEFAULT_LIMITS
    introspection: bool = True
    suggestions: bool = True
    seconds: float = 10.0
    trusted: frozenset[str] = frozenset()
    cost: int = 500_000


DEFAULT_RULES = DocumentRules()
