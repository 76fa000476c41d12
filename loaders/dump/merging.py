"""The lines of graph files, merged: each file is sorted already, so nothing but lines with blank nodes is held."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from loaders.folder.contents import PathOf
from loaders.folder.manifest import GraphEntry
from loaders.nquads.graph_files import iter_graph_file, open_graph_file, read_graph_file, scope_of
from loaders.nquads.lines import BLOCK, SortedLines, temporary_file
from loaders.nquads.touched import TouchedLines

_GATHERED = 12 << 20
"""Bytes of small files that make one run."""
_LARGE = 2 << 20
"""Bytes from which a file is a run of its own."""


@dataclass(slots=True)
class GraphFileMerge:
    """Lines of graph files: those without blank nodes go to `ordered`, the others to `touched`."""

    ordered: SortedLines
    touched: TouchedLines
    _gathered: list[bytes] = field(default_factory=list)
    _size: int = 0

    def add(self, graphs: Iterable[GraphEntry], path_of: PathOf) -> None:
        """Take the lines of the files of `graphs`. Raises `DamagedFile`."""
        for file, blank in sorted({g.file: g.blank for g in graphs}.items()):
            path = path_of(file)
            scope = scope_of(file)
            if _size_of(path) < _LARGE:
                content = read_graph_file(path, file)
                self._gather(self.touched.take_sorted(content, scope) if blank else content)
            elif blank:
                self.ordered.add_file(self._without_blank(iter_graph_file(path, file, BLOCK), scope))
            else:
                self.ordered.add_file(open_graph_file(path, file))
        self._flush()

    def _without_blank(self, texts: Iterable[bytes], scope: bytes) -> BinaryIO:
        """A file of the lines without blank nodes. The caller closes it."""
        plain = temporary_file()
        try:
            plain.writelines(self.touched.take_sorted(text, scope) for text in texts)
        except BaseException:
            plain.close()
            raise
        return plain

    def _gather(self, text: bytes) -> None:
        if text:
            self._gathered += text.removesuffix(b"\n").split(b"\n")
            self._size += len(text)
            if self._size >= _GATHERED:
                self._flush()

    def _flush(self) -> None:
        if self._gathered:
            self.ordered.add(self._gathered)
        self._gathered, self._size = [], 0


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it says why
