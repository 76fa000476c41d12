"""The publisher's decisions on questions that the rules leave open: named switches that each release records."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Policy:
    """The switches of a release's rules.

    `inapplicable_passes`, `cant_tell_passes`: a criterion with this outcome counts as passed. `outlives_agency`: a
    recognition stays in force when the organisation that gave it ends. `reassessment_days`: the days from the last
    assessment of a recognised platform until the next one is due.
    """

    inapplicable_passes: bool = False
    cant_tell_passes: bool = False
    outlives_agency: bool = True
    reassessment_days: int = 365

    def as_dict(self) -> dict[str, bool | int]:
        """The switches by name, as a manifest records them."""
        return asdict(self)

    def changed(self, switches: Mapping[str, object]) -> Self:
        """The policy with other values for some switches; switches of other program versions are left out."""
        known = {f.name for f in fields(self)}
        # Mypy cannot tell which value belongs to which switch.
        return replace(self, **{k: v for k, v in switches.items() if k in known})  # type: ignore[arg-type]
