"""The labels of resources: the best name that a row has."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from graph_api.plan import outputs, reads
from graph_api.respond.lists import Write
from graph_api.respond.rows import Row, column_of
from graph_api.respond.values import words_writer
from ontology.iris import local_name
from ontology.model import Kind, Model

ReadNames: TypeAlias = Callable[[Row], Sequence[str]]


def label_writer(output: outputs.Label, level: reads.Level, model: Model) -> Write:
    """Writes the label of a resource; without a name it is the end of its IRI."""
    names, write = names_reader(output, level, model), words_writer(output.words)
    return lambda row, context: write(names(row) or [local_name(row[0]) + "@"], context)


def names_reader(output: outputs.Label, level: reads.Level, model: Model) -> ReadNames:
    """Reads the names of a resource by its best naming property, as texts with their languages; empty without one."""
    tagged = {term.key for term in model.names if term.kind is Kind.TEXT}
    columns = [(column_of(level, key), key in tagged) for key in output.columns]

    def read_names(row: Row) -> Sequence[str]:
        for column, is_tagged in columns:
            found = row[column]
            if found is not None:
                return found if is_tagged else _untagged(found)
        return ()

    return read_names


def _untagged(found: str | Sequence[str]) -> list[str]:
    """A plain string, or several, as texts without a language."""
    return [found + "@"] if isinstance(found, str) else [text + "@" for text in found]
