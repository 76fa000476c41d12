"""The test whether a plan depends on a variable, anywhere in it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from graph_api.plan.conditions import Operand
from graph_api.plan.plan import Root
from ontology.model import Field, Model, PropertyTerm


def mentions(place: object, variable: str) -> bool:
    """True if an operand in `place`, any part of a plan, is that variable."""
    match place:
        case Operand():
            return place.variable == variable
        case Field() | PropertyTerm() | Model():
            return False
        case Root():  # the part to read, without the outputs, which depend on all types of the schema
            parts = (place.among, place.where, place.page, place.level, place.tallies)
            return any(mentions(part, variable) for part in parts)
        case Mapping():
            return any(mentions(part, variable) for part in place.values())
        case list() | tuple():
            return any(mentions(part, variable) for part in place)
    if is_dataclass(place):
        return any(mentions(getattr(place, field.name), variable) for field in fields(place))
    return False
