"""What calls in progress notice of everything else, and what their packets allocate."""
import contextlib
import random
import sqlite3
import struct
import subprocess
import threading
import time
import urllib.error
import uuid

from harness import relaying
from harness.phone import stand
from harness.standing import NUMBER, join, programs, standing
from harness.table import Row


def allocations(binary, seconds=5):
    """Allocations on the media threads while packets flow, for each way a packet can go."""
    rows = []
    with programs() as folder:
        library, path = f"{folder}/allocations.so", f"{folder}/count"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, relaying.SOURCES / "allocations.c"], check=True)

        def count():
            with open(path, "rb") as file:
                return struct.unpack("<Q", file.read(8))[0]

        with standing(binary, {"LD_PRELOAD": library, "MARTLET_ALLOCATIONS": path}) as (server, caller, callee):
            def measure(what, pairs, kind=8):
                relaying.measure(folder, server.process.pid, pairs, 2, kind)  # What is made once is made now.
                before = count()
                result = relaying.measure(folder, server.process.pid, pairs, seconds, kind)
                rows.append((what, count() - before, result["sent"]))

            measure("relayed", [stand(caller, callee, NUMBER) for _ in range(8)])
            measure("transcoded", [stand(caller, callee, NUMBER, (9, "G722")) for _ in range(8)], 9)
            boris = next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"]
                         if user["login"] == "boris")
            server.api("PATCH", f"/users/{boris['id']}", {"recordsCalls": True})
            measure("recorded", [stand(caller, callee, NUMBER) for _ in range(8)])
            server.api("PATCH", f"/users/{boris['id']}", {"recordsCalls": False})
            known = {call["id"] for call in server.api("GET", "/calls?limit=200")["items"]}
            ports = list(stand(caller, callee, NUMBER))
            time.sleep(1)
            call = next(item for item in server.api("GET", "/calls?limit=200")["items"] if item["id"] not in known)
            ports += join(server, callee, call, 6)
            measure("mixed", list(zip(ports[::2], ports[1::2])))
    for what, made, sent in rows:
        # Each stream's RTCP report, one in five seconds, costs one.
        yield Row(f"allocations on media threads for {sent} packets {what}, reports included", f"{made}",
                  "one a report", "kept" if made < sent / 50 else "missed")


class Disturbance:
    """Programs that do as much as they are allowed: they ask for lists, have a large history searched, and upload prompts,
    each of which is decoded and checked."""

    lists = ("/users?domain=demo.martlet", "/calls?limit=200", "/changes?limit=100", "/openapi.json")
    reports = ("/history?limit=200", "/history?search=49512&limit=200", "/history?result=answered&from=2020-01-01T00:00:00Z",
               "/history?direction=incoming&search=Boris&limit=200")

    def __init__(self, server):
        self.server, self.isOn, self.counts = server, True, {"lists": 0, "reports": 0, "uploads": 0}

    def __enter__(self):
        works = [lambda: self.ask("lists", self.lists)] * 3 + [lambda: self.ask("reports", self.reports)] * 2 + [self.upload]
        self.threads = [threading.Thread(target=self.run, args=(work,), daemon=True) for work in works]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.isOn = False
        for thread in self.threads:
            thread.join()

    def run(self, work):
        while self.isOn:
            try:
                work()
            except urllib.error.HTTPError:
                time.sleep(0.01)  # Asked to slow down: that is an answer, too.

    def ask(self, kind, paths):
        self.server.api("GET", paths[self.counts[kind] % len(paths)])
        self.counts[kind] += 1

    def upload(self):
        made = self.server.api("POST", "/prompts?domain=demo.martlet", {"name": "bench", "purpose": "melody"})
        self.server.upload(f"/prompts/{made['id']}/sound", LONG_SOUND)
        self.server.api("DELETE", f"/prompts/{made['id']}")
        self.counts["uploads"] += 1


# Five minutes of noise at 8 kHz, 4.8 MB.
LONG_SOUND = (b"RIFF" + struct.pack("<I", 36 + 4_800_000) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) +
              b"data" + struct.pack("<I", 4_800_000) + random.Random(1).randbytes(4_800_000))


def fill_history(server, caller, callee, count):
    """A few calls as they happen, and copies of them all over the last month."""
    for _ in range(20):
        stand(caller, callee, NUMBER)
    for call in server.api("GET", "/calls?limit=200")["items"]:
        server.api("DELETE", f"/calls/{call['id']}")
    time.sleep(3)
    with contextlib.closing(sqlite3.connect(f"{server.data}/martlet.db", timeout=30)) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(calls)")]
        calls = [dict(zip(columns, row)) for row in database.execute("SELECT * FROM calls")]
        chance = random.Random(1)

        def copies():
            for number in range(1, count + 1):
                call = dict(chance.choice(calls), number=-number, id=uuid.UUID(int=chance.getrandbits(128), version=4).hex)
                earlier = chance.randrange(30 * 86_400_000_000)
                for moment in ("started_at", "answered_at", "ended_at"):
                    call[moment] = call[moment] and call[moment] - earlier
                yield tuple(call.values())

        database.executemany(f"INSERT INTO calls VALUES ({','.join('?' * len(columns))})", copies())


def undisturbed(binary, calls=100, seconds=6, history=200_000):
    """Delay through the relay, alone and while the API is asked without a pause."""
    with programs() as folder, standing(binary) as (server, caller, callee):
        fill_history(server, caller, callee, history)
        if len(server.api("GET", "/history?limit=200")["items"]) < 200:
            raise RuntimeError("the history was not filled")
        ports = [stand(caller, callee, NUMBER) for _ in range(calls)]
        time.sleep(1)
        quiet = relaying.measure(folder, server.process.pid, ports, seconds)["delayMilliseconds"]
        time.sleep(3.2)
        with Disturbance(server) as disturbance:
            time.sleep(1)
            before = dict(disturbance.counts)
            busy = relaying.measure(folder, server.process.pid, ports, seconds)["delayMilliseconds"]
            rates = {kind: (count - before[kind]) / (seconds + 2) for kind, count in disturbance.counts.items()}
    load = (f"{rates['lists']:.0f} lists, {rates['reports']:.0f} reports over {history} calls and {rates['uploads']:.1f} uploads "
            "of 5 MB a second")
    for key in ("p50", "p99", "max"):
        yield Row(f"delay through the relay at {calls} calls, {key} ms: alone / with {load}",
                  f"{quiet[key]:.3f} / {busy[key]:.3f}", "–", "–")
