"""Loads into Neo4j that are killed at each of their statements: what questions get then, and the next load."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import neo4j
import orjson
import pytest

from graph_api.operations.question import DocumentRules, Question
from loaders.stores.neo4j.store import Neo4jStore
from loaders.stores.port import StoreChange
from ontology.model import Model
from tests.graph_api.support.nasty import NS
from tests.graph_api.support.stores import Asker, Content, change_of, contents, neo4j_open

ONE = ":a a :Alpha ; :nick 'one' ; :next :b . :b a :Alpha ; :nick 'b' . :gone a :Alpha ; :next :a ."
TWO = (
    ":a a :Alpha ; :nick 'two' ; :next :c . :b a :Alpha ; :nick 'b' . :c a :Alpha ; :nick 'new' ; :next :b ."
)
QUERY = "{ alphas { totalCount nodes { iri nick next { iri nick } } } release { statements } }"
SOON = DocumentRules(seconds=8.0)
"""Less than any patience with a load that does not go on."""


class Killed(BaseException):
    """The end of a process in the middle."""


@dataclass
class Executioner:
    """Counts what loads send to Neo4j, and kills one before what it would send as number `at` (0: never)."""

    at: int = 0
    sent: int = 0

    def kills(self, send: Callable[..., Any]) -> Callable[..., Any]:
        """The method `send` of a driver's class, counted."""

        def counted(*arguments: Any, **named: Any) -> Any:
            self.sent += 1
            if self.sent == self.at:
                raise Killed
            return send(*arguments, **named)

        return counted


@pytest.fixture
def executioner(monkeypatch: pytest.MonkeyPatch) -> Executioner:
    """Watches the driver that loads use; questions use another one."""
    found = Executioner()
    runs = [(owner, "run") for owner in (neo4j.Session, neo4j.ManagedTransaction, neo4j.Transaction)]
    for owner, name in (*runs, (neo4j.Transaction, "commit")):
        monkeypatch.setattr(owner, name, found.kills(getattr(owner, name)))
    return found


@dataclass(frozen=True)
class Release:
    """A release to load, and the answer that it gives."""

    name: str
    content: Content

    def change(self, before: "Release | None") -> StoreChange:
        """The change that loads it: the whole, or the difference from a release before."""
        whole = replace(change_of(self.content), release=self.name)
        if before is None:
            return whole
        old = {record.iri: record for record in change_of(before.content).upserts}
        new = {record.iri: record for record in whole.upserts}
        changed = [record for iri, record in new.items() if old.get(iri) != record]
        return replace(whole, upserts=changed, deletes=sorted(old.keys() - new.keys()), replace=False)


@contextmanager
def asking_soon(content: Content, uri: str) -> Iterator[Asker]:
    """An engine that gives up after seconds."""
    with neo4j_open(content, uri) as asker:
        yield replace(asker, engine=asker.engine.replace(rules=SOON))


def ask(asker: Asker) -> Any:
    """The whole answer to `QUERY`."""
    return orjson.loads(asker.runner.run(asker.engine.execute(Question(QUERY))).body)


@pytest.fixture
def releases(model: Model) -> tuple[Release, Release]:
    """Two releases."""
    texts = (f"@prefix : <{NS}> . {text}".encode() for text in (ONE, TWO))
    one, two = (contents(model, [text]) for text in texts)
    return Release("000001-one", one), Release("000002-two", two)


@pytest.mark.parametrize("by_difference", [True, False], ids=["difference", "whole"])
def test_a_load_killed_at_any_statement_to_neo4j_leaves_one_release_that_answers(
    neo4j_empty: str,
    releases: tuple[Release, Release],
    executioner: Executioner,
    *,
    by_difference: bool,
) -> None:
    def load(release: Release, before: Release | None) -> int:
        """The number of statements that it took."""
        executioner.sent = 0
        with Neo4jStore(neo4j_empty, None) as store:
            store.apply(release.change(before if by_difference else None))
        return executioner.sent

    here, there = releases
    with asking_soon(here.content, neo4j_empty) as asker:
        answers = {}
        for release, before in ((here, None), (there, here), (here, there)):
            with Neo4jStore(neo4j_empty, None) as store:
                store.apply(release.change(before))
            answers[release.name] = ask(asker)
        assert [answer["extensions"]["release"] for answer in answers.values()] == list(answers)
        number = kept = 0
        while True:
            number += 1
            executioner.at = number
            try:
                load(there, here)
            except Killed:
                executioner.at = 0
            else:
                break
            answer = ask(asker)
            assert answer == answers[answer["extensions"]["release"]], number
            if answer["extensions"]["release"] == here.name:
                kept += 1
                load(there, here)
                assert ask(asker) == answers[there.name]
            here, there = there, here
    assert (number > 15, 0 < number - 1 - kept < 7) == (True, True), (number, kept)


def test_a_first_load_killed_at_any_statement_to_neo4j_leaves_an_empty_store(
    neo4j_empty: str, releases: tuple[Release, Release], executioner: Executioner
) -> None:
    release, _ = releases
    codes: list[str] = []
    while True:
        with asking_soon(release.content, neo4j_empty) as asker:
            answer = ask(asker)
        if "errors" not in answer:
            break
        codes += [error["extensions"]["code"] for error in answer["errors"]]
        executioner.sent, executioner.at = 0, len(codes)
        with pytest.raises(Killed), Neo4jStore(neo4j_empty, None) as store:
            store.apply(release.change(None))
    assert (answer["extensions"]["release"], answer["data"]["alphas"]["totalCount"]) == (release.name, 3)
    assert (set(codes), len(codes) > 10) == ({"STORE_EMPTY"}, True)
