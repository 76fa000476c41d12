"""The page with the list of the states of a resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_api.pages.strings import texts
from graph_api.pages.template import template
from ontology.values.languages import LANGUAGES, format_moment


@dataclass(frozen=True, slots=True)
class StatesFacts:
    """The facts that the page shows: the resource with its label and address, and its states, oldest first.

    A state is a moment (ISO, UTC) and an address. `forms` are the addresses and media types of other forms, by name.
    """

    iri: str
    label: str
    address: str
    states: Sequence[tuple[str, str]]
    forms: Mapping[str, tuple[str, str]]
    kept: str = ""
    """The parameters that links to other languages keep, ending in `&`."""


def render_states(facts: StatesFacts, lang: str) -> str:
    """The page as HTML, in one of `LANGUAGES`. It works without scripts."""
    return template("states.html").render(
        facts=facts,
        states=[(format_moment(moment, lang), address) for moment, address in facts.states],
        kept=facts.kept,
        lang=lang,
        languages=LANGUAGES,
        text=texts(lang),
    )
