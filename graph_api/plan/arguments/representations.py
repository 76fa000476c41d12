"""The argument `representations` of `_entities`: resources named by type and IRI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from graph_api.errors import QueryError, did_you_mean
from graph_api.plan.operands import as_list

_TYPE, _IRI = "__typename", "iri"


@dataclass(frozen=True, slots=True)
class Representation:
    """A resource named by type and IRI."""

    type_name: str
    iri: str


@dataclass(frozen=True, slots=True)
class ReadRepresentations:
    """Reads the argument: at most `most` representations, of the types with these names."""

    types: frozenset[str]
    most: int

    def __call__(self, value: object) -> list[Representation]:
        """The representations, in their order. Raises `QueryError` if one of them names no resource."""
        items = as_list(value)
        if len(items) > self.most:
            raise QueryError(
                f"`representations` may name at most {self.most} resources, not {len(items)}.",
                code="PAGE_SIZE",
                hint="Name them in several requests.",
            )
        return [self._read(item, f"`representations[{place}]`") for place, item in enumerate(items)]

    def _read(self, item: object, place: str) -> Representation:
        if not isinstance(item, Mapping):
            raise _refused(f"{place} is not an object.")
        for name in (_TYPE, _IRI):
            if not isinstance(item.get(name), str) or not item[name]:
                raise _refused(f"{place} has no text `{name}`.")
        if more := sorted(map(str, item.keys() - {_TYPE, _IRI})):
            raise _refused(
                f"{place} has `{more[0]}`, which does not belong to the key.", f"Leave out `{more[0]}`."
            )
        name = cast(str, item[_TYPE])
        if name not in self.types:
            raise _refused(f"{place}: there is no type {name!r} with a key.", did_you_mean(name, self.types))
        return Representation(name, cast(str, item[_IRI]))


@dataclass(frozen=True, slots=True)
class IrisOfType:
    """Reads the IRIs of the representations of one type, each once; others must have been refused before."""

    type_name: str

    def __call__(self, value: object) -> list[str]:
        """The IRIs, in the order in which they are named first."""
        items = (item for item in as_list(value) if isinstance(item, Mapping))
        return list(dict.fromkeys(str(item[_IRI]) for item in items if item.get(_TYPE) == self.type_name))


def _refused(message: str, hint: str | None = None) -> QueryError:
    return QueryError(message, code="BAD_REPRESENTATION", hint=hint)
