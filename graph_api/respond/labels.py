"""The labels of resources: the best name that a row has."""

from collections.abc import Sequence
from typing import Any

from graph_api.plan import outputs, reads
from graph_api.respond.lists import Write
from graph_api.respond.rows import Row, column_of
from graph_api.respond.values import AnswerContext, words_writer
from ontology.iris import local_name
from ontology.model import Kind, Model


def label_writer(output: outputs.Label, level: reads.Level, model: Model) -> Write:
    """Writes the label of a resource; without a name it is the end of its IRI."""
    tagged = {term.key for term in model.names if term.kind is Kind.TEXT}
    columns = [(column_of(level, key), key in tagged) for key in output.columns]
    write = words_writer(output.words)

    def write_label(row: Row, context: AnswerContext) -> Any:
        for column, is_tagged in columns:
            found = row[column]
            if found is not None:
                return write(found if is_tagged else _untagged(found), context)
        return write([local_name(row[0]) + "@"], context)

    return write_label


def _untagged(found: str | Sequence[str]) -> list[str]:
    """A plain string, or several, as texts without a language."""
    return [found + "@"] if isinstance(found, str) else [text + "@" for text in found]
