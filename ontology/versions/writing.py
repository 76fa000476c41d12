"""The history of a version as Turtle: which terms it introduced, and what it changed about others."""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal

from ontology.files import OntologyFile
from ontology.model import Text
from ontology.namespaces import prefixes_of
from ontology.read import read_model
from ontology.values.languages import LANGUAGES
from ontology.versions.comparison import TermChange, changes


def write_history(before: Sequence[OntologyFile], now: Sequence[OntologyFile]) -> bytes:
    """The file of the version of `now`, against that of `before`. The same ontologies give the same bytes."""
    old, new = read_model(before), read_model(now)
    ontology = f"{new.base}ns"
    prior = f"<{ontology}/{old.version}>"
    prefixes = {"ndp": f"{ontology}#", **prefixes_of("owl", "rdf", "skos")}
    lines = [
        f"# The changes of the ontology from version {old.version} to {new.version}; `poe history` makes this file.",
        "# CC BY 4.0; see ../LICENSE.",
        "",
        *(f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items()),
        "",
        f"<{ontology}/{new.version}> owl:versionInfo {_literal(new.version)} ; owl:priorVersion {prior} .",
        f"{prior} owl:versionInfo {_literal(old.version)} .",
        "",
        *(line for change in changes(before, now) for line in _lines(change, new.version)),
    ]
    return "\n".join((*lines, "")).encode()


def _lines(change: TermChange, version: str) -> Iterator[str]:
    if change.is_new:
        yield f"<{change.iri}> ndp:sinceVersion {_literal(version)} ."
    for note in change.notes:
        yield f"<{change.iri}> skos:changeNote [ owl:versionInfo {_literal(version)} ;"
        yield f"  rdf:value {_texts(note)} ] ."


def _texts(text: Text) -> str:
    return " , ".join(_literal(text.by_language[lang], lang) for lang in LANGUAGES)


def _literal(text: str, lang: str | None = None) -> str:
    return str(Literal(text, language=lang))
