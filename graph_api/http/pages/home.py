"""`/`: the home page."""

import asyncio
from dataclasses import dataclass, replace

from graph_api.http.linked_data.atom_feeds import AtomEndpoint
from graph_api.http.pages.page_request import PageContent, PageRequest
from graph_api.pages.strings import texts
from graph_api.pages.views.home import STATUSES, ReleaseNews, home_view
from ontology.errors import NdpError
from ontology.values.languages import format_date

_NEWS, _LINES = 3, 3
"""Releases that the page names, and lines about each."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """Makes the home page; `feed` has the releases in words."""

    feed: AtomEndpoint

    async def make(self, page: PageRequest) -> PageContent:
        """The page. Raises `QuestionRefused`."""
        reader = page.reader()
        day = reader.day.isoformat()
        data = await page.ask_known("home", asOf=day, lang=[page.lang])
        news = [] if page.value("release") else await asyncio.to_thread(self._news, page)
        model = page.session.model
        field = next(one for one in model.class_of("digitalPlatform").fields if one.name == "currentStatus")
        codes = model.code_lists[field.scheme].concepts if field.scheme else ()
        statuses = sorted(
            (one for one in codes if one.code in STATUSES), key=lambda one: STATUSES.index(one.code)
        )
        view = home_view(data, statuses, news, reader)
        illustrative = (await page.session.engine.reader.describe()).illustrative
        frame = page.framed(texts(page.lang)["home_title"])
        is_illustrative = illustrative and page.session.engine.parts.sources.illustrative
        return PageContent(
            "home.html", view, replace(frame, trail=(), day=day, is_illustrative=is_illustrative)
        )

    def _news(self, page: PageRequest) -> list[ReleaseNews]:
        """The latest releases in words; none without a release folder."""
        try:
            feed = self.feed.release_feed(page.session.model, page.lang, _NEWS)
        except NdpError:
            return []
        return [
            ReleaseNews(
                entry.title,
                entry.summary.splitlines()[:_LINES],
                format_date(entry.moment, page.lang),
                page.frame.to("/changes", to=entry.address.rpartition("/")[2]),
            )
            for entry in feed.entries
        ]
