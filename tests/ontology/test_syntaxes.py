"""Syntaxes of RDF: their media types, and their IRIs in W3C's list."""

from ontology.syntaxes import SYNTAXES, format_iri, media_type


def test_syntaxes_have_the_names_that_standards_gave_them() -> None:
    assert {name: (media_type(name), format_iri(name).rpartition("/")[2]) for name in SYNTAXES} == {
        "ttl": ("text/turtle", "Turtle"),
        "jsonld": ("application/ld+json", "JSON-LD"),
        "nt": ("application/n-triples", "N-Triples"),
        "rdf": ("application/rdf+xml", "RDF_XML"),
        "nq": ("application/n-quads", "N-Quads"),
        "trig": ("application/trig", "TriG"),
    }
