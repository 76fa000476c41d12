"""The release that a service needs before it starts: built from the shipped data, or brought up to date."""

import hashlib
from typing import TYPE_CHECKING

from graph_api.cli.loading import ShippedData, added_ontology, chosen_base, report, run, today
from graph_api.cli.terminal import say
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from ontology.errors import StoreError, UsageError

if TYPE_CHECKING:
    from loaders.folder.manifest import Manifest
    from loaders.progress import Progress


def ensure_release(settings: Settings) -> None:
    """Build the first release if there is none; make a new one if the settings ask for another ontology or rules."""
    folder = Folder(settings.location.folder)
    if settings.release is not None:
        return
    if settings.location.neo4j is not None:
        _ensure_neo4j(settings, folder)
    elif folder.current_id() is None:
        _build_first(settings)
    current = folder.current()
    if current is not None:
        if _differs(settings, current):
            _rebuild(settings)
        _warn_of_the_first(settings, current)


def require_files(settings: Settings, release: str) -> None:
    """Raise `UsageError` if the settings turn SPARQL on and there are no files of the release to make an index of."""
    folder = Folder(settings.location.folder)
    if settings.sparql and not folder.has(release):
        raise UsageError(
            f"--sparql needs the release folder; {folder.path} does not have the release {release}",
            code="SETTING",
            hint="name the folder of the Neo4j store's releases with --releases, or leave --sparql out",
        )


def _differs(settings: Settings, current: "Manifest") -> bool:
    """True if the release has another added ontology than the settings, or other settings of the rules."""
    from ontology.bundle import bundle

    added = added_ontology(settings)
    if added is not None and hashlib.sha256(bundle(added)).hexdigest() != current.added:
        return True
    policy = current.policy
    return any(name in policy and policy[name] != value for name, value in settings.policy.items())


def _warn_of_the_first(settings: Settings, current: "Manifest") -> None:
    """Print which settings of a first release the current one contradicts: a start never replaces people's data."""
    base = chosen_base(settings)
    if base is not None and base != current.base:
        say(
            f"warning: --base-iri is for a first release; this one keeps {current.base}. To start anew: "
            f"`ndp-graph load --shipped --replace --base-iri {base}`"
        )
    illustrative = f"{current.base}graph/illustrative/"
    if not settings.illustrative and any(g.iri.startswith(illustrative) for g in current.graphs):
        say(
            "warning: --no-illustrative is for a first release; this one has made-up examples. To start anew: "
            "`ndp-graph load --shipped --replace --no-illustrative`"
        )


def _ensure_neo4j(settings: Settings, folder: Folder) -> None:
    from loaders.releases.neo4j_sync import open_neo4j

    try:
        with open_neo4j(settings.location) as store:
            is_empty = store is not None and store.state() is None
    except StoreError as error:
        if not (settings.standby and error.code == StoreError.default_code and folder.current_id()):
            raise
        return  # the release folder answers until Neo4j does
    if is_empty and folder.current_id() is None:
        _build_first(settings)
    elif is_empty:
        _rebuild(settings)


def _build_first(settings: Settings) -> None:
    from loaders.releases.build import LoadRequest

    say("the store is empty: building the first release from the shipped data")

    def request(listener: "Progress") -> LoadRequest:
        data = ShippedData(settings.illustrative, listener)
        return LoadRequest(
            today=today(settings),
            policy=settings.policy,
            reader=data,
            delivered=data.delivered,
            added=added_ontology(settings),
            base=chosen_base(settings),
            on_violation="record",
            dump_formats=settings.dump_formats,
        )

    report(run(settings, request))


def _rebuild(settings: Settings) -> None:
    from loaders.releases.build import LoadRequest

    say("updating the store to the requested release, ontology and rules")
    request = LoadRequest(
        today=today(settings),
        policy=settings.policy,
        added=added_ontology(settings),
        on_violation="record",
        dump_formats=settings.dump_formats,
    )
    report(run(settings, lambda _: request))
