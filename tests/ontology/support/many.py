"""An ontology of any number of classes, for tests of how things grow: modules of ten classes that are all alike.

A module has a root class with nine subclasses; all have a name, and each has a text, a date, a number, a code
and two relations of its own, one inside its module and one to the first module.
"""

from ontology.files import OntologyFile
from ontology.model import Model
from ontology.read import read_model
from tests.ontology.support.small import NDP, PREFIXES

MODULE = 10
_HEAD = f"""
<{NDP.removesuffix("#")}> a owl:Ontology .
ndp:name a owl:DatatypeProperty, owl:FunctionalProperty ;
  rdfs:range rdf:langString ; rdfs:subPropertyOf rdfs:label .
ndp:colours a skos:ConceptScheme .
ndp:red a skos:Concept ; skos:inScheme ndp:colours . ndp:blue a skos:Concept ; skos:inScheme ndp:colours .
"""
_CLASS = """
ndp:C{n} a owl:Class{above} . ndp:name rdfs:domain ndp:C{n} .
ndp:title{n} a owl:DatatypeProperty, owl:FunctionalProperty ;
  rdfs:domain ndp:C{n} ; rdfs:range rdf:langString .
ndp:day{n} a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain ndp:C{n} ; rdfs:range xsd:date .
ndp:size{n} a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain ndp:C{n} ; rdfs:range xsd:decimal .
ndp:next{n} a owl:ObjectProperty ; rdfs:domain ndp:C{n} ; rdfs:range ndp:C{next} .
ndp:one{n} a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain ndp:C{n} ; rdfs:range ndp:C{one} .
[] a sh:NodeShape ; sh:targetClass ndp:C{n} ; sh:property [ sh:path ndp:colour{n} ; sh:maxCount 1 ;
  sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue ndp:colours ] ] ] .
"""


def many_classes(count: int) -> Model:
    """The model of an ontology of `count` classes, a multiple of ten."""
    return read_model([OntologyFile("many.ttl", (PREFIXES + _HEAD + _classes(count)).encode(), added=False)])


def _classes(count: int) -> str:
    return "".join(
        _CLASS.format(
            n=n,
            above="" if n % MODULE == 0 else f" ; rdfs:subClassOf ndp:C{n - n % MODULE}",
            next=n - n % MODULE + (n + 1) % MODULE,
            one=n % MODULE,
        )
        for n in range(count)
    )
