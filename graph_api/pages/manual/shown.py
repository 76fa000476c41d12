"""The documentation → what its pages show: lists by readers, and text with live answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import Frame, editor_link
from graph_api.pages.manual.reading import MANUAL, READERS, ManualEntry, ManualHeading, ManualPage
from graph_api.pages.strings import texts
from ontology.printable import cut

_LONGEST = 6000
"""Characters of an answer that a page shows."""
_WIDTH = 88
"""Characters of a line of an answer, if it can be broken."""


@dataclass(frozen=True, slots=True)
class DocsLink:
    """A link to a documentation page: its title, one sentence about it, and its address; empty: the page itself."""

    title: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class DocsGroup:
    """The pages for one kind of readers."""

    heading: str
    links: Sequence[DocsLink]


@dataclass(frozen=True, slots=True)
class DocsAnswer:
    """The live answer to an example: its data as JSON, or the reason why there is none."""

    data: Mapping[str, Any] | None
    problem: str = ""

    @property
    def text(self) -> str:
        """The data as JSON, cut if it is long."""
        return cut(compact_json({"data": self.data}), _LONGEST)


@dataclass(frozen=True, slots=True)
class DocsPart:
    """A part of a page: text, or a question with its variables as JSON, its address in the editor, and its answer."""

    html: str
    query: str = ""
    variables: str = ""
    editor: str = ""
    answer: DocsAnswer | None = None


@dataclass(frozen=True, slots=True)
class DocsView:
    """The parts of a documentation page. `lang` is its own language; `note` names that if the reader has another."""

    title: str
    about: str
    lang: str
    note: str
    headings: Sequence[ManualHeading]
    parts: Sequence[DocsPart]
    groups: Sequence[DocsGroup]


def compact_json(value: object, indent: str = "") -> str:
    """A value as JSON in which everything that fits on a line is on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + compact_json(item, inner) for item in value) + f"\n{indent}]"
    members = (
        f"{inner}{json.dumps(key, ensure_ascii=False)}: {compact_json(item, inner)}"
        for key, item in value.items()
    )
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"


def docs_title(entry: ManualEntry, lang: str) -> str:
    """The title of a documentation page."""
    return texts(lang)[f"docs-{entry.name}"]


def view_docs_groups(frame: Frame, shown: str = "") -> Sequence[DocsGroup]:
    """The links to all documentation pages by their readers; `shown` is the name of the page that has them."""
    text = texts(frame.lang)
    return [
        DocsGroup(
            text[f"docs-for-{readers}"],
            [
                DocsLink(
                    docs_title(entry, frame.lang),
                    text[f"docs-{entry.name}-about"],
                    "" if entry.name == shown else frame.to(f"/docs/{entry.name}"),
                )
                for entry in MANUAL
                if entry.readers == readers
            ],
        )
        for readers in READERS
    ]


def view_docs(entry: ManualEntry, page: ManualPage, answers: Sequence[DocsAnswer], frame: Frame) -> DocsView:
    """A documentation page; `answers` are those to its questions, in their order."""
    text = texts(frame.lang)
    live = iter(answers)
    return DocsView(
        docs_title(entry, frame.lang),
        text[f"docs-{entry.name}-about"],
        page.lang,
        "" if page.lang == frame.lang else text["docs_in_english"],
        page.headings,
        [
            DocsPart(
                part.html,
                part.query,
                compact_json(part.variables) if part.variables else "",
                editor_link(part.query, part.variables) if part.query else "",
                next(live) if part.query else None,
            )
            for part in page.parts
        ],
        view_docs_groups(frame, entry.name),
    )
