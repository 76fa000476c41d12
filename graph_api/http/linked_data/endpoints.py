"""The endpoints of linked data, by the names of their paths."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.history.changes import ReleaseChanges
from graph_api.http.caching import CachePolicy
from graph_api.http.descriptions.data_package import DataPackageEndpoint
from graph_api.http.descriptions.endpoint import DescriptionEndpoint
from graph_api.http.descriptions.records import ReleaseRecords
from graph_api.http.frames import FrameMaker
from graph_api.http.linked_data.atom_feeds import AtomEndpoint
from graph_api.http.linked_data.context import ContextEndpoint
from graph_api.http.linked_data.documents import DocumentEndpoint
from graph_api.http.linked_data.file_maker import FileMaker
from graph_api.http.linked_data.files import FilesEndpoint
from graph_api.http.linked_data.histories import DocumentHistories
from graph_api.http.linked_data.history import HistoryEndpoints
from graph_api.http.linked_data.sparql import SparqlEndpoint
from graph_api.http.linked_data.things import ThingEndpoint
from graph_api.http.sheets.lists import ListEndpoint
from graph_api.http.sheets.reconcile import ReconcileEndpoint
from graph_api.serving.desk import Desk
from graph_api.serving.service import Service
from graph_api.settings import Settings
from graph_api.sparql.service import SparqlService
from loaders.folder.folder import Folder
from loaders.publication.addresses import Addresses

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class LinkedDataParts:
    """The parts that endpoints of linked data are made of."""

    settings: Settings
    service: Service
    desk: Desk
    caching: CachePolicy
    frames: FrameMaker
    changes: ReleaseChanges
    sparql: SparqlService | None = None
    """The service that answers SPARQL queries; None if it is off."""

    @property
    def folder(self) -> Folder:
        """The release folder. A Neo4j that is served alone has an empty one, or none."""
        return Folder(self.settings.location.folder)

    @property
    def atom(self) -> AtomEndpoint:
        """The feeds in Atom."""
        settings = self.settings
        return AtomEndpoint(
            self.desk, self.changes, settings.issuer, self.caching.seconds, settings.publisher_name
        )

    def addresses(self, base: str) -> Addresses:
        """The addresses of this service for a release whose own IRIs begin with `base`."""
        return Addresses(base, self.settings.issuer)


def linked_data_endpoints(parts: LinkedDataParts) -> Mapping[str, Endpoint]:
    """The endpoint of each row of `LINKED_DATA_PATHS`, by its name."""
    files = FilesEndpoint(parts.folder, FileMaker(parts.folder, parts.settings.time_budget / 1000))
    context = ContextEndpoint(parts.desk.engines, parts.caching.seconds)
    records = ReleaseRecords(parts.settings, parts.service)
    endpoint = f"{parts.settings.issuer}/sparql" if parts.settings.sparql else None
    descriptions = DescriptionEndpoint(records, parts.caching.seconds, parts.frames, endpoint)
    reconcile = ReconcileEndpoint(parts.desk, parts.caching, parts.settings.issuer)
    sparql = SparqlEndpoint(parts.sparql, parts.desk.admission, parts.settings)
    public = parts.settings.public_url or ""
    of_documents = DocumentHistories(parts.changes.histories)
    documents = DocumentEndpoint(
        parts.desk, parts.caching, public, parts.settings.issuer, of_documents, parts.frames
    )
    things = ThingEndpoint(parts.desk, public, of_documents)
    return {
        **files.endpoints(),
        "context": context.answer,
        "sparql": sparql.answer,
        **descriptions.endpoints(),
        **DataPackageEndpoint(records, parts.caching.seconds).endpoints(),
        **ListEndpoint(parts.desk, parts.caching).endpoints(),
        **reconcile.endpoints(),
        **documents.endpoints(),
        **HistoryEndpoints(parts.changes, documents, parts.atom).endpoints(),
        **things.endpoints(),
    }
