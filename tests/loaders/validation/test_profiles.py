"""Shapes as the profiles of public vocabularies write them have the results that the reference finds."""

from pathlib import Path

import pytest

from tests.loaders.validation.test_shapes import ours, reference

FOLDER = Path(__file__).parents[2] / "data" / "profiles"
BROKEN = {
    "dcat-ap": "Class Datatype MaxCount MinCount Node NodeKind Or",
    "dcat-us": "In MaxCount MaxLength MinCount MinLength Node Pattern QualifiedMaxCount QualifiedMinCount "
    "UniqueLang Xone",
    "cpsv-ap": "Class Datatype LanguageIn MaxCount MinCount Node NodeKind Not UniqueLang",
    "org": "Class Disjoint Equals MaxCount MinCount NodeKind Or QualifiedMinCount",
    "eli": "Datatype Disjoint HasValue In LessThan LessThanOrEquals MaxCount MinCount Node Or Pattern",
}
"""The kinds of constraints that the data of each profile break."""


@pytest.mark.parametrize("profile", BROKEN)
def test_shapes_of_a_profile_have_the_results_that_the_reference_finds(profile: str) -> None:
    shapes, data = ((FOLDER / f"{profile}.{part}.ttl").read_text("utf-8") for part in ("shapes", "data"))
    expected = reference(shapes, data)
    assert {component.removesuffix("ConstraintComponent") for _, _, _, component, _ in expected} == set(
        BROKEN[profile].split()
    )
    assert ours(shapes, data=data) == expected


def test_no_profile_is_forgotten() -> None:
    assert {path.name.partition(".")[0] for path in FOLDER.iterdir()} == BROKEN.keys()
