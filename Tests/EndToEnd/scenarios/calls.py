"""Calls between two phones: answers, refusals, ends, races (RFC 3261 §13–17)."""
import time

from harness.scenario import check, scenario
from harness.sip import Message, describe, token


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


@scenario("CAL: do not disturb set by REST gives 486")
def do_not_disturb(world):
    one, other = world.users(2)
    caller, callee = world.phone(one), world.phone(other, register=True)
    world.change(other, doNotDisturb=True)
    caller.invite(other.extension).final(486)
    callee.nothing("INVITE", 0.5)


@scenario("CAL: a busy phone's 486 and a declining one's 603 are passed on")
def busy(world):
    caller, callee = world.phones(2)
    for status, cause in ((486, "busy"), (603, "declined")):
        call = caller.invite(callee.extension)
        callee.incoming().refuse(status)
        call.final(status)
        world.record(caller.extension, lambda item: item["endedAt"] and item["cause"] == cause, f"cause {cause}")


@scenario("CAL: nobody answers: 480 to the caller, CANCEL with Reason to the phone")
def no_answer(world):
    one, other = world.users(2)
    caller, callee = world.phone(one), world.phone(other, register=True)
    world.change(other, ringTimeSeconds=5)
    call = caller.invite(other.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    call.provisional(180)
    cancel = incoming.expect("CANCEL", patience=25)
    check("480" in cancel.get("reason"), f"Reason: {cancel.get('reason')!r}")
    incoming.refuse(487)
    call.final(480)
    record = world.record(one.extension)
    check(record["result"] == "not-answered" and record["cause"] == "no-answer", f"history: {record}")


@scenario("RFC 3261 §9: CANCEL by the caller: 200, 487, the phone stops ringing")
def cancel(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    call.provisional(180)
    check(call.cancel().status == 200, "CANCEL is not answered with 200")
    call.final(487)
    incoming.expect("CANCEL")
    incoming.refuse(487)
    record = world.record(caller.extension)
    check(record["result"] == "cancelled" and record["endedBy"] == "caller", f"history: {record}")


@scenario("RFC 3261 §9.1: CANCEL before the phone said anything waits for its first response")
def cancel_early(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    request = callee.request_of("INVITE")
    call.cancel()
    call.final(487)
    callee.nothing("CANCEL", 0.7)
    callee.reply(request, 180, "Ringing")
    callee.reply(callee.request_of("CANCEL"), 200, "OK")
    callee.reply(request, 487, "Request Terminated")
    callee.request_of("ACK")


@scenario("RFC 3261 §9: CANCEL crosses the phone's 200: the phone gets ACK and BYE, the caller 487")
def cancel_crossing(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    call.provisional(180)
    callee.auto["CANCEL"] = lambda request: None  # It is on its way while the phone answers.
    call.cancel()
    call.final(487)
    incoming.accept()
    incoming.expect("BYE")


@scenario("RFC 3261 §9.2: CANCEL after the 200 changes nothing; the call goes on")
def cancel_late(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.accept()
    call.final(200)
    response = call.cancel()
    check(response.status in (200, 481), f"late CANCEL: {response}")
    callee.nothing("BYE", 1)
    incoming.send("BYE")
    call.expect("BYE")


@scenario("CAL: all phones ring, the first answer wins, the other gets CANCEL 'Call completed elsewhere'")
def fork(world):
    one, other = world.users(2)
    caller = world.phone(one)
    desk, mobile = world.phone(other, register=True), world.phone(other, register=True)
    call = caller.invite(other.extension)
    first, second = desk.incoming(), mobile.incoming()
    first.progress(180)
    second.progress(180)
    call.provisional(180)
    second.accept()
    call.final(200)
    cancel = first.expect("CANCEL")
    check("SIP" in cancel.get("reason") and "cause=200" in cancel.get("reason"), f"Reason: {cancel.get('reason')!r}")
    first.refuse(487)
    call.send("BYE")
    second.expect("BYE")


@scenario("RFC 3261 §13.2.2.4: both phones answer at once: one talks, the other gets ACK and BYE")
def fork_race(world):
    one, other = world.users(2)
    caller = world.phone(one)
    desk, mobile = world.phone(other, register=True), world.phone(other, register=True)
    call = caller.invite(other.extension)
    first, second = desk.incoming(), mobile.incoming()
    desk.auto["CANCEL"] = mobile.auto["CANCEL"] = lambda request: None
    first.accept(wait=False)
    second.accept(wait=False)
    call.final(200)
    desk.request_of("ACK")
    mobile.request_of("ACK")
    loser = desk.request_of("BYE", patience=3) if _comes(desk, "BYE") else None
    if loser is None:
        second.expect("BYE")
        winner = first
    else:
        desk.reply(loser, 200)
        winner = second
    call.send("BYE")
    winner.expect("BYE")


def _comes(phone, method, seconds=3.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with phone.changed:
            if any(message.status is None and message.method == method for message in phone.inbox):
                return True
        time.sleep(0.05)
    return False


@scenario("CAL: one phone declines with 603: everybody stops; with 486 the other rings on")
def fork_refusals(world):
    one, other = world.users(2)
    caller = world.phone(one)
    desk, mobile = world.phone(other, register=True), world.phone(other, register=True)
    call = caller.invite(other.extension)
    first, second = desk.incoming(), mobile.incoming()
    second.progress(180)
    first.refuse(486)
    mobile.nothing("CANCEL", 0.7)
    second.accept()
    call.final(200)
    call.send("BYE")
    second.expect("BYE")
    call = caller.invite(other.extension)
    first, second = desk.incoming(), mobile.incoming()
    second.progress(180)
    first.refuse(603)
    second.expect("CANCEL")
    second.refuse(487)
    call.final(603)


@scenario("RFC 3261 §21.3: 302 by the callee leads to another extension; a loop ends")
def redirection(world):
    caller, callee, third = world.phones(3)
    call = caller.invite(callee.extension)
    callee.incoming().refuse(302, headers=[("Contact", f"<sip:{third.extension}@{callee.domain}>")])
    incoming = third.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")
    # Round and round: to itself until the limit.
    def redirect(request):
        callee.reply(request, 302, "Moved", headers=[("Contact", f"<sip:{callee.extension}@{callee.domain}>")],
                     contact=False)
    callee.auto["INVITE"], callee.auto["ACK"] = redirect, lambda request: None
    response = caller.invite(callee.extension).final(patience=30)
    check(response.status in (480, 483, 482), f"a loop of redirections ends with {response}")


@scenario("RFC 3261 §13.2.1: early media: 183 with a description is passed on and heard")
def early_media(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    body = callee.offer(payloads=(8,))
    incoming.progress(183, body)
    early = call.provisional(183)
    check(early.sdp is not None and early.sdp.port > 0, "183 has no description")
    caller.media.remote = (early.sdp.host, early.sdp.port)
    callee.media.remote = (incoming.request.sdp.host, incoming.request.sdp.port)
    callee.media.send_tone(850)
    check(caller.media.hears(850), "early media is not heard")
    incoming.accept(body=body)
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3262: a callee that requires 100rel gets PRACK; a caller that requires it sends PRACK")
def reliable(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension, headers=[("Require", "100rel")])
    incoming = callee.incoming()
    body = callee.offer(payloads=(8,))
    incoming.progress(183, body, [("Require", "100rel"), ("RSeq", "77")])
    prack = incoming.expect("PRACK")
    check(prack.get("rack").split() == ["77", str(incoming.request.cseq), "INVITE"], f"RAck: {prack.get('rack')}")
    early = call.provisional(180, 183)
    check(early.get("rseq") and "100rel" in early.get("require").lower(),
          f"the caller required 100rel; {early} has Require {early.get('require')!r}, RSeq {early.get('rseq')!r}")
    call.remote, call.target = early.get("to"), early.contact_uri or call.target
    response = call.ask("PRACK", [("RAck", f"{early.get('rseq')} {call.request.cseq} INVITE")])
    check(response.status == 200, f"PRACK: {response}")
    incoming.accept(body="", headers=())
    call.request.get("cseq")
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


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


@scenario("RFC 3261 §14: an INVITE without offer: the server offers, the ACK answers")
def late_offer(world):
    caller, callee = world.phones(2)
    caller.offer()
    call = caller.invite(callee.extension, body="")
    incoming = callee.incoming()
    check(incoming.request.sdp is not None, "the callee gets no offer")
    incoming.accept()
    response = call.final(200, ack=False)
    check(response.sdp is not None, "no offer in the 200")
    call.acknowledge(caller.offer(payloads=(8,)))
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    check(callee.media.hears(600) and caller.media.hears(900), "no sound")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("BYD: no codec in common: 488 with the reason in the history")
def no_codec(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension, body=caller.offer(payloads=(18,)))
    try:
        request = callee.request_of("INVITE", patience=3)
        callee.reply(request, 488, "Not Acceptable Here", contact=False)
        callee.request_of("ACK")
    except Exception:  # noqa: BLE001 - the server may refuse by itself
        pass
    call.final(488)
    record = world.record(caller.extension)
    check(record["cause"] == "incompatible-media", f"history: {record}")


@scenario("SIP-03: A-law and µ-law phones hear one another; topology is hidden")
def transcoding(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension, body=caller.offer(payloads=(8,)))
    incoming = callee.incoming()
    check("0" in incoming.request.sdp.payloads, f"µ-law is not offered: {incoming.request.sdp.payloads}")
    text = incoming.request.raw.decode()
    check(f"{caller.host}:{caller.port}" not in text and caller.host not in incoming.request.sdp.text,
          "the caller's address is shown to the callee")
    incoming.accept(body=callee.offer(payloads=(0,)))
    call.final(200)
    caller.media.send_tone(500)
    callee.media.remote = (incoming.request.sdp.host, incoming.request.sdp.port)
    check(callee.media.hears(500), "the µ-law side hears nothing")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("CAL: services: 9196 echoes, 9197 is 1004 Hz, 9198 plays music")
def services(world):
    phone, = world.phones(1)
    call = phone.invite("9196")
    call.final(200)
    phone.media.send_tone(777)
    check(phone.media.hears(777), "no echo")
    call.bye()
    phone.media.frequency, phone.media.remote = phone.media.frequency, None
    phone.media.clear()
    call = phone.invite("9197")
    call.final(200)
    check(phone.media.hears(1004), "no 1004 Hz")
    call.bye()
    phone.media.clear()
    call = phone.invite("9198")
    call.final(200)
    check(phone.media.hears_anything(), "no music")
    call.bye()


@scenario("CAL: an administrator's DELETE of a call ends both legs; calls in progress are listed")
def stopped_by_rest(world):
    call, incoming = talk(world)
    mine = world.wait(lambda: [item for item in world.server.api("GET", "/calls?limit=200")["items"]
                               if item["caller"]["number"] == call.phone.extension and item["state"] == "talking"],
                      "the call among those in progress, talking")
    world.server.api("DELETE", f"/calls/{mine[0]['id']}")
    call.expect("BYE")
    incoming.expect("BYE")


@scenario("Bad input: a silent phone (registered, never answers): 480 after the ring time, no CANCEL, then it is called again")
def silent_phone(world):
    one, other = world.users(2)
    caller, callee = world.phone(one), world.phone(other, register=True)
    world.change(other, ringTimeSeconds=5)
    callee.auto["INVITE"] = lambda request: invites.append(request)
    invites = []
    caller.invite(other.extension).final(480, 408, patience=40)
    check(invites, "nothing was sent to the phone")
    callee.nothing("CANCEL", 0.7)  # RFC 3261 §9.1: not before a provisional response.
    del callee.auto["INVITE"]
    call = caller.invite(other.extension)
    incoming = callee.incoming()
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3261 §13: one of two registered phones is dead: the other one rings and answers")
def one_dead_phone(world):
    one, other = world.users(2)
    caller, dead, alive = world.phone(one), world.phone(other, register=True), world.phone(other, register=True)
    dead.socket.close()
    call = caller.invite(other.extension)
    incoming = alive.incoming()
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("CAL: digits: RFC 4733 passes through; INFO (dtmf-relay) becomes RFC 4733 for the other side")
def digits(world):
    call, incoming = talk(world)
    other = incoming.phone
    response = incoming.ask("INVITE", body=other.offer(payloads=(8, 101), version=2))
    check(response.status == 200 and "101" in response.sdp.payloads, f"no telephone-event: {response.sdp.payloads}")
    response = call.ask("INFO", [("Content-Type", "application/dtmf-relay")], "Signal=5\r\nDuration=160\r\n")
    check(response.status == 200, f"INFO: {response}")
    world.wait(lambda: 5 in other.media.events, "digit 5 as RFC 4733")
    call.phone.media.send_digit(7)
    world.wait(lambda: 7 in other.media.events, "digit 7 through the relay")
    call.send("BYE")
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
