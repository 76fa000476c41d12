"""The terms that no source uses, as the ontology's own files say: `ndp:derived`."""

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import OWL, RDFS
from ontology.terms import Terms

NS = DEFAULT_BASE + "ns#"
DERIVED = NS + "derived"


def concluded() -> frozenset[str]:
    """The conclusions, and the statements about nothing else: a note on a finding waits for the finding."""
    terms = Terms(builtin_files(DEFAULT_BASE))
    derived = {t for t in terms.having(DERIVED) if terms.flag(t, DERIVED)}
    properties = [*terms.subjects(OWL + "ObjectProperty"), *terms.subjects(OWL + "DatatypeProperty")]
    domains = {p: {*terms.objects(p, RDFS + "domain")} for p in properties}
    about = {p for p in properties if derived.intersection(terms.objects(p, RDFS + "range"))}
    notes = {c for p in about - derived for c in domains[p]}
    return frozenset(derived | about | notes | {p for p in properties if domains[p] and domains[p] <= notes})
