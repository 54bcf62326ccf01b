"""Many random calls with random features against one server, and then: is anything left behind?

    python3 Tests/EndToEnd/soak.py MARTLET_BINARY [--calls 2000] [--seed N] [--jobs 12]

Each call is a story told by dice: who calls whom, who answers, refuses or lets it ring, and what the parties then do: hold,
transfer, invite, digits, INFO, commands by API, and how it ends. Afterwards nothing may be left: no leg, stream, port,
room, transaction or descriptor, no lamp; every call is in the history with an end, and its protocol is complete.
The seed is printed; the same seed throws the same dice (what the network and the clock do is their own).
"""
import argparse
import concurrent.futures
import faulthandler
import os
import pathlib
import random
import shutil
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from harness.message import Mismatch, token  # noqa: E402
from harness.robot import Robot  # noqa: E402
from harness.scenario import UserPool, World  # noqa: E402
from harness.server import Server  # noqa: E402

# What may be dialled besides colleagues: services, features, nonsense, nobody.
NUMBERS = ["9196", "9197", "9198", "7999", "84951112233", "**301", "*97", "*98", "*8", "*0", "*5", "*05", "*71", "*72", "*94", "*95", "#31#{other}"]

# Commands of the phone, key by key; `{other}` is a colleague's extension.
COMMANDS = ["#1#{other}#", "#2#{other}#", "#3#{other}#", "#4#", "#5#1#", "#5#2#", "#6#", "#7#", "*", "#1#*"]


class Story:
    """One call of one group of phones, from the dial to the last BYE."""

    def __init__(self, server, robots, dice):
        self.server, self.robots, self.dice, self.log = server, robots, dice, []

    def tell(self):
        caller, *others = self.dice.sample(self.robots, len(self.robots))
        for robot in self.robots:
            robot.temper = self.dice.choice(["answers"] * 7 + ["refuses", "ignores", "redirects"])
        target = others[0].extension if self.dice.random() < 0.85 else self.dice.choice(NUMBERS).format(other=others[0].extension)
        self.log.append(f"{caller.extension} calls {target}")
        if self.dice.random() < 0.1:
            self.ask("POST", "/calls", {"user": caller.user.id, "number": target})
        else:
            caller.call(target, self.dice.uniform(0.1, 2.0))
        for _ in range(self.dice.randrange(0, 7)):
            time.sleep(self.dice.uniform(0.02, 0.5))
            self.act()
        self.end()

    def calls(self):
        """The group's calls in progress."""
        numbers = {robot.extension for robot in self.robots}
        items = self.server.request("GET", "/calls?domain=demo.martlet&limit=200")[1].get("items", [])
        return [call for call in items if any(leg["party"]["number"] in numbers for leg in call["legs"])]

    def ask(self, method, path, body=None):
        status, _ = self.server.request(method, path, body)
        self.log.append(f"{method} {path.split('/')[-1]} {status}")
        if status >= 500 and status != 503:
            raise Mismatch(f"{method} {path}: {status}")

    def act(self):
        robot = self.dice.choice(self.robots)
        other = self.dice.choice([item for item in self.robots if item is not robot])
        kind = self.dice.choice(["hold", "resume", "refer", "info", "digit", "update", "ring", "command", "command", "api", "api", "api"])
        self.log.append(f"{robot.extension} {kind}")
        if kind == "command":
            robot.press(self.dice.choice(COMMANDS).format(other=other.extension))
            return
        if kind != "api":
            robot.act(kind, other.extension, self.dice)
            return
        calls = self.calls()
        if not calls:
            return
        call = self.dice.choice(calls)
        if not call["legs"]:
            return
        leg = self.dice.choice(call["legs"])
        base = f"/calls/{call['id']}"
        deeds = [
            ("POST", f"{base}/members", {"target": other.extension}),
            ("PUT", f"{base}/legs/{leg['id']}/muted", {"muted": self.dice.random() < 0.5}),
            ("POST", f"{base}/legs/{leg['id']}/transfer", {"target": other.extension}),
            ("PUT", f"{base}/legs/{leg['id']}/supervision", {"mode": self.dice.choice(["listen", "whisper", "barge"])}),
            ("DELETE", f"{base}/legs/{leg['id']}", None),
            ("POST", f"/parking/{self.dice.choice('12')}/retrieve", None),
        ] + [(method, path.format(base=base, leg=leg["id"]),
              {key: value.format(target=other.extension) for key, value in (body or {}).items()} or None)
             for method, path, body in MORE_DEEDS]
        self.ask(*self.dice.choice(deeds))

    def end(self):
        ways = self.dice.sample(self.robots, len(self.robots))
        if self.dice.random() < 0.7:
            ways[0].hang_up()
        end = time.monotonic() + 40
        while True:
            calls = self.calls()
            if not calls and not any(robot.isBusy() for robot in self.robots):
                return
            if time.monotonic() > end:
                raise Mismatch(f"does not end: {calls} {[robot.dialogs for robot in self.robots]}")
            for call in calls:
                self.ask("DELETE", f"/calls/{call['id']}")
            for robot in ways:
                robot.hang_up()
            time.sleep(0.15)


# Endpoints of other features, as (method, path, body): whatever the answer, the server must stay whole.
MORE_DEEDS = [
    ("POST", "{base}/legs/{leg}/hold", None),
    ("POST", "{base}/legs/{leg}/unhold", None),
    ("POST", "{base}/legs/{leg}/consult", {"target": "{target}"}),
    ("POST", "{base}/legs/{leg}/complete", None),
    ("POST", "{base}/legs/{leg}/return", None),
    ("POST", "{base}/legs/{leg}/dtmf", {"digits": "12#"}),
    ("POST", "{base}/legs/{leg}/park", {"slot": "1"}),
    ("POST", "{base}/recording", {"wish": "start"}),
    ("POST", "{base}/recording", {"wish": "pause"}),
    ("POST", "{base}/recording", {"wish": "stop"}),
]


def metrics(server):
    import http.client
    connection = http.client.HTTPConnection(server.host, server.http, timeout=30)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {server.token}"})
    text = connection.getresponse().read().decode()
    connection.close()
    found = {}
    for line in text.splitlines():
        name, _, value = line.rpartition(" ")
        if name and not line.startswith("#"):
            found[name.removeprefix("martlet_")] = float(value)
    return found


def footprint(server):
    """Descriptors and resident memory (MiB) of the server."""
    pid = server.process.pid
    with open(f"/proc/{pid}/statm") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    return len(os.listdir(f"/proc/{pid}/fd")), resident


LEVELS = ["legs", "recordings", "media_streams", "media_streams_paced", "media_rooms", "sip_transactions", "journal_backlog"]


def leftovers(server, patience=60):
    """What is still there when everything should be gone: empty is good."""
    end = time.monotonic() + patience
    while True:
        now = metrics(server)
        left = {name: now[name] for name in LEVELS if now.get(name)}
        if not left or time.monotonic() > end:
            return left
        time.sleep(1)


def incomplete(server, since):
    """Calls of the run: how many, and those whose record or protocol is not whole."""
    faults, count, cursor = [], 0, ""
    while True:
        page = server.api("GET", f"/history?limit=200{cursor}")
        for record in page["items"]:
            if record["startedAt"] < since:
                return count, faults
            count += 1
            kinds = [step["kind"] for step in server.api("GET", f"/history/{record['id']}/steps")["items"]]
            started, ended = kinds.count("leg-started"), kinds.count("leg-ended")
            if not record["endedAt"] or kinds[:1] != ["call-started"] or kinds.count("call-ended") != 1:
                faults.append(f"{record['id']}: {kinds}")
            elif started != ended:
                faults.append(f"{record['id']}: {started} legs began, {ended} ended: {kinds}")
        if not page.get("next"):
            return count, faults
        cursor = f"&cursor={page['next']}"


def main():
    root = HERE.parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default=str(root / ".build/debug/martlet"))
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--jobs", type=int, default=12)
    parser.add_argument("--wire", action="store_true", help="keep what the phones send and receive")
    options = parser.parse_args()
    artefacts = root / "artefacts/soak"
    shutil.rmtree(artefacts, ignore_errors=True)
    artefacts.mkdir(parents=True)
    print(f"seed {options.seed}, {options.calls} calls", flush=True)
    server = Server(os.path.abspath(options.binary), 15560, "24000-27999", str(artefacts), name="soak")
    failures = []
    try:
        server.start()
        server.api("GET", "/calls")  # Signs in.
        pool = UserPool(server)
        pool.make(4 * options.jobs)
        world = World(server, pool, "robots", str(artefacts))
        groups = []
        for number in range(options.jobs):
            users = pool.borrow(4)
            server.api("PATCH", f"/users/{users[0].id}", {"role": "domain-administrator", "recordsCalls": True})
            server.api("PATCH", f"/users/{users[1].id}/mailbox", {"isOn": True, "notice": "none"})
            groups.append([Robot(world, user, artefacts if options.wire else None) for user in users])
        since, before = world.now(), None
        done, lock = [0], threading.Lock()

        def work(number, robots):
            dice = random.Random(f"{options.seed}-{number}")
            for _ in range(-(-options.calls // options.jobs)):
                story = Story(server, robots, dice)
                try:
                    story.tell()
                except Mismatch as fault:
                    failures.append(f"{fault} | {'; '.join(story.log)}")
                    print(f"FAULT {failures[-1]}"[:2_000], flush=True)
                    with open(artefacts / f"threads-{len(failures)}.txt", "w") as file:
                        faulthandler.dump_traceback(file)
                    for robot in robots:
                        robot.forget()
                with lock:
                    done[0] += 1
                    if done[0] % 200 == 0:
                        print(f"{done[0]} calls, {len(failures)} faults, {footprint(server)}", flush=True)

        # The first calls make what is made once; what grows after them is a leak.
        work(99, groups[0]) if options.calls < 50 else None
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as workers:
            list(workers.map(work, range(options.jobs), groups))
            before = footprint(server)
        left = leftovers(server)
        if left:
            failures.append(f"left behind: {left}")
        for robots in groups:
            for robot in robots:
                try:
                    status = robot.phone.register(expires=0, contact="*").status
                except Mismatch as fault:
                    status = fault
                if status != 200:
                    failures.append(f"{robot.extension} cannot sign off: {status}")
        count, faults = incomplete(server, since)
        failures += faults[:20]
        if count < options.calls * 0.9:
            failures.append(f"{count} calls in the history")
        if not server.isAlive():
            failures.append(f"the server did not live through it, see {server.logPath}")
        print(f"{count} calls in the history; {len(faults)} incomplete; descriptors and MiB {before} -> "
              f"{footprint(server)}; left behind: {left or 'nothing'}")
        world.exit.close()
    finally:
        server.stop()
    for failure in failures[:40]:
        print(f"FAIL {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
