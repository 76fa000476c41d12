"""A document costs a few statements, whatever it is about; one that was written before costs none."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph_api.engine.answer import Answer
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.engine.prepared import PreparedOperation
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.support.stores import RELEASE, Content

PATHS = (
    "id/kind/minh-hoa-hoc-truc-tuyen",
    "id/list/nen-tang-so-dung-chung-quoc-gia-2026",
    "id/regime/thu-tuong-chinh-phu-2026",
    "code/platform-status/recognised",
    "id/evidence/minh-hoa-hoc-sang-2025-bao-cao-kiem-thu",
)


class CountingEngine(Engine):
    """An engine that counts the statements sent to the store."""

    statements = 0

    async def run(self, operation: PreparedOperation) -> Answer:
        """The answer, counted."""
        answer = await super().run(operation)
        CountingEngine.statements += answer.statements
        return answer


@pytest.fixture
def counted(content: Content, files: SqliteFiles) -> Iterator[TestClient]:
    file = files.of(content)

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return CountingEngine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    with TestClient(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as client:
        yield client


def test_a_document_takes_at_most_eight_statements_once(counted: TestClient) -> None:
    for path in PATHS:
        for query, most in ((".ttl", 5), (".html?lang=fr", 8), (".nq?_profile=labelled", 8)):
            CountingEngine.statements = 0
            first = counted.get(f"/doc/{path}{query}")
            assert first.status_code == 200, path
            assert 0 < CountingEngine.statements <= most, (path, query)
            CountingEngine.statements = 0
            again = counted.get(f"/doc/{path}{query}")
            assert (again.content, again.headers["link"]) == (first.content, first.headers["link"])
            assert CountingEngine.statements == 0


@pytest.mark.parametrize(
    ("paths", "most"),
    [
        (("id/platform/vtvgo", "id/platform/minh-hoa-hoc-sang", "id/platform/minh-hoa-di-chung"), 70),
        (("id/decision/2023-06-05-vtvgo", "id/decision/minh-hoa-2025-qd-0421-suc-khoe-24"), 48),
        (("id/act/2023-qd-1230-qd-btttt", "id/act/minh-hoa-2024-qd-0203"), 37),
        (("graph/illustrative/bo-hoc-tap/2026-10-15", "graph/illustrative/bo-suc-khoe/2026-09-30"), 13),
    ],
)
def test_a_page_with_a_summary_takes_as_many_statements_whatever_it_is_about(
    counted: TestClient, paths: tuple[str, ...], most: int
) -> None:
    taken = []
    for path in paths:
        CountingEngine.statements = 0
        assert counted.get(f"/doc/{path}.html?lang=fr").status_code == 200, path
        taken.append(CountingEngine.statements)
    assert max(taken) <= most, taken
    assert max(taken) - min(taken) <= 8, (
        taken
    )  # a list without members is not followed, nor is anything read twice


def test_what_there_is_not_takes_no_more(counted: TestClient) -> None:
    for path in ("/id/platform/none", "/doc/id/platform/none", "/none"):
        CountingEngine.statements = 0
        assert counted.get(path).status_code == 404
        assert CountingEngine.statements <= 8
