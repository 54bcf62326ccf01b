"""baresip from Debian, an implementation of its own, at one or both ends."""
import time

from harness.baresip import Baresip
from harness.scenario import check, scenario


def pair(world, frequencies=(600, 900), **more):
    one, other = world.users(2)
    return (Baresip(world, one, world.server.host, frequencies[0], **more),
            Baresip(world, other, world.server.host, frequencies[1], **more))


@scenario("Real peers: baresip to baresip: a tone measured at both ends, hang-up, history")
def both_ends(world):
    caller, callee = pair(world)
    caller.command("dial", callee.user.extension)
    check(callee.hears(600), "the callee does not hear 600 Hz")
    check(caller.hears(900), "the caller does not hear 900 Hz")
    caller.command("hangup")
    record = world.record(caller.user.extension)
    check(record["result"] == "answered" and record["endedBy"] == "caller", f"history: {record}")
    check(record["mos"] is not None and record["mos"] > 3.5, f"MOS of a clean call: {record['mos']}")


@scenario("Real peers: baresip by TCP to baresip by TCP")
def by_tcp(world):
    caller, callee = pair(world, transport="tcp")
    caller.command("dial", callee.user.extension)
    check(callee.hears(600), "the callee does not hear 600 Hz")
    check(caller.hears(900), "the caller does not hear 900 Hz")
    callee.command("hangup")
    record = world.record(caller.user.extension)
    check(record["endedBy"] == "callee", f"history: {record}")


@scenario("Real peers: baresip with A-law to baresip with µ-law only")
def two_laws(world):
    one, other = world.users(2)
    caller = Baresip(world, one, world.server.host, 600, codecs="PCMA")
    callee = Baresip(world, other, world.server.host, 900, codecs="PCMU")
    caller.command("dial", other.extension)
    check(callee.hears(600), "the callee does not hear 600 Hz")
    check(caller.hears(900), "the caller does not hear 900 Hz")
    caller.command("hangup")


@scenario("Real peers: baresip hears 1004 Hz at 9197 and itself at 9196")
def services(world):
    user, = world.users(1)
    phone = Baresip(world, user, world.server.host, 700)
    phone.command("dial", "9197")
    check(phone.hears(1004), "no 1004 Hz at 9197")
    phone.command("hangup")
    time.sleep(1.5)
    phone.command("dial", "9196")
    check(phone.hears(700), "no echo at 9196")
    phone.command("hangup")


@scenario("Real peers: baresip holds and resumes: music, then the tone again")
def hold(world):
    caller, callee = pair(world)
    caller.command("dial", callee.user.extension)
    check(callee.hears(600), "no sound before the hold")
    caller.command("hold")
    state = lambda: next((item["state"] for item in world.server.api("GET", "/calls?limit=200")["items"]
                          if item["caller"]["number"] == caller.user.extension), None)
    world.wait(lambda: state() == "held", "the call is held")
    world.wait(lambda: not callee.hears(600, 0.3) and max(map(abs, callee.recordings()[-1][-4000:])) > 300,
               "music for the held one", 30)
    caller.command("resume")
    world.wait(lambda: state() == "talking", "the call goes on")
    check(callee.hears(600), "no sound after the resumption")
    check(caller.hears(900), "the holder hears nothing after the resumption")
    caller.command("hangup")


@scenario("Real peers: baresip transfers blindly to a third baresip; the new pair hears one another")
def blind_transfer(world):
    caller, callee = pair(world)
    user, = world.users(1)
    third = Baresip(world, user, world.server.host, 1200)
    caller.command("dial", callee.user.extension)
    check(callee.hears(600), "no sound before the transfer")
    callee.command("transfer", user.extension)
    check(third.hears(600), "the target does not hear the caller")
    check(caller.hears(1200), "the caller does not hear the target")
    caller.command("hangup")
    world.record(caller.user.extension)
