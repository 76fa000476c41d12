"""The reader of a page: the language, the day that the page is about, and the way to other pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from graph_api.pages.frame import Frame


@dataclass(frozen=True, slots=True)
class PageReader:
    """The reader of a page. `address` gives the address that an IRI leads to, empty if it leads nowhere.

    `day` is the day that the page is about: that of its address, else today.
    """

    frame: Frame
    address: Callable[[str], str]
    day: date

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.frame.lang

    def feed(self, iri: str) -> str:
        """The address of the feed of the changes of a resource."""
        return self.address(iri).partition("?")[0] + f".atom?lang={self.lang}"
