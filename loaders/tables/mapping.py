"""The content of a mapping file: tables of rows, and the statements that each row makes."""

from dataclasses import dataclass
from pathlib import Path

from loaders.tables.cell_template import Template


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A condition on rows: `column` has one of `values`; or, if `filled` is not None, is filled or empty."""

    column: str
    values: tuple[str, ...]
    filled: bool | None


@dataclass(frozen=True, slots=True)
class StatementTemplate:
    """The statement that a row makes with one predicate. `subject` and `graph` are None for the table's own."""

    predicate: Template
    object: Template
    is_iri: bool
    lang: str | None
    datatype: Template | None
    required: bool
    split: str | None
    subject: Template | None
    graph: Template | None
    where: tuple[RowCondition, ...]

    @property
    def templates(self) -> tuple[Template, ...]:
        """Its templates, without absent ones."""
        templates = (self.predicate, self.object, self.datatype, self.subject, self.graph)
        return tuple(t for t in templates if t is not None)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file, and how its rows become statements; a file can be read by several tables."""

    name: str
    path: Path
    delimiter: str | None
    id: tuple[str, ...]
    subject: Template
    graph: Template
    where: tuple[RowCondition, ...]
    split: tuple[tuple[str, str], ...]
    statements: tuple[StatementTemplate, ...]

    @property
    def templates(self) -> tuple[Template, ...]:
        """Every template of the table and its statements."""
        return (self.subject, self.graph, *(t for s in self.statements for t in s.templates))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the table needs, each once."""
        conditions = (*self.where, *(c for s in self.statements for c in s.where))
        templates = (c for t in self.templates for c in t.columns)
        named = (*self.id, *(c.column for c in conditions), *(c for c, _ in self.split))
        return tuple(dict.fromkeys((*named, *templates)))


@dataclass(frozen=True, slots=True)
class Mapping:
    """The content of a mapping file: prefixes, tables in order, and maps from cells to their meaning."""

    path: Path
    prefixes: dict[str, str]
    tables: tuple[Table, ...]
    maps: dict[str, dict[str, str]]
