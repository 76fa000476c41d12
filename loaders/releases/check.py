"""The result of verifying one part of a release or a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """`part` is the part checked (`release`, `file`, `answer`, …), `code` the result, `values` its details.

    `holds` is None if the part could not be checked.
    """

    part: str
    code: str
    holds: bool | None
    values: Mapping[str, str] = field(default_factory=dict)
