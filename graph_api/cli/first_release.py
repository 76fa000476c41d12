"""The release that a service needs before it starts: built from the shipped data, or brought up to date."""

import hashlib

from graph_api.cli.loading import ShippedData, added_ontology, chosen_base, report, run, today
from graph_api.cli.terminal import say
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from ontology.errors import StoreError


def ensure_release(settings: Settings) -> None:
    """Build the first release if there is none; convert the current one if the settings add another ontology."""
    folder = Folder(settings.location.folder)
    if settings.release is not None:
        return
    if settings.location.neo4j is not None:
        _ensure_neo4j(settings, folder)
    elif folder.current_id() is None:
        _build_first(settings)
    added = added_ontology(settings)
    if added is not None and folder.current_id() is not None:
        from ontology.bundle import bundle

        if hashlib.sha256(bundle(added)).hexdigest() != folder.find(None).added:
            _rebuild(settings)


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
    outcome = run(
        settings,
        lambda listener: LoadRequest(
            today=today(settings),
            policy=settings.policy,
            reader=ShippedData(settings.illustrative, listener),
            added=added_ontology(settings),
            base=chosen_base(settings),
            on_violation="record",
        ),
    )
    report(outcome)


def _rebuild(settings: Settings) -> None:
    from loaders.releases.build import LoadRequest

    say("updating the store to the requested release and ontology")
    request = LoadRequest(
        today=today(settings), policy=settings.policy, added=added_ontology(settings), on_violation="record"
    )
    report(run(settings, lambda _: request))
