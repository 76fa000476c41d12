"""The lists of a release as files: the CSV of each class with members, and its metadata, as `/list/….csv` has them."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph_api.cli.engines import open_engines
from graph_api.settings import Settings
from loaders.nquads.graph_files import hash_of_file
from loaders.publication.files import form_of
from loaders.publication.published_file import TABLES, PublishedFile, PublishedTable
from loaders.replacing import replacing

if TYPE_CHECKING:
    from graph_api.engine.engine import Engine
    from graph_api.engine.tables import PreparedTable
    from graph_api.operations.question import Question
    from graph_api.serving.engines import Engines
    from graph_api.tables.class_list import ClassList

_SECONDS = 86_400.0
"""Whoever called the command can stop it."""


async def write_lists(settings: Settings, release: str, language: str, target: Path) -> list[PublishedFile]:
    """Write the lists of a release, with titles in a language, to `target/tables`, each with its metadata.

    They are read from the SQLite file in the release folder, even if the store is Neo4j. Files of other lists there
    are removed. Raises `NdpError` if the release cannot be queried.
    """
    from graph_api.pages.strings import list_words
    from graph_api.tables.class_list import list_of_class

    folder = target / TABLES
    folder.mkdir(parents=True, exist_ok=True)
    files: list[PublishedFile] = []
    # The limits of a service are for the questions of its clients.
    free = replace(
        settings,
        release=release,
        max_cost=10**9,
        time_budget=600_000,
        max_tokens=1_000_000,
        trusted_only=False,
    )
    async with open_engines(free) as (engine, engines):
        for term in sorted(engine.reader.model.classes.values(), key=lambda one: one.plural):
            listed = list_of_class(term, language, list_words(language))
            files += await _write_list(engines, listed, release, folder)
    _remove_others(folder, files)
    return files


async def _write_list(
    engines: "Engines", listed: "ClassList", release: str, folder: Path
) -> list[PublishedFile]:
    """Write the list of a class and its metadata; none if it has no members."""
    from graph_api.operations.question import Question
    from graph_api.serving.tables import TableLimits, TableStream
    from graph_api.tables.csvw import describe_list
    from graph_api.tables.formats import titled_csv
    from graph_api.tables.table_schema import table_of
    from graph_api.tables.titled_csv import CsvDialect

    form = titled_csv(listed.titles, CsvDialect())
    question = Question(listed.document(filtered=False), accept_language=listed.language)
    limits = TableLimits(sys.maxsize, sys.maxsize, _SECONDS)
    stream = TableStream(engines, form, limits, _prepared)
    name = f"{listed.term.plural}.csv"
    try:
        await stream.open(question)
        await stream.begin()
        if not stream.rows:
            return []
        with replacing(folder / name) as part, part.open("wb") as output:
            async for content in stream.pieces():
                output.write(content)
    finally:
        await stream.close()
    with replacing(folder / f"{name}-metadata.json") as part:
        described = describe_list(listed, name, release)
        part.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return [
        _file(folder, name, table_of(listed)),
        _file(folder, f"{name}-metadata.json"),
    ]


def _file(folder: Path, name: str, table: PublishedTable | None = None) -> PublishedFile:
    path = folder / name
    size, digest = path.stat().st_size, hash_of_file(path)
    return PublishedFile(f"{TABLES}/{name}", *form_of(name), size, digest, table=table)


async def _prepared(engine: "Engine", question: "Question") -> "PreparedTable":
    return engine.prepare_table(question)


def _remove_others(folder: Path, files: list[PublishedFile]) -> None:
    """Remove the lists of an earlier call that are not among the files."""
    names = {Path(file.path).name for file in files}
    for path in folder.glob("*.csv*"):
        if path.name not in names:
            path.unlink()
    if not names:
        folder.rmdir()
