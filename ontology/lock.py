"""Names pinned per IRI: the names that a term has had, so that old names keep working when a term is renamed.

A lock file has one line for each IRI and role, sorted: the IRI, the role, the present name of the term, and its
former names, newest first. `poe names` writes the lock file of the built-in ontology; a test fails when the two
disagree. The lock file of added terms is kept with each release and taken over by the next. An old name stops
working when it is removed from its line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeAlias

from ontology.errors import UsageError
from ontology.files import LOCK, OntologyFile
from ontology.model import ClassTerm, CodeList, Concept, Field, Kind, Model, PathFacet, RelationOnDay
from ontology.names import COMPUTED_ROOTS, RESERVED_FIELDS

_HEAD = """\
# The GraphQL names of each term: the IRI, what kind of name, the name, then those that it had before.
# Old names go on answering, deprecated, until they are taken out of here, which breaks clients.
"""


class Role(StrEnum):
    """The use of a name."""

    TYPE = "type"  # of a class or code list; reported when it changes, for GraphQL's types have no aliases
    SINGULAR = "singular"  # the root field of one
    PLURAL = "plural"  # the root field that lists all
    FIELD = "field"
    INVERSE = "inverse"
    CODE = "code"  # the value of an enum


Key = tuple[str, Role]
"""An IRI and a role."""
Lock = Mapping[Key, tuple[str, ...]]
"""The names of each, newest first."""
NamedField: TypeAlias = Field | RelationOnDay | PathFacet
"""Anything that is a field of a class or of its facets."""


def read_lock(files: Iterable[OntologyFile]) -> Lock:
    """The names that the lock files among `files` pin; a line of a later file replaces that of an earlier one."""
    return {key: names for file in files if file.is_lock for key, names in _iter_lines(file)}


def _iter_lines(file: OntologyFile) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for number, line in enumerate(file.content.decode("utf-8", "replace").splitlines(), 1):
        parts = line.split()
        if not parts or line.startswith("#"):
            continue
        if len(parts) < 3 or parts[1] not in set(Role):
            raise UsageError(
                f"{file.name}:{number}: {line!r} is not a line of names",
                code="ONTOLOGY_SYNTAX",
                hint=f"write an IRI, one of {', '.join(Role)}, and one name or more",
            )
        yield (parts[0], Role(parts[1])), tuple(parts[2:])


def write_lock(lock: Lock) -> bytes:
    """The content of a lock file."""
    lines = (f"{' '.join((iri, role, *names))}\n" for (iri, role), names in sorted(lock.items()))
    return (_HEAD + "".join(lines)).encode()


def former(lock: Lock, key: Key, now: str) -> tuple[str, ...]:
    """The former names of the term, without its present one."""
    return tuple(name for name in lock.get(key, ()) if name != now)


def names_of(model: Model) -> Lock:
    """The present name of each term of `model`, followed by the former names that `model` knows."""
    names: dict[Key, tuple[str, ...]] = {}
    for term in model.classes.values():
        names[term.iri, Role.TYPE] = (term.type_name,)
        names[term.iri, Role.SINGULAR] = (term.singular, *term.singular_aliases)
        names[term.iri, Role.PLURAL] = (term.plural, *term.plural_aliases)
        for field in _fields_of(term):
            names[_key(field)] = field.names
    for field in model.shared:
        names[_key(field)] = field.names
    for codes in model.code_lists.values():
        names[codes.iri, Role.TYPE] = (codes.type_name,)
        for concept in codes.concepts:
            names[concept.iri, Role.CODE] = (concept.enum_name, *concept.aliases)
    return names


def added_lock(files: Sequence[OntologyFile], model: Model) -> OntologyFile | None:
    """The lock file of the names that the built-in one of `files` does not pin; None if it pins all."""
    known = read_lock(f for f in files if not f.added)
    own = {key: names for key, names in names_of(model).items() if known.get(key) != names}
    return OntologyFile(LOCK, write_lock(own), added=True) if own else None


# -- aliases


def with_root_aliases(classes: Mapping[str, ClassTerm], lock: Lock) -> dict[str, ClassTerm]:
    """The classes with the former names of their root fields, except those in use elsewhere now."""
    taken = {*COMPUTED_ROOTS, *(name for c in classes.values() for name in (c.singular, c.plural))}
    return {
        iri: replace(
            term,
            singular_aliases=_free(former(lock, (iri, Role.SINGULAR), term.singular), taken),
            plural_aliases=_free(former(lock, (iri, Role.PLURAL), term.plural), taken),
        )
        for iri, term in sorted(classes.items())
    }


def with_field_aliases(classes: Mapping[str, ClassTerm], lock: Lock) -> dict[str, ClassTerm]:
    """The classes with the former names of their fields.

    A name that another field has now, in any class that has the field, is not an alias: a field must be the same in
    an interface and in all types that implement it.
    """
    taken = {iri: {*RESERVED_FIELDS, *_all_names(_fields_of(term))} for iri, term in classes.items()}
    homes: dict[Key, list[str]] = {}
    fields: dict[Key, NamedField] = {}
    for iri, term in classes.items():
        for field in _fields_of(term):
            homes.setdefault(_key(field), []).append(iri)
            fields[_key(field)] = field
    aliases: dict[Key, tuple[str, ...]] = {}
    for key, field in sorted(fields.items()):
        for name in former(lock, key, field.name):
            names = _spellings(name, field)
            if not any(taken[home].intersection(names) for home in homes[key]):
                aliases[key] = (*aliases.get(key, ()), name)
                for home in homes[key]:
                    taken[home].update(names)
    return {iri: _aliased(term, aliases) for iri, term in classes.items()} if aliases else dict(classes)


def with_shared_aliases(
    shared: Sequence[Field], classes: Mapping[str, ClassTerm], lock: Lock
) -> tuple[Field, ...]:
    """The fields that every resource has, with their former names, except those that a class uses now."""
    taken = {*RESERVED_FIELDS, *(name for term in classes.values() for name in _all_names(_fields_of(term)))}
    return tuple(replace(f, aliases=_free(former(lock, _key(f), f.name), taken)) for f in shared)


def _aliased(term: ClassTerm, aliases: Mapping[Key, tuple[str, ...]]) -> ClassTerm:
    fields = (replace(f, aliases=aliases.get(_key(f), ())) for f in term.fields)
    on_day = (replace(f, aliases=aliases.get(_key(f), ())) for f in term.relations_on_day)
    facets = (replace(f, aliases=aliases.get(_key(f), ())) for f in term.path_facets)
    return replace(term, fields=tuple(fields), relations_on_day=tuple(on_day), path_facets=tuple(facets))


def _fields_of(term: ClassTerm) -> tuple[NamedField, ...]:
    return (*term.fields, *term.relations_on_day, *term.path_facets)


def _key(field: NamedField) -> Key:
    if not isinstance(field, Field):
        return field.iri, Role.FIELD
    return field.term.iri, Role.INVERSE if field.inverse else Role.FIELD


def with_code_aliases(codes: CodeList, lock: Lock) -> CodeList:
    """The code list with the former names of its values, except those in use now."""
    taken = {c.enum_name for c in codes.concepts}

    def aliased(concept: Concept) -> Concept:
        aliases = _free(former(lock, (concept.iri, Role.CODE), concept.enum_name), taken)
        return replace(concept, aliases=aliases) if aliases else concept

    return replace(codes, concepts=tuple(aliased(c) for c in codes.concepts))


def _free(names: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    """Those of `names` that are not in `taken`, to which they are added."""
    free = tuple(name for name in names if name not in taken)
    taken.update(free)
    return free


def _all_names(fields: Iterable[NamedField]) -> Iterator[str]:
    for field in fields:
        yield from _spellings(field.name, field)


def _spellings(name: str, field: NamedField) -> tuple[str, ...]:
    is_text = isinstance(field, Field) and field.term.kind is Kind.TEXT
    return (name, name + "All") if is_text else (name,)
