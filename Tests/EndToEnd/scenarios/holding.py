"""Hold, UPDATE, session timers: changes in a talk (RFC 3264, RFC 3311, RFC 4028)."""
from harness.scenario import check, scenario
from scenarios.calls import talk


@scenario("RFC 3264 §8.4: hold by re-INVITE: recvonly back, music for the other, and resumption")
def hold(world):
    call, incoming = talk(world)
    one, other = call.phone, incoming.phone
    other.media.send_tone(1300)
    one.media.send_tone(600)
    check(one.media.hears(1300) and other.media.hears(600), "no sound before the hold")
    response = call.ask("INVITE", body=one.offer("sendonly", version=2))
    check(response.status == 200, f"{response}")
    check(response.sdp.direction in ("recvonly", "inactive"), f"sendonly is answered with {response.sdp.direction}")
    world.wait(lambda: not other.media.hears(600, 0.5) and other.media.hears_anything(0.5),
               "music for the held one", 25)
    state = world.wait(lambda: [item["state"] for item in world.server.api("GET", "/calls?limit=200")["items"]
                                if item["caller"]["number"] == one.extension], "the call")
    check(state == ["held"], f"state in the API: {state}")
    response = call.ask("INVITE", body=one.offer("sendrecv", version=3))
    check(response.status == 200 and response.sdp.direction == "sendrecv", f"{response} {response.sdp.direction}")
    check(other.media.hears(600) and one.media.hears(1300), "no sound after the resumption")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3264 §8.4: hold by the callee with inactive, and with c=0.0.0.0 of old phones")
def hold_by_callee(world):
    call, incoming = talk(world)
    response = incoming.ask("INVITE", body=incoming.phone.offer("inactive", version=2))
    check(response.status == 200 and response.sdp.direction == "inactive", f"{response}")
    check(call.phone.media.hears_anything(), "no music for the caller")
    response = incoming.ask("INVITE", body=incoming.phone.offer(version=3))
    check(response.status == 200 and response.sdp.direction == "sendrecv", f"{response.sdp.direction}")
    body = incoming.phone.offer(version=4).replace(f"c=IN IP4 {incoming.phone.host}", "c=IN IP4 0.0.0.0")
    response = incoming.ask("INVITE", body=body)
    check(response.status == 200, f"c=0.0.0.0: {response}")
    call.phone.media.clear()
    check(call.phone.media.hears_anything(), "no music after c=0.0.0.0")
    incoming.send("BYE")
    call.expect("BYE")


@scenario("RFC 3311: UPDATE with an offer is answered; the tag and sequence of both legs stay")
def update(world):
    call, incoming = talk(world)
    response = call.ask("UPDATE", body=call.phone.offer("sendonly", version=2))
    check(response.status == 200 and response.sdp and response.sdp.direction in ("recvonly", "inactive"), f"{response}")
    response = call.ask("UPDATE", body=call.phone.offer("sendrecv", version=3))
    check(response.status == 200 and response.sdp.direction == "sendrecv", f"{response}")
    check(call.ask("UPDATE").status == 200, "UPDATE without a body")
    incoming.send("BYE")
    call.expect("BYE")


@scenario("RFC 3261 §14.2: a re-INVITE without offer gets one; a hopeless offer 488 and the talk goes on")
def odd_offers(world):
    call, incoming = talk(world)
    request = call.send("INVITE")
    call.request = request
    response = call.phone.response(call.id, "INVITE", call.cseq)
    check(response.status == 200 and response.sdp, f"{response}")
    call.take_dialog(response)
    call.acknowledge(call.phone.offer(version=2, payloads=(8,)))
    response = call.ask("INVITE", body=call.phone.offer(payloads=(18,), version=3))
    check(response.status == 488, f"G.729 alone: {response}")
    call.phone.media.send_tone(640)
    check(incoming.phone.media.hears(640), "the talk broke")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3261 §14.2, §12.2.2: an overlapping re-INVITE gets 491 or 500, an old CSeq 500")
def overlapping(world):
    call, incoming = talk(world)
    call.cseq += 5
    check(call.ask("INFO").status in (200, 405, 415, 469), "INFO")
    call.cseq -= 4
    response = call.ask("UPDATE")
    check(response.status == 500, f"an old CSeq gets {response}")
    call.cseq += 10
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 4028: Session-Expires 90 is kept, too small gets 422 with Min-SE")
def session_timer(world):
    caller, callee = world.phones(2)
    short = [("Supported", "timer"), ("Session-Expires", "30"), ("Min-SE", "30")]
    call = caller.invite(callee.extension, headers=short)
    response = call.final()
    least = int(response.get("min-se") or 0)
    check(response.status == 422 and least >= 90, f"{response} Min-SE {least}")
    call = caller.invite(callee.extension, headers=[("Supported", "timer"), ("Session-Expires", "90;refresher=uac")])
    incoming = callee.incoming()
    incoming.accept()
    response = call.final(200)
    expires = response.get("session-expires").replace(" ", "")
    check(expires.startswith("90") and "refresher=uac" in expires, f"Session-Expires: {expires!r}")
    check("timer" in response.get("require").lower(), f"Require: {response.get('require')!r} (RFC 4028 §9)")
    again = call.ask("UPDATE", [("Supported", "timer"), ("Session-Expires", "90;refresher=uac")])
    check(again.status == 200 and "90" in again.get("session-expires"), f"{again} {again.get('session-expires')}")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 4028: the server refreshes where it is the refresher")
def refreshed(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension, headers=[("Supported", "timer, replaces"),
                                                    ("Session-Expires", "90;refresher=uas"),
                                                    ("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE")])
    incoming = callee.incoming()
    incoming.accept()
    response = call.final(200)
    check("refresher=uas" in response.get("session-expires").replace(" ", ""), f"{response.get('session-expires')!r}")
    request = caller.take(lambda m: m.status is None and m.method in ("UPDATE", "INVITE"), "a refresh", 65)
    body = caller.offer(version=2, payloads=(8,)) if request.method == "INVITE" else ""
    caller.reply(request, 200, "OK", body, [("Session-Expires", "90;refresher=uac"), ("Require", "timer")])
    caller.nothing("BYE", 1)
    call.send("BYE")
    incoming.expect("BYE")
