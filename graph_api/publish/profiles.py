"""The profiles of documents: how much a document in RDF has beside the statements about its resource (dx-connegp)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ITEM = re.compile(r"\s*<?([^<>;,\s]+)>?\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile, by the token that names it in a query string."""

    token: str
    meaning: str

    def iri(self, base: str) -> str:
        """The IRI that names it in headers."""
        return f"{base}profile/{self.token}"


BOUNDED = Profile("bounded", "The statements about the resource and the blank nodes that hang from it.")
LABELLED = Profile(
    "labelled", "The same, and labels of every resource, property and class that they mention."
)
ALTERNATES = Profile("alternates", "The forms and profiles in which the document is available.")
PROFILES: Mapping[str, Profile] = {one.token: one for one in (BOUNDED, LABELLED, ALTERNATES)}


def find_profile(name: str, base: str) -> Profile | None:
    """The profile with this token or IRI."""
    return PROFILES.get(name.removeprefix(f"{base}profile/"))


def preferred_profile(header: str, base: str) -> Profile | None:
    """The best profile of a header `Accept-Profile`; None if it names none of ours."""
    best: tuple[float, Profile] | None = None
    for name, parameters in _ITEM.findall(header[:2000]):
        profile, quality = find_profile(name, base), _quality(parameters)
        if profile is not None and quality > 0 and (best is None or quality > best[0]):
            best = (quality, profile)
    return best[1] if best else None


def _quality(parameters: str) -> float:
    match = _QUALITY.search(parameters)
    try:
        return float(match[1]) if match else 1.0
    except ValueError:
        return 0.0
