"""What lists of a large company cost, asked as the cabinet asks, by wrk; and what a large configuration costs."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.parse

from harness import filling
from harness.server import HOST, Server
from harness.table import Row, ceiling, note

# Each asks for another page or another text than the one before, in a fixed order.
SCRIPT = """
local paths = {%s}
local next = 0
request = function()
    next = next %% #paths + 1
    return wrk.format("GET", paths[next], {["Authorization"] = "Bearer %s"})
end
"""


def wrk(server, paths, folder, seconds, connections=4):
    """Requests a second, and how long they took, in milliseconds."""
    script = pathlib.Path(folder, "ask.lua")
    listed = ", ".join(f'"/api/v1{path}"' for path in paths)
    script.write_text(SCRIPT % (listed, server.token))
    done = subprocess.run(["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
                           "--timeout", "30s", "--latency", "--script", script, f"http://{HOST}:{server.http}"],
                          capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise RuntimeError(done)

    def milliseconds(share):
        found = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s)$", done, re.M)
        # Nothing was answered in time.
        return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]] if found else float("inf")

    return float(re.search(r"Requests/sec:\s+([\d.]+)", done).group(1)), milliseconds(50), milliseconds(99)


def quoted(*texts):
    return [urllib.parse.quote(text) for text in texts]


def pages(server, path, count):
    """The first pages of a list, one behind the other."""
    found, cursor = [], ""
    for _ in range(count):
        found.append(f"{path}{cursor}")
        answer = server.api("GET", found[-1])
        if not answer["next"]:
            break
        cursor = f"&cursor={answer['next']}"
    return found


def lists(binary, calls=1_000_000, users=10_000, seconds=8):
    """One domain with many users and a year of calls; four ask at once, without a pause."""
    data = tempfile.mkdtemp(prefix="martlet-bench-")
    try:
        with Server(binary, data=data):
            pass
        began = time.monotonic()
        domain = filling.domains(data, 1, users)[0]
        filling.history(data, domain, calls)
        note(f"filled in {time.monotonic() - began:.0f} s, {os.path.getsize(data + '/martlet.db') >> 20} MiB")
        with Server(binary, data=data) as server:
            server.await_web()
            for what, rate, middle, late in asked(server, domain, data, seconds):
                yield ceiling(f"{what}, {calls} calls and {users} users, p99 ms", late, 100, 1,
                              f" (p50 {middle:.1f}, {rate:.0f} requests/s)")
    finally:
        shutil.rmtree(data, ignore_errors=True)


def asked(server, domain, folder, seconds):
    """Each kind of list: requests a second, and how long half and all but a hundredth of them took."""
    of = f"domain={domain}"
    numbers = quoted("+7495", "7812", "4567", "16", "0099", "+79161", "1234567", "5555")
    names = quoted("Анна", "иванов", "Ершов Анна", "щук", "О", "соколов олег", "Фёдор", "нет таких")
    history = f"/history?{of}"
    kinds = {
        "user list, 50 a page": pages(server, f"/users?{of}&limit=50", 20),
        "user list, name search": [f"/users?{of}&search={name}" for name in names],
        "history page of 50": pages(server, f"{history}&limit=50", 20),
        "history page, direction and result": [
            f"{history}&direction={direction}&result={result}" for direction in ("incoming", "outgoing", "internal")
            for result in ("answered", "busy", "refused")],
        "history of one user": [f"{history}&user={domain}-{number}" for number in range(100, 140)],
        "history search by number": [f"{history}&search={number}" for number in numbers],
        "history search by name": [f"{history}&search={name}" for name in names],
    }
    for what, paths in kinds.items():
        wrk(server, paths, folder, 2)  # What is read the first time comes from the disk.
        rate, middle, late = wrk(server, paths, folder, seconds)
        slowest = max(((time_of(server, path), path) for path in paths))
        note(f"{what}: {rate:.0f}/s, {middle:.2f} / {late:.2f} ms; slowest {slowest[0]:.1f} ms {slowest[1]}")
        yield what, rate, middle, late


def time_of(server, path):
    began = time.monotonic()
    server.api("GET", path)
    return (time.monotonic() - began) * 1000


def scale(binary, domains=10_000, users=100):
    """A provider's configuration: what it takes to load and to keep, and a decision in it."""
    data = tempfile.mkdtemp(prefix="martlet-bench-")
    try:
        with Server(binary, data=data) as server:
            small = server.resident_kibibytes()
        began = time.monotonic()
        filling.domains(data, domains, users)
        note(f"filled in {time.monotonic() - began:.0f} s, {os.path.getsize(data + '/martlet.db') >> 20} MiB")
        alone = json.loads(subprocess.run([pathlib.Path(binary).with_name("RoutingBench"), f"{data}/martlet.db"],
                                          capture_output=True, text=True, check=True, timeout=600).stdout)
        note(alone)
        with Server(binary, data=data) as server:
            started, large = server.start_seconds, server.resident_kibibytes()
    finally:
        shutil.rmtree(data, ignore_errors=True)
    what = f"{domains} domains × {users} users"
    yield Row(f"{what}: configuration loaded, s of CPU", f"{alone['loadCPUSeconds']:.1f} (waited for {alone['loadSeconds']:.1f}, "
              f"start to first answered OPTIONS {started:.1f})", "–", "–")
    yield Row(f"{what}: memory, MiB", f"{alone['kibibytes'] / 1024:.0f} (server {large / 1024:.0f}, with the demo company "
              f"alone {small / 1024:.0f})", "–", "–")
    yield Row(f"{what}: a routing decision, µs of CPU", f"{alone['microsecondsEach']:.2f}", "–", "–")
