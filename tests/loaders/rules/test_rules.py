"""Every rule finds exactly the defects put into a sound register, and nothing in changes that only look wrong."""

import pytest

from loaders.nquads.lines import split_line
from loaders.rules.engine import RuleEngine
from loaders.rules.policy import Policy
from ontology.values.literals import from_ntriples
from tests.loaders.support.auditing import (
    Change,
    changed,
    concluded,
    concluded_from,
    lines_of,
    on_day,
    rules,
    shipped_model,
)
from tests.loaders.support.rule_cases import BROKEN, SOUND, Found

NAMING_GRAPHS = ("D27", "D35", "D36")


@pytest.mark.parametrize(
    ("code", "changes", "expected"), BROKEN, ids=[f"{code}-{n}" for n, (code, _, _) in enumerate(BROKEN)]
)
def test_a_defect_is_found_and_nothing_else(code: str, changes: list[Change], expected: set[Found]) -> None:
    found = on_day(concluded(changes).findings)
    assert code in {c for c, _, _ in found}
    assert found == expected


@pytest.mark.parametrize("name", SOUND)
def test_what_only_looks_wrong_is_not_found(name: str) -> None:
    assert on_day(concluded(SOUND[name]).findings) == set()


def test_every_rule_has_a_defect_that_it_finds() -> None:
    codes = [defect.code for defect in rules().defects]
    assert len(codes) == 44
    assert sorted({code for code, _, _ in BROKEN}) == sorted(codes)


@pytest.mark.parametrize("changes", [case[1] for case in BROKEN if case[0] not in NAMING_GRAPHS])
def test_what_several_graphs_say_counts_once(changes: list[Change]) -> None:
    """The graphs are queried together, not merged: a statement of two graphs occurs twice."""
    once = changed(changes)
    prefixes, statements = once.split(":register {", 1)
    twice = f"{prefixes} :copy {{ {statements}"
    found, again = concluded_from(once), concluded_from(once + twice)
    assert again.derived == found.derived
    assert [f for f in again.findings if f.code not in NAMING_GRAPHS] == list(found.findings)


@pytest.mark.parametrize("changes", [case[1] for case in BROKEN])
def test_rules_run_again_after_a_change_conclude_what_they_do_from_nothing(changes: list[Change]) -> None:
    sound, broken = (lines_of(changed(some)) for some in ([], changes))
    subjects = {split_line(line)[0] for line in set(sound) ^ set(broken)}
    assert subjects
    engine = RuleEngine(rules(), shipped_model(), Policy())
    engine.add(sound)
    first = engine.conclude()
    for lines, expected in ((broken, concluded(changes)), (sound, concluded())):
        about = [line for line in lines if split_line(line)[0] in subjects]
        engine.replace([from_ntriples(subject) for subject in subjects], about)
        assert engine.conclude() == expected
    assert first == concluded()
