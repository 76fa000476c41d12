"""The socket that a server listens on, and the errors about it."""

import errno
import socket

from graph_api.settings import Settings
from ontology.errors import UsageError

_LISTENING = {
    errno.EADDRNOTAVAIL: "write an address of this machine as --host, such as 127.0.0.1, or 0.0.0.0 for all",
    errno.EACCES: "choose a port from 1024 on with --port: lower ones are for the administrator",
}
"""By error number, the hint if the service cannot listen."""


def listen(settings: Settings) -> socket.socket:
    """The socket to serve on; opened first, so that a port in use is reported at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: a client that takes nothing loses its connection
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, settings.send_timeout)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except socket.gaierror:
        listening.close()
        raise UsageError(
            f"--host: there is no address {settings.host!r}",
            code="SETTING",
            hint="write an address of this machine, such as 127.0.0.1",
        ) from None
    except OSError as problem:
        listening.close()
        raise UsageError(
            f"cannot listen on {settings.host} port {settings.port}: {problem.strerror or problem}",
            code="PORT_TAKEN",
            hint=_LISTENING.get(
                problem.errno or 0, "stop the program that listens there, or choose another port with --port"
            ),
        ) from None
    return listening
