"""The importer from spreadsheets: rows of CSV files to statements, as a mapping file declares.

    mapping = read_mapping(Path("platforms.toml"))
    for quad in iter_quads(mapping, DEFAULT_BASE): …

All problems of all files are reported in one `TabularError`, line by line, before anything is yielded.
"""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from loaders.tables.cell_template import BASE, CellError, Fill, Reference, Template
from loaders.tables.csv_file import CsvSheet, TableProblem, TableRow, name_key, near_key, read_sheet
from loaders.tables.days import TwoReadings, iter_two_readings
from loaders.tables.lexical import complaint
from loaders.tables.mapping import Mapping, RowCondition, StatementTemplate, Table
from loaders.tables.mapping_file import MappingError, read_mapping
from ontology.errors import DataError

__all__ = ["Mapping", "MappingError", "TableProblem", "TabularError", "iter_quads", "read_mapping"]

_SHOWN = 50


class TabularError(DataError):
    """Invalid tables: every `TableProblem` in them, in the order of the tables and rows."""

    default_code = "TABLE_INVALID"

    def __init__(self, problems: tuple[TableProblem, ...]) -> None:
        shown = "\n".join(map(str, problems[:_SHOWN]))
        rest = len(problems) - _SHOWN
        more = f"\n… and {rest} more" if rest > 0 else ""
        super().__init__(shown + more, hint="fix the cells named above")
        self.problems = problems


def iter_quads(
    mapping: Mapping, base: str, on_two_readings: Callable[[TwoReadings], None] | None = None
) -> Iterator[Quad]:
    """The statements of all tables, each once, in the order of tables, rows and statements.

    `base` is the IRI that replaces `{base}`. Columns of days that could be read the other way round are reported to
    `on_two_readings`, each once. Raises `TabularError` before the first statement.
    """
    run = _Conversion(mapping, base)
    quads = list(dict.fromkeys(q for table in mapping.tables for q in run.table(table)))
    if run.problems:
        raise TabularError(tuple(dict.fromkeys(run.problems)))
    if on_two_readings is not None:
        for one in run.two_readings():
            on_two_readings(one)
    yield from quads


@dataclass(frozen=True, slots=True)
class _RowPlace:
    """A row of a file, as the place of a problem."""

    file: str
    row: TableRow

    def problem(self, column: str, message: str, hint: str) -> TableProblem:
        return TableProblem(self.file, self.row.line, self.row.number, column, message, hint)


@dataclass(slots=True)
class _Conversion:
    """One conversion: the sheets and identifiers read so far, and the problems found so far."""

    mapping: Mapping
    base: str
    problems: list[TableProblem] = field(default_factory=list)
    _sheets: dict[tuple[Path, str | None], CsvSheet] = field(default_factory=dict)
    _subjects: dict[str, dict[str, str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def table(self, table: Table) -> Iterator[Quad]:
        """The statements of one table; errors in its file or rows are added to `problems`."""
        self._index(table)
        for row in self._rows(table):
            place = _RowPlace(table.path.name, row)
            subject = self._iri(table.subject, place)
            for statement in table.statements:
                if _holds(statement.where, row):
                    yield from self._statement(table, statement, subject, place)

    def two_readings(self) -> list[TwoReadings]:
        """The columns of days that could be read the other way round, each once."""
        found = (one for table in self.mapping.tables for one in iter_two_readings(table, self._rows(table)))
        return list({(one.file, one.column): one for one in found}.values())

    # ---- statements

    def _statement(
        self, table: Table, statement: StatementTemplate, subject: NamedNode | None, place: _RowPlace
    ) -> Iterator[Quad]:
        empty = [c for t in statement.templates for c in t.columns if not place.row.cells[c]]
        if empty:
            if statement.required:
                self.problems.append(place.problem(empty[0], "the cell is empty", "it must have a value"))
            return
        if statement.subject is not None:
            subject = self._iri(statement.subject, place)
        predicate = self._iri(statement.predicate, place)
        graph = self._iri(statement.graph or table.graph, place)
        for object_ in self._objects(statement, place):
            if subject is not None and predicate is not None and graph is not None:
                yield Quad(subject, predicate, object_, graph)

    def _objects(self, statement: StatementTemplate, place: _RowPlace) -> Iterator[NamedNode | Literal]:
        splits = ((statement.object.columns[0], statement.split),) if statement.split else ()
        for row in _split(place.row, splits):
            part = _RowPlace(place.file, row)
            term = self._iri(statement.object, part) if statement.is_iri else self._literal(statement, part)
            if term is not None:
                yield term

    def _literal(self, statement: StatementTemplate, place: _RowPlace) -> Literal | None:
        text = self._text(statement.object, place)
        if text is None:
            return None
        if statement.lang is not None:
            return Literal(text, language=statement.lang.lower())
        if statement.datatype is None:
            return Literal(text)
        datatype = self._iri(statement.datatype, place)
        if datatype is None:
            return None
        if problem := complaint(text, datatype.value):
            self.problems.append(place.problem(_column(statement.object), *problem))
            return None
        return Literal(text, datatype=datatype)

    def _iri(self, template: Template, place: _RowPlace) -> NamedNode | None:
        text = self._text(template, place)
        if text is None:
            return None
        try:
            return NamedNode(text)
        except ValueError:
            message = f"{text!r} is not an IRI"
            hint = "write a whole address without spaces, such as https://…"
            self.problems.append(place.problem(_column(template), message, hint))
            return None

    def _text(self, template: Template, place: _RowPlace) -> str | None:
        """`template` filled from the row; None, and a problem, if a cell does not allow it."""
        for part in template.parts:
            if (
                isinstance(part, Reference)
                and part.column in template.columns
                and not place.row.cells[part.column]
            ):
                self.problems.append(place.problem(part.column, "the cell is empty", "it must have a value"))
                return None
        try:
            return Fill(self.base, self._mapped, self._looked_up).text(template, place.row.cells)
        except CellError as error:
            self.problems.append(place.problem(_column(template), str(error), error.hint))
            return None

    # ---- the meaning of cells

    def _mapped(self, name: str, text: str) -> str:
        if name not in self._codes:
            self._codes[name] = {name_key(code): value for code, value in self.mapping.maps[name].items()}
        codes = self._codes[name]
        if name_key(text) not in codes:
            raise CellError(f"unknown code {text!r}", _known(text, codes))
        return codes[name_key(text)]

    def _looked_up(self, name: str, text: str) -> str:
        table = next(t for t in self.mapping.tables if t.name == name)
        self._index(table)
        subjects = self._subjects[name]
        if name_key(text) in subjects:
            return subjects[name_key(text)]
        if self._is_unusable(table):  # reported once, not for every row that refers to it
            return self.base
        raise CellError(f"{table.path.name} has no row {text!r}", _known(text, subjects))

    def _index(self, table: Table) -> None:
        """Index the subjects of a table by identifier, once; repeated identifiers are problems."""
        if table.name in self._subjects:
            return
        index = self._subjects[table.name] = {}
        known: dict[str, TableRow] = {}
        for row in self._rows(table) if table.id else ():
            key = "|".join(name_key(row.cells[c]) for c in table.id)
            subject = self._subject(table, row)
            if problem := _repeated(table, row, key, subject, known):
                self.problems.append(problem)
            else:
                index[key] = subject
                known["id " + key] = row
                if subject != self.base:
                    known["subject " + subject] = row

    def _subject(self, table: Table, row: TableRow) -> str:
        """The subject of a row, for references to it; errors in it are reported by its own table."""
        if not all(row.cells[c] for c in table.subject.columns):
            return self.base
        try:
            return Fill(self.base, self._mapped, self._looked_up).text(table.subject, row.cells)
        except CellError:
            return self.base

    # ---- rows

    def _is_unusable(self, table: Table) -> bool:
        sheet = self._sheet(table)
        return bool(sheet.problems) or not set(table.columns) <= set(sheet.columns)

    def _rows(self, table: Table) -> Iterator[TableRow]:
        sheet = self._sheet(table)
        missing = [c for c in table.columns if c not in sheet.columns]
        if missing:
            self.problems += [] if sheet.problems else [_missing(sheet, c) for c in missing]
            return
        if problem := _hidden_column(sheet, table):
            self.problems.append(problem)
            return
        for row in sheet.rows:
            if _holds(table.where, row):
                yield from _split(row, table.split)

    def _sheet(self, table: Table) -> CsvSheet:
        key = (table.path, table.delimiter)
        if key not in self._sheets:
            expected = [c for t in self.mapping.tables if t.path == table.path for c in t.columns]
            self._sheets[key] = sheet = _read(table, expected)
            self.problems += sheet.problems
        return self._sheets[key]


def _read(table: Table, expected: list[str]) -> CsvSheet:
    file = table.path.name
    try:
        content = table.path.read_bytes()
    except OSError as error:
        absent = isinstance(error, FileNotFoundError)
        reason = f"no such file in {table.path.parent}" if absent else f"cannot be read ({error.strerror})"
        message, hint = reason, "correct `file` in the mapping"
        return CsvSheet(file, (), (), (TableProblem(file, 0, 0, "", message, hint),))
    return read_sheet(file, content, expected, table.delimiter)


def _repeated(
    table: Table, row: TableRow, key: str, subject: str, known: dict[str, TableRow]
) -> TableProblem | None:
    """The problem with a row's identifier: it is empty, or another row has it or makes the same IRI."""
    place = _RowPlace(table.path.name, row)
    column = ", ".join(table.id)
    if not key.strip("|"):
        return place.problem(column, "the cell is empty", "every row needs an identifier")
    if other := known.get("id " + key):
        hint = f"it is also on line {other.line}: delete one row or change its identifier"
        return place.problem(column, f"{key!r} occurs twice", hint)
    if other := known.get("subject " + subject):
        columns = table.subject.columns
        if set(columns) <= set(table.id) and all(row.cells[c] == other.cells[c] for c in columns):
            return None  # a table of relations: many rows about one thing
        hint = "add a distinguishing word to one of them"
        return place.problem(
            ", ".join(columns), f"this row and line {other.line} would both have the IRI {subject}", hint
        )
    return None


def _hidden_column(sheet: CsvSheet, table: Table) -> TableProblem | None:
    """The problem with a column that the mapping cannot name, because its name in braces is the base IRI."""
    used = any(
        isinstance(part, Reference) and part.column == BASE for t in table.templates for part in t.parts
    )
    if BASE not in sheet.columns or not used:
        return None
    message = f"{{{BASE}}} in the mapping is the base IRI, so this column cannot be read"
    return TableProblem(
        sheet.file, 1, 1, BASE, message, "give the column another name, here and in the mapping"
    )


def _missing(sheet: CsvSheet, column: str) -> TableProblem:
    hint = f"rename a column, or the mapping; the heading has: {', '.join(sheet.columns)}"
    keys = {near_key(name): name for name in sheet.columns}
    near = difflib.get_close_matches(near_key(column), keys, n=1)
    if near:
        hint = f"did you mean “{keys[near[0]]}”? Then rename one of them"
    return TableProblem(
        sheet.file, 1, 1, column, "the mapping needs this column, but the file does not have it", hint
    )


def _holds(conditions: tuple[RowCondition, ...], row: TableRow) -> bool:
    return all(
        bool(row.cells[c.column]) is c.filled
        if c.filled is not None
        else name_key(row.cells[c.column]) in map(name_key, c.values)
        for c in conditions
    )


def _split(row: TableRow, splits: tuple[tuple[str, str], ...]) -> Iterator[TableRow]:
    """The row itself, or one row for each part of the cells that are split."""
    if not splits:
        yield row
        return
    (column, separator), *rest = splits
    for part in row.cells[column].split(separator):
        if part.strip():
            cells = {**row.cells, column: part.strip()}
            yield from _split(TableRow(row.line, row.number, cells), tuple(rest))


def _column(template: Template) -> str:
    return ", ".join(template.columns)


def _known(text: str, known: dict[str, str]) -> str:
    near = difflib.get_close_matches(text, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    names = sorted(known)
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return f"known are: {shown or 'none'}"
