"""Announcements: what `/releases/stream` says about each event, one JSON object, the same for all who follow."""

from urllib.parse import quote

import orjson

from graph_api.operations.question import Question, ReleaseEvent
from loaders.folder.manifest import number_of

ANNOUNCEMENT = """subscription Announcement($diff: Boolean!) {
  releasePublished {
    before { id }
    release { builtAt evaluationDate statements hash }
    diff @include(if: $diff) { added { totalCount } removed { totalCount } changed { totalCount } }
  }
}
"""
"""The GraphQL document about an event."""


def announcement_question(*, has_diff: bool) -> Question:
    """The question about an event; without a diff it needs no other release."""
    return Question(ANNOUNCEMENT, {"diff": has_diff})


def write_announcement(event: ReleaseEvent, answer: bytes) -> bytes | None:
    """The announcement of an event, by the answer to the question about it; None if that has errors."""
    data = orjson.loads(answer).get("data")
    if data is None:
        return None
    published = data["releasePublished"]
    diff = published.get("diff")
    of_release = f"release={quote(event.release)}"
    return orjson.dumps(
        {
            "id": event.release,
            "sequence": number_of(event.release),
            "rollback": event.is_rollback,
            "before": published["before"] and published["before"]["id"],
            **published["release"],
            "changes": diff and {name: part["totalCount"] for name, part in diff.items()},
            "links": {
                "graphql": f"/graphql?{of_release}",
                "schema": f"/graphql/schema.graphql?{of_release}",
            },
        }
    )
