"""The same by sipp from Debian: an implementation of its own, with the messages written out in Tests/EndToEnd/sipp."""
from harness.scenario import scenario
from harness.sipp import Sipp, free_port


def registered(world, user, port=None):
    """A port at which `user` is registered; a sipp process may listen there."""
    port = port or free_port(world.host)
    peer = Sipp(world, "register", user, contact=port)
    peer.finish()
    return port


def pair(world, caller, callee, calls=1, **more):
    """One sipp calls another through the server; both must see what they expect."""
    one, other = world.users(2)
    port = registered(world, other)
    answering = Sipp(world, callee, other, port=port, calls=calls)
    calling = Sipp(world, caller, one, other.extension, calls=calls, **more)
    calling.finish()
    answering.finish()
    return one, other


@scenario("sipp: registration by UDP and TCP, removal with Contact *")
def registration(world):
    one, other = world.users(2)
    Sipp(world, "register", one).finish()
    Sipp(world, "register-remove", one).finish()
    Sipp(world, "register-remove", other, transport="t1").finish()
    world.wait(lambda: not world.server.api("GET", f"/registrations?user={one.id}")["items"], "nobody is registered")


@scenario("sipp: 20 challenged calls, 10 a second; the history has them all")
def calls(world):
    one, _ = pair(world, "caller", "callee", calls=20)
    world.wait(lambda: sum(item["startedAt"] >= world.startedAt and item["result"] == "answered"
                           for item in world.server.history(one.extension)) == 20, "20 answered calls in the history")


@scenario("sipp: a caller by TCP, a callee by UDP")
def tcp(world):
    pair(world, "caller", "callee", transport="t1")


@scenario("sipp: hold and resume with the right directions")
def hold(world):
    pair(world, "caller-hold", "callee")


@scenario("sipp: CANCEL while it rings")
def cancel(world):
    pair(world, "caller-cancel", "callee-cancelled")


@scenario("sipp: a busy phone")
def busy(world):
    pair(world, "caller-busy", "callee-busy")


@scenario("sipp: the callee hangs up")
def hang_up(world):
    pair(world, "caller-waits", "callee-hangs-up")


@scenario("sipp: session timer with UPDATE")
def timer(world):
    pair(world, "caller-timer", "callee")


@scenario("sipp: a reliable 183 is acknowledged with PRACK and passed on as early media")
def reliable(world):
    pair(world, "caller-early", "callee-reliable")


@scenario("sipp: two phones ring, one answers, the other is told 'completed elsewhere'")
def fork(world):
    one, other = world.users(2)
    desk, mobile = registered(world, other), registered(world, other)
    slow = Sipp(world, "callee-elsewhere", other, port=desk)
    quick = Sipp(world, "callee", other, port=mobile)
    Sipp(world, "caller", one, other.extension).finish()
    quick.finish()
    slow.finish()


@scenario("sipp: 302 leads to another extension")
def redirection(world):
    one, other, third = world.users(3)
    first, second = registered(world, other), registered(world, third)
    redirecting = Sipp(world, "callee-redirects", other, third.extension, port=first)
    answering = Sipp(world, "callee", third, port=second)
    Sipp(world, "caller", one, other.extension).finish()
    redirecting.finish()
    answering.finish()


@scenario("sipp: blind transfer by REFER")
def transfer(world):
    one, other, third = world.users(3)
    first, second = registered(world, other), registered(world, third)
    transferring = Sipp(world, "callee-transfers", other, third.extension, port=first, options=["-aa"])
    target = Sipp(world, "callee-hangs-up", third, port=second)
    calling = Sipp(world, "caller-waits", one, other.extension)
    transferring.finish()
    target.finish()
    calling.finish()


@scenario("sipp: its own uac calls in by a trusted trunk, its own uas answers", alone=True)
def trunk(world):
    user, = world.users(1)
    phone, provider = registered(world, user), free_port(world.host)
    world.server.command("trunk", "add", "sipp", "--host", world.host, "--port", str(provider), "--probe", "0")
    world.exit.callback(world.server.command, "trunk", "remove", "sipp", check=False)
    number = "+74959990001"
    world.server.change("line", "add", number, "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    answering = Sipp(world, "uas", port=phone, calls=10, built_in="uas")
    Sipp(world, "uac", port=provider, calls=10, built_in="uac", options=("-s", number, "-d", "500")).finish()
    answering.finish()
