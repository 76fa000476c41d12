"""The IRIs that reasoning uses; the rules in `ontology/rules` use the same."""

from dataclasses import dataclass
from functools import cached_property

from ontology.namespaces import CCCEV, DCAT, DCT, EARL, ELI, FOAF, ORG, PROV, SKOS, SOSA

REQUIREMENT = CCCEV + "hasRequirement"
FRAMEWORK = CCCEV + "isDerivedFrom"
SUPPORTS = CCCEV + "supportsRequirement"
CONSTRAINS = CCCEV + "constrains"
TEST, OUTCOME, ASSERTED_BY = EARL + "test", EARL + "outcome", EARL + "assertedBy"
PASSED, FAILED = EARL + "passed", EARL + "failed"
ISSUED, KIND_OF_CRITERION = DCT + "issued", DCT + "type"
AGENT, ROLE = PROV + "agent", DCAT + "hadRole"
RECORD, TOPIC, IDENTIFIER = DCAT + "record", FOAF + "primaryTopic", DCT + "identifier"
SHARE, OBSERVED, QUANTITY = SOSA + "hasSimpleResult", SOSA + "hasFeatureOfInterest", SOSA + "observedProperty"
BASED_ON, CITES, REPEALS = ELI + "based_on", ELI + "cites", ELI + "repeals"
SUBJECT, TOPIC = EARL + "subject", FOAF + "primaryTopic"
ANNEX_OF, PART_OF, HAS_ANNEX, HAS_PART = (
    ELI + name for name in ("is_annex_of", "is_part_of", "has_annex", "has_part")
)
ACT_DATE, ACT_NUMBER, PASSED_BY = ELI + "date_document", ELI + "number", ELI + "passed_by"
ACT_FROM, ACT_UNTIL = ELI + "first_date_entry_in_force", ELI + "date_no_longer_in_force"
MEMBER, PART_OF_BODY, NAME = ORG + "hasMember", ORG + "subOrganizationOf", SKOS + "prefLabel"
ACT, BODY = ELI + "LegalResource", ORG + "Organization"
BEFORE, AFTER = ORG + "originalOrganization", ORG + "resultingOrganization"


@dataclass(frozen=True)
class Vocabulary:
    """The terms and codes under a base IRI: `ndp.decidesOn` is the property of that local name."""

    base: str

    def __getattr__(self, name: str) -> str:
        iri = self.__dict__[name] = f"{self.base}ns#{name}"
        return iri

    def code(self, scheme: str, name: str) -> str:
        """The IRI of a member of one of our code lists."""
        return f"{self.base}code/{scheme}/{name}"

    @cached_property
    def popular(self) -> str:
        """The kind of criterion that requires a number of users."""
        return self.code("criterion-kind", "popular-user-level")

    @cached_property
    def managing_agency(self) -> str:
        """The role of the body in charge of a kind of platform."""
        return self.code("role-kind", "managing-agency")
