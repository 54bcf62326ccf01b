"""Features as `martlet phone` and baresip, which know nothing of them, use them: keys only, sound measured by the phones
themselves."""
import itertools
import os
import struct
import time
import wave

from harness.baresip import Baresip
from harness.martlet_phone import MartletPhone
from harness.rtp import power
from harness.scenario import check, scenario


def phone(world, user, *actions):
    """An actor; those that wait for calls are registered when this returns."""
    actor = MartletPhone(world, f"{world.server.host}:{world.server.sip}", user, actions, register=True)
    world.wait(lambda: "SIP/2.0 200" in actor.said(), f"the actor of {user.login} is registered", 20)
    return actor


@scenario("CAL-04 `martlet phone` transfers by keys: consultation, hanging up joins the others, who hear one another")
def transfer(world):
    one, other, third = world.users(3)
    target = phone(world, third, "answer", "play", "tone:1500", "expect", "tone:500", "expect", "end")
    first = phone(world, one, "answer", "play", "tone:500", "expect", "tone:1000", "expect", "sound", "expect", "tone:1500",
                  "wait", "1", "hangup")
    commanding = phone(world, other, "call", one.extension, "play", "tone:1000", "expect", "tone:500",
                       "digits", f"#1#{third.extension}#", "expect", "tone:1500", "hangup")
    for actor in (commanding, first, target):
        actor.finish()
    record = world.record(other.extension)
    kinds = [step["kind"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]
    check("transfer-completed" in kinds, f"{kinds}")


@scenario("CAL-06 `martlet phone` brings a third in by keys; all hear one another, and the two who are left go on talking")
def conference(world):
    one, other, third = world.users(3)
    invited = phone(world, third, "answer", "play", "tone:1500", "expect", "tone:500", "expect", "end")
    first = phone(world, one, "answer", "play", "tone:500", "expect", "tone:1000", "expect", "tone:1500", "expect", "end")
    # Two tones at once are none to a phone that listens for one: it is silent as soon as it has invited.
    commanding = phone(world, other, "call", one.extension, "play", "tone:1000", "expect", "tone:500",
                       "digits", f"#2#{third.extension}#", "play", "silence", "wait", "4", "hangup")
    commanding.finish()
    time.sleep(2)
    check(first.isRunning() and invited.isRunning(), "the talk of the two who are left is over")
    call, = [item for item in world.server.api("GET", "/calls?limit=200")["items"]
             if one.extension in [leg["party"]["number"] for leg in item["legs"]]]
    world.server.api("DELETE", f"/calls/{call['id']}")
    for actor in (first, invited):
        actor.finish()


@scenario("CAL-05 `martlet phone` holds by keys and by its own: music both times, then the tone again")
def hold(world):
    one, other = world.users(2)
    heard = os.path.join(world.folder, "held.wav")
    held = phone(world, one, "answer", "record", heard, "play", "tone:500", "expect", "end")
    holder = phone(world, other, "call", one.extension, "play", "tone:1000", "expect", "tone:500", "wait", "2", "digits", "#4#", "wait", "3",
                   "digits", "#4#", "expect", "tone:500", "wait", "2", "hold", "wait", "3", "resume", "expect", "tone:500",
                   "wait", "2", "hangup")
    for actor in (holder, held):
        actor.finish()
    with wave.open(heard) as file:
        data = file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(data) // 2}h", data)
    # Half a second each: the holder's tone, silence while things change, or something else: music.
    kinds = ["tone" if power(part, 1000) > 0.7 else "music" if max(map(abs, part)) > 500 else "silence"
             for part in (samples[start:start + 4000] for start in range(0, len(samples) - 4000, 4000))]
    long = [kind for kind, run in itertools.groupby(kinds) if len(list(run)) >= 3]
    check([kind for kind, _ in itertools.groupby(kind for kind in long if kind != "silence")] ==
          ["tone", "music", "tone", "music", "tone"], f"{kinds}")


@scenario("BYD-11 `martlet phone` parks by keys; another dials the slot and has the party, who heard music meanwhile")
def parking(world):
    one, other, third = world.users(3)
    party = phone(world, one, "answer", "play", "tone:500", "expect", "tone:1000", "expect", "sound", "expect", "tone:1500",
                  "expect", "end")
    # It is hung up on while it still sends the last key: how its script ends says nothing.
    parker = phone(world, other, "call", one.extension, "play", "tone:1000", "expect", "tone:500", "wait", "1", "digits",
                   "#5#37#")
    world.wait(lambda: not parker.isRunning(), "the party to be parked", 40)
    taker = phone(world, third, "call", "*737", "play", "tone:1500", "expect", "tone:500", "wait", "1", "hangup")
    for actor in (taker, party):
        actor.finish()


@scenario("CAL-04 baresip, which has no key for it, transfers with consultation: it dials #1#…# and hangs up")
def baresip_transfer(world):
    one, other, third = world.users(3)
    caller = Baresip(world, one, world.server.host, 600)
    callee = Baresip(world, other, world.server.host, 900)
    target = Baresip(world, third, world.server.host, 1200)
    caller.command("dial", other.extension)
    check(callee.hears(600) and caller.hears(900), "no sound before the command")
    for key in f"#1#{third.extension}#":
        callee.command("sndcode", key)
        time.sleep(0.3)
    check(callee.hears(1200), "no consultation")
    check(target.hears(900), "the target does not hear who asks")
    callee.command("hangup")
    check(target.hears(600), "the target does not hear the caller")
    check(caller.hears(1200), "the caller does not hear the target")
    caller.command("hangup")
    world.record(one.extension)
