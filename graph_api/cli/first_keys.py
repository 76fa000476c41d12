"""The keys that sign receipts: made when a service starts for the first time."""

from pathlib import Path

from graph_api.cli.terminal import say


def ensure_keys(folder: Path) -> None:
    """Make the first key if the folder has none, and print a line about it.

    A folder that cannot be written is left as it is, and the line reports that nothing will be signed.
    """
    from graph_api.receipts.keyring import Keyring

    keyring = Keyring(folder)
    if keyring.version is not None:
        return
    try:
        keyring.make()
    except OSError as problem:
        say(f"receipts cannot be signed: no keys in {folder}, and it cannot be written ({problem.strerror})")
        return
    say(f"made the key that signs receipts, in {folder}: keep a copy of it apart from the releases")
