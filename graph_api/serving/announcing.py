"""Announcements: what `/releases/stream` says about each event, one JSON object, the same for all who follow."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson

from graph_api.operations.question import Question, ReleaseEvent
from loaders.folder.manifest import number_of

ANNOUNCEMENT = """subscription Announcement($diff: Boolean!) {
  releasePublished {
    release { builtAt evaluationDate statements hash }
    diff @include(if: $diff) { added { totalCount } removed { totalCount } changed { totalCount } }
  }
}
"""
"""The GraphQL document about an event."""


def announcement_question(*, has_diff: bool) -> Question:
    """The question about an event; without a diff it needs no other release."""
    return Question(ANNOUNCEMENT, {"diff": has_diff})


def read_published(answer: bytes) -> Mapping[str, Any] | None:
    """The facts in the answer to the question about an event; None if it has errors."""
    data: dict[str, dict[str, Any]] | None = orjson.loads(answer).get("data")
    return data and data["releasePublished"]


def write_announcement(event: ReleaseEvent, published: Mapping[str, Any]) -> bytes:
    """The announcement of an event, with the facts that were `published` about it: those that are missing are null."""
    facts, diff = published.get("release", {}), published.get("diff")
    of_release = f"release={quote(event.release)}"
    return orjson.dumps(
        {
            "id": event.id,
            "release": event.release,
            "sequence": number_of(event.release),
            "rollback": event.is_rollback,
            "before": event.before,
            **{name: facts.get(name) for name in ("builtAt", "evaluationDate", "statements", "hash")},
            "changes": diff and {name: part["totalCount"] for name, part in diff.items()},
            "links": {
                "graphql": f"/graphql?{of_release}",
                "schema": f"/graphql/schema.graphql?{of_release}",
            },
        }
    )
