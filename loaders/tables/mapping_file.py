"""The mapping file: a TOML document that declares the statements that the rows of CSV files make.

    [prefixes]                      # besides those of DEFAULT_PREFIXES; `{base}` is the base IRI
    [maps.NAME]                     # cell = "its meaning"; or NAME = ["a", "b"]: these, as they are
    [[tables]]
    name = "platforms"              # for `lookup:platforms` and for messages
    file = "platforms.csv"          # beside the mapping file
    id = "code"                     # optional: the column (or columns) that may not repeat
    subject = "id:platform/{name|slug}"
    graph = "graph:our-ministry/2026-01-31"
    where = { status = ["listed"], operator = true }   # optional: rows with these values; true: not empty
    split = { operator = ";" }      # optional: a row for each part of the cell
    [[tables.statements]]
    predicate = "dct:title"         # or "a"
    value = "{name}"                # a literal, with `lang` or `datatype`; or iri = "…"
    # optional: required = true, split = ";", and `subject`, `graph`, `where` of its own

A statement with an empty cell is not made, or an error if required. See `loaders.tables.cell_template` too.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from loaders.tables.cell_template import FILTER_NAMES, Template, TemplateError, read_template
from loaders.tables.csv_file import name_key
from loaders.tables.mapping import Mapping, RowCondition, StatementTemplate, Table
from ontology.errors import DataError
from ontology.namespaces import RDF_TYPE, prefixes_of

DEFAULT_PREFIXES = {
    "ndp": "{base}ns#",
    "id": "{base}id/",
    "code": "{base}code/",
    "graph": "{base}graph/",
    **prefixes_of("rdf", "rdfs", "xsd"),
}
"""Prefixes that every mapping file may use without declaring them."""

_TABLE_KEYS = ("name", "file", "delimiter", "id", "subject", "graph", "where", "split", "statements")
_STATEMENT_KEYS = (
    *("predicate", "value", "iri", "lang", "datatype", "required", "split"),
    *("subject", "graph", "where"),
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
T = TypeVar("T")


class MappingError(DataError):
    """An invalid mapping file; the message names the place, the hint the fix."""

    default_code = "MAPPING_INVALID"


def read_mapping(path: Path) -> Mapping:
    """The mapping that the TOML file at `path` declares; raises `MappingError`. No CSV file is read yet."""
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise MappingError(f"{path}: {error.strerror}", hint="check the file's name") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: {error}", hint="the file must be TOML in UTF-8, see toml.io") from None
    return _MappingReader(path).mapping(document)


def _place_of(number: int, entry: object) -> str:
    """The place of a table in messages: its name, or its number if it has none."""
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"table {name!r}" if isinstance(name, str) else f"tables[{number}]"


class _MappingReader:
    """Reads the parts of one document; every error names the file and the place in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._prefixes: dict[str, str] = dict(DEFAULT_PREFIXES)

    def mapping(self, document: dict[str, object]) -> Mapping:
        self._keys(document, "", ("prefixes", "maps", "tables"))
        declared = self._typed(document, "prefixes", dict, "") or {}
        self._prefixes |= {str(k): self._text(v, f"prefixes.{k}") for k, v in declared.items()}
        maps = {k: self._map(k, v) for k, v in (self._typed(document, "maps", dict, "") or {}).items()}
        entries = self._typed(document, "tables", list, "")
        if not entries:
            raise self._error("", "no table is declared", "add a [[tables]] section for each CSV file")
        tables = tuple(self._table(_place_of(n, e), e) for n, e in enumerate(entries, 1))
        mapping = Mapping(self._path, self._prefixes, tables, maps)
        self._check_names(mapping)
        return mapping

    def _map(self, name: str, entry: object) -> dict[str, str]:
        if isinstance(entry, list):
            return {text: text for text in (self._text(v, f"maps.{name}") for v in entry)}
        if isinstance(entry, dict):
            return {str(k): self._text(v, f"maps.{name}.{k}") for k, v in entry.items()}
        raise self._error(
            f"maps.{name}", "a map is a table or a list", 'write [maps.NAME] and "cell" = "code"'
        )

    def _table(self, place: str, entry: object) -> Table:
        entry = self._keys(entry, place, _TABLE_KEYS, needed=("file", "subject", "graph", "statements"))
        file = self._text(entry["file"], f"{place}.file")
        delimiter = self._optional(entry, "delimiter", place, self._text)
        if delimiter is not None and len(delimiter) != 1:
            raise self._error(f"{place}.delimiter", "a delimiter is one character", r'write ";" or "\t"')
        if "id" in entry and "split" in entry:
            raise self._error(place, "rows that are split cannot have an id", "remove id or split")
        statements = self._typed(entry, "statements", list, place) or []
        return Table(
            name=self._optional(entry, "name", place, self._text) or Path(file).stem,
            path=self._path.parent / file,
            delimiter=delimiter,
            id=tuple(map(name_key, self._texts(entry.get("id", []), f"{place}.id"))),
            subject=self._iri(entry["subject"], f"{place}.subject"),
            graph=self._iri(entry["graph"], f"{place}.graph"),
            where=self._conditions(entry, place),
            split=self._splits(entry, place),
            statements=tuple(
                self._statement(f"{place}.statements[{n}]", e) for n, e in enumerate(statements, 1)
            ),
        )

    def _statement(self, place: str, entry: object) -> StatementTemplate:
        entry = self._keys(entry, place, _STATEMENT_KEYS, needed=("predicate",))
        if sum(k in entry for k in ("iri", "lang", "datatype")) > 1:
            raise self._error(place, "lang, datatype and iri exclude each other", "keep one of them")
        template = self._object(entry, place)
        split = self._optional(entry, "split", place, self._text)
        if split is not None and len(template.columns) != 1:
            raise self._error(
                f"{place}.split", "a template with split must refer to exactly one column", "keep one column"
            )
        return StatementTemplate(
            predicate=self._iri(entry["predicate"], f"{place}.predicate"),
            object=template,
            is_iri="iri" in entry,
            lang=self._optional(entry, "lang", place, self._lang),
            datatype=self._optional(entry, "datatype", place, self._iri),
            required=bool(self._typed(entry, "required", bool, place)),
            split=split,
            subject=self._optional(entry, "subject", place, self._iri),
            graph=self._optional(entry, "graph", place, self._iri),
            where=self._conditions(entry, place),
        )

    def _object(self, entry: dict[str, object], place: str) -> Template:
        if ("value" in entry) == ("iri" in entry):
            raise self._error(place, "a statement has either value or iri", 'write value = "{column}"')
        if "iri" in entry:
            return self._iri(entry["iri"], f"{place}.iri")
        return self._template(entry["value"], f"{place}.value")

    def _lang(self, value: object, place: str) -> str:
        lang = self._text(value, place)
        if not _LANGUAGE.fullmatch(lang):
            raise self._error(place, f"{lang!r} is not a language tag", 'write e.g. "vi", "en" or "fr"')
        return lang

    def _conditions(self, entry: dict[str, object], place: str) -> tuple[RowCondition, ...]:
        declared = self._typed(entry, "where", dict, place) or {}
        return tuple(self._condition(str(k), v, f"{place}.where.{k}") for k, v in declared.items())

    def _condition(self, column: str, value: object, place: str) -> RowCondition:
        if isinstance(value, bool):
            return RowCondition(name_key(column), (), value)
        return RowCondition(name_key(column), self._texts(value, place), None)

    def _splits(self, entry: dict[str, object], place: str) -> tuple[tuple[str, str], ...]:
        declared = self._typed(entry, "split", dict, place) or {}
        return tuple((name_key(str(k)), self._text(v, f"{place}.split.{k}")) for k, v in declared.items())

    def _iri(self, value: object, place: str) -> Template:
        """A template with its prefix written out; `a` is rdf:type."""
        text = self._text(value, place)
        if text == "a" and place.endswith(".predicate"):
            return self._template(RDF_TYPE, place)
        head, colon, tail = text.partition(":")
        if not colon or "{" in head or tail.startswith("//"):
            return self._template(text, place)
        if head not in self._prefixes:
            raise self._error(
                place, f"the prefix {head!r} is not declared", self._nearest(head, self._prefixes)
            )
        return self._template(self._prefixes[head] + tail, place)

    def _template(self, value: object, place: str) -> Template:
        try:
            return read_template(self._text(value, place))
        except TemplateError as error:
            raise self._error(
                place,
                str(error),
                f"write {{column}} or {{column|filter}}; the filters are {', '.join(FILTER_NAMES)}",
            ) from None

    def _check_names(self, mapping: Mapping) -> None:
        """Raise unless names are unique and every map and table that a template names exists."""
        names = [t.name for t in mapping.tables]
        for name in names:
            if names.count(name) > 1:
                raise self._error(
                    "tables", f"two tables are called {name!r}", "give each table a name of its own"
                )
        targets: dict[str, Iterable[str]] = {
            "map": mapping.maps,
            "lookup": [t.name for t in mapping.tables if t.id],
        }
        for table, template in ((t, x) for t in mapping.tables for x in t.templates):
            for step in template.filters:
                known = targets.get(step.name)
                if known is not None and step.argument not in known:
                    what = "map" if step.name == "map" else "table with an id"
                    message = f"there is no {what} {step.argument!r} for {template.source!r}"
                    raise self._error(f"table {table.name!r}", message, self._nearest(step.argument, known))

    # ---- small parts

    def _error(self, place: str, message: str, hint: str) -> MappingError:
        return MappingError(f"{self._path}: {place + ': ' if place else ''}{message}", hint=hint)

    def _nearest(self, name: str, known: Iterable[str]) -> str:
        known = list(known)
        near = difflib.get_close_matches(name, known, n=1)
        return f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(known) or 'none'}"

    def _keys(
        self, entry: object, place: str, known: tuple[str, ...], needed: tuple[str, ...] = ()
    ) -> dict[str, object]:
        if not isinstance(entry, dict):
            raise self._error(
                place,
                "this must be a table of keys and values",
                "see the example in loaders/tables/mapping_file.py",
            )
        for key in entry:
            if key not in known:
                raise self._error(place, f"{key!r} is not a known key here", self._nearest(key, known))
        for key in needed:
            if key not in entry:
                raise self._error(place, f"{key!r} is missing", f"add {key} = …")
        return entry

    def _typed(self, entry: dict[str, object], key: str, type_: type[T], place: str) -> T | None:
        value = entry.get(key)
        if value is not None and not isinstance(value, type_):
            at = f"{place}.{key}" if place else key
            raise self._error(
                at, f"this must be a {type_.__name__}", "see the example in loaders/tables/mapping_file.py"
            )
        return value

    def _text(self, value: object, place: str) -> str:
        if not isinstance(value, str):
            raise self._error(place, f"{value!r} is not text", "put it in quotation marks")
        return value

    def _texts(self, value: object, place: str) -> tuple[str, ...]:
        values = value if isinstance(value, list) else [value]
        return tuple(self._text(v, place) for v in values)

    def _optional(
        self, entry: dict[str, object], key: str, place: str, read: Callable[[object, str], T]
    ) -> T | None:
        return read(entry[key], f"{place}.{key}") if key in entry else None
