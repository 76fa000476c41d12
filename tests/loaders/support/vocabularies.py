"""The terms of the public vocabularies that the ontology uses, as rdflib has them: `python -m` writes the file anew."""

import json

from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, SKOS

from loaders.validation.undeclared import VOCABULARIES


def known_vocabularies() -> str:
    """The content of `vocabularies.json`: the local names of each vocabulary by its namespace."""
    terms = {}
    for vocabulary in (DCAT, DCTERMS, FOAF, ORG, PROV, SKOS):
        start = str(vocabulary._NS)
        names = {iri.removeprefix(start) for iri in map(str, dir(vocabulary)) if iri.startswith(start)}
        terms[start] = " ".join(sorted(names))
    return json.dumps(terms, indent=1) + "\n"


if __name__ == "__main__":
    VOCABULARIES.write_text(known_vocabularies(), "utf-8")
