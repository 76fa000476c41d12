"""What the rules leave open, decided by those who publish: named switches that each release records."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Policy:
    """How a release's rules are to be read.

    `inapplicable_passes`, `cant_tell_passes`: such an outcome of a criterion counts as passed. `outlives_agency`: a
    recognition stays in force when the organisation that gave it ends. `reassessment_days`: how many days after its
    last assessment a recognised platform is due again.
    """

    inapplicable_passes: bool = False
    cant_tell_passes: bool = False
    outlives_agency: bool = True
    reassessment_days: int = 365

    def as_dict(self) -> dict[str, bool | int]:
        """The switches by name, as a manifest records them."""
        return asdict(self)

    def changed(self, switches: Mapping[str, object]) -> Self:
        """The same with other values for some switches; those of other versions of the program are left out."""
        known = {f.name for f in fields(self)}
        return replace(self, **{k: v for k, v in switches.items() if k in known})  # type: ignore[arg-type]
