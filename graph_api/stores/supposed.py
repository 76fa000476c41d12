"""A store of supposed statements: a SQLite file that lasts as long as the question that supposes them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_api.stores.sqlite.reader import SqliteReader
from loaders.stores.port import GraphInfo, StoreChange
from loaders.stores.sqlite.store import SqliteStore
from ontology.model import Model
from ontology.record import Statements
from ontology.record_encoder import encoder


@contextmanager
def supposed_file(
    statements: Mapping[str, Statements], graphs: Mapping[int, str], model: Model, release: str
) -> Iterator[Path]:
    """The file of the statements, by subject, from graphs whose IRIs are by number; it is gone after the block."""
    with TemporaryDirectory(prefix="ndp-supposed-") as folder:
        path = Path(folder) / "supposed.sqlite"
        encode = encoder(model, model.derived_numbers(graphs))
        records = (encode(iri, some) for iri, some in sorted(statements.items()) if some)
        infos = {number: GraphInfo(iri, 0) for number, iri in graphs.items()}
        SqliteStore(path).apply(StoreChange(release, model, b"", infos, records, replace=True))
        yield path


def supposed_reader(path: Path, model: Model, release: str) -> SqliteReader:
    """A reader of such a file; close it before the file is gone."""
    return SqliteReader(path, model, release)
