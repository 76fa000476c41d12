"""The citation of a page: as a sentence, as BibTeX and as CSL-JSON."""

import json
import re
from dataclasses import dataclass

from graph_api.pages.strings import texts
from ontology.values.languages import format_date

_SPECIAL = re.compile(r"[\\{}%$#&_^~]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """The parts of a citation. `built` is the moment of the release (ISO), `hash` that of its dump; or empty."""

    title: str
    publisher: str
    release: str
    built: str
    hash: str
    address: str
    """The address at which the page about this very release is."""
    iri: str = ""
    """The IRI of what the page is about; empty: nothing of its own."""

    @property
    def day(self) -> str:
        """The day of the release (ISO)."""
        return self.built[:10]

    def sentence(self, lang: str) -> str:
        """The citation in words, in one of `LANGUAGES`."""
        dated = texts(lang)["cite_release"].format(
            release=self.release, day=format_date(self.day, lang) if self.day else "—"
        )
        parts = [f"{self.publisher}: {self.title}.", f"{dated}.", f"{self.iri or self.address}"]
        if self.iri:
            parts.append(f"({self.address})")
        return " ".join([*parts, self.hash]).rstrip()

    def bibtex(self) -> str:
        """The citation as BibTeX."""
        fields = {
            "title": f"{{{_in_bibtex(self.title)}}}",
            "author": f"{{{_in_bibtex(self.publisher)}}}",
            "year": self.day[:4],
            "version": self.release,
            "url": self.address,
            "note": _in_bibtex(" ".join(filter(None, (self.iri, self.hash)))),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{ndp-{self.release},", *lines, "}"])

    def csl(self) -> str:
        """The citation as CSL-JSON."""
        item: dict[str, object] = {
            "id": f"ndp-{self.release}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "version": self.release,
            "URL": self.address,
            "note": " ".join(filter(None, (self.iri, self.hash))),
        }
        if self.day:
            item["issued"] = {"date-parts": [[int(part) for part in self.day.split("-")]]}
        return json.dumps([item], ensure_ascii=False, indent=1)


def _in_bibtex(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPED.get(match[0], f"\\{match[0]}"), " ".join(text.split()))
