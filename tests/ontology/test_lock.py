"""Names pinned per IRI: a term that is renamed goes on answering to its old name, and the lock records it."""

from dataclasses import replace

import pytest

from ontology.errors import UsageError
from ontology.files import FOLDER, LOCK, OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.lock import NamedField, Role, names_of, read_lock
from ontology.model import Model
from ontology.pin import builtin_lock, pin
from ontology.read import read_model
from tests.ontology.support.small import EX, NDP, PREFIXES

OWN = f"""
<{NDP.removesuffix("#")}> a owl:Ontology .
ndp:Thing a owl:Class .
ndp:Part a owl:Class ; rdfs:subClassOf ndp:Thing .
ndp:p a owl:DatatypeProperty ; rdfs:domain ndp:Thing ; rdfs:range rdf:langString .
ndp:r a owl:ObjectProperty ; rdfs:domain ndp:Thing ; rdfs:range ndp:Part .
ndp:l a skos:ConceptScheme . ndp:c a skos:Concept ; skos:inScheme ndp:l ; skos:notation 'red' .
"""


def files_of(own: str, added: str | None = None, lock: str | None = None) -> list[OntologyFile]:
    files = [OntologyFile("own.ttl", (PREFIXES + own).encode(), added=False)]
    if lock is not None:
        files.append(OntologyFile(LOCK, lock.encode(), added=False))
    if added is not None:
        files.append(OntologyFile("added.ttl", (PREFIXES + added).encode(), added=True))
    return files


def aliases(model: Model) -> dict[str, tuple[str, ...]]:
    """All old names that answer: `Class.field`, root fields by their name, `List.VALUE`."""
    found = {}
    for term in model.classes.values():
        found[term.singular] = term.singular_aliases
        found[term.plural] = term.plural_aliases
        fields: tuple[NamedField, ...] = (*term.fields, *term.relations_on_day, *term.path_facets)
        found |= {f"{term.type_name}.{field.name}": field.aliases for field in fields}
    for codes in model.code_lists.values():
        found |= {f"{codes.type_name}.{c.enum_name}": c.aliases for c in codes.concepts}
    return {name: former for name, former in found.items() if former}


# -- the file


def test_the_lock_of_the_built_in_ontology_agrees_with_it() -> None:
    assert builtin_lock().decode() == (FOLDER / LOCK).read_text("utf-8"), (
        "a term was added, renamed or removed: run `poe names`, read the difference and commit it"
    )


def test_every_old_name_of_the_built_in_ontology_still_answers() -> None:
    files = builtin_files(DEFAULT_BASE)
    pinned = {key: names for key, names in read_lock(files).items() if key[1] is not Role.TYPE}
    found = names_of(read_model(files))
    assert len(pinned) > 300
    assert {key: names for key, names in pinned.items() if found.get(key) != names} == {}


def test_the_lock_goes_where_the_base_goes() -> None:
    base = "https://register.example/"
    assert {iri for iri, _ in read_lock(builtin_files(base)) if iri.startswith(DEFAULT_BASE)} == set()


# -- aliases


def lines(*said: str) -> str:
    return "# names\n\n" + "".join(f"{NDP}{line}\n" for line in said)


def test_without_a_lock_nothing_has_an_old_name() -> None:
    assert aliases(read_model(files_of(OWN))) == {}


def test_what_is_called_as_the_lock_says_has_no_old_name() -> None:
    lock = lines("Thing type Thing", "Thing singular thing", "p field p", "r inverse rOf", "c code RED")
    assert aliases(read_model(files_of(OWN, lock=lock))) == {}


def test_whatever_is_called_otherwise_answers_to_its_old_names_too() -> None:
    lock = lines(
        "Thing singular object",
        "Thing plural objects things stuff",
        "p field title",
        "r field r part",
        "r inverse whole wholeOf",
        "c code ROT",
        "Thing type Object",
    )
    assert aliases(read_model(files_of(OWN, lock=lock))) == {
        "thing": ("object",),
        "things": ("objects", "stuff"),
        "Thing.p": ("title",),
        "Part.p": ("title",),
        "Thing.r": ("part",),
        "Part.r": ("part",),
        "Part.rOf": ("whole", "wholeOf"),
        "L.RED": ("ROT",),
    }


def test_a_name_that_another_has_now_is_nobodys_old_name() -> None:
    lock = lines(
        "Thing singular part",
        "Thing plural resources",
        "p field q",
        "r field iri label title",
        "r inverse pAll",
        "c code BLUE",
    )
    more = """
    ndp:q a owl:DatatypeProperty ; rdfs:domain ndp:Part ; rdfs:range xsd:string .
    ndp:b a skos:Concept ; skos:inScheme ndp:l ; skos:notation 'blue' .
    """
    assert aliases(read_model(files_of(OWN + more, lock=lock))) == {
        "Thing.r": ("title",),
        "Part.r": ("title",),
    }


def test_a_field_that_goes_along_a_relation_is_pinned_as_others_are() -> None:
    more = """
    ndp:on a owl:ObjectProperty ; rdfs:domain ndp:Thing ; ndp:fieldName "rOn" ; ndp:heldAlong ndp:r .
    """
    lock = lines("on field r whenOn", "p field rOn title")
    model = read_model(files_of(OWN + more, lock=lock))
    assert aliases(model) == {
        "Thing.p": ("title",),
        "Part.p": ("title",),
        "Thing.rOn": ("whenOn",),
        "Part.rOn": ("whenOn",),
    }
    assert names_of(model)[NDP + "on", Role.FIELD] == ("rOn", "whenOn")


def test_two_cannot_have_one_old_name() -> None:
    lock = lines("Thing plural items", "Part plural items", "p field x", "r field xAll")
    assert aliases(read_model(files_of(OWN, lock=lock))) == {
        "parts": ("items",),
        "Thing.p": ("x",),
        "Part.p": ("x",),
    }


@pytest.mark.parametrize("line", ["x", "x field", "x fields y", "x field\ty\nno"])
def test_a_line_that_is_no_line_of_names_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match=r"names\.lock:\d: .* is not a line of names"):
        read_model(files_of(OWN, lock=line))


# -- added terms

BOAT = "ex:Boat a owl:Class . ex:deck a owl:DatatypeProperty ; rdfs:domain ex:Boat ; rdfs:range xsd:string"
OWN_LOCK = "".join(
    f"{iri} {role} {name}\n" for (iri, role), (name,) in names_of(read_model(files_of(OWN))).items()
)


def lock_of(files: tuple[OntologyFile, ...]) -> list[str]:
    (lock,) = (f for f in files if f.added and f.is_lock)
    return [line.removeprefix(EX) for line in lock.content.decode().splitlines() if not line.startswith("#")]


def test_names_of_added_terms_are_pinned_beside_them() -> None:
    files = pin(files_of(OWN, BOAT + " .", OWN_LOCK))
    assert lock_of(files) == ["Boat plural boats", "Boat singular boat", "Boat type Boat", "deck field deck"]
    assert pin(files) == files


def test_nothing_is_pinned_where_nothing_is_added() -> None:
    files = tuple(files_of(OWN, lock=OWN_LOCK))
    assert pin(files) == files
    assert pin(files, before=pin(files_of(OWN, BOAT + " .", OWN_LOCK))) == files


def test_old_names_of_added_terms_go_on_from_release_to_release() -> None:
    release = pin(files_of(OWN, BOAT + " .", OWN_LOCK))
    for name in ("floor", "planks", "deck"):
        release = pin(files_of(OWN, f"{BOAT} ; ndp:fieldName '{name}' .", OWN_LOCK), release)
    assert lock_of(release)[-1] == "deck field deck planks floor"
    assert aliases(read_model(release)) == {"Boat.deck": ("planks", "floor")}


def test_a_lock_that_is_given_takes_the_place_of_the_one_before() -> None:
    before = pin(files_of(OWN, f"{BOAT} ; ndp:fieldName 'floor' .", OWN_LOCK))
    given = OntologyFile(LOCK, f"{EX}deck field deck\n".encode(), added=True)
    release = pin([*files_of(OWN, BOAT + " .", OWN_LOCK), given], before)
    assert lock_of(release)[-1] == "deck field deck"
    assert aliases(read_model(release)) == {}


def test_the_lock_is_a_part_of_the_ontology() -> None:
    first = pin(files_of(OWN, BOAT + " .", OWN_LOCK))
    other = [replace(f, content=f.content + b"ex:x field x\n") if f.is_lock and f.added else f for f in first]
    assert read_model(first).hash != read_model(other).hash
