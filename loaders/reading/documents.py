"""The addresses of the documents that files are copies of: relative IRIs in a file start from them."""

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
    """The addresses by file or folder; a file of a folder has the folder's address and its path in there."""

    addresses: Mapping[Path, str] = field(default_factory=dict)

    def address(self, path: Path) -> str | None:
        """The address of a file; None if it has none."""
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
            if not any(
                path == Path(one) or path in Path(one).parents or Path(one) in path.parents for one in inputs
            ):
                raise UsageError(
                    f"--document: {name} is not among the files", hint="name it, or leave the flag out"
                )
        elif mark and ":" not in name:
            raise UsageError(f"--document: there is no file {name!r}", hint=_HINT)
        elif len(inputs) == 1 and not Path(inputs[0]).is_dir():
            path, iri = Path(inputs[0]), word
        else:
            raise UsageError(f"--document: {word!r} leaves open which file has it", hint=_HINT)
        addresses[path] = _checked(iri)
    return Documents(addresses)


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
