"""The whole server on PostgreSQL."""
import os
import signal
import subprocess
import time

from harness.postgresql import PostgreSQL
from harness.scenario import check, scenario
from scenarios.storage import accounts, brief_call, end, own_server


def database(world):
    server = PostgreSQL()
    world.exit.callback(server.stop)
    return server


def on(world, number, database, **more):
    server = own_server(world, number, **more)
    server.environment["MARTLET_DATABASE"] = database.url
    return server


@scenario("PostgreSQL: users made by the API, calls, history, changes and a restart: all is there")
def whole(world):
    store = database(world)
    server = on(world, 29, store).start()
    made = server.api("POST", "/users?domain=demo.martlet", {
        "login": "greta", "shownName": "Грета", "extension": "177", "password": "long-enough-17"})
    caller, callee = accounts(world, server)
    greta = world.phone(server=server, login="greta", password="long-enough-17", extension="177")
    greta.register()
    end(*brief_call(caller, callee))
    call = caller.invite("177")
    incoming = greta.incoming()
    incoming.accept()
    call.final(200)
    end(call, incoming)
    world.wait(lambda: len(server.history("102")) == 1 and len(server.history("177")) == 1, "both calls")
    for search in ("77", "%D0%B3%D1%80%D0%B5%D1%82%D0%B0"):
        check(len(server.history(search)) == 1, f"search {search}: {server.history(search)}")
    before = server.api("GET", "/history?limit=50")["items"]
    steps = server.api("GET", f"/history/{server.history('177')[0]['id']}/steps")
    check(len(str(steps)) > 300, f"no steps of the call: {steps}")
    check(not os.path.exists(os.path.join(server.data, "martlet.db")), "there is a file as well")
    check(int(store.ask("SELECT COUNT(*) FROM calls")) == len(before) or len(before) == 50, "calls in the database")

    check("greta" in server.command("user", "list").stdout, "martlet user list")
    server.command("domain", "add", "acme.example")
    world.wait(lambda: "acme.example" in str(server.api("GET", "/domains")), "a command's change is heard of", 3)
    said = server.command("doctor", check=False).stdout
    check("PostgreSQL 1" in said and "never-shown" not in said, f"{said}")

    server.kill(signal.SIGTERM)
    server.start()
    check(server.api("GET", "/history?limit=50")["items"] == before, "another history after the restart")
    check(server.api("GET", f"/users/{made['id']}")["shownName"] == "Грета", "the user is not there")
    callee.register()
    end(*brief_call(caller, callee))
    world.wait(lambda: len(server.history("102")) == 2, "a call after the restart")
    with open(server.logPath) as log:
        check("never-shown" not in log.read(), "the password is in the log")


@scenario("PostgreSQL: the database's server dies and comes back: calls go on, the history is complete")
def outage(world):
    store = database(world)
    server = on(world, 30, store).start()
    caller, callee = accounts(world, server)
    end(*brief_call(caller, callee))
    world.wait(lambda: len(server.history("102")) == 1, "the first call")
    call, incoming = brief_call(caller, callee)
    store.away()
    end(call, incoming)
    slowest = 0.0
    for _ in range(3):
        start = time.monotonic()
        end(*brief_call(caller, callee))
        slowest = max(slowest, time.monotonic() - start)
    world.wait(lambda: server.request("GET", "/health", signed=False)[0] != 200, "health tells of it", 10)
    store.back()
    world.wait(lambda: server.request("GET", "/health", signed=False)[0] == 200, "health is well again", 20)
    world.wait(lambda: len([item for item in server.history("102") if item["endedAt"]]) == 5, "5 calls", 30)
    check(slowest < 5, f"a call took {slowest:.1f} s while the database was away")
    world.wait(lambda: store.ask("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'") == "1",
               "the lease is taken again", 10)


@scenario("PostgreSQL: a second server on one database, a command that was not told, a server that is away: one clear line")
def refusals(world):
    store = database(world)
    first = on(world, 31, store).start()
    second = on(world, 32, store)
    done = subprocess.run(second.arguments(), capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                          env=os.environ | second.environment)
    check(done.returncode == 69 and "in use by another server (martlet serve" in done.stderr,
          f"{done.returncode} {done.stderr}")
    check("never-shown" not in done.stderr + done.stdout and len(done.stderr.splitlines()) == 1, f"{done.stderr}")
    check(first.isAlive(), "the first one is gone")

    environment = first.environment
    first.environment = {}
    done = first.command("user", "list", check=False)
    check(done.returncode == 64 and "postgresql://martlet@/postgres" in done.stderr, f"{done.stderr}")
    done = first.command("user", "list", "--database", environment["MARTLET_DATABASE"])
    check("anna" in done.stdout, f"{done.stdout}")
    for url, status, words in (
            ("postgresql://martlet:never-shown@127.0.0.1:1/x", 74, "cannot be reached"),
            (environment["MARTLET_DATABASE"].replace("/postgres?", "/nothing?"), 74, "refuses Martlet"),
            ("never-shown", 64, "postgresql://USER")):
        done = first.command("user", "list", "--database", url, check=False)
        check(done.returncode == status and words in done.stderr, f"{url}: {done.returncode} {done.stderr}")
        done = first.command("doctor", "--database", url, check=False)
        check(done.returncode in (1, 64) and words in done.stdout + done.stderr, f"doctor {url}: {done.stdout}")
        check("never-shown" not in done.stdout + done.stderr, f"{done.stdout}")
