"""The ground truth: the findings that an audit of the data must give, and no others."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.nquads.lines import SortedLines

OPEN, CLOSE = b"[", b"\n]\n"


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """An expected finding: IRIs in angle brackets or literals as N-Quads has them, or None."""

    code: str
    focus: str
    value: str | None = None
    platform: str | None = None

    def line(self) -> bytes:
        """The finding as a JSON object, so that lines sort by code, focus and value."""
        parts = {
            "code": self.code,
            "focus": _plain(self.focus),
            "value": _plain(self.value),
            "platform": _plain(self.platform),
        }
        return json.dumps(parts, ensure_ascii=False).encode()


def iter_json(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of the JSON array of the lines, in order, each once."""
    with SortedLines(lines) as ordered:
        yield OPEN
        separator = b"\n"
        for line in ordered:
            yield separator + line
            separator = b",\n"
        yield CLOSE


def _plain(term: str | None) -> str | None:
    """An IRI, or the text of a literal."""
    if term is None:
        return None
    return term[1:-1] if term[0] == "<" else term[1 : term.rindex('"')]
