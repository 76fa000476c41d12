"""Small ontologies for tests: a few lines of Turtle as the built-in ontology, and some as a user's file."""

from ontology.files import OntologyFile
from ontology.iris import DEFAULT_BASE
from ontology.model import ClassTerm, Field, Model, PropertyTerm
from ontology.read import read_model

NDP = DEFAULT_BASE + "ns#"
EX = "http://example.org/terms#"
F = "http://foreign.example/"
PREFIXES = f"""
@prefix ndp: <{NDP}> .
@prefix ex: <{EX}> .
@prefix f: <{F}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def read(own: str, added: str | None = None) -> Model:
    """The model of `own`, as the built-in ontology, and `added`, as a user's file."""
    files = [OntologyFile("own.ttl", (PREFIXES + own).encode(), added=False)]
    if added is not None:
        files.append(OntologyFile("added.ttl", (PREFIXES + added).encode(), added=True))
    return read_model(files, DEFAULT_BASE)


def class_of(own: str, name: str = NDP + "Thing", added: str | None = None) -> ClassTerm:
    """The class of that IRI."""
    return read(own, added).classes[name]


def property_of(own: str, name: str = NDP + "p") -> PropertyTerm:
    """The property of that IRI."""
    return read(own).properties[name]


def fields_of(model: Model, name: str) -> dict[str, Field]:
    """The fields of the class of that IRI."""
    return {field.name: field for field in model.classes[name].fields}
