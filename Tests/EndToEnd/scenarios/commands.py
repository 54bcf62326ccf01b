"""Commands dialled in talk: `#<code>#…#` by RFC 4733, INFO and tones (CAL-04), and the same by API."""
import time

from harness.scenario import check, scenario
from scenarios.calls import talk
from scenarios.control import leg_of

TRANSFER, HOLD = "1", "4"


def press(call, keys, way):
    """Presses keys at a scripted phone."""
    if way == "event":
        call.phone.media.press(keys)
    elif way == "in band":
        call.phone.media.press_in_band(keys)
    else:
        for key in keys:
            response = call.ask("INFO", headers=[("Content-Type", "application/dtmf-relay")],
                                body=f"Signal={key}\r\nDuration=120\r\n")
            check(response.status == 200, f"INFO: {response}")


def begin(world, way="event"):
    """Two who talk and hear one another: the other party's call, that of who gives the commands."""
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    commanding = callee.incoming()
    # Tones are listened to where a phone has no other way to send digits.
    commanding.accept(callee.offer(payloads=(8,) if way == "in band" else (8, 101)))
    call.final(200)
    caller.media.send_tone(500)
    callee.media.send_tone(1000)
    check(caller.media.hears(1000) and callee.media.hears(500), "no sound before the command")
    caller.media.clear()
    return call, commanding


def hears_music(media, patience=8.0):
    """Sound, and none of the tones of a scenario's phones, within `patience`."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if media.hears_anything(0.2) and not any(media.hears(tone, 0.1) for tone in (500, 1000, 1500)):
            return True
    return False


def steps(world, number, record):
    return [step["kind"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]


for _way in ("event", "INFO", "in band"):
    @scenario(f"CAL-04 transfer by {_way}: music, the target, star returns; again, and hanging up joins the others")
    def transfer(world, way=_way):
        call, commanding = begin(world, way)
        third, = world.phones(1)
        one, other = call.phone, commanding.phone
        press(commanding, f"#{TRANSFER}#{third.extension}#", way)
        asked = third.incoming()
        check(other.extension in asked.request.get("from"), f"the target sees {asked.request.get('from')}")
        leaked = one.media.heard_keys() if way == "in band" else one.media.heard_events()
        check(set(leaked) <= {"#"}, f"the other party heard the keys {leaked}")
        check(hears_music(one.media), "no music for the first party")
        asked.progress(180)
        check(other.media.hears(425), "no ring-back tone for who transfers")
        asked.accept()
        third.media.send_tone(1500)
        check(other.media.hears(1500) and third.media.hears(1000), "no consultation")
        check(hears_music(one.media), "no music for the first party during the consultation")
        press(commanding, "*", way)
        asked.expect("BYE")
        check(one.media.hears(1000) and other.media.hears(500), "star does not return")
        press(commanding, f"#{TRANSFER}#{third.extension}#", way)
        again = third.incoming()
        again.accept()
        check(other.media.hears(1500), "no second consultation")
        commanding.send("BYE")
        check(one.media.hears(1500) and third.media.hears(500), "the others are not joined")
        call.send("BYE")
        again.expect("BYE")
        record = world.record(one.extension)
        kinds = steps(world, one.extension, record)
        for kind in ("consultation-began", "returned", "transfer-completed"):
            check(kind in kinds, f"no step {kind}: {kinds}")
        check(record["result"] == "answered", f"history: {record}")

    @scenario(f"CAL-04 hold by {_way}: the other hears music, this one silence, and both one another again")
    def hold(world, way=_way):
        call, commanding = begin(world, way)
        one, other = call.phone, commanding.phone
        press(commanding, f"#{HOLD}#", way)
        check(hears_music(one.media), "no music")
        world.wait(lambda: not other.media.hears(500, 0.1), "silence for who holds")
        state = [item["state"] for item in world.server.api("GET", "/calls?limit=200")["items"]
                 if item["caller"]["number"] == one.extension]
        check(state == ["held"], f"state in the API: {state}")
        press(commanding, f"#{HOLD}#", way)
        check(one.media.hears(1000) and other.media.hears(500), "not taken back")
        call.send("BYE")
        commanding.expect("BYE")


@scenario("CAL-04 blind transfer: hanging up while it rings; the first party hears the ring-back tone, then the target")
def blind(world):
    call, commanding = begin(world)
    third, = world.phones(1)
    press(commanding, f"#{TRANSFER}#{third.extension}#", "event")
    asked = third.incoming()
    asked.progress(180)
    commanding.send("BYE")
    check(call.phone.media.hears(425), "no ring-back tone for who waits")
    asked.accept()
    third.media.send_tone(1500)
    check(call.phone.media.hears(1500) and third.media.hears(500), "the others are not joined")
    asked.send("BYE")
    call.expect("BYE")


@scenario("CAL-04 a target that refuses, and a number that leads nowhere: a signal, and the talk goes on")
def refused(world):
    call, commanding = begin(world)
    third, = world.phones(1)
    press(commanding, f"#{TRANSFER}#{third.extension}#", "event")
    third.incoming().refuse(486)
    check(call.phone.media.hears(1000) and commanding.phone.media.hears(500), "the talk does not go on after 486")
    commanding.phone.media.clear()
    press(commanding, f"#{TRANSFER}#7999#", "event")
    check(call.phone.media.hears(1000) and commanding.phone.media.hears(500), "the talk does not go on")
    call.send("BYE")
    commanding.expect("BYE")
    record = world.record(call.phone.extension)
    kinds = steps(world, call.phone.extension, record)
    check("transfer-failed" in kinds and "command-refused" in kinds, f"steps: {kinds}")


@scenario("CAL-04 keys that are no command reach the other party's menu, in order")
def menu(world):
    call, commanding = begin(world)
    press(commanding, "#95", "event")
    world.wait(lambda: call.phone.media.heard_events() == "59#", "all keys")
    call.send("BYE")
    commanding.expect("BYE")


@scenario("CAL-04 the caller's keys are commands as well; a code that the domain does not have is none")
def caller_commands(world):
    call, commanding = begin(world)
    press(call, f"#{HOLD}#", "event")
    check(hears_music(commanding.phone.media), "the callee hears no music")
    press(call, f"#{HOLD}#", "event")
    check(commanding.phone.media.hears(500), "the callee is not taken back")
    commanding.phone.media.clear()
    press(call, "#8#", "event")
    world.wait(lambda: commanding.phone.media.heard_events() == "8#", "the keys")
    call.send("BYE")
    commanding.expect("BYE")


@scenario("API: hold, unhold, consult, return, complete and digits do what keys do, with reasons told apart")
def by_api(world):
    call, commanding = begin(world)
    third, = world.phones(1)
    one, other = call.phone, commanding.phone
    call_id, leg = leg_of(world, other)
    path = f"/calls/{call_id}/legs/{leg}"

    def refusal(what, expected, body=None):
        error = world.server.api_error("POST", f"{path}/{what}", body)
        check(error == expected, f"{what}: {error}, expected {expected}")

    for what in ("unhold", "return", "complete"):
        refusal(what, "wrong-state")
    refusal("consult", "bad-number", {"target": "7999"})
    world.server.api("POST", f"{path}/hold")
    check(hears_music(one.media), "no music")
    refusal("hold", "wrong-state")
    world.server.api("POST", f"{path}/unhold")
    check(one.media.hears(1000), "not taken back")
    world.server.api("POST", f"{path}/dtmf", {"digits": "42"})
    world.wait(lambda: one.media.heard_events() == "24", "digits")
    world.server.api("POST", f"{path}/consult", {"target": third.extension})
    asked = third.incoming()
    asked.accept()
    third.media.send_tone(1500)
    check(other.media.hears(1500), "no consultation")
    refusal("consult", "wrong-state", {"target": third.extension})
    world.server.api("POST", f"{path}/return")
    asked.expect("BYE")
    check(one.media.hears(1000), "not returned")
    world.server.api("POST", f"{path}/consult", {"target": third.extension})
    again = third.incoming()
    again.accept()
    check(other.media.hears(1500), "no second consultation")
    world.server.api("POST", f"{path}/complete")
    commanding.expect("BYE")
    check(one.media.hears(1500) and third.media.hears(500), "the others are not joined")
    refusal("hold", "not-found")
    call.send("BYE")
    again.expect("BYE")


@scenario("CAL-06 by keys: a third is added, all hear one another, one who holds is not missed, and the third is removed")
def conference(world):
    call, commanding = begin(world)
    third, = world.phones(1)
    one, other = call.phone, commanding.phone
    press(commanding, f"#2#{third.extension}#", "event")
    added = third.incoming()
    added.accept(third.offer(payloads=(8, 101)))
    third.media.send_tone(1500)

    def hears(media, *tones):
        return all(media.hears(tone, share=0.3) for tone in tones)

    check(hears(one.media, 1000, 1500) and hears(other.media, 500, 1500) and hears(third.media, 500, 1000),
          "not everybody hears everybody")
    press(commanding, f"#{HOLD}#", "event")
    check(one.media.hears(1500, share=0.8) and third.media.hears(500, share=0.8), "the others do not talk on alone")
    press(commanding, f"#{HOLD}#", "event")
    check(hears(one.media, 1000, 1500) and hears(other.media, 500, 1500), "not taken back")
    press(commanding, f"#3#{third.extension}#", "event")
    added.expect("BYE")
    check(one.media.hears(1000) and other.media.hears(500), "the two do not talk on")
    press(commanding, "#3#7999#", "event")
    call.send("BYE")
    commanding.expect("BYE")
    record = world.record(one.extension)
    check("command-refused" in steps(world, one.extension, record), "removing nobody leaves no step")
