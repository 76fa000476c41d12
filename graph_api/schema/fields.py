"""Fields, arguments and bare classes in Strawberry's terms, made from data instead of annotations in source."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import strawberry
from strawberry.types import Info
from strawberry.types.fields.resolver import StrawberryResolver

from ontology.model import Field, PathFacet, RelationOnDay
from ontology.names import pascal


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of an output field with its description; `graphql_name` if Python does not allow its name."""

    name: str
    type: object
    description: str
    default: object = inspect.Parameter.empty
    graphql_name: str | None = None


def attribute(name: str) -> str:
    """The Python attribute for a field named by the ontology, whose name may be `class` or `from`."""
    return f"ndp_{name}"


def bare_class(name: str, fields: Mapping[str, Any], bases: Sequence[type] = ()) -> type:
    """A Python class with Strawberry fields, not yet a GraphQL type."""
    return attach_fields(type(pascal(name), tuple(bases), {"__annotations__": {}}), fields)


def object_type(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    """A GraphQL object type of these fields."""
    return strawberry.type(bare_class(name, fields), name=name, description=description)


def attach_fields(cls: type, fields: Mapping[str, Any]) -> type:
    """Add `fields`, each an annotation and a Strawberry field, to `cls` and return it."""
    for name, (annotation, field) in fields.items():
        cls.__annotations__[name] = annotation
        setattr(cls, name, field)
    return cls


def add_aliases(fields: dict[str, Any], now: str, former: Iterable[str]) -> None:
    """Add the field called `now` under its former names, deprecated and without its term."""
    if attribute(now) not in fields:
        return
    annotation, field = fields[attribute(now)]
    for name in former:
        alias = copy(field)
        alias.graphql_name, alias.directives = name, []
        alias.deprecation_reason = renamed_to(now)
        fields[attribute(name)] = annotation, alias


def with_aliases(fields: dict[str, Any], own: Iterable[Field | PathFacet | RelationOnDay]) -> dict[str, Any]:
    """Add the old names of `own` fields to `fields` and return them."""
    for field in own:
        add_aliases(fields, field.name, field.aliases)
    return fields


def renamed_to(now: str) -> str:
    """The deprecation reason of an old name."""
    return f"Renamed to `{now}`."


def input_field(
    annotation: Any, description: str, name: str | None = None, directives: Sequence[object] = ()
) -> Any:
    """An optional field of an input type."""
    field = strawberry.field(
        name=name, description=description, default=strawberry.UNSET, directives=list(directives)
    )
    return annotation, field


def output_field(
    annotation: Any,
    description: str,
    args: Sequence[Argument] = (),
    directives: Sequence[object] = (),
    name: str | None = None,
) -> Any:
    """A field of an output type whose resolver looks up its own response key."""
    field = strawberry.field(
        resolver=_resolver(annotation, tuple(args)),
        name=name,
        description=description,
        directives=list(directives),
    )
    return annotation, field


@lru_cache(maxsize=5000)  # a memo: Strawberry inspects signatures slowly, so equal ones share a resolver
def _resolver(annotation: Any, args: tuple[Argument, ...]) -> StrawberryResolver[Any]:
    def resolve(root: Any, info: Info, **_: object) -> Any:
        return root[info.path.key]

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("root", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
    ]
    for arg in args:
        typed = strawberry.argument(name=arg.graphql_name, description=arg.description)
        annotated: Any = _annotated(arg.type, typed)
        parameters.append(inspect.Parameter(arg.name, keyword, annotation=annotated, default=arg.default))
    resolve.__signature__ = inspect.Signature(parameters, return_annotation=annotation)  # type: ignore[attr-defined]  # Strawberry reads it
    resolve.__annotations__ = {p.name: p.annotation for p in parameters[1:]} | {"return": annotation}
    return StrawberryResolver(resolve)


def _annotated(annotation: Any, argument: Any) -> Any:
    return Annotated[annotation, argument]
