"""Tables in Markdown, for the pages that are made of our own tables."""

from collections.abc import Iterable, Sequence


def table_lines(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table: its titles, then a line for each row."""
    return [_line(titles), "|" + "---|" * len(titles), *map(_line, rows)]


def _line(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
