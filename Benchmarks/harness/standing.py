"""What most parts of the bench stand on: the C programs compiled, a server, a phone and a provider that calls it."""
import contextlib
import shutil
import tempfile

from harness import relaying
from harness.phone import Phone, header, media_port
from harness.server import Server, free_port

NUMBER = "+74951234567"


@contextlib.contextmanager
def standing(binary, environment=None):
    """A server, boris's phone and a provider's port that calls it."""
    with Server(binary, media="10000-29999", environment=environment) as server:
        trusted, phone = free_port(9500), free_port(9520)
        server.trust(trusted)
        with Phone(server, phone) as callee, Phone(server, trusted) as caller:
            callee.register("boris", server.password("boris@demo.martlet"))
            yield server, caller, callee


@contextlib.contextmanager
def programs():
    folder = tempfile.mkdtemp(prefix="martlet-bench-relay-")
    try:
        relaying.compile_all(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def join(server, callee, call, count, codec=(8, "PCMA")):
    """So many more members for the call: boris again and again; returns the server's media ports."""
    ports = []
    for _ in range(count):
        server.api("POST", f"/calls/{call['id']}/members", {"target": "102"})
        invite = callee.receive("INVITE")
        callee.accept(invite, codec)
        callee.receive("ACK", header(invite, "Call-ID"))
        ports.append(media_port(invite))
    return ports
