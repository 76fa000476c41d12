"""The checksums of a release's files: `SHA256SUMS`, which `sha256sum -c` reads as well.

Its last line, a comment, has the hash of the lines above, so that damage to this file is not taken for damage to
another. Graph files are not listed: their names are their hashes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from loaders.nquads.graph_files import hash_of_file
from loaders.replacing import replacing
from ontology.errors import DamagedFile

CHECKSUMS = "SHA256SUMS"
_SEAL = "# SHA-256 of the lines above: "

Checksums = Mapping[str, frozenset[str]]
"""The hashes of each file by its name: more than one while a file is being replaced."""


def read_checksums(release: Path) -> Checksums | None:
    """The checksums of the release in a folder; None if it has none. Raises `DamagedFile`."""
    path = release / CHECKSUMS
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None  # a release of an older version of the program
    except OSError as problem:
        raise DamagedFile.unreadable(path, problem) from None
    *lines, seal = content.decode("utf-8", "replace").splitlines(keepends=True) or [""]
    if seal != _seal("".join(lines)):
        raise DamagedFile(path, "is damaged: its last line does not have the hash of the others")
    sums: dict[str, frozenset[str]] = {}
    for line in lines:
        digest, _, name = line.rstrip("\n").partition("  ")
        sums[name] = sums.get(name, frozenset()) | {digest}
    return sums


def write_checksums(release: Path, sums: Mapping[str, Iterable[str]]) -> None:
    """Write the checksums of the release in a folder."""
    text = "".join(f"{digest}  {name}\n" for name in sorted(sums) for digest in sorted(sums[name]))
    with replacing(release / CHECKSUMS) as part:
        part.write_text(text + _seal(text), "utf-8")


def set_checksum(path: Path, *digests: str) -> None:
    """Let a file have one of `digests`: two while it is being replaced."""
    sums = read_checksums(path.parent) or {}
    write_checksums(path.parent, {**sums, path.name: digests})


def checksums_of(release: Path, names: Iterable[str]) -> Checksums:
    """The checksums that the files `names` of the release in a folder have now."""
    return {name: frozenset([hash_of_file(release / name)]) for name in names}


def read_checked(path: Path) -> bytes:
    """The content of a file of a release. Raises `DamagedFile` if it is absent or does not have its checksum."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DamagedFile(path, "is missing") from None
    except OSError as problem:
        raise DamagedFile.unreadable(path, problem) from None
    sums = read_checksums(path.parent)
    if sums and path.name in sums and hashlib.sha256(content).hexdigest() not in sums[path.name]:
        raise DamagedFile(path, f"is damaged: its hash is not the one in {CHECKSUMS}")
    return content


def checksum_holds(path: Path) -> bool | None:
    """True if a file of a release is there and has its checksum; None if it is there and has no checksum to compare.

    An unchanged file is read only once in a process. Raises `DamagedFile` for damaged checksums, and for a file that
    cannot be read.
    """
    sums = read_checksums(path.parent)
    if not path.exists():
        return False
    if sums is None or path.name not in sums:
        return None
    return known_hash(path) in sums[path.name]


def known_hash(path: Path) -> str:
    """The SHA-256 of a file. An unchanged one is read only once in a process. Raises `DamagedFile`."""
    try:
        found = path.stat()
        return _known_hash(path, found.st_ino, found.st_size, found.st_mtime_ns)
    except FileNotFoundError:
        raise DamagedFile(path, "is missing") from None
    except OSError as problem:
        raise DamagedFile.unreadable(path, problem) from None


@lru_cache(maxsize=64)  # a memo: the file is the same as long as the other arguments are
def _known_hash(path: Path, _number: int, _size: int, _changed: int) -> str:
    return hash_of_file(path)


def _seal(text: str) -> str:
    return f"{_SEAL}{hashlib.sha256(text.encode()).hexdigest()}\n"
