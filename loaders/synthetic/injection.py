"""Making a platform defective.

Each defect goes into the ground truth under the rule that reports it, and under those that have to report it as
well: what a recognition rests on is gone, so the declared status differs from the derived one (D30).
"""

from loaders.synthetic import spoil_decisions, spoil_platforms, spoil_results
from loaders.synthetic.case import DefectCase
from loaders.synthetic.statements import code

_DEFECTS = {**spoil_decisions.DEFECTS, **spoil_results.DEFECTS, **spoil_platforms.DEFECTS}
_STATUSES = ("recognised", "potential")


def spoil(case: DefectCase) -> None:
    """Change the statements, and give the expected findings."""
    change = _DEFECTS.get(case.scene.defect or "")
    if change is not None:
        change(case)
    career = case.career
    if career.derived != (career.declared if career.declared in _STATUSES else None):
        case.expect("D30", case.scene.iri, code("platform-status", career.declared))
