"""What is heard: early media, codecs, services, digits (RFC 3264, RFC 4733)."""

from harness.message import Mismatch
from harness.scenario import check, scenario
from scenarios.calls import talk


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
        while True:  # Once more for each way to protect the sound that the phone may want.
            request = callee.request_of("INVITE", patience=3)
            callee.reply(request, 488, "Not Acceptable Here", contact=False)
            callee.request_of("ACK")
    except Mismatch:  # The server has given up, or refuses by itself.
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
