"""HTML: the dossier of a case as one complete file, to read, print and keep."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from graph_api.exports import svg, words
from graph_api.exports.case import CitedStep, JustifiedCase
from graph_api.exports.layout import lay_out
from graph_api.exports.text import MARKS
from graph_api.pages.template import styles, template

_PHONE = 358
"""The width of the picture for narrow screens, in pixels: that of a phone without its margins."""
_MARGIN = 16
"""The margin around the picture on its page, in pixels."""


def write(case: JustifiedCase, links: Mapping[str, str] | None = None, page_of_platform: str = "") -> bytes:
    """The page, without scripts or external files.

    `links`: the addresses of the other formats by name; `page_of_platform`: that of the page about the platform, empty
    if there is none to lead to.
    """
    page = template("dossier.html").render(
        case=case,
        links=links or {},
        page_of_platform=page_of_platform,
        word=partial(words.word, language=case.language),
        labelled=lambda name, value: words.labelled(words.word(name, case.language), value, case.language),
        colon=words.labelled("", "", case.language),
        title=words.title(case),
        verdict=words.verdict(case),
        status=words.status(case),
        review=partial(words.review, language=case.language),
        illustrative=any(source.illustrative for source in case.sources),
        marks=MARKS,
        numbers={source.iri: number for number, source in enumerate(case.sources, 1)},
        finding_numbers={finding.iri: number for number, finding in enumerate(case.findings, 1)},
        below=_below(case.steps),
        steps_by_source=_steps_by((graph, step) for step in case.steps for graph in step.graphs),
        steps_by_statement=_steps_by((s.ntriples, step) for step in case.steps for s in step.statements),
        picture=svg.write(case).decode(),
        phone_picture=svg.write(case, _PHONE).decode(),
        release=tuple(_release_facts(case)),
        style=styles("theme.css", "dossier.css") + _picture_page(case),
    )
    return page.encode()


def _below(steps: Iterable[CitedStep]) -> Mapping[int | None, list[CitedStep]]:
    """The steps that belong below each step, by its number."""
    below: dict[int | None, list[CitedStep]] = defaultdict(list)
    for step in steps:
        below[step.parent].append(step)
    return below


def _steps_by(pairs: Iterable[tuple[str, CitedStep]]) -> Mapping[str, list[int]]:
    """The numbers of the steps of each key."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for key, step in pairs:
        if step.number not in numbers[key]:
            numbers[key].append(step.number)
    return numbers


def _release_facts(case: JustifiedCase) -> Iterator[tuple[str, str]]:
    """The facts about the release, with their labels."""
    release = case.release
    facts = {
        "id": release.id,
        "sources-that-count": words.sources(case),
        "certificate": release.certificate,
        "hash": release.hash,
        "built": release.built_at,
        "evaluated": release.evaluation_date,
        "policy": ", ".join(f"{name} = {value}" for name, value in release.policy.items()),
    }
    yield from ((words.word(name, case.language), value) for name, value in facts.items() if value)


def _picture_page(case: JustifiedCase) -> str:
    """The style that gives the picture a printed page of its own size, so that it is never cut in two."""
    picture = lay_out(case)
    width, height = picture.width + 2 * _MARGIN, picture.height + 5 * _MARGIN
    return (
        f"@page picture{{size:{width:.0f}px {height:.0f}px;margin:{_MARGIN}px}}"
        "@media print{.picture{page:picture;break-before:page;break-after:page}"
        ".picture h2{margin:0}}"
    )
