"""REFER, Replaces: blind, attended, pick-up (RFC 3515, RFC 3891, RFC 5589)."""
from harness.scenario import check, scenario
from scenarios.calls import talk


def notified(call, *statuses, patience=20):
    """NOTIFYs until one of the statuses; each answered. Returns all statuses."""
    seen = []
    while True:
        request = call.expect("NOTIFY", patience=patience)
        line = request.body.decode().strip()
        check(request.get("event").startswith("refer") and "sipfrag" in request.get("content-type"),
              f"Event {request.get('event')!r}, Content-Type {request.get('content-type')!r}")
        seen.append(int(line.split()[1]))
        if seen[-1] in statuses:
            state = request.get("subscription-state")
            check("terminated" in state, f"{state!r} at the end")
            return seen
        check(seen[-1] < 200, f"NOTIFY with {seen}, expected {statuses}")


@scenario("RFC 3515: blind transfer: 202, NOTIFY 100 … 200, BYE; the new pair talks")
def blind(world):
    call, incoming = talk(world)
    third, = world.phones(1)
    response = incoming.ask("REFER", [("Refer-To", f"<sip:{third.extension}@{third.domain}>"),
                                      ("Referred-By", f"<{incoming.phone.record}>")])
    check(response.status == 202, f"REFER: {response}")
    target = third.incoming()
    target.progress(180)
    target.accept()
    seen = notified(incoming, 200)
    check(seen[0] == 100 or seen[0] == 180 or seen == [200], f"NOTIFYs: {seen}")
    incoming.expect("BYE")
    call.phone.media.send_tone(660)
    third.media.send_tone(990)
    check(third.media.hears(660), "the target does not hear the caller")
    check(call.phone.media.hears(990), "the caller does not hear the target")
    call.send("BYE")
    target.expect("BYE")
    record = world.record(call.phone.extension)
    check(record["result"] == "answered" and record["traits"] == ["transferred"], f"history: {record}")


@scenario("RFC 3515: blind transfer by the caller, who hangs up at once")
def blind_hang_up(world):
    call, incoming = talk(world)
    third, = world.phones(1)
    check(call.ask("REFER", [("Refer-To", f"<sip:{third.extension}@{third.domain}>")]).status == 202, "REFER")
    target = third.incoming()
    target.progress(180)
    call.phone.auto["NOTIFY"] = lambda request: call.phone.reply(request, 200)
    call.send("BYE")
    target.accept()
    incoming.phone.media.send_tone(660)
    check(third.media.hears(660), "no sound to the target")
    target.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3515: blind transfer to a busy phone: NOTIFY 486 and the talk goes on")
def blind_busy(world):
    call, incoming = talk(world)
    third, = world.phones(1)
    check(incoming.ask("REFER", [("Refer-To", f"<sip:{third.extension}@{third.domain}>")]).status == 202, "REFER")
    third.incoming().refuse(486)
    notified(incoming, 486)
    call.phone.media.send_tone(660)
    incoming.phone.media.send_tone(880)
    check(incoming.phone.media.hears(660) and call.phone.media.hears(880), "the talk does not go on")
    check(incoming.ask("REFER", [("Refer-To", "<sip:7999@demo.martlet>")]).status == 202, "REFER to nobody")
    notified(incoming, 404)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3515: REFER without Refer-To gets 400; to a foreign domain 403 or 404")
def refused(world):
    call, incoming = talk(world)
    check(call.ask("REFER").status == 400, "REFER without Refer-To")
    response = call.ask("REFER", [("Refer-To", "<sip:1@elsewhere.example>")])
    check(response.status in (403, 404), f"foreign: {response}")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3891, RFC 5589: attended transfer: REFER with Replaces joins the two others")
def attended(world):
    call, incoming = talk(world)          # A – B
    third, = world.phones(1)              # B calls C
    transferrer = incoming.phone
    check(incoming.ask("INVITE", body=transferrer.offer("sendonly", version=2)).status == 200, "hold")
    consultation = transferrer.invite(third.extension)
    target = third.incoming()
    target.progress(180)
    target.accept()
    consultation.final(200)
    tag = lambda text: text.split("tag=")[1].split(";")[0]
    replaces = f"{consultation.id}%3Bto-tag%3D{tag(consultation.remote)}%3Bfrom-tag%3D{tag(consultation.local)}"
    response = incoming.ask("REFER", [("Refer-To", f"<sip:{third.extension}@{third.domain}?Replaces={replaces}>")])
    check(response.status == 202, f"REFER: {response}")
    notified(incoming, 200)
    consultation.expect("BYE")
    incoming.expect("BYE")
    call.phone.media.send_tone(660)
    third.media.send_tone(990)
    check(third.media.hears(660), "the target does not hear the caller")
    check(call.phone.media.hears(990), "the caller does not hear the target")
    call.send("BYE")
    target.expect("BYE")


@scenario("RFC 5589: attended transfer while the target still rings")
def half_attended(world):
    call, incoming = talk(world)
    third, = world.phones(1)
    transferrer = incoming.phone
    consultation = transferrer.invite(third.extension)
    target = third.incoming()
    target.progress(180)
    early = consultation.provisional(180)
    tag = lambda text: text.split("tag=")[1].split(";")[0]
    replaces = f"{consultation.id}%3Bto-tag%3D{tag(early.get('to'))}%3Bfrom-tag%3D{tag(consultation.local)}"
    response = incoming.ask("REFER", [("Refer-To", f"<sip:{third.extension}@{third.domain}?Replaces={replaces}>")])
    check(response.status == 202, f"REFER: {response}")
    # The target is rung on behalf of the first caller: by the same leg or by a new one.
    third.auto["CANCEL"] = lambda request: (third.reply(request, 200), third.reply(target.request, 487))
    renewed = third.incoming()
    renewed.accept()
    transferrer.auto["NOTIFY"] = lambda request: transferrer.reply(request, 200)
    incoming.expect("BYE")
    consultation.final()
    call.phone.media.send_tone(660)
    check(third.media.hears(660), "no sound to the target")
    call.send("BYE")
    renewed.expect("BYE")


@scenario("RFC 3891: INVITE with Replaces takes over a talk of one's own; a colleague's gets 403, and the talk goes on")
def takeover(world):
    caller_user, user, colleague_user = world.users(3)
    caller, desk, colleague = (world.phone(each, register=True) for each in (caller_user, user, colleague_user))
    call = caller.invite(desk.extension)
    incoming = desk.incoming()
    incoming.accept()
    call.final(200)
    softphone = world.phone(user)
    tag = lambda text: text.split("tag=")[1].split(";")[0]
    # The dialog of the callee's desk phone, from that phone's point of view.
    value = f"{incoming.id};to-tag={tag(incoming.remote)};from-tag={tag(incoming.local)}"
    colleague.invite(desk.extension, headers=[("Replaces", value)]).final(403)
    desk.nothing("BYE", 0.5)
    caller.media.send_tone(720)
    check(desk.media.hears(720), "the talk does not go on")
    taken = softphone.invite(desk.extension, headers=[("Replaces", value)])
    taken.final(200)
    incoming.expect("BYE")
    softphone.media.send_tone(720)
    check(call.phone.media.hears(720), "the caller does not hear who took over")
    taken.send("BYE")
    call.expect("BYE")
    record = world.record(caller.extension)
    found = world.server.api("GET", f"/history/{record['id']}/steps")["items"]
    kinds = [step["kind"] for step in found]
    check("takeover-refused" in kinds and "taken-over" in kinds, f"steps: {kinds}")


@scenario("RFC 3891: INVITE with Replaces picks up a ringing call; a wrong one gets 481")
def pick_up(world):
    caller, callee, neighbour = world.phones(3)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    ringing = incoming.progress(180)
    call.provisional(180)
    remote_tag = incoming.request.tag("from")
    neighbour.invite(callee.extension, headers=[("Replaces", f"{incoming.id};to-tag=x;from-tag=y")]).final(481)
    value = f"{incoming.id};to-tag={remote_tag};from-tag={ringing.tag('to')}"
    taken = neighbour.invite(callee.extension, headers=[("Replaces", value)])
    taken.final(200)
    call.final(200)
    incoming.expect("CANCEL")
    incoming.refuse(487)
    neighbour.media.send_tone(720)
    check(caller.media.hears(720), "no sound after the pick-up")
    call.send("BYE")
    taken.expect("BYE")
