"""The profile that a client prefers."""

import pytest

from graph_api.publish.profiles import ALTERNATES, BOUNDED, LABELLED, Profile, preferred_profile

BASE = "https://example.org/NDP/"


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        ("", None),
        ("<https://elsewhere.example/profile/labelled>", None),
        (f"<{BASE}profile/labelled>", LABELLED),
        (f"<{BASE}profile/bounded>;q=0.5, <{BASE}profile/labelled> ; q=0.9", LABELLED),
        (f"<{BASE}profile/bounded>;q=0.9, <{BASE}profile/labelled>;q=0.9", BOUNDED),
        (f"<{BASE}profile/bounded>;q=0, alternates;q=0.1", ALTERNATES),
        ("labelled;q=x", None),
    ],
)
def test_the_best_known_profile_counts(header: str, profile: Profile | None) -> None:
    assert preferred_profile(header, BASE) == profile
