"""What the media threads allocate while calls go on, counted by a malloc before the server's own (Benchmarks/Relay).

What decodes is not looked at here: without the optimiser generic code allocates by itself. `make bench` counts it.
"""
import http.client
import os
import pathlib
import struct
import subprocess
import time

from harness.scenario import check, scenario
from scenarios.storage import accounts, own_server

SOURCE = pathlib.Path(__file__).resolve().parents[3] / "Benchmarks/Relay/allocations.c"


class Counter:
    """A server whose media threads are watched."""

    def __init__(self, world, number):
        library, self.path = os.path.join(world.folder, "allocations.so"), os.path.join(world.folder, "count")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
        self.server = own_server(world, number)
        self.server.environment = {"LD_PRELOAD": library, "MARTLET_ALLOCATIONS": self.path}
        self.server.start()
        self.world = world

    def count(self):
        with open(self.path, "rb") as file:
            return struct.unpack("<Q", file.read(8))[0]

    def packets(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.http, timeout=20)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        return sum(float(line.rpartition(" ")[2]) for line in text.splitlines()
                   if line.startswith(("media_packets_received", "media_packets_played")))

    def quiet(self, what, seconds=3):
        """Nothing is allocated for packets, once what is made at the beginning is there."""
        time.sleep(1.5)
        count, packets = self.count(), self.packets()
        time.sleep(seconds)
        made, carried = self.count() - count, self.packets() - packets
        check(carried > 40 * seconds, f"{what}: only {carried:.0f} packets")
        # A report now and then, and whoever looks at the counts, may cost one; a packet may not.
        check(made < carried / 20, f"{what}: {made} allocations for {carried:.0f} packets")


def talk(counter, payloads=(8,)):
    caller, callee = accounts(counter.world, counter.server)
    call = caller.invite("102", caller.offer(payloads=payloads))
    incoming = callee.incoming()
    incoming.accept()
    call.final(200)
    caller.media.payloadType = payloads[0]
    for phone, hertz in ((caller, 600), (callee, 900)):
        phone.media.send_tone(hertz)
    return call, incoming


@scenario("Media threads allocate nothing per packet: relayed, in the other law, played")
def relayed(world):
    counter = Counter(world, 29)
    call, incoming = talk(counter)
    counter.quiet("relayed")
    call.ask("INVITE", body=call.phone.offer("sendonly", version=2))
    counter.quiet("music on hold")
    call.send("BYE")
    incoming.expect("BYE")
    call, incoming = talk(counter, (0,))
    counter.quiet("in the other law")
    call.send("BYE")
    incoming.expect("BYE")
