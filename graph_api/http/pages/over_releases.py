"""One question of a page put to the latest releases, each of which answers for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph_api.engine.answer import QuestionRefused, codes_of
from graph_api.http.pages.page_request import PageRequest
from graph_api.http.session import NOT_IN_RELEASE, open_session


async def ask_releases(page: PageRequest, name: str, most: int) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The answers of the releases up to that of the page, at most `most`, by their ids, the oldest first.

    Releases before that of the page whose ontology does not know the question are left out. Raises `QuestionRefused`.
    """
    current = await page.session.engine.reader.release()
    data = await page.ask("chart_releases", first=most)
    ids = sorted({node["id"] for node in data["releases"]["nodes"]} | {current})
    answers = []
    for release in ids[: ids.index(current) + 1]:
        if release == current:
            found = await page.ask(name)
        else:
            async with open_session(page.session.desk, page.request, release) as session:
                try:
                    found = await session.ask(name)
                except QuestionRefused as refused:
                    if NOT_IN_RELEASE not in codes_of(refused.answer):
                        raise
                    continue
        answers.append((release, found))
    return answers
