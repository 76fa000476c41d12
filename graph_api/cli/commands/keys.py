"""`ndp-graph keys`."""

import json
import os
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.scopes import FlagScope
from graph_api.cli.terminal import say
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph_api.receipts.keys import PublicKey


@click.command(
    "keys",
    cls=SettingsCommand,
    short_help="Make, rotate and list the keys that sign receipts.",
    scopes=(
        FlagScope(
            ("form",),
            "to the list of keys",
            "write `ndp-graph keys list`",
            lambda values: values["action"] == "list",
        ),
    ),
    epilog="""\b
Examples:
  ndp-graph keys make                  make the first key; a running service uses it at once
  ndp-graph keys rotate                replace it with a new one; the old one stays published
  ndp-graph keys list --format json    list the public keys, as at /.well-known/jwks.json""",
)
@click.argument("action", type=click.Choice(["make", "rotate", "list"]))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The format of the list. Default: text.",
)
@setting_flags("keys")
def command(action: str, form: str, **flags: Any) -> int:
    """Make, rotate or list the Ed25519 keys that sign receipts. They are in the folder --keys.

    `rotate` deletes the secret part of the key in use; the receipts that it signed can still be verified. Keep the
    folder apart from the releases: anybody who has <id>.private.jwk can sign in your name.
    """
    from graph_api.receipts.keyring import Keyring

    keyring = Keyring(settings_of(flags, os.environ).keys)
    if keyring.path.exists() and not keyring.path.is_dir():
        raise UsageError(
            f"{keyring.path} is a file, not a folder of keys",
            hint="name another folder with --keys (NDP_KEYS)",
        )
    if action != "list":
        key = keyring.make() if action == "make" else keyring.rotate()
        say(f"from now on receipts are signed with this key in {keyring.path}:")
        click.echo(key.id)
        return 0
    known = keyring.sound()
    if form == "json":
        click.echo(json.dumps(json.loads(known.to_json()), indent=2))
        return 0
    if not known.keys:
        say(f"there is no key in {keyring.path} yet: make one with `ndp-graph keys make`")
    for one in known.keys:
        click.echo(_line(one, is_last=one is known.keys[-1]))
    return 0


def _line(key: "PublicKey", *, is_last: bool) -> str:
    from graph_api.receipts.claims import moment

    open_end = "signing" if is_last else "its secret was lost"
    until = open_end if key.until is None else f"until {moment(key.until)}"
    return f"{key.id}  since {moment(key.since)}  {until}"
