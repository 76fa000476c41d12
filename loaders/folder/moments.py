"""Moments as manifests write them: in UTC, to the second, so that texts sort as the moments do."""

from datetime import UTC, datetime


def now() -> str:
    """The time by the clock of this machine."""
    return _text(datetime.now(UTC))


def is_moment(text: str) -> bool:
    """True if a text is a moment in this form."""
    try:
        return _text(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
