"""The profiles of documents: how much a document in RDF has beside the statements about its resource (dx-connegp)."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_api.accept import rank_choices


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile, by the token that names it in a query string."""

    token: str
    form: str = "ttl"
    """The extension of the form in which links name it."""

    def iri(self, base: str) -> str:
        """The IRI that names it in headers."""
        return f"{base}profile/{self.token}"


BOUNDED = Profile("bounded")
"""The statements about the resource and the blank nodes that hang from it."""
LABELLED = Profile("labelled")
"""The same, and labels of every resource, property and class that they mention."""
SCHEMA_ORG = Profile("schema", "jsonld")
"""The same in the words of schema.org, as far as it has some, with names of what they mention."""
ALTERNATES = Profile("alternates")
"""The forms and profiles in which the document is available."""
PROFILES: Mapping[str, Profile] = {one.token: one for one in (BOUNDED, LABELLED, SCHEMA_ORG, ALTERNATES)}
PAGE_PROFILES = (BOUNDED, ALTERNATES)
"""Those that a page has."""


def find_profile(name: str, base: str) -> Profile | None:
    """The profile with this token or IRI."""
    return PROFILES.get(name.removeprefix(f"{base}profile/"))


def preferred_profile(header: str, base: str) -> Profile | None:
    """The best profile of a header `Accept-Profile`; None if it names none of ours."""
    ours = {name.lower(): one for one in PROFILES.values() for name in (one.token, one.iri(base))}
    accepted = (name.strip("<> ") for name in rank_choices(header))
    return next((ours[name] for name in accepted if name in ours), None)
