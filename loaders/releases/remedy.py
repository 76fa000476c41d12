"""The advice about files of a release folder that cannot be restored."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from loaders.folder.folder import Folder

LOAD_ANEW = "load your files anew into another folder: `ndp-graph load --store sqlite:FOLDER FILE…`"


@dataclass(frozen=True, slots=True)
class LostFile:
    """A file that cannot be restored, a release that needs it, and the problem."""

    release: str
    path: Path
    problem: str


def remedy(folder: Folder, one: LostFile, lost: Collection[LostFile], current: str | None) -> str:
    """The advice about one of the `lost` files: a rollback only where it helps, to a release that has all its files."""
    copy = "copy the file from a backup"
    files = {manifest.id: manifest.files for manifest in folder.history()}
    if current not in (None, one.release) and one.path.stem not in files.get(current or "", ()):
        return f"{copy}; the current release is not affected"
    damaged, missing = {other.release for other in lost}, {other.path.stem for other in lost}
    sound = [
        before for before in _once_current(folder) if before not in damaged and not files[before] & missing
    ]
    if not sound:
        return f"{copy}, or {LOAD_ANEW}"
    return f"{copy}, or make an earlier release current again: `ndp-graph rollback {sound[0]}`"


def _once_current(folder: Folder) -> list[str]:
    """The releases that were current, the last first, without those from which somebody rolled back."""
    events = [(one.built_at, 0, one.number, one.id) for one in folder.history()]
    events += [(one.moment, 1, number, one.release) for number, one in enumerate(folder.rollbacks())]
    events.sort()
    left = {}
    for (*_, release), following in zip(events, [*events[1:], None], strict=True):
        left[release] = following is not None and following[1] == 1
    by_last_time = dict.fromkeys(release for *_, release in reversed(events))
    return [release for release in by_last_time if not left[release]]
