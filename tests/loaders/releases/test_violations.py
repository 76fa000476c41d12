"""Findings of a load: those that refuse it, those that are recorded, and the day they are about."""

import json
from pathlib import Path

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from loaders.releases.violations import LoadRefused
from tests.loaders.support.releasing import (
    FixedQuads,
    load,
    tree,
    trig,
)


def violating(name: str) -> str:
    return f":{name} {{ :{name} a ndp:DigitalPlatform }}"


def test_a_new_violation_refuses_the_load_and_changes_nothing(location: Location) -> None:
    load(location, trig(":h { :a :p :b }"))
    before = tree(location.folder)
    with pytest.raises(LoadRefused) as caught:
        load(location, trig(violating("bad")))
    assert {v.focus for v in caught.value.violations} == {"http://example.org/bad"}
    assert caught.value.exit_code == 1
    assert tree(location.folder) == before


def test_violations_are_recorded_on_request_and_do_not_refuse_what_comes_after(location: Location) -> None:
    outcome = load(location, trig(violating("bad")), on_violation="record")
    assert outcome.new_defects
    later = load(location, trig(":h { :a :p :b . :c :p :bad }"))
    assert later.published
    assert later.results == outcome.results
    stored = json.loads(Folder(location.folder).shape_results(later.manifest.id))
    assert {f["focus"] for f in stored} == {"http://example.org/bad"}


def test_the_findings_of_a_delta_are_those_of_everything(location: Location, tmp_path: Path) -> None:
    first = ":g { :a a org:Organization ; org:subOrganizationOf :b } " + violating("bad")
    second = ':h { :b a ndp:DigitalPlatform } :filler { :x :p "1", "2" }'
    filled = first + ':filler { :x :p "1", "2" } :more { :y :p "1", "2", "3", "4", "5" }'
    load(location, trig(filled), on_violation="record")
    step = load(location, trig(second), on_violation="record")
    whole = Location(tmp_path / "whole")
    both = first + second + ':more { :y :p "1", "2", "3", "4", "5" }'
    assert step.subjects == 1
    assert step.results == load(whole, trig(both), on_violation="record").results
    assert any(f.focus == "http://example.org/a" for f in step.new_defects), (
        "what refers to the change counts"
    )


def test_a_violation_of_a_blank_node_is_not_new_because_its_label_is(location: Location) -> None:
    load(location, trig(":g { [] a ndp:DigitalPlatform }"), on_violation="record")
    assert load(location, trig(":g { [] a ndp:DigitalPlatform . :a :p :b }")).published
    with pytest.raises(LoadRefused):
        load(location, trig(":g { [] a ndp:DigitalPlatform . [] a ndp:DigitalPlatform ; :p :b }"))


def test_a_value_that_nothing_describes_is_no_violation(location: Location) -> None:
    text = ':g { :a a org:Organization ; skos:prefLabel "Bộ"@vi ; org:subOrganizationOf :nowhere }'
    outcome = load(location, trig(text), on_violation="record")
    found = [(f.code, f.severity) for f in outcome.results if f.value == "http://example.org/nowhere"]
    assert found == [("D31", "Info")]


def test_a_dry_run_tells_everything_and_changes_nothing(location: Location) -> None:
    load(location, trig(":g { :a :p :b }"))
    before = tree(location.folder)
    outcome = load(location, trig(violating("bad")), dry_run=True, on_violation="record")
    assert (outcome.published, outcome.unchanged) == (False, False)
    assert outcome.new_defects
    assert tree(location.folder) == before


def test_another_day_alone_makes_no_release_but_a_date_that_is_asked_for_does(location: Location) -> None:
    quads = trig(":g { :a :p :b }")
    load(location, quads)
    assert build(location, LoadRequest(today="2026-02-01", reader=FixedQuads(quads))).unchanged
    outcome = load(location, quads, as_of="2025-03-01")
    assert (outcome.published, outcome.manifest.evaluation_date) == (True, "2025-03-01")
