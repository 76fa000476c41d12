"""The endpoints of the history of resources, by the names of their paths."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.history.changes import ReleaseChanges
from graph_api.http.linked_data.atom_feeds import AtomEndpoint
from graph_api.http.linked_data.documents import DocumentEndpoint
from graph_api.http.linked_data.feeds import FeedEndpoint
from graph_api.http.linked_data.mementos import MementoEndpoint
from graph_api.http.linked_data.timemaps import TimeMapEndpoint


@dataclass(frozen=True, slots=True)
class HistoryEndpoints:
    """Older states, lists of states and feeds. `documents` answers for the states, too."""

    changes: ReleaseChanges
    documents: DocumentEndpoint
    atom: AtomEndpoint

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoints by the names of their paths."""
        documents, changes, histories = self.documents, self.changes, self.changes.histories
        desk, seconds = documents.desk, documents.caching.seconds
        mementos, timemaps = MementoEndpoint(documents, histories), TimeMapEndpoint(documents)
        feeds = FeedEndpoint(changes, desk.admission, documents.issuer, seconds)
        return {
            "state": mementos.answer,
            "state-of-resource": mementos.answer_resource,
            "timemap": timemaps.answer,
            "timemap-of-resource": timemaps.answer_resource,
            **dict.fromkeys(("feed", "feed-of-class"), feeds.answer),
            **dict.fromkeys(("feed-page", "feed-page-of-class"), feeds.answer_page),
            "feed-atom": self.atom.answer,
            "document-atom": self.atom.answer_entity,
        }
