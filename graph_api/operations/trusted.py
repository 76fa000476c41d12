"""Trusted documents: those in a folder, which requests name instead of sending them.

A `.graphql` file is named by its file's name or by the name of an operation in it, a document of a manifest
(`manifests`) by its id; any of them by the MD5, SHA-1 or SHA-256 of its text, with or without the space around it.
"""

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

from graph_api.operations.manifests import NotAManifest, read_manifest
from ontology.byte_order import to_utf8
from ontology.errors import UsageError
from ontology.json_reader import JsonProblem, read_json

log = logging.getLogger("ndp_graph")
_HASHES = ("sha256", "sha1", "md5")
_DIGEST = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a request names, and the operation if the name is one of an operation."""

    text: str
    operation: str | None = None


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """One document: its file (and its id in a manifest), its text, its names, and variables to try it with.

    `operations` are the names of its operations that may name it, too.
    """

    place: str
    text: str
    names: tuple[str, ...]
    operations: tuple[str, ...] = ()
    variables: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """The documents that requests may name; with `only` no other documents are answered."""

    files: tuple[TrustedFile, ...] = ()
    names: Mapping[str, NamedDocument] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    only: bool = False

    def find(self, identifier: str) -> NamedDocument | None:
        """The document with an identifier, with or without `sha256:`; None if there is none."""
        return self.names.get(_bare(identifier))


def read_trusted(folder: Path, *, only: bool) -> TrustedDocuments:
    """The documents in a folder and the folders below it.

    Raises `UsageError` `TRUSTED` for invalid GraphQL, with file and line, for names of several documents, and with
    `only` for a folder without documents.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: the folder does not exist",
            code="TRUSTED",
            hint="name a folder of .graphql files or manifests",
        )
    files = tuple(file for path in sorted(folder.rglob("*")) for file in _read(path))
    if only and not files:
        raise UsageError(
            f"{folder}: there are no trusted documents, so every question would be refused",
            code="TRUSTED",
            hint="put .graphql files or a manifest (.json) there, or leave --trusted-only out",
        )
    names: dict[str, NamedDocument] = {}
    owners: dict[str, str] = {}
    for file in files:
        for name, named in _names(file):
            if names.setdefault(name, named) != named:
                raise UsageError(
                    f"{file.place}: the name {name!r} is already used by {owners[name]}",
                    code="TRUSTED",
                    hint="give each file and each operation a name of its own",
                )
            owners.setdefault(name, file.place)
    texts = frozenset(named.text for named in names.values())
    return TrustedDocuments(files, names, texts, only)


def _read(path: Path) -> Iterator[TrustedFile]:
    if path.suffix == ".graphql" and path.is_file():
        text = _text(path)
        operations = _operations(text, str(path))
        yield TrustedFile(str(path), text, (path.stem,), operations, _variables(path.with_suffix(".json")))
    elif path.suffix == ".json" and path.is_file() and not path.with_suffix(".graphql").is_file():
        for identifier, text in _manifest(path):
            place = f"{path}:{identifier}"
            _operations(text, place)
            yield TrustedFile(place, text, (identifier,))


def _text(path: Path) -> str:
    try:
        return to_utf8(path.read_bytes()).decode()
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not a UTF-8 text", code="TRUSTED", hint="save the file as UTF-8") from None


def _operations(text: str, place: str) -> tuple[str, ...]:
    """The names of a document's operations. Raises `UsageError` `TRUSTED` for invalid GraphQL."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        raise wrong(place, error.locations[0].line if error.locations else 1, error.message) from None
    operations = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return tuple(operation.name.value for operation in operations if operation.name)


def _manifest(path: Path) -> tuple[tuple[str, str], ...]:
    """The documents of a manifest by id; none of another JSON file, which is reported in the log."""
    try:
        return read_manifest(_json(path))
    except NotAManifest as problem:
        log.warning("%s is passed over, as it is not a manifest of documents: %s", path, problem)
        return ()


def _variables(path: Path) -> Mapping[str, object]:
    """Return the variables in the JSON file beside a document; empty without such a file."""
    if not path.is_file():
        return {}
    variables = _json(path)
    if not isinstance(variables, dict):
        raise wrong(str(path), 1, "not a JSON object of variables")
    return variables


def _json(path: Path) -> object:
    try:
        return read_json(path.read_bytes())
    except JsonProblem as problem:
        raise wrong(str(path), problem.line, str(problem)) from None


def _names(file: TrustedFile) -> Iterator[tuple[str, NamedDocument]]:
    whole, bare = NamedDocument(file.text), NamedDocument(file.text.strip())
    for kind in _HASHES:
        for named in (whole, bare):
            yield hashlib.new(kind, named.text.encode(), usedforsecurity=False).hexdigest(), named
    for name in file.names:
        yield _bare(name), whole
    for name in file.operations:
        if name not in file.names:
            yield name, NamedDocument(file.text, name)


def _bare(identifier: str) -> str:
    """An identifier without the name of its hash, in lower case if it is one."""
    kind, colon, rest = identifier.partition(":")
    name = rest if colon and kind.lower() in _HASHES else identifier
    return name.lower() if _DIGEST.fullmatch(name) else name


def wrong(place: str, line: int | None, message: str) -> UsageError:
    """The error about a line of a trusted document, or about all of it."""
    where = place if line is None else f"{place}:{line}"
    return UsageError(f"{where}: {message}", code="TRUSTED", hint="fix the document, or remove it")
