"""The files of the shipped data: sourced facts and, in graphs of their own, illustrative data."""

from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"
FACTS = _DATA / "facts" / "facts.trig"
ILLUSTRATIVE = _DATA / "illustrative"


def shipped_files(illustrative: bool) -> tuple[Path, ...]:
    """The files of the first release, in a fixed order, with or without the illustrative data.

    Their own IRIs begin with `ontology.iris.DEFAULT_BASE`; `ontology.iris.rebase` moves them.
    """
    made_up = tuple(sorted(ILLUSTRATIVE.glob("*.trig"))) if illustrative else ()
    return (FACTS, *made_up)
