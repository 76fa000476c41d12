"""Trusted documents: a folder of `.graphql` files that requests name instead of sending them.

A document is named by the SHA-256 of its text (`sha256:…`; with or without the white space around it), by its file's
name, or by the name of an operation in it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

from ontology.byte_order import to_utf8
from ontology.errors import UsageError
from ontology.json_reader import JsonProblem, read_json

_SHA256 = "sha256:"


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a request names, and the operation if the name is one of an operation."""

    text: str
    operation: str | None = None


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """One file: its text, the names of its operations ("" for one without), and variables to try it with."""

    path: Path
    text: str
    operations: tuple[str, ...]
    variables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """The documents that requests may name; with `only` no other documents are answered."""

    files: tuple[TrustedFile, ...] = ()
    names: Mapping[str, NamedDocument] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    only: bool = False

    def find(self, identifier: str) -> NamedDocument | None:
        """The document with an identifier, with or without `sha256:`; None if there is none."""
        return self.names.get(identifier.removeprefix(_SHA256))


def read_trusted(folder: Path, *, only: bool) -> TrustedDocuments:
    """The documents in a folder and the folders below it.

    Raises `UsageError` `TRUSTED` for invalid GraphQL, with file and line, and for names that occur twice.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: the folder does not exist", code="TRUSTED", hint="name a folder of .graphql files"
        )
    files = tuple(_read(path) for path in sorted(folder.rglob("*.graphql")))
    names: dict[str, NamedDocument] = {}
    owners: dict[str, Path] = {}
    for file in files:
        for name, named in _names(file):
            if names.setdefault(name, named) != named:
                raise UsageError(
                    f"{file.path}: the name {name!r} is already used by {owners[name]}",
                    code="TRUSTED",
                    hint="give each file and each operation a name of its own",
                )
            owners.setdefault(name, file.path)
    texts = frozenset(named.text for named in names.values())
    return TrustedDocuments(files, names, texts, only)


def _read(path: Path) -> TrustedFile:
    try:
        text = to_utf8(path.read_bytes()).decode()
        document = parse(text)
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not a UTF-8 text", code="TRUSTED", hint="save the file as UTF-8") from None
    except GraphQLSyntaxError as error:
        raise wrong(path, error.locations[0].line if error.locations else 1, error.message) from None
    operations = tuple(
        d.name.value if d.name else "" for d in document.definitions if isinstance(d, OperationDefinitionNode)
    )
    return TrustedFile(path, text, operations, _variables(path.with_suffix(".json")))


def _variables(path: Path) -> Mapping[str, object]:
    """The variables in a JSON file beside a document; none if there is no file."""
    if not path.is_file():
        return {}
    try:
        variables = read_json(path.read_bytes())
    except JsonProblem as problem:
        raise wrong(path, problem.line, str(problem)) from None
    if not isinstance(variables, dict):
        raise wrong(path, 1, "not a JSON object of variables")
    return variables


def _names(file: TrustedFile) -> Iterator[tuple[str, NamedDocument]]:
    whole = NamedDocument(file.text)
    yield hashlib.sha256(file.text.encode()).hexdigest(), whole
    bare = file.text.strip()
    yield hashlib.sha256(bare.encode()).hexdigest(), whole if bare == file.text else NamedDocument(bare)
    yield file.path.stem, whole
    for name in filter(None, file.operations):
        if name != file.path.stem:
            yield name, NamedDocument(file.text, name)


def wrong(path: Path, line: int | None, message: str) -> UsageError:
    """The error about a line of a trusted document, or about all of it."""
    place = path if line is None else f"{path}:{line}"
    return UsageError(f"{place}: {message}", code="TRUSTED", hint="fix the document, or remove it")
