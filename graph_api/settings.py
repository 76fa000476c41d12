"""All settings of the program: one frozen object, read once from flags and from the environment.

The fields of `Settings` are the only list of settings there is: `TABLE`, the flags, `--help` and the
documentation come from it. A setting `page_size` is the flag `--page-size` and the variable
`NDP_PAGE_SIZE`; a flag wins over the environment, the environment over the default.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from loaders.folder.location import Location, locate
from loaders.rules.policy import Policy
from ontology.errors import UsageError
from ontology.iris import DEFAULT_BASE

RawValue = str | tuple[str, ...] | None
"""What a flag was given: a text, several where it may be repeated, None."""


class SettingGroup(StrEnum):
    """Which commands a setting is a flag of."""

    ALL = "every command"
    READ = "commands that read a release"
    BUILD = "commands that build a release"
    SERVE = "serve"
    ANSWER = "serve and query"
    SIGN = "commands that sign or verify"
    PRINT = "commands that print"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of `TABLE`. `default` is the text that would have to be given to get the default."""

    name: str
    default: str
    value: str  # what is given, for --help: URI, PATH, N; empty for a switch
    scope: SettingGroup
    help: str
    many: bool

    @property
    def flag(self) -> str:
        """`--page-size`."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """`NDP_PAGE_SIZE`."""
        return "NDP_" + self.name.upper()


def _text(given: str) -> str:
    return given


def _secret(given: str) -> str:
    """As it is, and kept out of messages."""
    return given


def _path(given: str) -> Path:
    return Path(given).expanduser()


def _paths(given: str) -> tuple[Path, ...]:
    return tuple(_path(part) for part in given.split(os.pathsep) if part)


def _switch(given: str) -> bool:
    if given.lower() in ("1", "true", "yes", "on"):
        return True
    if given.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("write true or false")


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(given: str) -> int:
        if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(given)

    return read


def _timezone(given: str) -> str:
    try:
        ZoneInfo(given)
    except (ValueError, OSError, KeyError):
        raise ValueError("write a time zone such as Asia/Ho_Chi_Minh or UTC") from None
    return given


def _base(given: str) -> str:
    scheme, found, rest = given.partition(":")
    if (
        not (found and scheme.isalpha() and rest)
        or any(c in given for c in ' <>"{}|\\^`')
        or given[-1] not in "/#:"
    ):
        raise ValueError(f"write an absolute IRI that ends in /, such as {DEFAULT_BASE}")
    return given


def _url(given: str) -> str:
    if not given.startswith(("http://", "https://")):
        raise ValueError("write a URL such as https://platforms.example.vn")
    return given.rstrip("/")


def _origins(given: str) -> tuple[str, ...]:
    if given.strip() == "none":
        return ()
    origins = tuple(given.replace(",", " ").split())
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"https?://[^/\s?#@]+", origin):
            raise ValueError(
                "write *, none, or origins such as https://portal.example.vn, with commas between"
            )
    return origins


def _level(given: str) -> str:
    if given.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError("write debug, info, warning or error")
    return given.lower()


def _setting(default: str, value: str, scope: SettingGroup, read: Callable[[str], Any], text: str) -> Any:
    """A field of `Settings`; it is typed there."""
    meta = {"default": default, "value": value, "scope": scope, "read": read, "help": text}
    return field(
        default_factory=lambda: read(default) if default else None,
        repr=read is not _secret,
        metadata=MappingProxyType(meta),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program was told. Tests build one directly: `Settings(store="sqlite:/tmp/x")`."""

    store: str = _setting(
        "sqlite:./ndp-data", "URI", SettingGroup.ALL, _text,
        "Where the graph is: sqlite:FOLDER, or bolt://HOST:7687, neo4j://HOST:7687 (also with +s, +ssc).",
    )  # fmt: skip
    store_user: str = _setting("neo4j", "NAME", SettingGroup.ALL, _text, "The Neo4j user.")
    store_password: str | None = _setting(
        "", "TEXT", SettingGroup.ALL, _secret, "The Neo4j password; safer in the environment than as a flag."
    )
    releases: Path | None = _setting(  # noqa: RUF009 - makes a field, as `field` does
        "", "FOLDER", SettingGroup.ALL, _path,
        "The release folder of a Neo4j store, ./ndp-data unless given. A sqlite: store is its own.",
    )  # fmt: skip
    release: str | None = _setting(
        "", "ID", SettingGroup.READ, _text, "Read this release instead of the current one."
    )
    ontology: tuple[Path, ...] | None = _setting(
        "", "PATH", SettingGroup.BUILD, _paths,
        "Turtle files or folders to add to the built-in ontology; a release keeps them for those that follow.",
    )  # fmt: skip
    base_iri: str = _setting(
        DEFAULT_BASE, "IRI", SettingGroup.BUILD, _base,
        "The namespace of the built-in ontology and of the data that ship; never applied to your files.",
    )  # fmt: skip
    illustrative: bool = _setting(
        "true",
        "",
        SettingGroup.BUILD,
        _switch,
        "Whether the invented examples are part of the data that ship.",
    )
    inapplicable_passes: bool | None = _setting(
        "", "BOOL", SettingGroup.BUILD, _switch,
        "Whether a criterion that does not apply counts as passed (false). This and the other switches of the rules "
        "are recorded in the release and stay for those that follow.",
    )  # fmt: skip
    cant_tell_passes: bool | None = _setting(
        "", "BOOL", SettingGroup.BUILD, _switch,
        "Whether a criterion that could not be judged counts as passed (false).",
    )  # fmt: skip
    outlives_agency: bool | None = _setting(
        "", "BOOL", SettingGroup.BUILD, _switch,
        "Whether a recognition stays in force when the organisation that gave it ends (true).",
    )  # fmt: skip
    reassessment_days: int | None = _setting(
        "", "N", SettingGroup.BUILD, _number(1, 36_600),
        "How many days after its last assessment a recognised platform is due again (365).",
    )  # fmt: skip
    timezone: str = _setting(
        "Asia/Ho_Chi_Minh", "ZONE", SettingGroup.ALL, _timezone, "The time zone that decides what day it is."
    )
    public_url: str | None = _setting(
        "",
        "URL",
        SettingGroup.SERVE,
        _url,
        "The address that others know the service by; http://HOST:PORT unless given.",
    )
    host: str = _setting("127.0.0.1", "ADDRESS", SettingGroup.SERVE, _text, "The address to listen on.")
    port: int = _setting(
        "8000", "N", SettingGroup.SERVE, _number(0, 65535), "The port to listen on; 0 takes a free one."
    )
    page_size: int = _setting(
        "20",
        "N",
        SettingGroup.ANSWER,
        _number(1, 100_000),
        "How many members a connection gives unless it is told.",
    )
    page_size_max: int = _setting(
        "200", "N", SettingGroup.ANSWER, _number(1, 100_000), "How many members a connection gives at most."
    )
    max_tokens: int = _setting(
        "4000", "N", SettingGroup.SERVE, _number(1, 1_000_000), "How many tokens a document may have."
    )
    max_depth: int = _setting(
        "50",
        "N",
        SettingGroup.SERVE,
        _number(1, 200),
        "How deep a document may nest fields, fragments in their places.",
    )
    max_fields: int = _setting(
        "2000", "N", SettingGroup.SERVE, _number(1, 100_000),
        "How many fields an operation may select, fragments in their places.",
    )  # fmt: skip
    max_aliases: int = _setting(
        "200", "N", SettingGroup.SERVE, _number(0, 100_000), "How many aliases an operation may have."
    )
    max_root_fields: int = _setting(
        "60", "N", SettingGroup.SERVE, _number(1, 10_000), "How many root fields an operation may have."
    )
    max_cost: int = _setting(
        "500000", "N", SettingGroup.SERVE, _number(1, 1_000_000_000),
        "How many rows an answer may be expected to cost, by the statistics of the release.",
    )  # fmt: skip
    time_budget: int = _setting(
        "10000", "MS", SettingGroup.SERVE, _number(1, 3_600_000),
        "After how many milliseconds an answer is given up, and its statement stopped in the store.",
    )  # fmt: skip
    trusted: Path | None = _setting(  # noqa: RUF009 - makes a field, as `field` does
        "", "FOLDER", SettingGroup.SERVE, _path,
        "Documents (.graphql) that may be asked by hash or name, tried when the service starts; limits spare them.",
    )  # fmt: skip
    trusted_only: bool = _setting(
        "false",
        "",
        SettingGroup.SERVE,
        _switch,
        "Refuse all documents that are not in the folder of --trusted.",
    )
    introspection: bool = _setting(
        "true", "", SettingGroup.SERVE, _switch, "Whether clients may ask for the schema, and get it as SDL."
    )
    suggestions: bool = _setting(
        "true",
        "",
        SettingGroup.SERVE,
        _switch,
        "Whether errors name what the schema has that was perhaps meant.",
    )
    cors_origins: tuple[str, ...] = _setting(
        "*", "ORIGINS", SettingGroup.SERVE, _origins,
        "Whose pages may ask from a browser: * for all (the data are open, no credentials are taken), none, or a list.",
    )  # fmt: skip
    cache_seconds: int = _setting(
        "60", "N", SettingGroup.SERVE, _number(0, 31_536_000),
        "How long an answer to a GET may be used again before asking whether there is a newer release.",
    )  # fmt: skip
    keys: Path = _setting(  # noqa: RUF009 - makes a field, as `field` does
        "./ndp-keys", "FOLDER", SettingGroup.SIGN, _path,
        "The keys of receipts; keep it apart from releases, its owner alone may read it.",
    )  # fmt: skip
    browser: str | None = _setting(
        "", "PROGRAM", SettingGroup.PRINT, _text,
        "The Chromium that prints dossiers as PDF; one is looked for unless given, none: there is no PDF.",
    )  # fmt: skip
    log_level: str = _setting(
        "warning",
        "LEVEL",
        SettingGroup.ALL,
        _level,
        "What is logged to standard error: debug, info, warning, error.",
    )
    debug: bool = _setting(
        "false", "", SettingGroup.ALL, _switch, "Whether an error of the program itself shows where it arose."
    )

    @property
    def policy(self) -> dict[str, bool | int]:
        """The switches of the rules that are set."""
        said = {name: getattr(self, name) for name in _SWITCHES}
        return {name: value for name, value in said.items() if value is not None}

    def today(self) -> date:
        """Today's date in the time zone of the settings."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    @property
    def issuer(self) -> str:
        """The address that the service is known by."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def location(self) -> Location:
        """The store and the release folder that the settings name."""
        return locate(self.store, self.releases, self.store_user, self.store_password or "")


_SWITCHES = tuple(f.name for f in fields(Policy))

TABLE: tuple[Setting, ...] = tuple(
    Setting(f.name, m["default"], m["value"], m["scope"], m["help"], many=m["read"] is _paths)
    for f in fields(Settings)
    for m in [f.metadata]
)
"""Every setting, in the order of the documentation."""


def read_settings(flags: Mapping[str, RawValue], environ: Mapping[str, str]) -> Settings:
    """The settings that `flags` (by name; None or no value: not given) and the environment say.

    An empty variable counts as not given. Raises `UsageError` that names the flag or variable at fault.
    """
    values: dict[str, Any] = {}
    for row, item in zip(TABLE, fields(Settings), strict=True):
        given, source = flags.get(row.name), row.flag
        if isinstance(given, tuple):
            if given:
                values[row.name] = tuple(_path(one) for one in given)
                continue
            given = None
        if given is None:
            given, source = environ.get(row.variable) or None, row.variable
        if given is None:
            continue
        try:
            values[row.name] = item.metadata["read"](given)
        except ValueError as problem:
            raise UsageError(f"{source}: {given!r} will not do", code="SETTING", hint=str(problem)) from None
    settings = Settings(**values)
    if settings.page_size > settings.page_size_max:
        raise UsageError("--page-size is more than --page-size-max", code="SETTING")
    if settings.trusted_only and settings.trusted is None:
        raise UsageError("--trusted-only needs a folder of documents: --trusted", code="SETTING")
    return settings
