"""The releases that questions name, by id or by moment."""

import asyncio
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from graph_api.errors import QueryError
from graph_api.history.history import History, Release
from graph_api.operations.release_directive import ReleaseChoice, parse_moment


@dataclass(frozen=True, slots=True)
class ReleaseFinder:
    """Finds releases of the folder; moments without a time zone are in `zone`. Files are read in a thread."""

    history: History
    zone: ZoneInfo

    async def get(self, release: str) -> Release | None:
        """The release with this id, or None if there is none."""
        return await asyncio.to_thread(self.history.get, release)

    async def find(self, release: str) -> Release:
        """The release with this id. Raises `QueryError` `RELEASE_UNAVAILABLE` that names a similar one."""
        return await asyncio.to_thread(self.history.find, release)

    async def choose(self, choice: ReleaseChoice) -> str:
        """The id of the one release that all ids and moments mean.

        Raises `QueryError` `RELEASE_CONFLICT`, `RELEASE_UNAVAILABLE`, or for an invalid moment.
        """
        ids = list(choice.ids)
        for text in choice.moments:
            moment = parse_moment(text, self.zone)
            ids.append((await asyncio.to_thread(self.history.at, moment)).id)
        if len(set(ids)) > 1:
            raise QueryError(
                f"The question is about several releases: {', '.join(sorted(set(ids)))}.",
                code="RELEASE_CONFLICT",
            )
        return ids[0]
