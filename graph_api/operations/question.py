"""A question: a GraphQL request whose document is not parsed yet, and the rules for documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_api.operations.limits import DEFAULT_LIMITS, DocumentLimits


@dataclass(frozen=True, slots=True)
class ReleaseEvent:
    """A release became the current one, in place of `before` (None: there was none, or it is not known).

    `is_rollback`: it had been published earlier and was made the current one again. `mark`: what only this rollback
    to the release has; empty for its publication, or where the folder does not say when it was.
    """

    release: str
    before: str | None = None
    is_rollback: bool = False
    mark: str = ""

    @property
    def id(self) -> str:
        """The id of the event: that of the release if it was published, with the mark after it for a rollback."""
        return f"{self.release}.{self.mark}" if self.mark else self.release


@dataclass(frozen=True, slots=True)
class Question:
    """A GraphQL request; `accept_language` is the text of the header.

    `safe`: it came by GET or HEAD, which may change nothing. `wants_cost`, `wants_receipt`: the answer gets
    `extensions.cost`, `extensions.receipt`.
    `graph`: the format, by name, if the statements that the answer shows are wanted in place of its values.
    `release`: the id of the release that answers; None: the document names it, or it is the current one. `sources`:
    what its address says about the sources that count (`illustrative=false`, `confidence=primary`). `size`: the
    bytes of the request. `event`: what a subscription is answered about; None: there may be no subscription.
    `is_alike`: it is asked about many things, and expected to cost as much for one as for another of its kind.
    """

    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    operation_name: str | None = None
    accept_language: str = ""
    safe: bool = False
    wants_cost: bool = False
    wants_receipt: bool = False
    graph: str | None = None
    request_id: str = ""
    release: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    event: ReleaseEvent | None = None
    is_alike: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """The rules for documents: their `limits` (None: no limits), and what clients may learn about the schema.

    `introspection`: they may query it; `suggestions`: errors may name similar names in it. An operation of an
    estimated cost over `max_cost` is refused; an answer that takes over `seconds` or has over `max_bytes` is
    given up. `trusted` are texts of documents to which limits do not apply. `federation`: gateways may select
    `_service` and `_entities`.
    """

    limits: DocumentLimits | None = DEFAULT_LIMITS
    introspection: bool = True
    suggestions: bool = True
    seconds: float = 10.0
    trusted: frozenset[str] = frozenset()
    max_cost: int = 3_000_000
    max_bytes: int = 20_000_000
    federation: bool = False


DEFAULT_RULES = DocumentRules()
