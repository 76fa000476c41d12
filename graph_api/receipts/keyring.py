"""The folder of keys: the secret key that signs, and the published set of all keys that ever signed.

    FOLDER/<id>.private.jwk   the key in use; only the owner may read it
    FOLDER/jwks.json          the public halves of all keys, with the times in which they signed

It is not part of a release folder, which may be copied and given away.
"""

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from graph_api.receipts.canonical import canonical_json
from graph_api.receipts.keys import (
    DamagedKey,
    KeySet,
    PublicKey,
    SigningKey,
    make_key,
    read_key_set,
    read_signing_key,
)
from ontology.errors import UsageError

_SET = "jwks.json"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys in a folder; none if the folder does not exist."""

    path: Path

    @property
    def version(self) -> tuple[int, int] | None:
        """A mark that changes whenever keys are made or rotated; None if there are none."""
        try:
            status = (self.path / _SET).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def public(self) -> KeySet:
        """All keys, oldest first. Raises `DamagedKey`."""
        path = self.path / _SET
        try:
            return read_key_set(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return KeySet()
        except DamagedKey as problem:
            raise DamagedKey(f"{path}: {problem.message}", hint="restore it from a backup") from None

    def sound(self) -> KeySet:
        """All keys, oldest first. Raises `DamagedKey` if one was changed."""
        keys = self.public()
        if keys.damaged:
            raise DamagedKey(
                f"the key {keys.damaged[0]} in {self.path / _SET} was changed",
                hint="restore the file from a backup",
            )
        return keys

    def signing(self) -> SigningKey | None:
        """The key in use. Raises `DamagedKey`, or `UsageError` `KEY_EXPOSED` if others may read it."""
        active = _active(self.sound())
        if active is None:
            return None
        path = self._private(active.id)
        try:
            mode, content = path.stat().st_mode, path.read_bytes()
        except FileNotFoundError:
            raise DamagedKey(
                f"{path} does not exist", hint="restore it from a backup, or rotate the keys"
            ) from None
        if mode & 0o007:
            raise UsageError(
                f"every user of this machine may read {path}",
                code="KEY_EXPOSED",
                hint="restrict it (chmod 600), and run `ndp-graph keys rotate` if somebody may have read it",
            )
        key = read_signing_key(content, str(path))
        if key.id != active.id:
            raise DamagedKey(f"{path} contains another key: {key.id}", hint="restore the file from a backup")
        return key

    def make(self, now: int | None = None) -> PublicKey:
        """Make the first key. Raises `UsageError` `KEY_EXISTS` if a key is in use."""
        known = self.sound()
        active = _active(known)
        if active is not None:
            raise UsageError(
                f"a key is in use already: {active.id}",
                code="KEY_EXISTS",
                hint="replace it with `ndp-graph keys rotate`",
            )
        return self._take(known, now)

    def rotate(self, now: int | None = None) -> PublicKey:
        """Replace the key in use by a new one. The old key stays published; its private half is deleted.

        If its private half was lost, nobody can sign that the key is closed: it stays published as it is.
        """
        known = self.sound()
        active = _active(known)
        if active is None:
            raise UsageError(
                "there is no key to rotate", code="KEY_MISSING", hint="make one with `ndp-graph keys make`"
            )
        now = int(time.time()) if now is None else now
        old = self._private(active.id)
        if not old.exists():
            return self._take(known, now)
        closed = read_signing_key(old.read_bytes(), str(old)).publish(active.since, now)
        keys = tuple(closed if key.id == active.id else key for key in known.keys)
        made = self._take(replace(known, keys=keys), now)
        old.unlink()
        return made

    def _take(self, known: KeySet, now: int | None) -> PublicKey:
        """Make a key that signs from now on; its secret is on disk before its public half is published."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = make_key()
        _write(self._private(key.id), canonical_json(key.to_jwk()) + b"\n", 0o600)
        made = key.publish(int(time.time()) if now is None else now)
        part = self.path / f".{_SET}.part"
        part.unlink(missing_ok=True)
        _write(part, replace(known, keys=(*known.keys, made)).to_json(), 0o644)
        part.replace(self.path / _SET)
        return made

    def _private(self, key: str) -> Path:
        return self.path / f"{key}.private.jwk"


def _active(known: KeySet) -> PublicKey | None:
    """The last key, unless it is closed. An earlier key that is not closed was lost."""
    return known.keys[-1] if known.keys and known.keys[-1].until is None else None


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a new file to the disk, with these permissions from the beginning."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
