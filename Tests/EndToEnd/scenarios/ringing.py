"""While it rings: refusals, CANCEL and its races, several phones, redirection (RFC 3261 §9, §13, §21)."""

from harness.message import Mismatch
from harness.scenario import check, scenario


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
    try:
        first.expect("BYE", patience=3)
        winner = second
    except Mismatch:
        second.expect("BYE")
        winner = first
    call.send("BYE")
    winner.expect("BYE")


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


@scenario("Bad input: a silent phone: 480 after the ring time, no CANCEL, and later it is called again")
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
