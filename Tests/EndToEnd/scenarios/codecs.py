"""Phones that share no codec, and phones without G.711 (SIP-06): baresip with one codec each, tones measured."""
from harness.baresip import Baresip
from harness.scenario import check, scenario

PAIRS = (("G722/16000/1", "PCMA"), ("opus/48000/2", "PCMU"), ("GSM", "PCMA"), ("opus/48000/2", "G722/16000/1"))


def codecs(world, record):
    """What the legs of a call talked."""
    quality = world.server.api("GET", f"/history/{record['id']}")["quality"]
    return {item["codec"].lower() for item in quality}


def make(first, second):
    @scenario(f"SIP-06 {first.split('/')[0]} to {second.split('/')[0]}: each hears the other's tone")
    def body(world):
        one, other = world.users(2)
        caller = Baresip(world, one, world.server.host, 600, codecs=first)
        callee = Baresip(world, other, world.server.host, 900, codecs=second)
        caller.command("dial", other.extension)
        check(callee.hears(600), "the callee does not hear 600 Hz")
        check(caller.hears(900), "the caller does not hear 900 Hz")
        callee.command("hangup")
        record = world.record(one.extension)
        check(record["result"] == "answered", f"history: {record}")
        check(codecs(world, record) == {name.split("/")[0].lower() for name in (first, second)},
              f"codecs: {codecs(world, record)}")


for pair in PAIRS:
    make(*pair)


@scenario("SIP-06 two phones with Opus and G.711: the payload passes untouched")
def untouched(world):
    one, other = world.users(2)
    caller = Baresip(world, one, world.server.host, 600, codecs="opus/48000/2,PCMA")
    callee = Baresip(world, other, world.server.host, 900, codecs="PCMA,opus/48000/2")
    caller.command("dial", other.extension)
    check(callee.hears(600) and caller.hears(900), "no sound")
    caller.command("hangup")
    record = world.record(one.extension)
    check(len(codecs(world, record)) == 1, f"converted for nothing: {codecs(world, record)}")


@scenario("SIP-06 a phone that knows Opus only hears the server's tone, itself and the hold music")
def own_sound(world):
    one, other = world.users(2)
    phone = Baresip(world, one, world.server.host, 700, codecs="opus/48000/2")
    phone.command("dial", "9197")
    check(phone.hears(1004), "no 1004 Hz at 9197")
    phone.command("hangup")
    world.wait(lambda: world.record(one.extension)["endedAt"], "the end")
    phone.command("dial", "9196")
    check(phone.hears(700), "no echo at 9196")
    phone.command("hangup")
    world.wait(lambda: len(world.server.history(one.extension)) >= 2, "the end")
    partner = Baresip(world, other, world.server.host, 900, codecs="PCMA")
    partner.command("dial", one.extension)
    check(phone.hears(900), "no sound before the hold")
    partner.command("hold")
    world.wait(lambda: not phone.hears(900, 0.3) and max(map(abs, phone.recordings()[-1][-4000:])) > 300,
               "music for the held one", 30)
    partner.command("resume")
    check(phone.hears(900) and partner.hears(700), "no sound after the resumption")
