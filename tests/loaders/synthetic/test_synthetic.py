"""Made-up data: always the same, with exactly the defects that the ground truth lists."""

import gzip
import json
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import zstandard

from loaders.nquads.lines import split_line
from loaders.rules.engine import conclude
from loaders.rules.policy import Policy
from loaders.synthetic.defects import OF_KINDS, OF_NATIONAL, OF_OTHERS
from loaders.synthetic.file import truth_path, write_files
from loaders.synthetic.world import EVALUATION, World
from loaders.validation.shapes import Shapes
from loaders.validation.validate import prepare_shapes, validate
from ontology.errors import UsageError
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.rule import Rules, read_rules
from ontology.values.literals import split
from tests.loaders.support.auditing import shipped_model
from tests.loaders.support.truth import read_truth

NDP = DEFAULT_BASE + "ns#"
SMALL = 60
DAY = date.fromordinal(EVALUATION).isoformat()
OF_SHAPES = ("D26", "D31")
NEVER_MADE = "D37"
"""Made-up lists do not say how many entries were published, so none can be incomplete."""


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return prepare_shapes(file.content for file in builtin_files(DEFAULT_BASE) if file.is_turtle)


def lines_of(world: World, folder: Path) -> list[bytes]:
    write_files(world, folder / "made-up.nq", DEFAULT_BASE)
    return (folder / "made-up.nq").read_bytes().splitlines()


def truth_of(folder: Path) -> list[dict[str, str | None]]:
    return read_truth(folder / "made-up.truth.json")


def test_equal_seeds_give_equal_files_whatever_they_are_packed_in(tmp_path: Path) -> None:
    world = World(SMALL, 5, 0.01)
    for name in ("one.nq", "two.nq", "packed.nq.gz", "packed-again.nq.gz", "tight.nq.zst"):
        write_files(world, tmp_path / name, DEFAULT_BASE)
    write_files(World(SMALL, 6, 0.01), tmp_path / "other.nq", DEFAULT_BASE)
    content = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert content["one.nq"] == content["two.nq"] != content["other.nq"]
    assert content["packed.nq.gz"] == content["packed-again.nq.gz"]
    assert gzip.decompress(content["packed.nq.gz"]) == content["one.nq"]
    tight = zstandard.ZstdDecompressor().stream_reader(content["tight.nq.zst"]).read()
    assert tight == content["one.nq"]
    assert content["one.truth.json"] == content["tight.truth.json"] != content["other.truth.json"]


@pytest.mark.parametrize("platforms", [1, 2, 3, 5, SMALL])
def test_sound_data_conform_in_every_respect(platforms: int, tmp_path: Path, shapes: Shapes) -> None:
    lines = lines_of(World(platforms, 4), tmp_path)
    assert truth_of(tmp_path) == []
    assert validate(lines, shapes) == ()


def test_shapes_find_what_is_theirs_in_the_truth(tmp_path: Path, shapes: Shapes) -> None:
    lines = lines_of(World(200, 8, 0.01), tmp_path)
    found = {(r.code, r.focus, r.value) for r in validate(lines, shapes)}
    structural = {
        (t["code"], t["focus"], t["value"]) for t in truth_of(tmp_path) if t["code"] in ("D26", "D31")
    }
    assert {(code, focus, value) for code, focus, value in found if code != "SHACL"} == structural
    assert {code for code, _, _ in structural} == {"D26", "D31"}
    # A graph without a licence and a decision with two dates are defects that a shape finds, too.
    others = {focus for code, focus, _ in found if code == "SHACL"}
    assert others <= {t["focus"] for t in truth_of(tmp_path) if t["code"] in ("D27", "D35")}


@pytest.mark.parametrize("seed", [1, 2])
def test_with_sixty_platforms_every_defect_occurs(seed: int, tmp_path: Path) -> None:
    lines_of(World(SMALL, seed, 0.01), tmp_path)
    codes = Counter(t["code"] for t in truth_of(tmp_path))
    assert set(codes) == {*OF_NATIONAL, *OF_OTHERS, *OF_KINDS}
    assert codes["D30"] > codes["D01"]  # a recognition without a foundation is a status without one


def test_defects_come_at_their_rate(tmp_path: Path) -> None:
    lines_of(World(1000, 3, 0.005), tmp_path)
    codes = Counter(t["code"] for t in truth_of(tmp_path))
    implied = {
        "D06",
        "D09",
        "D10",
        "D12",
        "D13",
        "D16",
        "D18",
        "D21b",
        "D30",
    }  # in two places, or with others
    assert {code: codes[code] for code in (*OF_NATIONAL, *OF_OTHERS) if code not in implied} == {
        code: 5 for code in (*OF_NATIONAL, *OF_OTHERS) if code not in implied
    }


def test_the_truth_is_sorted_and_about_what_is_there(tmp_path: Path) -> None:
    lines = lines_of(World(SMALL, 9, 0.01), tmp_path)
    truth = truth_of(tmp_path)
    assert truth == sorted(truth, key=lambda t: json.dumps(t, ensure_ascii=False).encode())
    assert len({(t["code"], t["focus"], t["value"]) for t in truth}) == len(truth)
    subjects = {split_line(line)[0][1:-1] for line in lines}
    graphs = {split_line(line)[3][1:-1] for line in lines}
    assert {t["focus"] for t in truth} <= subjects | graphs
    assert {t["platform"] for t in truth} <= subjects | {None}


def test_everything_is_marked_as_assumed(tmp_path: Path) -> None:
    marks = {"vi": "(giả định)", "en": "(assumed)", "fr": "(hypothèse)"}
    lines = lines_of(World(SMALL, 2, 0.01), tmp_path)
    objects = [split_line(line)[2] for line in lines]
    tagged = [split(obj)[:2] for obj in objects if re.search(r'"@[a-z]+$', obj)]
    assert len(tagged) > 1000
    assert [text for text, language in tagged if not text.endswith(marks[language])] == []
    things = {iri for line in lines for iri in re.findall(rf"{DEFAULT_BASE}id/[^>]+", line.decode())}
    assert [iri for iri in things if "/gia-dinh-" not in iri] == []


def test_every_graph_has_a_source_a_licence_a_time_and_an_agent(tmp_path: Path) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    graphs = set()
    for line in lines_of(World(SMALL, 2), tmp_path):
        subject, predicate, _, graph = split_line(line)
        said[subject].add(re.split(r"[/#]", predicate[1:-1])[-1])
        graphs.add(graph)
    assert len(graphs) == 6 + World(SMALL, 2).deliveries
    for graph in graphs:
        assert {"source", "license", "generatedAtTime", "wasAttributedTo"} <= said[graph]


def test_shares_follow_from_counts_and_leave_room_for_all(tmp_path: Path) -> None:
    observed: dict[str, dict[str, str]] = defaultdict(dict)
    for line in lines_of(World(400, 11), tmp_path):
        subject, predicate, obj, _ = split_line(line)
        if "/observation/" in subject:
            is_literal = obj.startswith('"')
            observed[subject][re.split(r"[/#]", predicate[1:-1])[-1]] = split(obj)[0] if is_literal else obj
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in observed.values():
        share = Decimal(one["hasSimpleResult"])
        sums[one["inMarket"], one["referencePeriod"]] += share
        if "userCount" in one:
            exact = Decimal(one["userCount"]) * 100 / Decimal(one["potentialUserCount"])
            assert abs(exact - share) < Decimal("0.006")
    assert len(observed) > 400
    assert max(sums.values()) <= 100
    assert max(sums.values()) > 50


def test_of_four_platforms_one_is_national_or_was(tmp_path: Path) -> None:
    declared = Counter(
        split_line(line)[2][1:-1].rsplit("/", 1)[1]
        for line in lines_of(World(800, 1), tmp_path)
        if b"declaredStatus" in line
    )
    assert 0.18 < declared["recognised"] / 800 < 0.25
    assert 0.25 < declared["potential"] / 800 < 0.40
    assert 0.30 < declared["refused"] / 800 < 0.45
    assert min(declared[code] for code in ("revoked", "expired", "under-assessment")) > 0


def test_a_platform_has_some_450_statements(tmp_path: Path) -> None:
    assert 400 < len(lines_of(World(800, 1), tmp_path)) / 800 < 500


def test_all_stands_under_another_base_on_request(tmp_path: Path) -> None:
    write_files(World(8, 1, 0.01), tmp_path / "moved.nq", "https://example.vn/")
    for name in ("moved.nq", "moved.truth.json"):
        content = (tmp_path / name).read_text("utf-8")
        assert DEFAULT_BASE not in content
        assert "https://example.vn/id/" in content


def test_the_truth_stands_beside_the_data() -> None:
    for name in ("a.b.nq", "a.b.nq.gz", "a.b.nq.zst"):
        assert truth_path(Path("to") / name) == Path("to/a.b.truth.json")
    for name in ("a.ttl", "a", "a.gz", "a.nq.bz2"):
        with pytest.raises(UsageError, match="not a name for N-Quads"):
            truth_path(Path(name))


# -- what the rules find


@pytest.fixture(scope="session")
def rules() -> Rules:
    return read_rules(builtin_files(DEFAULT_BASE), DEFAULT_BASE)


def test_the_rules_find_nothing_in_sound_data_on_the_evaluation_day(tmp_path: Path, rules: Rules) -> None:
    assert found_on(DAY, lines_of(World(SMALL, 12), tmp_path), rules) == set()


@pytest.mark.parametrize(("seed", "rate"), [(1, 0.01), (2, 0.05), (13, 0.01)])
def test_the_rules_find_all_that_the_truth_says_and_nothing_else(
    seed: int, rate: float, tmp_path: Path, rules: Rules
) -> None:
    found = found_on(DAY, lines_of(World(SMALL, seed, rate), tmp_path), rules)
    expected = {
        (str(t["code"]), str(t["focus"]), t["value"], t["platform"])
        for t in truth_of(tmp_path)
        if t["code"] not in OF_SHAPES
    }
    assert sorted(expected - found, key=str) == []
    assert sorted(found - expected, key=str) == []
    assert {code for code, *_ in found} == {defect.code for defect in rules.defects} - {NEVER_MADE}


def test_declared_statuses_follow_from_the_decisions(tmp_path: Path, rules: Rules) -> None:
    lines = lines_of(World(SMALL, 12), tmp_path)
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for line in (*lines, *conclude(lines, rules, shipped_model(), Policy()).derived):
        subject, predicate, obj, _ = split_line(line)
        said[subject][re.split(r"[/#]", predicate[1:-1])[-1]] = obj
    derived = {
        one["statusOf"]: one["status"]
        for one in said.values()
        if "statusOf" in one and _day(one, "from", "") <= DAY <= _day(one, "until", "9")
    }
    declared = {
        subject: one["declaredStatus"]
        for subject, one in said.items()
        if one.get("declaredStatus", "").endswith(("/recognised>", "/potential>"))
    }
    assert len(declared) > SMALL / 3
    assert declared == derived


def _day(one: dict[str, str], name: str, default: str) -> str:
    return split(one[name])[0] if name in one else default


def found_on(day: str, lines: list[bytes], rules: Rules) -> set[tuple[str, str, str | None, str | None]]:
    """The findings of a day: code, focus, value as text, platform."""
    return {
        (one.code, one.focus, _text(one.value), one.platform)
        for one in conclude(lines, rules, shipped_model(), Policy()).findings
        if (one.start or "") <= day <= (one.end or "9")
    }


def _text(value: str | None) -> str | None:
    return split(value)[0] if value is not None and value.startswith('"') else value
