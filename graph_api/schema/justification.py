"""`whyApproved` and `whyNot`: why a platform has a status on a day, or what prevents it."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import DAY, LANG
from graph_api.schema.fields import Argument, object_type, output_field
from graph_api.schema.scalars import Date


@strawberry.enum(
    name="JustificationVerdict", description="The verdict on a status: whether the sources support it."
)
class Verdict(Enum):
    """The verdicts of a justification."""

    SUPPORTED = strawberry.enum_value(
        "SUPPORTED", description="All steps hold, and no finding concerns them."
    )
    SUPPORTED_WITH_DEFECTS = strawberry.enum_value(
        "SUPPORTED_WITH_DEFECTS",
        description="All essential steps hold, but others do not, or findings concern some of them.",
    )
    NOT_SUPPORTED = strawberry.enum_value(
        "NOT_SUPPORTED", description="An essential step is missing or contradicted."
    )
    UNKNOWN = strawberry.enum_value(
        "UNKNOWN",
        description="The list in force decides, or may do so, and the sources do not say enough: not all its entries "
        "are known, or no act that was read says whether its regime asks for a recognition.",
    )


@strawberry.enum(name="JustificationStepOutcome", description="The outcome of a step.")
class StepOutcome(Enum):
    """The outcomes of a step."""

    HOLDS = strawberry.enum_value("HOLDS", description="The sources state it.")
    MISSING = strawberry.enum_value("MISSING", description="No source states it.")
    CONTRADICTED = strawberry.enum_value("CONTRADICTED", description="The sources state something else.")


_KINDS = {
    "DECISION": "The decision itself: about the platform, with its date.",
    "ACT": "The act that enacts the decision.",
    "IN_FORCE": "The decision is in force on the day: not before, not expired, revoked or superseded.",
    "AGENCY": "The deciding body existed on that day.",
    "COMPETENCE": "The deciding body was the managing agency of the kind on that day.",
    "KIND": "The kind of the platform.",
    "LISTED": "The list in force, where it decides or may do so: whether it names the platform or its kind.",
    "REGIME": "A regime, of the day or of a list: whether it asks for a recognition.",
    "ASSESSMENT": "The assessment that the decision is based on: of this platform, concluded in time.",
    "CRITERIA_SET": "The criteria set: it applies to the kind and was in force when the assessment began.",
    "SET_ACT": "The act that enacts the criteria set.",
    "FRAMEWORK": "The framework that the set is derived from, with its act in force when the set was issued.",
    "CONSULTATION": "The consultation on the set before it was issued.",
    "CRITERIA": "The set has criteria.",
    "CRITERION": "A criterion of the set: its single result and the assessor.",
    "ORIGIN": "The framework criterion that the criterion comes from, with its article or annex.",
    "EVIDENCE": "Evidence for the result, valid when the assessment was concluded.",
    "OBSERVATION": "The observed value against the threshold of the criterion.",
    "CONFLICT": "Several values where there can be one: the one that counts, and the others.",
}
_STEP_KINDS: Any = Enum(  # type: ignore[misc]  # members from data
    "JustificationStepKind",
    {name: strawberry.enum_value(name, description=text) for name, text in _KINDS.items()},
)
StepKind = strawberry.enum(
    _STEP_KINDS, name="JustificationStepKind", description="The subject of a step of a justification."
)


def justification_type(resource: Any, source_graph: Any, finding: Any) -> Any:
    """The type `Justification`."""
    statement: Any = object_type(
        "SourcedStatement",
        "A statement exactly as source graphs make it.",
        {
            "subject": output_field(strawberry.ID, "The subject, an IRI or `_:label`."),
            "predicate": output_field(strawberry.ID, "The property, an IRI."),
            "object": output_field(str, "The object in N-Triples: `<IRI>`, `_:label` or a literal."),
            "ntriples": output_field(str, "The whole statement as a line of N-Triples."),
            "sources": output_field(list[source_graph], "The source graphs that make the statement, by IRI."),
        },
    )
    step: Any = object_type(
        "JustificationStep",
        "One step of a justification, with the statements behind it.",
        {
            "kind": output_field(StepKind, "The subject of the step."),
            "outcome": output_field(StepOutcome, "The outcome of the step."),
            "essential": output_field(bool, "True if the status fails without this step."),
            "text": output_field(common.LangText, "The step as a sentence.", (LANG,)),
            "remedy": output_field(
                common.LangText | None,
                "What would fix the step, or null if it holds or is not essential.",
                (LANG,),
            ),
            "about": output_field(
                resource | None, "The resource that the step is about, or null if there is none."
            ),
            "involves": output_field(list[resource], "The other resources that the step mentions."),
            "acts": output_field(
                list[resource], "The article or annex that the step rests on, then its act."
            ),
            "statements": output_field(
                list[statement], "The statements that the step rests on, by subject, predicate and object."
            ),
            "findings": output_field(list[finding], "The findings about the subject of the step, by IRI."),
        },
    )
    return object_type(
        "Justification",
        "Why a decision, or a list, gives a platform its status on a day, or what prevents it.",
        {
            "platform": output_field(
                resource | None, "The platform, or null if nothing is known about this IRI."
            ),
            "decision": output_field(
                resource | None,
                "The decision that gives the status, else the one that comes closest to it. Null if there is none, "
                "or if a list gives the status.",
            ),
            "as_of": output_field(Date, "The day."),
            "status": output_field(
                common.CODE | None,
                "The status that the decision or the list gives the platform on the day, or null if none does.",
            ),
            "verdict": output_field(Verdict, "The verdict on the status."),
            "steps": output_field(list[step], "All steps, from the decision down to the evidence."),
            "blocking": output_field(
                list[step], "The essential steps that do not hold, closest to the status first."
            ),
            "support": output_field(
                list[statement],
                "The statements that this derivation needs: without any one of them it fails. By subject, predicate "
                "and object; empty if the status is not supported.",
            ),
            "context": output_field(
                list[statement],
                "The other statements that the steps rest on, by subject, predicate and object.",
            ),
            "findings": output_field(list[finding], "The findings about the subjects of all steps, by IRI."),
        },
    )


def justification_fields(justification: Any) -> Mapping[str, Any]:
    """The root fields `whyApproved` and `whyNot`."""
    platform = Argument("platform", strawberry.ID, "The IRI of the platform.")
    return {
        "why_approved": output_field(
            justification,
            "Why a platform is recognised or potential on a day, or on a list that asks for no recognition: every step "
            "with its sources, and a verdict.",
            (
                platform,
                Argument(
                    "decision",
                    strawberry.ID | None,
                    "The decision to examine. Absent or null: the one that gives the status on the day.",
                    UNSET,
                ),
                DAY,
            ),
        ),
        "why_not": output_field(
            justification,
            "Why a platform is not recognised on a day: only the steps that prevent it, what would fix them, and the "
            "regime of that day; where the list itself decides, the steps that show it.",
            (platform, DAY),
        ),
    }
