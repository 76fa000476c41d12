"""The views of the calendar and of changes, of small made-up answers."""

from datetime import date
from typing import Any

from graph_api.pages.frame import Frame
from graph_api.pages.views.calendar import CalendarFiles, calendar_view
from graph_api.pages.views.calendar_events import calendar_events, events_left_out
from graph_api.pages.views.changed_values import ValueNames, changed_values, iris_of_changes
from graph_api.pages.views.reader import PageReader
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model

FRAME = Frame("en", "/calendar", public="https://example.org")
READER = PageReader(FRAME, lambda iri: f"/doc/{iri}?lang=en", date(2026, 6, 15))
NDP = f"{DEFAULT_BASE}ns#"


def named(name: str, **others: object) -> dict[str, Any]:
    return {"iri": name, "label": {"value": name, "lang": "en"}, **others}


def due(name: str, day: str | None, *things: str, illustrative: bool = False) -> dict[str, Any]:
    return {
        "iri": name,
        "dueOn": day,
        "obligationKind": {"code": "renewal", "label": {"value": "Renewal", "lang": "en"}},
        "dueFor": {"nodes": [named(one, sources=[{"illustrative": illustrative}]) for one in things]},
        "owedBy": {"nodes": [named("body")]},
        "derivedFrom": {"nodes": [named("reason")]},
    }


def calendar_of(*obligations: dict[str, Any], late: int = 0, **others: object) -> Any:
    data = {
        "list": {
            "totalCount": len(obligations),
            "pageInfo": {"hasNextPage": False, "endCursor": None},
            "nodes": list(obligations),
            "facets": {"obligationKind": []},
        },
        "late": {"totalCount": late},
        "others": {"facets": {"owedBy": []}},
        **others,
    }
    return calendar_view(data, {"organization": "old"} if others else {}, CalendarFiles("c", "i"), READER)


def test_what_is_due_on_the_day_itself_is_in_time() -> None:
    view = calendar_of(
        due("a", "2026-06-14"), due("b", "2026-06-15"), due("c", "2026-06-30"), due("d", "2026-07-01"), late=1
    )
    assert [(one.title, [row.what.address for row in one.rows], one.is_late) for one in view.groups] == [
        ("Overdue", ["/doc/a?lang=en"], True),
        ("June 2026", ["/doc/b?lang=en", "/doc/c?lang=en"], False),
        ("July 2026", ["/doc/d?lang=en"], False),
    ]
    assert view.late == "overdue: 1"


def test_nothing_due_is_no_group_and_nothing_late() -> None:
    view = calendar_of()
    assert (view.groups, view.late, view.is_illustrative) == ([], "", False)


def test_a_body_that_owes_nothing_is_chosen_all_the_same_and_leads_to_those_in_its_place() -> None:
    view = calendar_of(body=named("old", responsibleOn=[named("new")], sources=[{"illustrative": True}]))
    assert [(one.iri, one.is_chosen) for one in view.bodies] == [("old", True)]
    assert [one.address for one in view.instead] == ["?organization=new&lang=en"]
    assert view.is_made_up


def test_an_event_has_whole_addresses_and_names_in_one_line() -> None:
    (event,) = calendar_events([due("a", "2026-07-01", "x\r\nEND:VEVENT", illustrative=True)], READER)
    assert (event.iri, event.day, event.summary) == ("a", date(2026, 7, 1), "Renewal: x END:VEVENT")
    assert event.address == "https://example.org/doc/a?lang=en"
    assert event.description.splitlines() == [
        "Owed by: body",
        "Because of: reason",
        "illustrative",
        "https://example.org/doc/a?lang=en",
    ]
    assert calendar_events([due("a", None)], READER) == []


def test_a_calendar_that_is_cut_says_so() -> None:
    assert events_left_out(500, 500, "en") == ""
    assert events_left_out(500, 3214, "en").startswith("Only the first 500 of 3,214.")


def values_of(before: list[str], after: list[str]) -> tuple[list[tuple[str, list[str], list[str]]], int]:
    node = {"iri": "x", "removed": before, "added": after}
    model = read_model(builtin_files(DEFAULT_BASE))
    shown, more = changed_values(node, ValueNames(model, {"http://x/b": named("B")}, READER))
    texts = [(one.name.text, [v.text for v in one.before], [v.text for v in one.after]) for one in shown]
    return texts, more


def line(name: str, value: str, graph: str = "http://x/g") -> str:
    return f"<http://x/s> <{NDP}{name}> {value} <{graph}> ."


def test_values_are_shown_by_their_names_before_and_after() -> None:
    day = '"{}"^^<http://www.w3.org/2001/XMLSchema#date>'
    before = [
        line("validUntil", day.format("2026-01-01")),
        line("lifecycle", f"<{DEFAULT_BASE}code/lifecycle/planned>"),
    ]
    after = [line("validUntil", day.format("2026-02-01")), line("ofKind", "<http://x/b>")]
    assert values_of(before, after) == (
        [
            ("life cycle", ["Planned"], []),
            ("of kind", [], ["B"]),
            ("valid until", ["1 January 2026"], ["1 February 2026"]),
        ],
        0,
    )
    nodes = [{"removed": before, "added": after}]
    assert set(iris_of_changes(nodes)) == {f"{DEFAULT_BASE}code/lifecycle/planned", "http://x/b"}


def test_a_statement_that_moved_to_another_source_has_not_changed() -> None:
    assert values_of([line("slug", '"a"', "http://x/one")], [line("slug", '"a"', "http://x/two")]) == ([], 0)


def test_many_properties_are_counted() -> None:
    shown, more = values_of([], [line(f"p{number}", '"a"') for number in range(9)])
    assert (len(shown), more) == (6, 3)
