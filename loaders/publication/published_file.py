"""A published file of a release, as its descriptions name it."""

from collections.abc import Mapping
from dataclasses import dataclass

from loaders.dump.formats import FORMATS

TABLES = "tables"
"""The folder of tables, below that of a release's files."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """The facts about a CSV file: `fields` as in a Table Schema; `key` is the title of the column whose values differ.

    Title and description are in `language`. `address` is where a service gives the table; empty: it is a file.
    """

    title: str
    description: str
    language: str
    fields: tuple[Mapping[str, object], ...]
    key: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a release. `path` is its place below the release's address of files (`Addresses.dump`).

    `form` is the format of its content, one of `loaders.dump.FORMATS` or another suffix, `compression` is `zst`, `gz`
    or empty. `graph` is the source graph whose statements it has (empty: those of all), `is_derived`: it has the
    conclusions that the rules draw instead; `table`: it is a CSV file with these columns.
    """

    path: str
    form: str
    compression: str
    size: int
    sha256: str
    graph: str = ""
    is_derived: bool = False
    table: PublishedTable | None = None

    @property
    def is_made(self) -> bool:
        """False for a file that is made when it is first requested: it has neither a size nor a hash yet."""
        return self.sha256 != ""

    @property
    def is_distribution(self) -> bool:
        """True if it has all statements of the sources, all conclusions, or the members of a class.

        Not one graph, a change, a description, a certificate.
        """
        return self.is_dump or self.is_derived or self.form == "csv"

    @property
    def is_dump(self) -> bool:
        """True if it has all statements of the sources."""
        return not self.graph and not self.is_derived and self.form in FORMATS
