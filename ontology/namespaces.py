"""The namespaces of the vocabularies that we use, and the prefixes that they have."""

from collections.abc import Mapping

CCCEV = "http://data.europa.eu/m8g/"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
EARL = "http://www.w3.org/ns/earl#"
ELI = "http://data.europa.eu/eli/ontology#"
FOAF = "http://xmlns.com/foaf/0.1/"
HYDRA = "http://www.w3.org/ns/hydra/core#"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SOSA = "http://www.w3.org/ns/sosa/"
SPDX = "http://spdx.org/rdf/terms#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

RDF_TYPE = RDF + "type"

PREFIXES: Mapping[str, str] = {
    "cccev": CCCEV,
    "dcat": DCAT,
    "dct": DCT,
    "earl": EARL,
    "eli": ELI,
    "foaf": FOAF,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "skos": SKOS,
    "sosa": SOSA,
    "xsd": XSD,
}


def prefixes_of(*names: str) -> dict[str, str]:
    """Some of `PREFIXES`, in the order given."""
    return {name: PREFIXES[name] for name in names}


def dump_prefixes(base: str) -> dict[str, str]:
    """The prefixes that dumps declare where their format has prefixes; `base` is that of the release's IRIs."""
    return {
        "ndp": f"{base}ns#",
        **prefixes_of("dct", "eli", "foaf", "org", "prov", "rdf", "rdfs", "skos", "xsd"),
    }


def compact(iri: str) -> str:
    """An IRI with a prefix of `PREFIXES`, such as `dct:title`; the IRI itself if none fits."""
    fitting = [
        (len(start), name) for name, start in PREFIXES.items() if iri.startswith(start) and iri != start
    ]
    if not fitting:
        return iri
    length, name = max(fitting)
    return f"{name}:{iri[length:]}"
