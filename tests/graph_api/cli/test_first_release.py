"""The release that a service starts with: built, converted or left alone, and never in silence against the settings."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph_api.cli.first_release import ensure_release
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.loaders.support.releasing import load, trig


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    load(Location(tmp_path / "store"), trig('<urn:graph> { :a :p "one" }'))
    return Settings(store=f"sqlite:{tmp_path / 'store'}")


def test_other_settings_of_the_rules_make_a_new_release_once(settings: Settings) -> None:
    folder = Folder(settings.location.folder)
    ensure_release(replace(settings, reassessment_days=365))
    assert len(folder.published()) == 1, "as it is already"
    for _ in range(2):
        ensure_release(replace(settings, reassessment_days=30))
    assert len(folder.published()) == 2
    assert folder.find(None).policy["reassessment_days"] == 30


def test_settings_of_a_first_release_that_it_contradicts_are_warned_of(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_release(replace(settings, illustrative=False))
    assert capsys.readouterr().err == ""
    base = Folder(settings.location.folder).find(None).base
    load(settings.location, trig(f'<{base}graph/illustrative/x> {{ :a :p "made up" }}'))
    ensure_release(replace(settings, illustrative=False, base_iri="https://example.vn/"))
    said = " ".join(capsys.readouterr().err.split())
    assert f"warning: --base-iri is for a first release; this one keeps {base}." in said
    assert "`ndp-graph load --shipped --replace --no-illustrative`" in said
    assert len(Folder(settings.location.folder).published()) == 2
