"""The location of a store, read from a store URI."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ontology.errors import UsageError

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
DEFAULT_FOLDER = Path("ndp-data")
_LOGIN = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*:(?://)?)\S*@")


@dataclass(frozen=True, slots=True)
class Location:
    """A release folder, and the Neo4j that serves its current release if one is named.

    `neo4j` is a URI without credentials; None means that the folder's own SQLite files are the store.
    """

    folder: Path
    neo4j: str | None = None
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Location({self.name!r}, folder={str(self.folder)!r})"  # never the password

    @property
    def name(self) -> str:
        """The store URI, without credentials."""
        return self.neo4j or f"sqlite:{self.folder}"


def without_login(text: str) -> str:
    """A URI, or a text with several, without users and passwords: they are never printed."""
    return _LOGIN.sub(r"\1***@", text)


def locate(store: str, releases: Path | None = None, user: str = "", password: str = "") -> Location:
    """The location that the store URI `store` names.

    `releases` is the release folder of a Neo4j store (default `./ndp-data`); a `sqlite:` store is its own,
    so another one is refused. Raises `UsageError` for anything else.
    """
    scheme, colon, rest = store.partition(":")
    if colon and scheme.lower() == "sqlite":
        return Location(_sqlite_folder(rest, releases))
    if colon and scheme.lower() in NEO4J_SCHEMES:
        return Location(releases or DEFAULT_FOLDER, _neo4j_uri(store), user, password)
    raise UsageError(
        f"{without_login(store)!r} is not a store URI",
        code="STORE_URI",
        hint="write sqlite:FOLDER, bolt://HOST:7687 or neo4j://HOST:7687 (also with +s or +ssc)",
    )


def _sqlite_folder(rest: str, releases: Path | None) -> Path:
    if not rest:
        raise UsageError(
            "the store URI names no folder",
            code="STORE_URI",
            hint="write sqlite:FOLDER, e.g. sqlite:./ndp-data",
        )
    folder = Path("/" + rest.lstrip("/") if rest.startswith("//") else rest)
    if releases is not None and releases.resolve() != folder.resolve():
        raise UsageError(
            f"a sqlite: store is its own release folder; {str(folder)!r} and {str(releases)!r} differ",
            code="STORE_URI",
            hint=f"leave --releases (NDP_RELEASES) out, or name that folder as --store sqlite:{releases}",
        )
    return folder


def _neo4j_uri(store: str) -> str:
    try:
        parts = urlsplit(store)
        host, named = parts.hostname, parts.username or parts.password
    except ValueError:
        raise UsageError(
            f"--store: {without_login(store)!r} does not name a server",
            code="STORE_URI",
            hint="write bolt://HOST:7687",
        ) from None
    try:
        _ = parts.port
    except ValueError:
        port = parts.netloc.rpartition(":")[2]
        raise UsageError(
            f"--store: {port!r} in {without_login(store)!r} is not a port number",
            code="STORE_URI",
            hint="write bolt://HOST:7687",
        ) from None
    if named:
        raise UsageError(
            "a store URI must not contain a user or a password",
            code="STORE_URI",
            hint="give them as NDP_STORE_USER and NDP_STORE_PASSWORD",
        )
    if not host:
        raise UsageError(
            f"the store URI {without_login(store)!r} names no server",
            code="STORE_URI",
            hint="write e.g. bolt://localhost:7687",
        )
    return store
