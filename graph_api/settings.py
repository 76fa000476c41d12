"""All settings of the program: one frozen object, read once from flags and from the environment.

The fields of `Settings` are the only list of settings: `TABLE`, the flags, `--help` and `SETTINGS.md` are made
from it. A setting `page_size` is the flag `--page-size` and the variable `NDP_PAGE_SIZE`; a flag wins over the
environment, the environment over the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from graph_api.setting_kinds import (
    BASE,
    CONTACT,
    DUMP_FORMATS,
    LEVEL,
    NAMES,
    ORIGINS,
    PATH,
    PATHS,
    SECRET,
    SWITCH,
    TEXT,
    TIMEZONE,
    URL,
    ValueKind,
    WholeNumber,
    parse_path,
)
from loaders.folder.location import Location, locate
from loaders.rules.policy import Policy
from ontology.errors import UsageError
from ontology.iris import DEFAULT_BASE
from ontology.model import Text

RawValue = str | tuple[str, ...] | None
"""The value of a flag: a text, several if it may be repeated, None if it is absent."""


class SettingGroup(StrEnum):
    """The heading of a setting in `--help` and in `SETTINGS.md`, in their order."""

    STORE = "Store"
    RELEASE = "Release"
    BUILDING = "Building a release"
    INPUT = "Limits of loads"
    RULES = "Rules"
    SERVING = "Serving"
    LIMITS = "Limits of questions"
    TABLES = "Limits of tables"
    SPARQL = "SPARQL"
    RECEIPTS = "Receipts"
    PRINTING = "Printing"
    GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of `TABLE`. `default` is the default as a text, empty if there is none."""

    name: str
    default: str
    value: str  # the placeholder in --help: URI, PATH, N; empty for a switch
    group: SettingGroup
    help: str
    many: bool
    is_secret: bool = False

    @property
    def flag(self) -> str:
        """`--page-size`."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """`NDP_PAGE_SIZE`."""
        return "NDP_" + self.name.upper()


def _setting(
    default: str,
    value: str,
    group: SettingGroup,
    kind: ValueKind | WholeNumber,
    text: str,
) -> Any:
    """A field of `Settings`; it is typed there."""
    meta = {"default": default, "value": value, "group": group, "kind": kind, "help": text}
    return field(
        default_factory=lambda: kind.read(default) if default else None,
        repr=kind is not SECRET,  # a secret is kept out of messages
        metadata=MappingProxyType(meta),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults. Tests build one directly: `Settings(store="sqlite:/tmp/x")`."""

    store: str = _setting(
        "sqlite:./ndp-data", "URI", SettingGroup.STORE, TEXT,
        "The store: sqlite:FOLDER, or a Neo4j at bolt://HOST:7687 or neo4j://HOST:7687 (also with +s, +ssc).",
    )  # fmt: skip
    store_user: str = _setting(
        "neo4j", "NAME", SettingGroup.STORE, TEXT,
        "The user of the Neo4j store.",
    )  # fmt: skip
    store_password: str | None = _setting(
        "", "TEXT", SettingGroup.STORE, SECRET,
        "The password of the Neo4j store. Safer in the environment than as a flag.",
    )  # fmt: skip
    releases: Path | None = _setting(  # noqa: RUF009 - makes a field, as `field` does
        "", "FOLDER", SettingGroup.STORE, PATH,
        "The release folder of a Neo4j store; ./ndp-data if absent. A sqlite: store is its own release folder.",
    )  # fmt: skip
    standby: bool = _setting(
        "true", "", SettingGroup.SERVING, SWITCH,
        "While the Neo4j store does not answer, answer the current release from its SQLite file in the release folder.",
    )  # fmt: skip
    release: str | None = _setting(
        "", "ID", SettingGroup.RELEASE, TEXT,
        "The release to use instead of the current one.",
    )  # fmt: skip
    ontology: tuple[Path, ...] | None = _setting(
        "", "PATH", SettingGroup.BUILDING, PATHS,
        "Turtle files or folders to add to the built-in ontology. Later releases keep them.",
    )  # fmt: skip
    base_iri: str = _setting(
        DEFAULT_BASE, "IRI", SettingGroup.BUILDING, BASE,
        "The namespace of the built-in ontology and of the shipped data. Your own files are never changed.",
    )  # fmt: skip
    illustrative: bool = _setting(
        "true", "", SettingGroup.BUILDING, SWITCH,
        "Include the made-up examples in the shipped data.",
    )  # fmt: skip
    dump_formats: tuple[str, ...] = _setting(
        "nq.zst,nq.gz,patch", "LIST", SettingGroup.BUILDING, DUMP_FORMATS,
        "The files to download that a load makes: nq, trig, ttl, nt, rdf or jsonld, each with .zst or .gz; derived; "
        "graphs; patch; separated by commas; or none. Others are made when they are first requested.",
    )  # fmt: skip
    max_input: int = _setting(
        "10000000000", "BYTES", SettingGroup.INPUT, WholeNumber(1, 10**15, "number of bytes"),
        "Most bytes of a file to load, after decompression.",
    )  # fmt: skip
    max_ratio: int = _setting(
        "300", "N", SettingGroup.INPUT, WholeNumber(1, 10**9),
        "How many times as large a compressed file may become if that is more than 64 MB.",
    )  # fmt: skip
    max_literal: int = _setting(
        "16777216", "N", SettingGroup.INPUT, WholeNumber(1, 10**9, "number of characters"),
        "Most characters of one literal.",
    )  # fmt: skip
    load_memory: int = _setting(
        "600000000", "BYTES", SettingGroup.INPUT, WholeNumber(100_000_000, 10**15, "number of bytes"),
        "About the most memory of a load. The rules keep their statements on disk if they would take more, which makes "
        "them three times as slow. A large load uses one or two more processes if there are several cores and this is "
        "enough for them (420 MB for one).",
    )  # fmt: skip
    inapplicable_passes: bool | None = _setting(
        "", "BOOL", SettingGroup.RULES, SWITCH,
        "Count a criterion that does not apply as passed; false if never set. A release records the settings of the "
        "rules, and later releases keep them.",
    )  # fmt: skip
    cant_tell_passes: bool | None = _setting(
        "", "BOOL", SettingGroup.RULES, SWITCH,
        "Count a criterion that could not be judged as passed; false if never set.",
    )  # fmt: skip
    outlives_agency: bool | None = _setting(
        "", "BOOL", SettingGroup.RULES, SWITCH,
        "Keep a recognition in force after the organisation that gave it has ended; true if never set.",
    )  # fmt: skip
    reassessment_days: int | None = _setting(
        "", "N", SettingGroup.RULES, WholeNumber(1, 36_600, "number of days"),
        "Days after its last assessment when a recognised platform is due for the next; 365 if never set.",
    )  # fmt: skip
    timezone: str = _setting(
        "Asia/Ho_Chi_Minh", "ZONE", SettingGroup.GENERAL, TIMEZONE,
        "The time zone that decides which day is today.",
    )  # fmt: skip
    public_url: str | None = _setting(
        "", "URL", SettingGroup.RECEIPTS, URL,
        "The public address of the service: in links, descriptions and feeds, and as the issuer of receipts; "
        "http://HOST:PORT if absent.",
    )  # fmt: skip
    publisher: tuple[tuple[str, str], ...] | None = _setting(
        "", "NAME", SettingGroup.SERVING, NAMES,
        "The name of the body that publishes, in catalogues, descriptions of releases, crates and feeds; of several "
        "languages: “vi=…; en=…; fr=…”. The operator of the public address if absent.",
    )  # fmt: skip
    contact: str | None = _setting(
        "", "ADDRESS", SettingGroup.SERVING, CONTACT,
        "The address for reports of errors, on every page: an email address or a URL. No page has one if absent.",
    )  # fmt: skip
    host: str = _setting(
        "127.0.0.1", "ADDRESS", SettingGroup.SERVING, TEXT,
        "The address to listen on.",
    )  # fmt: skip
    port: int = _setting(
        "8000", "N", SettingGroup.SERVING, WholeNumber(0, 65535, "port number"),
        "The port to listen on; 0 takes a free one.",
    )  # fmt: skip
    page_size: int = _setting(
        "20", "N", SettingGroup.LIMITS, WholeNumber(1, 100_000, "page size"),
        "Default page size of lists.",
    )  # fmt: skip
    page_size_max: int = _setting(
        "200", "N", SettingGroup.LIMITS, WholeNumber(1, 100_000, "page size"),
        "Largest page size of lists.",
    )  # fmt: skip
    max_tokens: int = _setting(
        "4000", "N", SettingGroup.LIMITS, WholeNumber(1, 1_000_000),
        "Most tokens in a document, and in its variables if they were written in it.",
    )  # fmt: skip
    max_depth: int = _setting(
        "50", "N", SettingGroup.LIMITS, WholeNumber(1, 200),
        "Deepest nesting of fields in a document, fragments included.",
    )  # fmt: skip
    max_fields: int = _setting(
        "2000", "N", SettingGroup.LIMITS, WholeNumber(1, 100_000),
        "Most fields that an operation selects, fragments included.",
    )  # fmt: skip
    max_aliases: int = _setting(
        "200", "N", SettingGroup.LIMITS, WholeNumber(0, 100_000),
        "Most aliases in an operation.",
    )  # fmt: skip
    max_root_fields: int = _setting(
        "60", "N", SettingGroup.LIMITS, WholeNumber(1, 10_000),
        "Most root fields in an operation.",
    )  # fmt: skip
    max_walks: int = _setting(
        "20", "N", SettingGroup.LIMITS, WholeNumber(1, 10_000),
        "Most root fields in an operation that take many steps, such as lineage, paths and whatIf.",
    )  # fmt: skip
    max_cost: int = _setting(
        "3000000", "N", SettingGroup.LIMITS, WholeNumber(1, 1_000_000_000),
        "Most that an answer may cost, in rows read (about 3 µs each) or as much work, estimated beforehand.",
    )  # fmt: skip
    max_answer: int = _setting(
        "20000000", "BYTES", SettingGroup.LIMITS, WholeNumber(1_000, 1_000_000_000, "number of bytes"),
        "Most bytes of an answer. They are counted while it is written, and a longer answer is given up.",
    )  # fmt: skip
    time_budget: int = _setting(
        "10000", "MS", SettingGroup.LIMITS, WholeNumber(1, 3_600_000, "number of milliseconds"),
        "Milliseconds after which an answer is given up and its statement in the store is stopped.",
    )  # fmt: skip
    max_table_rows: int = _setting(
        "1000000", "N", SettingGroup.TABLES, WholeNumber(1, 10**9, "number of rows"),
        "Most rows of an answer as a table. One with more is refused, or given up.",
    )  # fmt: skip
    max_table_bytes: int = _setting(
        "2000000000", "BYTES", SettingGroup.TABLES, WholeNumber(1_000, 10**12, "number of bytes"),
        "Most bytes of an answer as a table. A larger one is given up.",
    )  # fmt: skip
    table_time: int = _setting(
        "600000", "MS", SettingGroup.TABLES, WholeNumber(1, 86_400_000, "number of milliseconds"),
        "Milliseconds after which a table is given up. It is read in pages, each within --time-budget.",
    )  # fmt: skip
    max_running: int = _setting(
        "8", "N", SettingGroup.SERVING, WholeNumber(2, 1000),
        "Most questions that are answered at once, half of them small ones. Others wait for their turn.",
    )  # fmt: skip
    max_load: int = _setting(
        "1000000", "N", SettingGroup.SERVING, WholeNumber(1, 1_000_000_000),
        "Most rows that all questions that are answered at once may cost, by their estimates.",
    )  # fmt: skip
    max_waiting: int = _setting(
        "2000", "N", SettingGroup.SERVING, WholeNumber(1, 100_000),
        "Most questions that wait for their turn, for half of the time budget; others are refused with status 503.",
    )  # fmt: skip
    max_connections: int = _setting(
        "2500", "N", SettingGroup.SERVING, WholeNumber(1, 1_000_000),
        "Most connections at once. Beyond them requests are refused with status 503, except health checks and those of "
        "a client with a single connection; a trusted proxy may have all of them.",
    )  # fmt: skip
    max_streams: int = _setting(
        "200", "N", SettingGroup.SERVING, WholeNumber(1, 1_000_000),
        "Most clients that follow the releases at once, by subscriptions and /releases/stream. Others are refused with "
        "status 503.",
    )  # fmt: skip
    heartbeat: int = _setting(
        "15000", "MS", SettingGroup.SERVING, WholeNumber(100, 3_600_000, "number of milliseconds"),
        "Milliseconds after which a stream of events without one gets a comment, so that nothing on the way takes it "
        "for dead.",
    )  # fmt: skip
    client_share: int = _setting(
        "50", "PERCENT", SettingGroup.SERVING, WholeNumber(1, 100, "percentage"),
        "The part of --max-running, --max-load, --max-waiting, --max-streams, --max-connections and --max-views that "
        "one client, known by its address, may have.",
    )  # fmt: skip
    trusted_proxies: str = _setting(
        "127.0.0.1", "ADDRESSES", SettingGroup.SERVING, TEXT,
        "The addresses of proxies, separated by commas, whose X-Forwarded-For says who the client is; * for all.",
    )  # fmt: skip
    send_timeout: int = _setting(
        "30000", "MS", SettingGroup.SERVING, WholeNumber(1, 3_600_000, "number of milliseconds"),
        "Milliseconds that a client has to take a whole answer, and to send a whole request.",
    )  # fmt: skip
    trusted: Path | None = _setting(  # noqa: RUF009 - makes a field, as `field` does
        "", "FOLDER", SettingGroup.LIMITS, PATH,
        "Trusted documents (.graphql files, and manifests of graphql-codegen, Relay or Apollo): clients may name them "
        "instead of sending them, and no limits apply to them. A service tries them when it starts.",
    )  # fmt: skip
    max_views: int = _setting(
        "8", "N", SettingGroup.SERVING, WholeNumber(0, 1000),
        "Most files for questions that leave out sources (@data): so many are kept in the release folder, each at most "
        "as large as the release, and so many are made within ten minutes. The one of the current release without "
        "made-up data is not counted. 0: no question may leave out sources.",
    )  # fmt: skip
    trusted_only: bool = _setting(
        "false", "", SettingGroup.SERVING, SWITCH,
        "Refuse all documents that are not in the folder of --trusted.",
    )  # fmt: skip
    introspection: bool = _setting(
        "true", "", SettingGroup.SERVING, SWITCH,
        "Publish the schema, by introspection and as SDL.",
    )  # fmt: skip
    federation: bool = _setting(
        "false", "", SettingGroup.SERVING, SWITCH,
        "Be a subgraph of Apollo Federation v2: gateways may select `_service` and `_entities`, and all types of "
        "resources have the key `iri`.",
    )  # fmt: skip
    suggestions: bool = _setting(
        "true", "", SettingGroup.SERVING, SWITCH,
        "Suggest similar names of the schema in errors.",
    )  # fmt: skip
    cors_origins: tuple[str, ...] = _setting(
        "*", "ORIGINS", SettingGroup.SERVING, ORIGINS,
        "The origins of web pages that may send requests: * for all (the data are open and the service takes no "
        "credentials), none, or a list separated by commas.",
    )  # fmt: skip
    cache_seconds: int = _setting(
        "60", "N", SettingGroup.SERVING, WholeNumber(0, 31_536_000, "number of seconds"),
        "Seconds for which clients may use an answer to a GET again without asking for a newer one.",
    )  # fmt: skip
    grace: int = _setting(
        "8", "N", SettingGroup.SERVING, WholeNumber(1, 3600, "number of seconds"),
        "Seconds within which the service ends after SIGTERM, SIGINT or SIGHUP, answering what is under way. A second "
        "signal ends it at once.",
    )  # fmt: skip
    sparql: bool = _setting(
        "false", "", SettingGroup.SPARQL, SWITCH,
        "Answer SPARQL queries at /sparql, from an index of the current release, made in the background and kept in "
        "the release folder, at about half a kilobyte for each statement.",
    )  # fmt: skip
    sparql_workers: int = _setting(
        "2", "N", SettingGroup.SPARQL, WholeNumber(1, 64),
        "Most SPARQL queries that are answered at once, each in a process of its own. One client has the part of "
        "--client-share.",
    )  # fmt: skip
    max_sparql_waiting: int = _setting(
        "50", "N", SettingGroup.SPARQL, WholeNumber(0, 100_000),
        "Most SPARQL queries that wait for their turn, for --sparql-time; others are refused with status 429.",
    )  # fmt: skip
    sparql_time: int = _setting(
        "10000", "MS", SettingGroup.SPARQL, WholeNumber(1, 3_600_000, "number of milliseconds"),
        "Milliseconds after which a SPARQL query is given up and its process is ended.",
    )  # fmt: skip
    sparql_memory: int = _setting(
        "1073741824", "BYTES", SettingGroup.SPARQL, WholeNumber(300_000_000, 10**12, "number of bytes"),
        "Most bytes of memory (address space) of a process that answers SPARQL queries. Over it, it is ended.",
    )  # fmt: skip
    max_sparql_rows: int = _setting(
        "10000", "N", SettingGroup.SPARQL, WholeNumber(1, 10**9, "number of rows"),
        "Most rows, or statements, of an answer to a SPARQL query. The rest is cut off, and a header reports it.",
    )  # fmt: skip
    max_sparql_bytes: int = _setting(
        "10000000", "BYTES", SettingGroup.SPARQL, WholeNumber(1_000, 10**9, "number of bytes"),
        "Most bytes of an answer to a SPARQL query. The rest is cut off, and a header reports it.",
    )  # fmt: skip
    keys: Path = _setting(  # noqa: RUF009 - makes a field, as `field` does
        "./ndp-keys", "FOLDER", SettingGroup.RECEIPTS, PATH,
        "The folder of the keys that sign receipts. Keep it apart from the releases; only its owner may read it.",
    )  # fmt: skip
    browser: str | None = _setting(
        "", "PROGRAM", SettingGroup.PRINTING, TEXT,
        "The Chromium that prints dossiers as PDF. If absent, the usual names are tried; none turns PDF off.",
    )  # fmt: skip
    log_level: str = _setting(
        "warning", "LEVEL", SettingGroup.SERVING, LEVEL,
        "The least severe messages to log to standard error: debug, info, warning or error.",
    )  # fmt: skip
    debug: bool = _setting(
        "false", "", SettingGroup.GENERAL, SWITCH,
        "Show the traceback of an error of the program.",
    )  # fmt: skip

    @property
    def policy(self) -> dict[str, bool | int]:
        """The settings of the rules that are set, by name."""
        switches = {name: getattr(self, name) for name in _SWITCHES}
        return {name: value for name, value in switches.items() if value is not None}

    def today(self) -> date:
        """Today's date in the time zone of the settings."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    @property
    def issuer(self) -> str:
        """The address of the service, as receipts state it."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def publisher_name(self) -> Text | None:
        """The name of the body that publishes, by language; None if it is not known."""
        return None if self.publisher is None else Text(dict(self.publisher))

    @property
    def location(self) -> Location:
        """The store and its release folder."""
        return locate(self.store, self.releases, self.store_user, self.store_password or "")


_SWITCHES = tuple(f.name for f in fields(Policy))

TABLE: tuple[Setting, ...] = tuple(
    Setting(f.name, m["default"], m["value"], m["group"], m["help"], m["kind"] is PATHS, m["kind"] is SECRET)
    for f in fields(Settings)
    for m in [f.metadata]
)
"""Every setting, in the order of the documentation."""


def read_settings(flags: Mapping[str, RawValue], environ: Mapping[str, str]) -> Settings:
    """The settings by `flags` (by name; None or an empty tuple: absent), the environment and the defaults.

    An empty variable counts as absent. Raises `UsageError` that names the flag or variable at fault.
    """
    values = {
        row.name: _value(row, item.metadata["kind"], flags.get(row.name), environ.get(row.variable))
        for row, item in zip(TABLE, fields(Settings), strict=True)
    }
    settings = Settings(**{name: value for name, value in values.items() if value is not None})
    if settings.page_size > settings.page_size_max:
        raise UsageError(
            "--page-size is larger than --page-size-max",
            code="SETTING",
            hint="lower the one, or raise the other",
        )
    if settings.trusted_only and settings.trusted is None:
        raise UsageError(
            "--trusted-only needs trusted documents", code="SETTING", hint="name their folder with --trusted"
        )
    return settings


def _value(row: Setting, kind: ValueKind | WholeNumber, flag: RawValue, variable: str | None) -> Any:
    """The value of a setting; None if neither its flag nor its variable states one."""
    if isinstance(flag, tuple) and flag:
        return tuple(parse_path(one) for one in flag)
    if isinstance(flag, str):
        return _parsed(flag, kind, row.flag)
    return _parsed(variable, kind, row.variable) if variable else None


def _parsed(text: str, kind: ValueKind | WholeNumber, source: str) -> Any:
    try:
        return kind.read(text)
    except ValueError:
        message = f"{source}: {text!r} is not a valid {kind.noun}"
        raise UsageError(message, code="SETTING", hint=kind.hint) from None
