"""Settings: flags before environment before defaults, and invalid ones are reported by name."""

from pathlib import Path

import pytest

from graph_api.settings import TABLE, Settings, read_settings
from loaders.folder.location import Location, locate
from ontology.errors import UsageError


def test_without_flags_and_variables_the_defaults_hold() -> None:
    assert read_settings({}, {}) == Settings()
    assert Settings().location == Location(Path("ndp-data"))


def test_a_flag_wins_over_the_environment_and_an_empty_variable_is_none() -> None:
    environ = {"NDP_PORT": "1", "NDP_HOST": "::1", "NDP_STORE": ""}
    found = read_settings({"port": "2"}, environ)
    assert (found.port, found.host, found.store) == (2, "::1", "sqlite:./ndp-data")


def test_every_setting_has_a_default_that_is_what_its_text_says() -> None:
    said = read_settings({row.name: row.default for row in TABLE if row.default}, {})
    assert said == Settings()


def test_flags_and_variables_are_named_after_the_setting() -> None:
    names = {(row.name, row.flag, row.variable) for row in TABLE}
    assert ("page_size_max", "--page-size-max", "NDP_PAGE_SIZE_MAX") in names
    assert {row.variable for row in TABLE} >= {
        "NDP_STORE",
        "NDP_STORE_USER",
        "NDP_STORE_PASSWORD",
        "NDP_RELEASES",
        "NDP_BASE_IRI",
        "NDP_PUBLIC_URL",
        "NDP_TIMEZONE",
        "NDP_ONTOLOGY",
        "NDP_ILLUSTRATIVE",
    }


def test_the_ontology_can_be_several_paths() -> None:
    expected = (Path("a.ttl"), Path("b"))
    assert read_settings({"ontology": ("a.ttl", "b")}, {}).ontology == expected
    assert read_settings({"ontology": ()}, {"NDP_ONTOLOGY": "a.ttl:b"}).ontology == expected


def test_the_password_is_never_shown() -> None:
    settings = Settings(store="bolt://h:7687", store_password="secret")  # noqa: S106 - opens nothing
    assert settings.location.password == "secret"  # noqa: S105 - the same
    assert "secret" not in repr(settings) + repr(settings.location)


@pytest.mark.parametrize(
    ("flags", "environ", "named"),
    [
        ({"port": "http"}, {}, "--port"),
        ({}, {"NDP_PORT": "70000"}, "NDP_PORT"),
        ({}, {"NDP_TIMEZONE": "Asia/Hanoi"}, "NDP_TIMEZONE"),
        ({"illustrative": "maybe"}, {}, "--illustrative"),
        ({"base_iri": "no iri"}, {}, "--base-iri"),
        ({"public_url": "example.vn"}, {}, "--public-url"),
        ({"public_url": "https://example.vn/?q=1"}, {}, "--public-url"),
        ({"public_url": "https://example.vn/#a"}, {}, "--public-url"),
        ({"public_url": "https:///graph"}, {}, "--public-url"),
        ({"log_level": "loud"}, {}, "--log-level"),
        ({"page_size": "300"}, {}, "--page-size"),
        ({"cors_origins": "portal.example.vn"}, {}, "--cors-origins"),
        ({}, {"NDP_CORS_ORIGINS": "https://a.example/path"}, "NDP_CORS_ORIGINS"),
    ],
)
def test_an_invalid_value_is_reported_with_the_name_of_the_setting(
    flags: dict[str, str], environ: dict[str, str], named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        read_settings(flags, environ)


@pytest.mark.parametrize(
    ("store", "releases", "expected"),
    [
        ("sqlite:./x", None, Location(Path("x"))),
        ("sqlite:/var/x", None, Location(Path("/var/x"))),
        ("sqlite:///var/x", None, Location(Path("/var/x"))),
        ("sqlite:x", Path("x"), Location(Path("x"))),
        ("bolt://h:7687", None, Location(Path("ndp-data"), "bolt://h:7687", "u", "p")),
        ("neo4j+ssc://h", Path("y"), Location(Path("y"), "neo4j+ssc://h", "u", "p")),
    ],
)
def test_a_store_uri_names_a_place(store: str, releases: Path | None, expected: Location) -> None:
    assert locate(store, releases, "u", "p") == expected


@pytest.mark.parametrize(
    "store", ["x", "sqlite:", "postgres://h", "bolt:", "bolt://", "neo4j://u:p@h", "bolt://h:port"]
)
def test_what_is_no_store_uri_is_refused_without_its_password(store: str) -> None:
    with pytest.raises(UsageError) as caught:
        locate(store)
    assert ":p@" not in caught.value.message


def test_a_sqlite_store_has_no_other_release_folder() -> None:
    with pytest.raises(UsageError, match="its own release folder"):
        locate("sqlite:a", Path("b"))
