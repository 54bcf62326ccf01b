"""What goes wrong below: kill -9, a locked database, a full disk, a taken port (Bad input)."""
import os
import signal
import sqlite3
import subprocess
import tempfile
import time

from harness.scenario import check, scenario
from harness.server import Server


def own_server(world, number, **more):
    """A second server with data of its own; ports by `number`."""
    world.reserve(number)
    server = Server(world.server.binary, world.server.sip + 10 * number,
                    f"{24000 + 200 * number}-{24199 + 200 * number}", world.artefacts, f"own{number}", **more)
    world.exit.callback(server.stop)
    return server


def accounts(world, server):
    """Anna's and Boris's phones at that server; Boris's is registered and answers by itself."""
    phones = [world.phone(server=server, login=login, password=server.password(f"{login}@demo.martlet"),
                          extension=extension) for login, extension in (("anna", "101"), ("boris", "102"))]
    phones[1].register()
    return phones


def brief_call(caller, callee):
    call = caller.invite("102")
    incoming = callee.incoming()
    incoming.accept()
    call.final(200)
    return call, incoming


def end(call, incoming):
    call.send("BYE")
    incoming.expect("BYE")
    call.phone.response(call.id, "BYE")


@scenario("Bad input: kill -9: an ended call is in the history after restart, one in progress is closed with 'restart'")
def killed(world):
    server = own_server(world, 1).start()
    caller, callee = accounts(world, server)
    end(*brief_call(caller, callee))
    time.sleep(1.5)  # Longer than a batch waits.
    brief_call(caller, callee)
    world.wait(lambda: server.api("GET", "/calls")["items"], "the call in progress")
    time.sleep(1.5)
    server.kill(signal.SIGKILL)
    server.token = None
    server.start()
    records = server.history("102")
    check(len(records) == 2, f"{len(records)} records after the restart: {records}")
    check(all(item["endedAt"] for item in records), f"a call is left open: {records}")
    causes = [item["cause"] for item in records]
    check(causes == ["restart", "hung-up"], f"{causes}")
    check(records[1]["result"] == "answered", f"{records[1]}")
    check(server.api("GET", "/calls")["items"] == [], "a dead call is shown as in progress")
    callee.register()
    end(*brief_call(caller, callee))
    done = server.command("calls", "--json")
    check(done.stdout.count("\n") >= 2, f"martlet calls: {done.stdout!r}")


@scenario("Bad input: SIGTERM with a call in progress: BYE to both, the history says 'restart', exit 0")
def stopped(world):
    server = own_server(world, 2).start()
    caller, callee = accounts(world, server)
    call, incoming = brief_call(caller, callee)
    time.sleep(0.5)
    server.process.send_signal(signal.SIGTERM)
    call.expect("BYE")
    incoming.expect("BYE")
    status = server.process.wait(30)
    check(status == 0, f"exit status {status}")
    done = server.command("calls", "--json")
    check('"restart"' in done.stdout, f"{done.stdout}")


@scenario("Bad input: the database is locked for seconds by another process: calls go on, the history is complete")
def locked(world):
    server = own_server(world, 3).start()
    caller, callee = accounts(world, server)
    caller.register()
    before = len(server.history("102"))
    path = os.path.join(server.data, "martlet.db")
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    slowest = 0.0
    for _ in range(5):
        start = time.monotonic()
        end(*brief_call(caller, callee))
        slowest = max(slowest, time.monotonic() - start)
        time.sleep(1.2)
    connection.execute("ROLLBACK")
    connection.close()
    check(slowest < 5, f"a call took {slowest:.1f} s while the database was locked")
    world.wait(lambda: len([item for item in server.history("102") if item["endedAt"]]) == before + 5,
               f"5 calls in the history; there are {len(server.history('102')) - before}", 30)


@scenario("Bad input: the disk is full: calls go on, health says so, nothing stored is lost, it recovers")
def disk_full(world):
    mount = tempfile.mkdtemp(prefix="martlet-e2e-disk-")
    world.exit.callback(os.rmdir, mount)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mount], capture_output=True).returncode != 0:
        print("     (no right to mount: the full disk is not tried)", flush=True)
        return
    world.exit.callback(subprocess.run, ["umount", "-l", mount])
    data = os.path.join(mount, "data")
    os.mkdir(data)
    server = own_server(world, 4, data=data).start()
    caller, callee = accounts(world, server)
    end(*brief_call(caller, callee))
    world.wait(lambda: len(server.history("102")) == 1, "the first call")
    filler = os.path.join(mount, "filler")
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    for _ in range(12):
        end(*brief_call(caller, callee))
    world.wait(lambda: not all(item["isHealthy"] for item in server.request("GET", "/health")[1]["checks"])
               or len(server.history("102")) == 13, "health tells of the full disk (or there was room)", 20)
    for _ in range(3):
        end(*brief_call(caller, callee))
    os.remove(filler)
    world.wait(lambda: len([item for item in server.history("102") if item["endedAt"]]) == 16,
               f"16 calls in the history; there are {len(server.history('102'))}", 40)
    world.wait(lambda: server.request("GET", "/health")[0] == 200, "health is well again")


def refusal(world, patience=120, **changes):
    """Starts a server that cannot start; returns what it says."""
    server = own_server(world, changes.pop("number"))
    arguments = server.arguments()
    for name, value in changes.items():
        arguments[arguments.index(f"--{name}") + 1] = value
    arguments[arguments.index("--log-level") + 1] = "notice"
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=patience, stdin=subprocess.DEVNULL)
    check(done.returncode != 0, "exit status 0")
    said = (done.stderr + done.stdout).strip()
    check("Fatal error" not in said and "Stack dump" not in said and done.returncode > 0, f"a crash: {said[-300:]}")
    return done.returncode, said


@scenario("Bad input: a taken port: SIP, HTTP: one clear line with the port, exit status not 0")
def port_taken(world):
    for name, port in (("sip", world.server.sip), ("http", world.server.http)):
        status, said = refusal(world, number=5, **{name: f"127.0.0.1:{port}"})
        check(str(port) in said, f"{name}: {said[-400:]}")
        lines = [line for line in said.splitlines() if str(port) in line]
        check(len(said.splitlines()) <= 4, f"{name}: {len(said.splitlines())} lines, {said[:600]}")
        check(any("use" in line.lower() or "taken" in line.lower() for line in lines), f"{name}: {lines}")


@scenario("Bad input: a data folder that cannot be written, wrong options: a clear line and exit 64")
def wrong_settings(world):
    with tempfile.NamedTemporaryFile() as file:
        status, said = refusal(world, number=6, data=file.name + "/below")
        check(file.name in said and len(said.splitlines()) <= 3, f"data: {status} {said[-400:]}")
    for name, value in (("sip", "127.0.0.1:99999"), ("http", "nonsense"), ("media-ports", "5-1")):
        status, said = refusal(world, number=6, **{name: value})
        check(status == 64 and len(said.splitlines()) <= 4, f"{name}: {status} {said[-400:]}")
    for words in (("user", "add", "x"), ("dance",), ("domain", "add", "no spaces allowed"),
                  ("user", "add", "a@nowhere.example", "--extension", "1", "--password", "abcdef1"),
                  ("trunk", "add", "t", "--host", "h", "--port", "0"),
                  ("line", "add", "abc", "--user", "anna@demo.martlet")):
        done = world.server.command(*words, check=False)
        check(done.returncode == 64, f"martlet {' '.join(words)}: {done.returncode} {done.stderr.strip()[:200]}")
        check(done.stderr.strip() and "Fatal" not in done.stderr, f"martlet {' '.join(words)}: {done.stderr[:200]!r}")


@scenario("Bad input: a second server on the same data folder does not spoil the first one's calls")
def two_servers(world):
    first = own_server(world, 7).start()
    caller, callee = accounts(world, first)
    call, incoming = brief_call(caller, callee)
    world.wait(lambda: first.api("GET", "/calls")["items"], "the call in progress")
    time.sleep(1.5)
    second = own_server(world, 8, data=first.data)
    try:
        second.start(20)
        second.stop()
    except RuntimeError:
        with open(second.logPath) as log:
            check("Fatal error" not in log.read(), "the second server crashes")
    end(call, incoming)
    ended = lambda: next((item for item in first.history("102") if item["endedAt"]), None)
    record = world.wait(ended, "the ended call")
    check(record["cause"] == "hung-up" and record["result"] == "answered",
          f"the second server has closed the first one's call: {record['cause']}")
