"""The regimes of the national lists, and what the register says of them day by day, on both stores."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.stores import Asker

REGIMES = """query ($day: Date!) {
  platformRegimes(asOf: $day) {
    nodes {
      term(lang: "vi") { value } publisher { label(lang: "en") { value } } recognitionRequired
      acts { nodes { number } }
      frameworks { nodes { marketShareRequired prescribedRequirements { totalCount } enactedBy { iri } } }
      platformLists { nodes { enactedBy { number } records { totalCount } } }
      label { value } description(lang: "fr") { value lang }
    }
  }
}"""
ENTRIES = """query ($day: Date!) {
  nationalPlatformLists(asOf: $day, where: { regime: { isNull: false } }) {
    nodes {
      publishedEntryCount kinds(asOf: null) { totalCount }
      records(first: 200) {
        totalCount
        nodes {
          iri identifiers plannedFrom plannedUntil lifecycle { code } issued
          listedUnder { iri }
          sources { source confidence { code } illustrative }
          primaryTopic {
            iri label(lang: "vi") { value }
            roles(where: { role: { eq: LEAD_AGENCY } }) { nodes { agent { iri label(lang: "en") { value } } } }
            closeMatches { nodes { iri } }
          }
        }
      }
    }
  }
}"""
MATCHES = """{
  digitalPlatforms(where: { listedAs: { some: {} } }) {
    nodes { label(lang: "en") { value } listedAs { nodes { identifiers } } }
  }
}"""
MIC = ("nền tảng số quốc gia", "Ministry of Information and Communications", True)
MOST = ("nền tảng số quốc gia và dùng chung", "Ministry of Science and Technology", None)
PM = ("nền tảng số dùng chung quốc gia", "Prime Minister", False)
A186, A1230, A1864 = "186/QĐ-BTTTT", "1230/QĐ-BTTTT", "1864/QĐ-BTTTT"
A2294 = "2294/QĐ-BTTTT"
A1527, A2618 = "1527/QĐ-BKHCN", "2618/QĐ-BKHCN"
A1132, LAW, DECREE = "1132/QĐ-TTg", "148/2025/QH15", "224/2026/NĐ-CP"
DAYS: Mapping[str, tuple[object, set[str], list[tuple[bool | None, int]], set[str]] | None] = {
    "2022-02-10": None,
    "2022-02-11": (MIC, {A186}, [(None, 12)], {A186}),
    "2023-07-09": (MIC, {A186}, [(None, 12)], {A186}),
    "2023-07-10": (MIC, {A186, A1230}, [(None, 12), (True, 6)], {A186}),
    "2023-09-28": (MIC, {A186, A1230, A1864}, [(None, 12), (True, 6)], {A186}),
    "2023-09-29": (MIC, {A186, A2294, A1230, A1864}, [(None, 12), (True, 6)], {A186, A2294}),
    "2025-06-28": (MIC, {A186, A2294, A1230, A1864}, [(None, 12), (True, 6)], {A186, A2294}),
    "2025-06-29": (MOST, {A1527}, [], {A1527}),
    "2025-09-11": (MOST, {A2618}, [], {A1527}),
    "2026-06-23": (MOST, {A2618}, [], {A1527}),
    "2026-06-24": (PM, {A1132}, [(False, 2)], {A1132}),
    "2026-06-30": (PM, {A1132}, [(False, 2)], {A1132}),
    "2026-07-01": (PM, {A1132, LAW, DECREE}, [(False, 2), (False, 6)], {A1132}),
}
STARTS = {"2022–2025": "2022-02-11", "2025–2026": "2025-06-29", "from 2026": "2026-06-24"}
"""The first day of each regime, by the end of its name."""
LEADS = {
    "Ministry of Public Security": 14,
    "Ministry of Finance": 11,
    "Ministry of Agriculture and Environment": 6,
    "Government Inspectorate": 6,
    "Ministry of Home Affairs": 5,
    "Ministry of Science and Technology": 4,
    "Office of the Party Central Committee": 4,
    "Ministry of Justice": 3,
    "Ministry of Culture, Sports and Tourism": 3,
    "Ministry of Education and Training": 3,
    "Ministry of Health": 3,
    "Ministry of Ethnic Minorities and Religions": 3,
    "The State Bank of Vietnam": 3,
    "Government Office": 2,
    "Ministry of Industry and Trade": 2,
    "Ministry of Construction": 2,
    "Vietnam Television": 2,
    "Ministry of National Defence": 1,
    "Ministry of Foreign Affairs": 1,
    "Đài Tiếng nói Việt Nam": 1,  # its English name was not found
}


WHY = """query ($platform: ID!, $day: Date!) {
  why: whyApproved(platform: $platform, asOf: $day) { ...case }
  not: whyNot(platform: $platform, asOf: $day) { ...case }
}
fragment case on Justification {
  verdict status { code }
  blocking { kind remedy(lang: "en") { value } } steps { kind outcome text(lang: "en") { value } }
}"""
DECIDES = "the list itself decides, and no recognition or assessment is asked for"
SILENT = "no act that was read says whether it asks for a recognition"
RECOGNISE, ASSESS = "A dated recognition", "An assessment of this platform"
INSCRIBE, ADD, READ = (
    "an act has to put the platform",
    "Add the other entries",
    "State whether the regime asks",
)
CASES: Mapping[tuple[str, str], tuple[str, list[str], list[str]]] = {
    ("postmart", "2026-08-01"): ("NOT_SUPPORTED", [INSCRIBE], [DECIDES, "all its 79 entries are known"]),
    ("mobiedu", "2026-08-01"): ("NOT_SUPPORTED", [INSCRIBE], [DECIDES, "all its 79 entries are known"]),
    ("mobiedu", "2026-06-23"): ("UNKNOWN", [READ, ADD], [SILENT, "16 of its 55 entries are known"]),
    ("vtvgo", "2026-01-01"): ("UNKNOWN", [READ, ADD], [SILENT, "16 of its 55 entries are known"]),
    ("vneid", "2026-01-01"): ("UNKNOWN", [READ], [SILENT, "is on the list in force"]),
    ("vneid", "2024-01-01"): ("NOT_SUPPORTED", [RECOGNISE], ["2022–2025” is in force, which asks for"]),
    ("vtvgo", "2024-01-01"): ("NOT_SUPPORTED", [ASSESS], ["2022–2025” is in force, which asks for"]),
    ("vneid", "1800-01-01"): ("NOT_SUPPORTED", ["State the regime of that day"], ["No regime"]),
    ("vneid", "2026-06-24"): ("SUPPORTED", [], ["no recognition is asked for"]),
}
"""Verdict, remedies, and what the steps about the list and its regime say, by platform and day."""


@pytest.mark.parametrize(("platform", "day"), CASES)
def test_the_regime_of_the_day_decides_what_a_platform_lacks(engine: Asker, platform: str, day: str) -> None:
    verdict, remedies, said = CASES[platform, day]
    cases = engine.data(WHY, {"platform": f"{DEFAULT_BASE}id/platform/{platform}", "day": day})
    for case in cases.values():
        assert case["verdict"] == verdict
        found = [step["remedy"]["value"] for step in case["blocking"]]
        assert [any(words in one for words in remedies) for one in found] == [True] * len(remedies)
        steps = [step for step in case["steps"] if step["kind"] in ("REGIME", "LISTED")]
        texts = " ".join(step["text"]["value"] for step in steps)
        assert [words for words in said if words not in texts] == []
        # No step speaks of a regime that had not begun.
        later = [name for name, start in STARTS.items() if start > day and name in texts]
        assert later == []


@pytest.mark.parametrize("day", DAYS)
def test_one_regime_at_most_applies_on_a_day_and_says_what_it_asks(engine: Asker, day: str) -> None:
    nodes = engine.data(REGIMES, {"day": day})["platformRegimes"]["nodes"]
    expected = DAYS[day]
    if expected is None:
        assert nodes == []
        return
    (regime,) = nodes
    whose, acts, asks, lists = expected
    said = (regime["term"]["value"], regime["publisher"]["label"]["value"], regime["recognitionRequired"])
    frameworks = [
        (f["marketShareRequired"], f["prescribedRequirements"]["totalCount"])
        for f in regime["frameworks"]["nodes"]
    ]
    assert said == whose
    assert {a["number"] for a in regime["acts"]["nodes"]} == acts
    assert sorted(frameworks, key=str) == sorted(asks, key=str)
    assert {x["enactedBy"]["number"] for x in regime["platformLists"]["nodes"]} == lists
    assert regime["description"]["lang"] == "fr"


def records(engine: Asker, day: str) -> Any:
    (only,) = engine.data(ENTRIES, {"day": day})["nationalPlatformLists"]["nodes"]
    assert only["records"]["totalCount"] == len(only["records"]["nodes"])
    assert only["kinds"]["totalCount"] == only["records"]["totalCount"] <= only["publishedEntryCount"]
    return only["records"]["nodes"]


def test_the_list_of_2026_has_79_entries_each_with_source_lead_and_plan(engine: Asker) -> None:
    entries = records(engine, "2026-07-01")
    numbers = {e["identifiers"][0] for e in entries}
    assert numbers == {*(f"A{n}" for n in range(1, 18)), *(f"B{n}" for n in range(1, 63))}
    assert len({e["iri"] for e in entries}) == len({e["primaryTopic"]["iri"] for e in entries}) == 79
    names = Counter(e["primaryTopic"]["label"]["value"] for e in entries)
    assert names["Hệ thống thông tin giải quyết TTHC"] == 16
    leads: Counter[str] = Counter()
    for entry in entries:
        (role,) = entry["primaryTopic"]["roles"]["nodes"]
        leads[role["agent"]["label"]["value"]] += 1
        assert entry["listedUnder"]["iri"].endswith("fc/2026-nhom-" + entry["identifiers"][0][0].lower())
        confidences = {s["confidence"]["code"] for s in entry["sources"]}
        assert "secondary" in confidences
        assert not any(s["illustrative"] for s in entry["sources"])
        assert (entry["lifecycle"] is None) == (entry["plannedFrom"] is not None)
        assert (entry["plannedFrom"] is None) == (entry["plannedUntil"] is None)
    assert leads == LEADS
    assert sum(e["lifecycle"] is not None for e in entries) == 10


def test_the_lists_of_the_ministry_end_on_the_day_before(engine: Asker) -> None:
    assert {e["issued"] for e in records(engine, "2026-06-23")} == {"2025-06-29"}
    assert {e["issued"] for e in records(engine, "2026-06-24")} == {"2026-06-24"}


def test_platforms_that_an_entry_seems_to_name_are_found_from_both_sides(engine: Asker) -> None:
    nodes = engine.data(MATCHES)["digitalPlatforms"]["nodes"]
    assert {n["label"]["value"]: n["listedAs"]["nodes"][0]["identifiers"][0] for n in nodes} == {
        "National Public Service Portal": "A1",
        "VNeID national e-identification platform": "A2",
        "Data integration and sharing platform (NDXP)": "A6",
        "VTVGo": "B61",
    }
