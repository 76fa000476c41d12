"""`/quality`: the measures of the quality of a release, beside those of the releases before."""

import asyncio
from dataclasses import replace

from graph_api.http.pages.over_releases import ask_releases
from graph_api.http.pages.page_request import PageContent, PageFile, PageRequest
from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.quality import NAMED_LISTS, QualityViewer, quality_columns
from ontology.iris import last_part
from ontology.rule import read_rules

_RELEASES = 6
"""Releases whose measures are compared."""


async def make_quality(page: PageRequest) -> PageContent:
    """The page. Raises `QuestionRefused`."""
    answers = await ask_releases(page, "quality", _RELEASES)
    title = texts(page.lang)["quality_title"]
    csv = PageLink("CSV", page.frame.to("/quality.csv"), "text/csv")
    model = page.session.model
    rules = await asyncio.to_thread(read_rules, model.files, model.base)
    anchors = {one.code: last_part(one.iri) for one in rules.defects}
    view = QualityViewer(page.reader(), _names(page), anchors).view(answers)
    return PageContent(
        "quality.html", view, replace(page.framed(title, forms=[csv]), question=page.asked[-1])
    )


async def make_quality_table(page: PageRequest) -> PageFile:
    """The numbers. Raises `QuestionRefused`."""
    answers = await ask_releases(page, "quality", _RELEASES)
    return PageFile.sheet(*quality_columns(answers), "quality.csv")


def _names(page: PageRequest) -> dict[str, str]:
    """The names of the classes whose names are counted, by the fields of their lists."""
    classes = page.session.model.classes.values()
    return {
        term.plural: term.label.best(page.lang) or term.plural
        for term in classes
        if term.plural in NAMED_LISTS
    }
