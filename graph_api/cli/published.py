"""Verifying published files: patches between dumps, and dumps that are compressed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from loaders.folder.folder import Folder
from loaders.releases.check import Check
from ontology.errors import DataError, UsageError

WORDS = ("patch", "certificate")
"""The kinds of files that are named before them."""


class FileOrWord(click.Path):
    """A file that exists, or one of `WORDS`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, exists=True, dir_okay=False)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or the word as a path."""
        if value in WORDS and not Path(str(value)).exists():
            return Path(str(value))
        return Path(str(super().convert(str(value), param, ctx)))


def word_of(files: tuple[Path, ...]) -> tuple[str, tuple[Path, ...]]:
    """The word before the files, empty if there is none, and the files. Raises `UsageError`."""
    if not files or str(files[0]) not in WORDS or files[0].exists():
        return "", files
    word, rest = str(files[0]), files[1:]
    if len(rest) < (2 if word == "patch" else 1) or any(
        str(file) in WORDS and not file.exists() for file in rest
    ):
        example = "OLD.nq.zst PATCH.rdfp.zst" if word == "patch" else "certificate.json"
        raise UsageError(
            f"`verify {word}` needs files to verify", hint=f"write `ndp-graph verify {word} {example}`"
        )
    return word, rest


def verify_patches(files: tuple[Path, ...], folder: Folder) -> list[tuple[str, tuple[Check, ...]]]:
    """The checks of patches, each applied to the dump that the one before it gives; the first file is a dump."""
    groups = []
    with tempfile.TemporaryDirectory(prefix="ndp-patch-") as place:
        dump = files[0]
        for number, patch in enumerate(files[1:]):
            result = Path(place, f"{number}.nq")
            checks = tuple(_verify_patch(dump, patch, result, folder))
            groups.append((str(patch), checks))
            if any(check.holds is False for check in checks):
                break
            dump = result
    return groups


def _verify_patch(dump: Path, patch: Path, result: Path, folder: Folder) -> Iterator[Check]:
    from loaders.publication.download import iter_content_lines
    from loaders.publication.patch import apply_patch

    try:
        with result.open("wb") as output:
            found = apply_patch(iter_content_lines(dump), iter_content_lines(patch), output)
    except DataError as problem:
        yield Check("patch", "patch-unreadable", False, {"problem": problem.message})
        return
    if found.before != found.named_before:
        yield Check("patch", "patch-before", False, {"found": found.before, "said": found.named_before})
    if found.after != found.named_after:
        yield Check("patch", "patch-after", False, {"found": found.after, "said": found.named_after})
        return
    yield Check("patch", "patch-holds", True, {"before": found.before, "after": found.after})
    known = {manifest.hash: manifest.id for manifest in folder.history()}
    if found.after in known:
        yield Check("release", "patch-release", True, {"release": known[found.after], "hash": found.after})


@contextmanager
def decompressed(file: Path) -> Iterator[Path | Check]:
    """The path of the content of a compressed dump until the block ends, or the check that it is damaged."""
    from loaders.publication.download import iter_content

    with tempfile.NamedTemporaryFile(prefix="ndp-dump-", suffix=".nq") as output:
        try:
            output.writelines(iter_content(file))
        except DataError as problem:
            yield Check("dump", "dump-unreadable", False, {"problem": problem.message})
            return
        output.flush()
        yield Path(output.name)
