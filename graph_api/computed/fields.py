"""All computed fields by name, each with the function that plans it; those of `Subscription` apart."""

from collections.abc import Mapping

from graph_api.computed.diff import plan_diff
from graph_api.computed.entities import plan_entities_field
from graph_api.computed.impact import plan_impact
from graph_api.computed.justification import plan_why_approved, plan_why_not
from graph_api.computed.lineage import plan_lineage
from graph_api.computed.paths import plan_paths
from graph_api.computed.planning import PlanComputedField
from graph_api.computed.published import plan_release_published
from graph_api.computed.releases import plan_release, plan_releases
from graph_api.computed.what_if import plan_what_if
from graph_api.operations.federation import ENTITIES

COMPUTED_FIELDS: Mapping[str, PlanComputedField] = {
    ENTITIES: plan_entities_field,
    "diff": plan_diff,
    "lineage": plan_lineage,
    "paths": plan_paths,
    "release": plan_release,
    "releases": plan_releases,
    "impact": plan_impact,
    "whatIf": plan_what_if,
    "whyApproved": plan_why_approved,
    "whyNot": plan_why_not,
}

SUBSCRIPTION_FIELDS: Mapping[str, PlanComputedField] = {"releasePublished": plan_release_published}
