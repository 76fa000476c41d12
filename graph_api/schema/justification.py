"""`whyApproved` and `whyNot`: why a platform has a status on a day, or what is in the way."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import LANG
from graph_api.schema.fields import Argument, bare_class, output_field
from graph_api.schema.scalars import Date


@strawberry.enum(
    name="JustificationVerdict", description="Whether a status is borne out by what the sources say."
)
class Verdict(Enum):
    """The verdicts of a justification."""

    SUPPORTED = strawberry.enum_value("SUPPORTED", description="All steps hold, and no finding touches them.")
    SUPPORTED_WITH_DEFECTS = strawberry.enum_value(
        "SUPPORTED_WITH_DEFECTS",
        description="All essential steps hold; others do not, or findings touch some.",
    )
    NOT_SUPPORTED = strawberry.enum_value(
        "NOT_SUPPORTED", description="An essential step is missing or contradicted."
    )


@strawberry.enum(name="JustificationStepOutcome", description="Whether what a step asks for is so.")
class StepOutcome(Enum):
    """The outcomes of a step."""

    HOLDS = strawberry.enum_value("HOLDS", description="The sources say so.")
    MISSING = strawberry.enum_value("MISSING", description="No source says so.")
    CONTRADICTED = strawberry.enum_value("CONTRADICTED", description="The sources say otherwise.")


_KINDS = {
    "DECISION": "The decision itself, on the platform, with its date.",
    "ACT": "The act that enacts the decision.",
    "IN_FORCE": "The decision is in force on the day: not before, not expired, revoked or superseded.",
    "AGENCY": "The body that decided existed on that day.",
    "COMPETENCE": "It was the managing agency of the kind on that day.",
    "KIND": "The kind of the platform.",
    "ASSESSMENT": "The assessment that the decision is based on: of this platform, concluded in time.",
    "CRITERIA_SET": "The criteria set: it applies to the kind and was in force when the assessment began.",
    "SET_ACT": "The act that enacts the criteria set.",
    "FRAMEWORK": "The framework that the set is derived from, with its act in force when the set was issued.",
    "CONSULTATION": "The consultation on the set before it was issued.",
    "CRITERIA": "The set has criteria.",
    "CRITERION": "A criterion of the set: its one result, and who judged.",
    "ORIGIN": "The framework criterion that the criterion comes from, with its article or annex.",
    "EVIDENCE": "Evidence for the result, valid when the assessment was concluded.",
    "OBSERVATION": "What was observed against the threshold of the criterion.",
}
_STEP_KINDS: Any = Enum(  # type: ignore[misc]
    "JustificationStepKind",
    {name: strawberry.enum_value(name, description=said) for name, said in _KINDS.items()},
)
StepKind = strawberry.enum(
    _STEP_KINDS, name="JustificationStepKind", description="What a step of a justification is about."
)


def justification_type(resource: Any, source_graph: Any, finding: Any) -> Any:
    """The type `Justification`."""
    statement: Any = _type(
        "SourcedStatement",
        "What some source graphs say, to the letter.",
        {
            "subject": output_field(strawberry.ID, "Its subject, an IRI or `_:label`."),
            "predicate": output_field(strawberry.ID, "Its property, an IRI."),
            "object": output_field(str, "Its object in N-Triples: `<IRI>`, `_:label` or a literal."),
            "ntriples": output_field(str, "All of it as a line of N-Triples."),
            "sources": output_field(list[source_graph], "The source graphs that state it, by IRI."),
        },
    )
    step: Any = _type(
        "JustificationStep",
        "One step of a justification, with what says so.",
        {
            "kind": output_field(StepKind, "What it is about."),
            "outcome": output_field(StepOutcome, "Whether what it asks for is so."),
            "essential": output_field(bool, "Whether the status fails without it."),
            "text": output_field(common.LangText, "The step in a sentence.", (LANG,)),
            "remedy": output_field(
                common.LangText | None, "What would mend it; null: it holds, or is not essential.", (LANG,)
            ),
            "about": output_field(resource | None, "The resource that it is about; null: there is none."),
            "involves": output_field(list[resource], "The other resources that it speaks of."),
            "acts": output_field(
                list[resource], "The article or annex that it rests on, then the act of that."
            ),
            "statements": output_field(
                list[statement], "The statements that it rests on, by subject, predicate and object."
            ),
            "findings": output_field(list[finding], "The findings that touch what it is about, by IRI."),
        },
    )
    return _type(
        "Justification",
        "Why a decision gives a platform its status on a day, or what is in the way.",
        {
            "platform": output_field(resource | None, "The platform; null: nothing is known of this IRI."),
            "decision": output_field(
                resource | None,
                "The decision that gives the status, else the one that comes nearest to it; null: there is none.",
            ),
            "as_of": output_field(Date, "The day."),
            "status": output_field(
                common.CODE | None,
                "The status that the platform has on the day because of the decision; null: none.",
            ),
            "verdict": output_field(Verdict, "Whether the status is borne out."),
            "steps": output_field(list[step], "All steps, from the decision down to the evidence."),
            "blocking": output_field(
                list[step], "The essential steps that do not hold, nearest to the status first."
            ),
            "support": output_field(
                list[statement],
                "The statements that this derivation needs: without any one of them it fails. By subject, predicate "
                "and object; empty if it is not supported.",
            ),
            "context": output_field(
                list[statement],
                "The other statements that the steps rest on, by subject, predicate and object.",
            ),
            "findings": output_field(list[finding], "The findings that touch any of the steps, by IRI."),
        },
    )


def justification_fields(justification: Any) -> Mapping[str, Any]:
    """The root fields `whyApproved` and `whyNot`."""
    platform = Argument("platform", strawberry.ID, "The IRI of the platform.")
    as_of = Argument("as_of", Date | None, "The day. Absent or null: today.", UNSET)
    return {
        "why_approved": output_field(
            justification,
            "Why a platform is recognised or potential on a day: each step with its citation, and a verdict.",
            (
                platform,
                Argument(
                    "decision",
                    strawberry.ID | None,
                    "The decision to look at. Absent or null: the one that gives the status on the day.",
                    UNSET,
                ),
                as_of,
            ),
        ),
        "why_not": output_field(
            justification,
            "Why a platform is not recognised on a day: only the steps in the way, and what would mend them.",
            (platform, as_of),
        ),
    }


def _type(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    return strawberry.type(bare_class(name, fields), name=name, description=description)
