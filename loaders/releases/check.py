"""One thing that was looked at, and whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """`part` is what was looked at (`release`, `file`, `answer`, …), `code` what came of it, `values` its details.

    `holds` is None where it could not be looked at.
    """

    part: str
    code: str
    holds: bool | None
    values: Mapping[str, str] = field(default_factory=dict)
