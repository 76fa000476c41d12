"""The addresses of the documents that files are copies of: relative IRIs in a file start from them."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import NamedNode

from loaders.reading.bases import has_dots
from ontology.errors import UsageError

_HINT = "write --document IRI for one file, --document FILE=IRI or FOLDER=IRI for several"


@dataclass(frozen=True, slots=True)
class Documents:
    """The addresses by absolute path of file or folder; a file of a folder has the folder's and its path in there."""

    addresses: Mapping[Path, str] = field(default_factory=dict)

    def address(self, path: Path) -> str | None:
        """The address of a file, however it is written and through whatever links; None if it has none."""
        if not self.addresses:
            return None
        return self._address(_absolute(path)) or self._address(path.resolve())

    def _address(self, path: Path) -> str | None:
        if path in self.addresses:
            return self.addresses[path]
        for folder in path.parents:
            if folder in self.addresses:
                inside = quote(path.relative_to(folder).as_posix(), errors="surrogateescape")
                return f"{self.addresses[folder].rstrip('/')}/{inside}"
        return None


NO_DOCUMENTS = Documents()


def parse_documents(words: Sequence[str], inputs: Sequence[str]) -> Documents:
    """The addresses that `words` give: `IRI` for the one input, or `FILE=IRI`; standard input is `-`.

    Raises UsageError for what is not an IRI, or names no input.
    """
    addresses: dict[Path, str] = {}
    for word in words:
        name, mark, iri = word.partition("=")
        if mark and (name in inputs or Path(name).exists()):
            path = Path(name)
            if not any(_is_same_or_within(path, Path(one)) for one in inputs):
                raise UsageError(
                    f"--document: {name} is not among the files", hint="name it, or leave the flag out"
                )
        elif mark and ":" not in name:
            raise UsageError(f"--document: there is no file {name!r}", hint=_HINT)
        elif len(inputs) == 1 and not Path(inputs[0]).is_dir():
            path, iri = Path(inputs[0]), word
        else:
            raise UsageError(f"--document: {word!r} leaves open which file has it", hint=_HINT)
        addresses |= dict.fromkeys((_absolute(path), path.resolve()), _checked(iri))
    return Documents(addresses)


def _absolute(path: Path) -> Path:
    """The absolute path, without `..`; links stay, as a file keeps the name that its folder gives it."""
    return Path(os.path.normpath(path.absolute()))


def _is_same_or_within(one: Path, other: Path) -> bool:
    """True if one of the paths is the other or lies in it."""
    return any(
        a == b or a in b.parents or b in a.parents
        for a, b in ((_absolute(one), _absolute(other)), (one.resolve(), other.resolve()))
    )


def _checked(iri: str) -> str:
    try:
        NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"--document: {iri!r} is not an IRI: {error}", hint=_HINT) from None
    if has_dots(iri):
        raise UsageError(
            f"--document: {iri!r} has . or .. in its path", hint="write the address without them"
        )
    return iri
