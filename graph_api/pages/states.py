"""The page with the list of the states of a resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph_api.pages.frame import Frame, render_page
from ontology.values.languages import format_moment


@dataclass(frozen=True, slots=True)
class StatesFacts:
    """The facts that the page shows: the resource with its label and address, and its states, oldest first.

    A state is a moment (ISO, UTC) and an address.
    """

    iri: str
    label: str
    address: str
    states: Sequence[tuple[str, str]]


def render_states(facts: StatesFacts, frame: Frame) -> str:
    """The page as HTML."""
    states = [(format_moment(moment, frame.lang), address) for moment, address in facts.states]
    return render_page("states.html", frame, facts=facts, states=states)
