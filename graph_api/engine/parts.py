"""The parts that an engine is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from graph_api.history.archive import Archive
from graph_api.operations.question import DEFAULT_RULES, DocumentRules
from graph_api.plan.limits import Limits
from graph_api.plan.statistics import Statistics
from graph_api.receipts.notary import Notary
from graph_api.stores.port import Reader
from loaders.releases.views import EVERYTHING, SourceChoice


def today_in_utc() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class EngineParts:
    """All that answers depend on beside the question.

    `archive` has the other releases (None: questions about them have no answer), `notary` signs receipts (None:
    there are none), `statistics` let costs be estimated (None: everything is taken to cost nothing). `today` gives
    the current date. `sources` are those whose statements the reader has. `documents_kept`: how many documents that
    are not trusted are kept parsed.
    """

    reader: Reader
    limits: Limits = field(default_factory=Limits)
    rules: DocumentRules = DEFAULT_RULES
    archive: Archive | None = None
    notary: Notary | None = None
    statistics: Statistics | None = None
    today: Callable[[], date] = today_in_utc
    sources: SourceChoice = EVERYTHING
    documents_kept: int = 1000
