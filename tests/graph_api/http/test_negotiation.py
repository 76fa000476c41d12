"""Content negotiation: media types, codings and languages chosen by the headers of a request."""

import pytest

from graph_api.http.negotiation import accepts, accepts_coding, choose_language


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("", "a/b"),
        ("c/d", "c/d"),
        ("c/*, a/b;q=0.1", "c/d"),
        ("x/y", None),
        ("*/*;q=0", None),
        ("a/b;q=x, c/d", "c/d"),
        ("*/*, a/b;q=0", "c/d"),
        ("a/*;q=0.2, a/b;q=0.9, */*;q=0.5", "a/b"),
        ("A/B; Q=0.4, C/D; q=0.5", "c/d"),
        ("a/b; charset=utf-8; q=0.5, c/d; q=0.4", "a/b"),
    ],
)
def test_media_types_are_chosen_by_quality(header: str, best: str | None) -> None:
    assert accepts(header, "a/b", "c/d") == best


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("compress, gzip", True),
        ("", False),
        ("*", True),
        ("compress;q=0.5, gzip;q=1.0", True),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", True),
        ("gzip;q=0, *", False),
    ],
)
def test_a_coding_is_accepted_by_its_name_or_by_the_star(header: str, accepted: bool) -> None:
    """The first five are the examples of RFC 9110 §12.5.3."""
    assert accepts_coding(header, "gzip") is accepted


@pytest.mark.parametrize(
    ("requested", "header", "expected"),
    [
        ("fr", "en", "fr"),
        ("en-GB", "fr", "en"),
        (None, "en-US", "en"),
        ("de", "en", "en"),
        (None, "de, fr-CA;q=0.5, en;q=0.8", "en"),
        (None, "da, en-gb;q=0.8, en;q=0.7", "en"),
        (None, "en;q=0, fr;q=x", "vi"),
        (None, "", "vi"),
    ],
)
def test_the_language_is_the_one_requested_or_preferred(
    requested: str | None, header: str, expected: str
) -> None:
    assert choose_language(requested, header) == expected
