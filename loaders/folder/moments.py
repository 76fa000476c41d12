"""Moments as manifests write them: in UTC, to the second, so that texts sort as the moments do."""

import time
from datetime import UTC, datetime, timedelta


def now() -> str:
    """The time by the clock of this machine."""
    return write_moment(datetime.now(UTC))


def now_after(earlier: str) -> str:
    """The time, in a later second than the moment `earlier`: wait for it, or pass it over if the clock was set back."""
    if now() == earlier:
        time.sleep(1 - datetime.now(UTC).microsecond / 1e6)
    return max(now(), write_moment(datetime.fromisoformat(earlier) + timedelta(seconds=1)))


def is_moment(text: str) -> bool:
    """True if a text is a moment in this form."""
    try:
        return write_moment(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def write_moment(moment: datetime) -> str:
    """A moment in UTC as text."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
