"""The object types of GraphQL that resources have behind a field."""

from ontology.model import Model


class ObjectTypes(dict[str, str]):
    """The object type behind a field of one class, by class path (`A|B`: candidates, best first).

    A memo, and a dict because it is asked per row; a release has few class paths.
    """

    def __init__(self, model: Model, target: str | None) -> None:
        super().__init__()
        self._other = model.classes[target].type_name if target else "Resource"
        if target is None or model.classes[target].is_interface:
            self._other = "Other" + self._other
        possible = model.concrete_types(target)
        self._names = {
            model.classes[iri].type_name: ("Other" if model.classes[iri].is_interface else "")
            + model.classes[iri].type_name
            for iri in possible
        }

    def __missing__(self, path: str) -> str:
        found = next((self._names[name] for name in path.split("|") if name in self._names), self._other)
        self[path] = found
        return found
