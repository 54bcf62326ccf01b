"""Browsers that lose their connection and come back; two tabs, one line (BYD-11)."""
import math
import time

from harness.browser import BrowserPhone
from harness.message import token
from harness.rtp import power
from harness.scenario import check, scenario
from harness.transports import Certificate, TransportServer
from harness.wires import tls_phone, websocket_phone
from scenarios.transports import answered, talk


def dialog_of(call):
    """The Replaces header that names the server's side of a scripted phone's dialog."""
    def tag(value):
        return value.split(";tag=")[1].split(";")[0]
    return ("Replaces", f"{call.id};to-tag={tag(call.remote)};from-tag={tag(call.local)}")


def cut(phone):
    """The connection ends without a word, and the sound with it."""
    phone.close()


def parties(world, number, **more):
    server = TransportServer(world, number, websocket="127.0.0.1", **more)
    anna, boris = server.people("anna", "boris")
    page, desk = websocket_phone(world, server, anna), world.phone(boris, server=server, register=True)
    page.register()
    return server, anna, boris, page, desk


def hears_music(media, tone, patience=8.0):
    """Sound for two seconds, and not the tone of who is gone, within `patience`."""
    end, rounds = time.monotonic() + patience, 0
    while time.monotonic() < end and rounds < 3:
        media.clear()
        rounds = rounds + 1 if media.hears_anything(0.8) and not media.hears(tone, 0.2, share=0.3) else 0
    return rounds == 3


def steps(world, server, user):
    """The protocol of the user's last call, as kinds."""
    def look():
        return next((item for item in server.history(user.extension) if item["endedAt"]), None)
    record = world.wait(look, "the call in the history", 40)
    return record, [step["kind"] for step in server.api("GET", f"/history/{record['id']}/steps")["items"]]


@scenario("BYD-11 a WebSocket phone is cut off: music for the other; registered anew it takes its place by Replaces")
def replaced(world):
    server, anna, boris, page, desk = parties(world, 40)
    call, incoming = talk(page, desk, boris.extension)
    named = dialog_of(call)
    cut(page)
    check(hears_music(desk.media, 700), "no music for who waits")
    again = websocket_phone(world, server, anna)
    again.register()
    back = again.invite(boris.extension, headers=[named])
    back.final(200)
    again.media.send_tone(900)
    check(desk.media.hears(900) and again.media.hears(1100), "no sound after the return")
    desk.nothing("BYE", 0.5)
    incoming.send("BYE")
    back.expect("BYE")
    record, kinds = steps(world, server, boris)
    check(record["cause"] == "hung-up" and record["endedBy"] == "callee", f"{record}")
    check("connection-lost" in kinds and "came-back" in kinds and "transfer-completed" not in kinds, f"steps: {kinds}")


@scenario("BYD-11 a WebSocket phone comes back by a re-INVITE, and by an UPDATE, in its dialog over a new connection")
def same_dialog(world):
    server, anna, boris, page, desk = parties(world, 41)
    call, incoming = talk(page, desk, boris.extension)
    for round, method in enumerate(("INVITE", "UPDATE")):
        cut(call.phone)
        check(hears_music(desk.media, 700), "no music for who waits")
        again = websocket_phone(world, server, anna)
        again.register()
        call.phone = again
        answer = call.ask(method, body=again.offer(version=2 + round))
        check(answer.status == 200, f"{method}: {answer}")
        if method == "UPDATE":
            call._take_media(answer)
        again.media.send_tone(700)
        check(desk.media.hears(700) and again.media.hears(1100), f"no sound after {method}")
    incoming.send("BYE")
    call.expect("BYE")
    record, kinds = steps(world, server, boris)
    check(kinds.count("connection-lost") == 2 and kinds.count("came-back") == 2, f"steps: {kinds}")


@scenario("BYD-11 who does not come back within 30 s: the other is told why; who hangs up before ends the call")
def vain(world):
    server, anna, boris, page, desk = parties(world, 42)
    talk(page, desk, boris.extension)
    cut(page)
    began = time.monotonic()
    farewell = desk.request_of("BYE", patience=45)
    desk.reply(farewell, 200, "OK")
    check(25 < time.monotonic() - began < 40, f"the call ends after {time.monotonic() - began:.0f} s")
    check("Connection lost" in farewell.get("reason"), f"Reason: {farewell.get('reason')}")
    record, kinds = steps(world, server, boris)
    check(record["cause"] == "connection-lost" and "did-not-come-back" in kinds, f"{record} {kinds}")
    page = websocket_phone(world, server, anna)
    page.register()
    call, incoming = talk(page, desk, boris.extension)
    cut(page)
    check(hears_music(desk.media, 700), "no music for who waits")
    check(incoming.ask("BYE").status == 200, "BYE while the other is away")
    world.wait(lambda: not server.api("GET", "/calls")["items"], "the end of the call")
    # The history is a moment behind the list of calls.
    world.wait(lambda: steps(world, server, boris)[0]["cause"] == "hung-up", "the cause of the end")


@scenario("BYD-11 two tabs, one line: both ring, one answers, the other is told so; the other takes the talk over")
def tabs(world):
    server, anna, boris, page, desk = parties(world, 43)
    second = websocket_phone(world, server, anna)
    second.register()
    call = desk.invite(anna.extension)
    one, other = page.incoming(), second.incoming()
    one.progress(180)
    other.progress(180)
    one.accept(wait=False)
    call.final(200)
    told = other.expect("CANCEL")
    check("cause=200" in told.get("reason"), f"Reason: {told.get('reason')}")
    other.refuse(487)
    page.media.send_tone(700)
    desk.media.send_tone(1100)
    check(desk.media.hears(700) and page.media.hears(1100), "no talk with the first tab")
    taken = second.invite(boris.extension, headers=[dialog_of(one)])
    taken.final(200)
    one.expect("BYE")
    second.media.send_tone(900)
    check(desk.media.hears(900) and second.media.hears(1100), "no talk with the second tab")
    taken.send("BYE")
    call.expect("BYE")
    record, kinds = steps(world, server, boris)
    check("taken-over" in kinds and "connection-lost" not in kinds, f"steps: {kinds}")


@scenario("BYD-11 a page that is loaded anew while it rings rings again; the caller hears ringing meanwhile")
def ringing(world):
    server, anna, boris, page, desk = parties(world, 44)
    call = desk.invite(anna.extension)
    page.incoming().progress(180)
    call.provisional(180)
    cut(page)
    time.sleep(1)
    again = websocket_phone(world, server, anna)
    again.register()
    incoming = again.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    again.media.send_tone(700)
    check(desk.media.hears(700), "no sound after the answer")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("BYD-11 a desk phone whose TLS connection breaks talks on; registered again it is reached there")
def desk(world):
    server = TransportServer(world, 45, certificate=Certificate(world.folder))
    anna, boris = server.people("anna", "boris")
    phone, other = tls_phone(world, server, anna), world.phone(boris, server=server, register=True)
    phone.register()
    call, incoming = talk(phone, other, boris.extension)
    media, phone.media = phone.media, None
    contact = phone.contact
    cut(phone)
    time.sleep(7)
    check(other.media.hears(700) and media.hears(1100), "the talk is disturbed")
    again = tls_phone(world, server, anna)
    again.contact, again.media = contact, media
    again.register()
    call.phone = again
    incoming.send("BYE")
    call.expect("BYE")
    answered(world, server, anna, boris)


@scenario("BYD-11 a page that holds without sound loses its WebSocket only: registered again it is back, `ob` in one contact or not")
def held(world):
    server, anna, boris, page, desk = parties(world, 56)
    plain = page.contact
    page.contact = plain.replace(">", ";ob>")
    call, incoming = talk(page, desk, boris.extension)
    check(call.ask("INVITE", body=page.offer("inactive", version=2)).status == 200, "hold")
    media, page.media = page.media, None
    media.remote = None
    cut(page)
    time.sleep(4)
    again = websocket_phone(world, server, anna)
    again.media, again.contact = media, plain
    again.register()
    call.phone = again
    desk.nothing("BYE", 32)
    incoming.send("BYE")
    call.expect("BYE")
    _, kinds = steps(world, server, boris)
    check("did-not-come-back" not in kinds, f"steps: {kinds}")


# Chromium

def in_decibels(share):
    return 10 * math.log10(max(share, 1e-6) / max(1 - share, 1e-6))


def measured(page, desk, one, other, what):
    """Each hears the other's tone, at least 15 dB over everything else."""
    check(page.hears(other, share=0.97), f"{what}: the page hears {in_decibels(page.evaluate(f'phone.share({other})')):.0f} dB")
    check(desk.media.hears(one, 25, share=0.97), f"{what}: the desk phone hears {in_decibels(share_of(desk, one)):.0f} dB")


def share_of(desk, frequency):
    with desk.media.lock:
        return power(desk.media.samples[-4000:], frequency)


def browser_talk(world, number):
    """A page with 440 Hz talks with a scripted desk phone with 880 Hz."""
    server = TransportServer(world, number, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    page = BrowserPhone(world, 440)
    page.register(server, anna, ["audio/opus"])
    desk = world.phone(boris, server=server, register=True)
    page.begin(f"phone.call('{boris.extension}')")
    incoming = desk.incoming()
    incoming.accept()
    page.wait("talking")
    desk.media.send_tone(880)
    measured(page, desk, 440, 880, "before")
    return server, anna, boris, page, desk, incoming


@scenario("BYD-11 Chromium reloads its page in a talk: music, registered anew it re-attaches, tones both ways as before")
def reload(world):
    server, anna, boris, page, desk, incoming = browser_talk(world, 46)
    page.evaluate("phone.remember()")
    page.reload()
    check(hears_music(desk.media, 440), "no music for who waits")
    page.register(server, anna, ["audio/opus"])
    page.begin("phone.reattach()")
    page.wait("talking")
    measured(page, desk, 440, 880, "after")
    desk.nothing("BYE", 0.5)
    page.evaluate("phone.hangUp()")
    incoming.expect("BYE")
    record, kinds = steps(world, server, boris)
    check("connection-lost" in kinds and "came-back" in kinds, f"steps: {kinds}")
    check(record["result"] == "answered" and record["cause"] == "hung-up", f"{record}")


for _is_new in (False, True):
    @scenario("BYD-11 Chromium changes networks: another connection, "
              + ("another peer connection with new DTLS keys" if _is_new else "ICE restarts") + ", the same talk")
    def network(world, is_new=_is_new):
        server, anna, boris, page, desk, incoming = browser_talk(world, 48 if is_new else 47)
        desk.media.clear()
        page.evaluate(f"phone.reconnect('ws://{server.websocket[0]}:{server.websocket[1]}/')")
        if is_new:
            page.evaluate("phone.closeSound()")
            check(hears_music(desk.media, 440), "no music for who waits")
        else:
            # Only the WebSocket was lost: the sound goes on meanwhile.
            time.sleep(3)
            measured(page, desk, 440, 880, "without a WebSocket")
        page.evaluate(f"phone.restart({'true' if is_new else 'false'})")
        measured(page, desk, 440, 880, "after")
        incoming.send("BYE")
        page.wait("ended")
        record, kinds = steps(world, server, boris)
        check(("came-back" in kinds) == is_new, f"steps: {kinds}")
