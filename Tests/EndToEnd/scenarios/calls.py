"""Calls between two phones: a talk, its end, and what is refused (RFC 3261 §13–17)."""
import time

from harness.message import Message, token
from harness.scenario import check, scenario


def talk(world, **more):
    """Two phones of the domain in a call: caller's and callee's side."""
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension, **more)
    incoming = callee.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    return call, incoming


@scenario("CAL: a basic call: ringing, answer, tones both ways, BYE by the caller, history")
def basic(world):
    call, incoming = talk(world)
    one, other = call.phone.media, incoming.phone.media
    one.send_tone(700)
    other.send_tone(1100)
    check(other.hears(700), "the callee does not hear the caller")
    check(one.hears(1100), "the caller does not hear the callee")
    call.send("BYE")
    incoming.expect("BYE")
    check(call.phone.response(call.id, "BYE").status == 200, "BYE")
    record = world.record(call.phone.extension)
    check(record["result"] == "answered" and record["endedBy"] == "caller" and record["cause"] == "hung-up",
          f"history: {record}")
    steps = world.server.api("GET", f"/history/{record['id']}/steps")["items"]
    check(len(steps) >= 5, f"steps: {[step['kind'] for step in steps]}")


@scenario("CAL: BYE by the callee; digits by login, not only extension")
def bye_by_callee(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.login)
    incoming = callee.incoming()
    check(caller.extension in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    incoming.accept()
    call.final(200)
    incoming.send("BYE")
    call.expect("BYE")
    record = world.record(caller.extension)
    check(record["endedBy"] == "callee" and record["result"] == "answered", f"history: {record}")


@scenario("RFC 3261 §21.4.5: a call to nobody gets 404, to an unregistered user 480")
def nobody(world):
    one, other = world.users(2)
    caller = world.phone(one)
    caller.invite("7999").final(404)
    caller.invite("no-such-login").final(404)
    caller.invite(other.extension).final(480)
    record = world.record(other.extension, lambda item: item["cause"] == "not-registered", "cause not-registered")
    check(record["answeredAt"] is None and record["result"] == "not-answered", f"history: {record}")


@scenario("RFC 3261 §8.2.2.2: a merged request gets 482")
def merged(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    copy = Message(call.request.raw)
    twin = call.request.raw.decode().replace(copy.branch, token("z9hG4bK"))
    caller.transmit(twin)
    response = caller.take(lambda m: m.status is not None and m.status >= 300 and m.get("call-id") == call.id, "482")
    check(response.status == 482, f"{response}")
    callee.nothing("INVITE", 0.5)
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3261 §17.2.1: a repeated INVITE makes no second call, a repeated 200 gets its ACK again")
def repeated(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    caller.transmit(call.request.raw)
    incoming = callee.incoming()
    caller.transmit(call.request.raw)
    callee.nothing("INVITE", 0.7)
    incoming.accept()
    call.final(200, ack=False)
    time.sleep(1.2)  # The server repeats its 200 until the ACK (§13.3.1.4).
    call.acknowledge()
    answer = callee.answered[(incoming.request.branch, "INVITE")]
    with callee.changed:
        callee.seen = {key for key in callee.seen if key[1] != "ACK"}
    callee.transmit(answer)
    callee.request_of("ACK", incoming.id)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3261 §13.3.1.4: a caller that never sends ACK: the server ends both legs", )
def no_acknowledgement(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.accept()
    call.final(200, ack=False)
    incoming.expect("BYE", patience=60)
    record = world.record(caller.extension)
    check(record["endedAt"], f"{record}")


@scenario("CAL: an administrator's DELETE of a call ends both legs; calls in progress are listed")
def stopped_by_rest(world):
    call, incoming = talk(world)
    mine = world.wait(lambda: [item for item in world.server.api("GET", "/calls?limit=200")["items"]
                               if item["caller"]["number"] == call.phone.extension and item["state"] == "talking"],
                      "the call among those in progress, talking")
    world.server.api("DELETE", f"/calls/{mine[0]['id']}")
    call.expect("BYE")
    incoming.expect("BYE")


@scenario("RFC 3261 §8.2.6, CAL: two calls at once between the same phones are told apart")
def two_calls(world):
    caller, callee = world.phones(2)
    first = caller.invite(callee.extension)
    one = callee.incoming()
    one.accept()
    first.final(200)
    second = caller.invite(callee.extension)
    two = callee.incoming()
    two.accept()
    second.final(200)
    check(one.id != two.id, "both have the same Call-ID")
    first.send("BYE")
    one.expect("BYE")
    callee.nothing("BYE", 0.5)
    two.send("BYE")
    second.expect("BYE")
