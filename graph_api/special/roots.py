"""All special root fields by name, each with the function that plans it."""

from collections.abc import Mapping

from graph_api.special.diff import plan_diff
from graph_api.special.impact import plan_impact
from graph_api.special.justification import plan_why_approved, plan_why_not
from graph_api.special.lineage import plan_lineage
from graph_api.special.paths import plan_paths
from graph_api.special.releases import plan_release, plan_releases
from graph_api.special.special import PlanSpecial
from graph_api.special.what_if import plan_what_if

SPECIALS: Mapping[str, PlanSpecial] = {
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
