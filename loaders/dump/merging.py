"""The lines of graph files, merged: each file is sorted already, so nothing but lines with blank nodes is held."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from loaders.folder.contents import PathOf
from loaders.folder.manifest import GraphEntry
from loaders.nquads.graph_files import open_graph_file, read_graph_file, scope_of
from loaders.nquads.lines import BLOCK, LineSpool, SortedLines, has_blank, iter_blocks, scope_blank

_GATHERED = 12 << 20
"""Bytes of small files that make one run."""
_LINE = 200
"""Bytes of a line, about."""
_LARGE = 2 << 20
"""Bytes from which a file is a run of its own."""


@dataclass(slots=True)
class GraphFileMerge:
    """Lines of graph files: those without blank nodes go to `ordered`, the others, labelled by file, to `touched`."""

    ordered: SortedLines
    touched: LineSpool
    _gathered: list[bytes] = field(default_factory=list)
    _size: int = 0

    def add(self, graphs: Iterable[GraphEntry], path_of: PathOf) -> None:
        """Take the lines of the files of `graphs`. Raises `DamagedFile` before the first line of a damaged one."""
        for file, blank in sorted({g.file: g.blank for g in graphs}.items()):
            path = path_of(file)
            if blank:
                self._add_blank(path, file)
            elif _size_of(path) >= _LARGE:
                self.ordered.add_file(open_graph_file(path, file))
            else:
                content = read_graph_file(path, file)
                self._gather(content.removesuffix(b"\n").split(b"\n"), len(content))
        self._flush()

    def _add_blank(self, path: Path, file: str) -> None:
        scope = scope_of(file)
        with open_graph_file(path, file) as opened:
            for block in iter_blocks(opened, BLOCK):
                cut = bisect_left(block, b"_:")  # the file is sorted: from here on, subjects are blank nodes
                plain, touched = block[:cut], block[cut:]
                if doubtful := [line for line in plain if b" _:" in line]:
                    plain = [line for line in plain if b" _:" not in line]
                    plain += (line for line in doubtful if not has_blank(line))
                    touched += filter(has_blank, doubtful)
                self.touched.add(scope_blank(line, scope) for line in touched)
                self._gather(plain, len(block) * _LINE)

    def _gather(self, lines: list[bytes], size: int) -> None:
        self._gathered += lines
        self._size += size
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
