"""Relations between things that have a period: each of them is decided, in both directions."""

import re
from collections.abc import Iterator

from ontology.files import FOLDER, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Field, Kind, Model
from ontology.namespaces import PREFIXES
from ontology.read import read_model

_LINE = re.compile(r"^# (forwards|backwards) ((?:\w+:\w+ )+)- \w", re.MULTILINE)


def test_every_relation_whose_members_have_a_period_spans_time_or_is_known_not_to() -> None:
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    text = (FOLDER / "core" / "annotations.ttl").read_text()
    listed = [(way, name) for way, names in _LINE.findall(text) for name in names.split()]
    assert sorted(listed) == sorted(_undecided(model))


def _undecided(model: Model) -> Iterator[tuple[str, str]]:
    """The ways along a relation that can leave out a member on a day: forwards from its subjects, or backwards."""
    for term in model.properties.values():
        for field in (Field(term.name, term, inverse=False), Field(term.inverse_name, term, inverse=True)):
            members = term.domain if field.inverse else term.range
            if term.kind is not Kind.RELATION or not field.many or field.spans_time:
                continue
            if any(_has_period(model, one) for one in members):
                yield "backwards" if field.inverse else "forwards", _short(term.iri)


def _has_period(model: Model, iri: str) -> bool:
    """True if some things of a class have a period; one that is no GraphQL type stands for all classes."""
    classes = model.classes
    return iri not in classes or any(classes[c].period for c in (iri, *classes[iri].descendants))


def _short(iri: str) -> str:
    prefixes = {"ndp": DEFAULT_BASE + "ns#", **PREFIXES}
    return next(f"{name}:{iri[len(start) :]}" for name, start in prefixes.items() if iri.startswith(start))
