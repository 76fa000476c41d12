"""All special root fields by name, each with the function that plans it."""

from collections.abc import Mapping

from graph_api.special.lineage import plan_lineage
from graph_api.special.paths import plan_paths
from graph_api.special.special import PlanSpecial

SPECIALS: Mapping[str, PlanSpecial] = {"lineage": plan_lineage, "paths": plan_paths}
