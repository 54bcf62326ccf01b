"""Measures a release server and prints a table; see run.sh."""
import argparse
import base64
import collections
import datetime
import os
import re
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import time

from harness import relaying
from harness.phone import Phone, answer_delay, header, media_port, protected, stand
from harness.server import Server, free_port
from harness.sipp import Sipp, load, percentile
from harness.table import Row, ceiling, floor, note
from lists import lists, scale
from pages import pages
from sound import conference, prompts, recording, transcoding
from undisturbed import allocations, undisturbed

NUMBER = "+74951234567"


class Exchange:
    """A server, a provider's port that it trusts, and boris's phone: sipp that answers at once."""

    def __init__(self, binary):
        self.server = Server(binary)
        self.trusted, self.phone = free_port(9500), free_port(9520)

    def __enter__(self):
        self.server.__enter__()
        self.server.trust(self.trusted)
        with Phone(self.server, self.phone) as phone:
            phone.register("boris", self.server.password("boris@demo.martlet"))
        self.callee = Sipp(self.server, "uas", self.phone)
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        self.callee.__exit__()
        self.server.__exit__()

    def trusted_calls(self, rate, seconds):
        return load(self.server, "uac", self.trusted, rate, seconds, ["-s", NUMBER, "-d", "100"], callee=self.callee)

    def challenged_calls(self, rate, seconds):
        password = self.server.password("anna@demo.martlet")
        return load(self.server, "caller-challenged", free_port(9540), rate, seconds, ["-s", "102", "-d", "100"],
                    [f"anna;[authentication username=anna password={password}]"], self.callee)


def cpu_milliseconds_each(server, run):
    """CPU of the server per successful call of a run, with what it still writes in the second after."""
    before = server.cpu_seconds()
    outcome = run()
    note(outcome)
    return (server.cpu_seconds() - before) * 1000 / max(outcome.successful, 1)


def calls(binary):
    with Exchange(binary) as exchange:
        exchange.trusted_calls(100, 2)  # The first calls of a process pay for what is made once.
        kinds = ("trusted", exchange.trusted_calls, 0.6), ("challenged", exchange.challenged_calls, 0.75)
        for kind, run, target in kinds:
            for rate in (100, 200, 400):
                each = cpu_milliseconds_each(exchange.server, lambda: run(rate, 5))
                yield ceiling(f"CPU ms per basic call, caller {kind}, {rate}/s", each, target)


def highest(run, rates):
    """Steps up until a rate is not kept; the answers a second of the last that was."""
    best = 0
    for rate in rates:
        outcome = run(rate)
        note(outcome)
        if not outcome.holds():
            break
        best = outcome.rate
    return best


def sustained(binary):
    rates = (500, 1000, 1500, 2000, 2500)
    with Exchange(binary) as exchange:
        best = highest(lambda rate: exchange.trusted_calls(rate, 6), rates)
    yield floor("calls/s sustained (p99 INVITE→200 < 0.5 s, resends < 1 %)", best, 2000)


def registrations(binary):
    with Server(binary) as server:
        users = {name: server.password(f"{name}@demo.martlet") for name in ("anna", "boris", "clara")}
        for number in range(201, 218):
            users[f"user{number}"] = f"Secret{number}x"
            server.command("user", "add", f"user{number}@demo.martlet", "--extension", str(number), "--password",
                           users[f"user{number}"])
        time.sleep(1)
        rows = [f"{name};[authentication username={name} password={password}]" for name, password in users.items()]

        def run(rate, seconds=4):
            return load(server, "register", free_port(9540), rate, seconds, rows=rows)

        run(100, 2)
        each = cpu_milliseconds_each(server, lambda: run(400, 5))
        yield ceiling("CPU ms per digest registration at 400/s", each, 0.1, 3)
        best = highest(run, (1000, 2000, 3000, 4000, 6000, 8000, 10000, 12000))
        yield floor("most registrations/s (the same conditions; 20 users)", best, 10000)


def relay(binary, calls=200, rounds=5, seconds=4):
    """In turns and in changing order, and the median of each figure: single runs differ by a tenth."""
    folder = tempfile.mkdtemp(prefix="martlet-bench-relay-")
    relaying.compile_all(folder)
    figures = collections.defaultdict(list)
    try:
        # The yardstick has ports 30 000 and up, the load those the kernel chooses above them.
        with Server(binary, media="10000-29999") as server:
            trusted, phone = free_port(9500), free_port(9520)
            server.trust(trusted)
            with Phone(server, phone) as callee, Phone(server, trusted) as caller:
                callee.register("boris", server.password("boris@demo.martlet"))
                ports = [stand(caller, callee, NUMBER) for _ in range(calls)]
                with relaying.Yardstick(folder, calls, 30000, server.media_scheduling()) as yardstick:
                    time.sleep(1)
                    direct = relaying.measure(folder, 0, ports, seconds)
                    turns = [("Martlet", server.process.pid, ports), ("C", yardstick.process.pid, yardstick.ports)]
                    for number in range(rounds):
                        for name, pid, pairs in turns if number % 2 == 0 else reversed(turns):
                            if name == "Martlet":
                                time.sleep(3.2)  # A port lets nobody take its sender's place before 3 s of silence.
                            result = relaying.measure(folder, pid, pairs, seconds)
                            note(f"{name}: {result}")
                            lost = 1 - result["received"] / result["sent"]
                            for key, value in {"cpu": result["cpuPercentPerCall"], "lost": lost,
                                               **result["delayMilliseconds"]}.items():
                                figures[name, key].append(value)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    middle = {key: statistics.median(values) for key, values in figures.items()}
    c, ours = middle["C", "cpu"], middle["Martlet", "cpu"]
    # By round, as the machine's speed drifts between rounds.
    ratios = [mine / theirs for mine, theirs in zip(figures["Martlet", "cpu"], figures["C", "cpu"])]
    ratio = statistics.median(ratios)
    yield Row(f"CPU % of a core per relayed G.711 call, at {calls} calls", f"{ours:.4f} (C relay {c:.4f})",
              "≤ 1.25 × C relay", f"{ratio / 1.25:.2f} ({ratio:.2f} × C; rounds {min(ratios):.2f}–{max(ratios):.2f})")
    own = direct["delayMilliseconds"]
    for key, target in (("p50", 0.13), ("p99", 0.30)):
        yield ceiling(f"delay through the relay at {calls} calls, {key} ms", middle["Martlet", key], target, 3,
                      f" (C relay {middle['C', key]:.3f}, no relay {own[key]:.3f})")
    lost = [f"{max(0, middle[name, 'lost']):.2%}" for name in ("Martlet", "C")]
    yield Row("packets lost by Martlet / C relay", " / ".join(lost), "–", "–")


def encryption(binary, calls=200, rounds=5, seconds=4, handshakes=200):
    """SRTP at one side, in turns with the C relay that uses libsrtp2 as it is installed, and with calls in the clear; then
    handshakes, beside OpenSSL alone."""
    folder = tempfile.mkdtemp(prefix="martlet-bench-relay-")
    relaying.compile_all(folder)
    figures = collections.defaultdict(list)
    key = os.urandom(30)
    crypto = f"crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{base64.b64encode(key).decode()}"
    try:
        with Server(binary, media="10000-29999") as server:
            trusted, phone = free_port(9500), free_port(9520)
            server.trust(trusted)
            with Phone(server, phone) as callee, Phone(server, trusted) as caller:
                callee.register("boris", server.password("boris@demo.martlet"))
                secret = [stand(caller, callee, NUMBER, offer=protected([crypto], "RTP/SAVP")) for _ in range(calls)]
                clear = [stand(caller, callee, NUMBER) for _ in range(calls)]
                with relaying.Yardstick(folder, calls, 30000, server.media_scheduling(), key.hex()) as yardstick:
                    time.sleep(1)
                    pid = server.process.pid
                    turns = [("SRTP", pid, secret, key.hex()), ("clear", pid, clear, None),
                             ("C", yardstick.process.pid, yardstick.ports, key.hex())]
                    for number in range(rounds):
                        for name, pid, pairs, used in turns if number % 2 == 0 else reversed(turns):
                            if name != "C":
                                time.sleep(3.2)  # A port lets nobody take its sender's place before 3 s of silence.
                            result = relaying.measure(folder, pid, pairs, seconds, key=used)
                            note(f"{name}: {result}")
                            figures[name].append(result["cpuPercentPerCall"])
                client = relaying.Handshakes(folder, server.process.pid)
                lines = [f"fingerprint:{client.fingerprint}", "setup:active", "rtcp-mux"]
                offer = protected(lines, "UDP/TLS/RTP/SAVPF")
                ports = [stand(caller, callee, NUMBER, offer=offer)[0] for _ in range(handshakes)]
                time.sleep(1)
                made = client.make(ports)
                note(made)
                alone = relaying.handshakes_alone(folder, handshakes)
                note(alone)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    secret, clear, c = (statistics.median(figures[name]) for name in ("SRTP", "clear", "C"))
    ratio = statistics.median(mine / theirs for mine, theirs in zip(figures["SRTP"], figures["C"]))
    yield Row(f"CPU % of a core per relayed call with SRTP at one side, at {calls} calls",
              f"{secret:.4f} (in the clear {clear:.4f}, C relay with libsrtp2 {c:.4f})", "≤ 1.25 × C relay",
              f"{ratio / 1.25:.2f} ({ratio:.2f} × C)")
    ratio = made["cpuMilliseconds"] / alone["cpuMilliseconds"]
    yield Row(f"CPU ms per DTLS handshake as server, {made['made']} of {handshakes} made",
              f"{made['cpuMilliseconds']:.3f} (OpenSSL alone {alone['cpuMilliseconds']:.3f}; "
              f"{1000 / made['cpuMilliseconds']:.0f}/s of a core)", "–", f"{ratio:.2f} × OpenSSL")


def lamps(binary, count=1000):
    """One line with many watchers: from the ringing phone's 180 to the last NOTIFY."""
    with Server(binary) as server:
        trusted, phone, panel = free_port(9500), free_port(9520), free_port(9540)
        server.trust(trusted)
        people = [(name, server.password(f"{name}@demo.martlet")) for name in ("anna", "boris", "clara")]
        with Phone(server, phone) as callee, Phone(server, trusted) as caller, Phone(server, panel) as watcher:
            watcher.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
            callee.register("boris", people[1][1])
            for number in range(count):
                watcher.watch(*people[number % 3], "102")
            call, uri = "lamps", f"sip:{NUMBER}@127.0.0.1:{server.sip}"
            caller.request("INVITE", uri, f"<{uri}>", call, 1, "Content-Type: application/sdp\r\n",
                           Phone.description(7000))
            invite = callee.receive("INVITE")
            vias = "".join(f"Via: {via}\r\n" for via in re.findall(r"^Via:[ \t]*(.*?)\r?$", invite, re.M | re.I))
            lines = "".join(f"{name}: {header(invite, name)}\r\n" for name in ("From", "Call-ID", "CSeq"))
            ringing = (f"SIP/2.0 180 Ringing\r\n{vias}{lines}To: {header(invite, 'To')};tag=b\r\n"
                       f"Contact: <sip:bench@127.0.0.1:{phone}>\r\nContent-Length: 0\r\n\r\n")
            began, delays = time.monotonic(), []
            callee.send(ringing)
            while len(delays) < count:
                watcher.receive("NOTIFY", "<state>early</state>")
                delays.append((time.monotonic() - began) * 1000)
    yield ceiling(f"{count} watchers of one line told, the last after ms", delays[-1], 200, 0,
                  f" (half of them after {delays[count // 2]:.0f})")


def memory(binary, count=1000):
    with Server(binary) as server:
        trusted, phone = free_port(9500), free_port(9520)
        server.trust(trusted)
        with Phone(server, phone) as callee, Phone(server, trusted) as caller:
            callee.register("boris", server.password("boris@demo.martlet"))
            time.sleep(1)
            before = server.resident_kibibytes()
            for _ in range(count):
                stand(caller, callee, NUMBER)
            time.sleep(1)
            after = server.resident_kibibytes()
    note(f"{before} KiB before, {after} KiB with {count} calls")
    yield ceiling(f"KiB per standing call, fresh server, {count} calls", (after - before) / count, 30, 1)


def latency(binary, rate=100, seconds=8):
    with Exchange(binary) as exchange:
        exchange.trusted_calls(100, 2)
        outcome = exchange.trusted_calls(rate, seconds)
        note(outcome)
        delays = []
        with Phone(exchange.server, exchange.trusted) as caller:
            due = time.monotonic()
            for _ in range(rate * seconds):
                time.sleep(max(0, due - time.monotonic()))
                delays.append(answer_delay(caller, NUMBER))
                due += 1 / rate
    for key, share, target in (("p50", 0.5, 2), ("p99", 0.99, 4)):
        yield ceiling(f"INVITE→200 as the caller sees it at {rate}/s, {key} ms", percentile(delays, share), target, 2,
                      f" (sipp's own clock, in steps: {percentile(outcome.delays, share):.0f})")


def idle(binary, seconds=10):
    with Server(binary) as server:
        time.sleep(34)  # The transactions of the OPTIONS that found it ready live 32 s (RFC 3261 §17.2.2, Timer J).
        before, began = server.cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        share = (server.cpu_seconds() - before) / (time.monotonic() - began) * 100
    yield ceiling("idle CPU % of a core", share, 0.2, 3)


def start(binary, times=5):
    data = tempfile.mkdtemp(prefix="martlet-bench-")
    try:
        seconds = []
        for _ in range(times + 1):
            with Server(binary, data=data) as server:
                seconds.append(server.start_seconds)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    first, later = seconds[0], statistics.median(seconds[1:])
    yield ceiling("start to first answered OPTIONS, s", later, 0.5, 2, f" (the very first, with the demo: {first:.2f})")


PARTS = {part.__name__: part for part in (calls, sustained, registrations, relay, encryption, transcoding, recording,
                                          conference, prompts, allocations, undisturbed, lamps, memory, latency, idle, start, lists,
                                          scale, pages)}


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown CPU")
    return f"{os.cpu_count()} × {model}, Linux {os.uname().release}"


def main():
    parser = argparse.ArgumentParser(description="What the server costs on this machine.")
    parser.add_argument("--binary", required=True, help="a release build of martlet")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    options = parser.parse_args()
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # What runs inside `with` ends too.
    for program in ("sipp", "cc", "wrk"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing; Scripts/packages.sh test installs it")
    print(f"{datetime.date.today()}, {machine()}, load before: {os.getloadavg()[0]:.2f}\n")
    print("| measure | Martlet | target | of target |\n|---|---|---|---|", flush=True)
    for name in options.parts or PARTS:
        note(f"{name} ...")
        for row in PARTS[name](options.binary):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
