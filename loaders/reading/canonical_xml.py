"""XML fragments in the one form that equal fragments share: Exclusive XML Canonicalization with comments.

The lexical form of an `rdf:XMLLiteral`. It stands alone: it declares just the prefixes that it uses, wherever the file
declares them, and has no entities.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

XML = "http://www.w3.org/XML/1998/namespace"

_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}
_VALUE = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
_IN_TEXT = re.compile("[&<>\r]")
_IN_VALUE = re.compile('[&<"\t\n\r]')


def escape_text(text: str) -> str:
    """`text` as the content of an element, so that it is read back character by character."""
    return _IN_TEXT.sub(lambda match: _TEXT[match[0]], text)


def escape_value(text: str) -> str:
    """`text` as the value of an attribute within double quotes."""
    return _IN_VALUE.sub(lambda match: _VALUE[match[0]], text)


@dataclass(frozen=True, slots=True)
class XmlName:
    """The name of an element or attribute; `uri` and `prefix` are empty if it has none."""

    uri: str
    local: str
    prefix: str

    @property
    def qualified(self) -> str:
        """The name as it is written: `prefix:local`."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local


class CanonicalXml:
    """Writes the parts of a fragment, given in their order, in canonical form."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write: Final = write
        self._open: list[tuple[str, dict[str, str]]] = []  # each element's name and declarations in force

    @property
    def is_open(self) -> bool:
        """True inside an element of the fragment."""
        return bool(self._open)

    def start(self, name: XmlName, attributes: Iterable[tuple[XmlName, str]]) -> None:
        """Write a start tag."""
        known = self._open[-1][1] if self._open else {}
        ordered = sorted(attributes, key=lambda one: (one[0].uri, one[0].local))
        used = {one.prefix: one.uri for one, _ in ordered if one.prefix} | {name.prefix: name.uri}
        new = {p: uri for p, uri in sorted(used.items()) if uri != known.get(p, "") and uri != XML}
        self._open.append((name.qualified, known | new))
        declared = [(f"xmlns:{p}" if p else "xmlns", uri) for p, uri in new.items()]
        written = declared + [(one.qualified, value) for one, value in ordered]
        tag = "".join(f' {key}="{escape_value(value)}"' for key, value in written)
        self._write(f"<{name.qualified}{tag}>")

    def end(self) -> None:
        """Write the end tag of the innermost open element."""
        self._write(f"</{self._open.pop()[0]}>")

    def text(self, text: str) -> None:
        """Write text."""
        self._write(escape_text(text))

    def comment(self, text: str) -> None:
        """Write a comment."""
        self._write(f"<!--{text}-->")

    def instruction(self, target: str, data: str) -> None:
        """Write a processing instruction."""
        self._write(f"<?{target} {data}?>" if data else f"<?{target}?>")
