"""Mailboxes, prompts recorded by phone, and the lamp of messages (VM-01, VM-02, MED-01, RFC 3842)."""
import http.client
import io
import struct
import time
import wave

from harness.message import token
from harness.rtp import power
from harness.scenario import check, scenario
from scenarios.lamps import Lamp

BEEP, VOICE, GREETING = 1000, 700, 1500


def send_file(world, path, data, kind="audio/wav"):
    """Uploads; status and body."""
    connection = http.client.HTTPConnection(world.server.host, world.server.http, timeout=60)
    try:
        connection.request("PUT", "/api/v1" + path, data,
                           {"Content-Type": kind, "Authorization": f"Bearer {world.server.token}"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def fetch_file(world, path, headers=None):
    connection = http.client.HTTPConnection(world.server.host, world.server.http, timeout=60)
    try:
        connection.request("GET", "/api/v1" + path, headers={"Authorization": f"Bearer {world.server.token}",
                                                             **(headers or {})})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def tone_file(frequency, seconds, rate=16000):
    import math
    output = io.BytesIO()
    with wave.open(output, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * frequency * index / rate)))
                                  for index in range(int(seconds * rate))))
    return output.getvalue()


def samples_of(data):
    with wave.open(io.BytesIO(data)) as file:
        check(file.getframerate() == 8000 and file.getnchannels() == 1, "the recording is not 8 kHz mono")
        return list(struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes())))


def mailbox(world, user, **rules):
    """Switches the mailbox of a borrowed user on, and empties and resets it afterwards."""
    path = f"/users/{user.id}"
    world.server.api("PATCH", f"{path}/mailbox", {"isOn": True, **rules})

    def reset():
        world.server.api("PATCH", f"{path}/mailbox", {"isOn": False, "greets": True, "greeting": None, "notice": "none"})
        world.server.api("PUT", f"{path}/mailbox/pin", {"pin": None})
        for message in world.server.api("GET", f"{path}/messages")["items"]:
            world.server.api("DELETE", f"/messages/{message['id']}")
    world.exit.callback(reset)


def prompt(world, user, data=None, purpose="voicemail"):
    made = world.server.api("POST", "/prompts?domain=demo.martlet",
                            {"name": f"p {token()}", "purpose": purpose, "owner": user.id})
    world.exit.callback(world.server.api, "DELETE", f"/prompts/{made['id']}")
    if data is not None:
        status, answer = send_file(world, f"/prompts/{made['id']}/sound", data)
        check(status == 200, f"upload: {status} {answer}")
        world.wait(lambda: world.server.api("GET", f"/prompts/{made['id']}")["state"] != "checking", "the check")
    return world.server.api("GET", f"/prompts/{made['id']}")


def messages(world, user, count):
    """The messages of a mailbox, as soon as there are so many."""
    found = []

    def look():
        found[:] = world.server.api("GET", f"/users/{user.id}/messages")["items"]
        return len(found) == count
    world.wait(look, f"{count} messages of {user.login}")
    return found


def speak(phone, seconds=2.5):
    """Waits for the tone and speaks after it."""
    check(phone.media.hears(BEEP, 25), "no tone to speak after")
    time.sleep(0.6)
    phone.media.send_tone(VOICE)
    time.sleep(seconds)
    phone.media.send_tone(0)


def leave(world, caller, number):
    """Leaves a message of `VOICE`."""
    call = caller.invite(number)
    call.final(200)
    caller.media.send_tone(0)
    time.sleep(0.7)
    caller.media.press("#")
    speak(caller)
    return call


def kinds(world, number, accept=lambda record: record["endedAt"]):
    record = world.record(number, accept)
    return record, [step["kind"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]


@scenario("VM-01 a message is left for who is away: greeting, tone, recording, farewell; VM-02 it is played and deleted by REST")
def away(world):
    owner, = world.users(1)
    caller, = world.phones(1)
    mailbox(world, owner)
    call = caller.invite(owner.extension)
    call.final(200)
    caller.media.send_tone(0)
    check(caller.media.hears_anything(3), "no greeting")
    speak(caller)
    caller.media.press("#")
    check(caller.media.hears_anything(3), "no farewell")
    call.expect("BYE", patience=15)
    message, = messages(world, owner, 1)
    check(2 <= message["seconds"] <= 4.5 and message["caller"] == caller.extension, f"{message}")
    check(message["heardAt"] is None, "new messages are not heard")
    status, data = fetch_file(world, f"/messages/{message['id']}/sound")
    sound = samples_of(data)
    check(status == 200 and power(sound[8000:16000], VOICE) > 0.9, f"{power(sound[8000:16000], VOICE)} of the voice")
    status, part = fetch_file(world, f"/messages/{message['id']}/sound", {"Range": "bytes=44-1043"})
    check(status == 206 and part == data[44:1044], f"a part: {status}, {len(part)} bytes")
    status, mp3 = fetch_file(world, f"/messages/{message['id']}/sound?format=mp3&download=true")
    check(status == 200 and mp3[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xe3", b"ID"), f"{status} {mp3[:4]}")
    record, steps = kinds(world, caller.extension)
    check("voicemail-reached" in steps and "voicemail-left" in steps and "digit" not in steps, f"{steps}")
    check(record["traits"] == ["voicemail"], f"ME-03 the journal's icon: {record['traits']}")
    world.server.api("DELETE", f"/messages/{message['id']}")
    messages(world, owner, 0)


for _status, _why in ((486, "busy"), (603, "declined"), (480, "not there")):
    @scenario(f"VM-01 who is {_why} ({_status}) has the mailbox answer, and hanging up keeps what was said")
    def refused(world, status=_status):
        owner, = world.users(1)
        caller, = world.phones(1)
        callee = world.phone(owner, register=True)
        mailbox(world, owner)
        call = caller.invite(owner.extension)
        callee.incoming().refuse(status)
        call.final(200)
        caller.media.send_tone(0)
        time.sleep(0.7)
        caller.media.press("#")
        speak(caller)
        call.bye()
        check(2 <= messages(world, owner, 1)[0]["seconds"] <= 4.5, "not what was said")
        record, steps = kinds(world, caller.extension)
        check(record["result"] != "answered" and "voicemail-left" in steps, f"{record['result']} {steps}")
        check(record["traits"] == ["voicemail"], f"ME-03 the journal's icon: {record['traits']}")


@scenario("VM-01 do not disturb and *99 lead to the mailbox at once; without one, calls are refused as before")
def direct(world):
    owner, other = world.users(2)
    caller, = world.phones(1)
    mailbox(world, owner)
    world.change(owner, doNotDisturb=True)
    leave(world, caller, owner.extension).bye()
    messages(world, owner, 1)
    leave(world, caller, f"*99{owner.extension}").bye()
    messages(world, owner, 2)
    caller.invite(other.extension).final(480)
    caller.invite(f"*99{other.extension}").final(404)


@scenario("VM-01 a greeting that was uploaded is heard by callers, and one word too few is no message")
def greeting(world):
    owner, = world.users(1)
    caller, = world.phones(1)
    made = prompt(world, owner, tone_file(GREETING, 2))
    check(made["state"] == "ready" and made["seconds"] == 2, f"{made}")
    mailbox(world, owner, greeting=made["id"])
    call = caller.invite(owner.extension)
    call.final(200)
    caller.media.send_tone(0)
    check(caller.media.hears(GREETING, 5), "not the greeting that was chosen")
    check(caller.media.hears(BEEP, 10), "no tone")
    time.sleep(0.8)
    caller.media.press("#")
    call.expect("BYE", patience=20)
    messages(world, owner, 0)


@scenario("USR-05 where the greeting is switched off callers hear the tone at once; switched on again, the greeting")
def ungreeted(world):
    owner, = world.users(1)
    caller, = world.phones(1)
    made = prompt(world, owner, tone_file(GREETING, 6))
    mailbox(world, owner, greeting=made["id"], greets=False)
    call = caller.invite(owner.extension)
    call.final(200)
    caller.media.send_tone(0)
    # The tone would come after the six seconds of the greeting.
    check(caller.media.hears(BEEP, 5), "no tone, or not at once")
    speak(caller)
    call.bye()
    messages(world, owner, 1)
    mailbox(world, owner, greeting=made["id"], greets=True)
    call = caller.invite(owner.extension)
    call.final(200)
    caller.media.send_tone(0)
    check(caller.media.hears(GREETING, 5), "not the greeting")
    call.bye()


def waiting(lamp, phone, new, old):
    request = phone.request_of("NOTIFY", lamp.call_id)
    phone.reply(request, 200)
    text = request.body.decode()
    check(request.get("content-type") == "application/simple-message-summary", request.get("content-type"))
    check(f"Messages-Waiting: {'yes' if new else 'no'}\r\n" in text and f"Voice-Message: {new}/{old} (0/0)" in text, text)


@scenario("RFC 3842 VM-02 the lamp follows: a message comes, is heard by phone, is deleted; nobody else sees it")
def lamp(world):
    owner, other = world.users(2)
    caller, = world.phones(1)
    phone, stranger = world.phone(owner, register=True), world.phone(other, register=True)
    mailbox(world, owner)
    Lamp(stranger, owner.extension, event="message-summary", expect=403)
    watch = Lamp(phone, owner.extension, event="message-summary")
    waiting(watch, phone, 0, 0)
    leave(world, caller, f"*99{owner.extension}").bye()
    waiting(watch, phone, 1, 0)
    call = phone.invite("*97")
    call.final(200)
    phone.media.send_tone(0)
    check(phone.media.hears_anything(5), "the mailbox says nothing")
    phone.media.press("1")
    check(phone.media.hears(VOICE, 30), "the message is not heard")
    waiting(watch, phone, 0, 1)
    phone.media.press("1")
    time.sleep(1)
    phone.media.clear()
    check(phone.media.hears(VOICE, 30), "the message is not repeated")
    phone.media.press("3")
    waiting(watch, phone, 0, 0)
    phone.media.press("*")
    time.sleep(0.5)
    phone.media.press("*")
    call.expect("BYE", patience=15)
    _, steps = kinds(world, owner.extension, lambda record: record["endedAt"] and record["dialled"] == "*97")
    check([step for step in steps if step.startswith("voicemail")] ==
          ["voicemail-opened", "voicemail-heard", "voicemail-deleted"] and "digit" not in steps, f"{steps}")


@scenario("VM-02 from any phone with extension and PIN; who guesses is let go and locked out, the PIN is nowhere")
def pin(world):
    owner, = world.users(1)
    caller, thief = world.phones(2)
    mailbox(world, owner)
    world.server.api("PUT", f"/users/{owner.id}/mailbox/pin", {"pin": "4711"})
    leave(world, caller, f"*99{owner.extension}").bye()
    messages(world, owner, 1)

    def enter(phone, secret):
        call = phone.invite("*98")
        call.final(200)
        phone.media.send_tone(0)
        time.sleep(0.6)
        phone.media.press(f"{owner.extension}#")
        time.sleep(0.6)
        phone.media.press(f"{secret}#")
        return call
    call = enter(caller, "4711")
    time.sleep(1)
    caller.media.press("1")
    check(caller.media.hears(VOICE, 30), "the message is not heard")
    call.bye()
    _, steps = kinds(world, caller.extension, lambda record: record["endedAt"] and record["dialled"] == "*98")
    check("digit" not in steps, "the PIN is in the protocol of the call")
    call = enter(thief, "0000")
    for _ in range(2):
        time.sleep(1.2)
        thief.media.press(f"{owner.extension}#")
        time.sleep(0.6)
        thief.media.press("1111#")
    call.expect("BYE", patience=20)
    call = enter(thief, "2222")
    time.sleep(1.2)
    thief.media.press(f"{owner.extension}#")
    time.sleep(0.6)
    thief.media.press("3333#")
    time.sleep(1)
    call.bye()
    call = enter(thief, "4711")
    call.expect("BYE", patience=20)
    _, steps = kinds(world, thief.extension, lambda record: record["endedAt"] and record["dialled"] == "*98")
    check("voicemail-opened" not in steps and "voicemail-refused" in steps, f"{steps}")


@scenario("MED-01 'call me and record': a prompt is recorded, listened to and confirmed by keys, and is what was said")
def record(world):
    owner, = world.users(1)
    phone = world.phone(owner, register=True)
    made = prompt(world, owner)
    check(made["state"] == "awaited", f"{made}")
    world.server.api("POST", f"/prompts/{made['id']}/recording", {"user": owner.id})
    call = phone.incoming()
    call.accept(phone.offer())
    phone.media.send_tone(0)
    speak(phone, 2)
    phone.media.press("#")
    check(phone.media.hears_anything(5), "no menu")
    time.sleep(0.5)
    phone.media.press("1")
    check(phone.media.hears(VOICE, 10), "what was recorded is not heard")
    phone.media.press("2")
    call.expect("BYE", patience=20)
    ready = world.wait(lambda: (lambda item: item if item["state"] == "ready" else None)(
        world.server.api("GET", f"/prompts/{made['id']}")), "the prompt is ready")
    _, data = fetch_file(world, f"/prompts/{made['id']}/sound")
    sound = samples_of(data)
    check(1.5 <= ready["seconds"] <= 4 and power(sound[8000:14000], VOICE) > 0.9, f"{ready}")


@scenario("VM-02 the greeting recorded in the mailbox is what callers hear from then on")
def own_greeting(world):
    owner, = world.users(1)
    caller, = world.phones(1)
    phone = world.phone(owner, register=True)
    mailbox(world, owner)
    call = phone.invite("*97")
    call.final(200)
    phone.media.send_tone(0)
    time.sleep(1)
    phone.media.press("0")
    speak(phone, 2)
    phone.media.press("#")
    time.sleep(1)
    phone.media.press("2")
    chosen = world.wait(lambda: world.server.api("GET", f"/users/{owner.id}/mailbox")["greeting"], "the greeting")
    world.exit.callback(world.server.api, "DELETE", f"/prompts/{chosen}")
    call.bye()
    world.wait(lambda: world.server.api("GET", f"/prompts/{chosen}")["state"] == "ready", "the greeting is checked")
    heard = caller.invite(f"*99{owner.extension}")
    heard.final(200)
    caller.media.send_tone(0)
    check(caller.media.hears(VOICE, 6), "callers do not hear the greeting")
    heard.bye()


@scenario("MED-01 hostile uploads: each gets a clear reason, none is played, none stays behind")
def hostile(world):
    owner, = world.users(1)
    good = tone_file(500, 1)
    # One that promises more than there is, as programs write them that stream: what is there counts.
    lying = prompt(world, owner, good[:40] + struct.pack("<I", 2**32 - 1) + good[44:])
    check(lying["state"] == "ready" and lying["seconds"] == 1 or lying["state"] == "refused", f"{lying}")
    for data, reason in ((b"\x7fELF" + bytes(5000), "not-sound"), (good[:3000], "truncated"),
                         (b"RIFF" + bytes(60), "not-sound"), (b"ID3" + bytes(2000), "not-sound"),
                         (bytes(100000), "not-sound"), (b"OggS" + bytes(900), "format-not-supported")):
        made = prompt(world, owner, data)
        check(made["state"] == "refused" and made["refusal"], f"{reason}: {made}")
    made = prompt(world, owner)
    status, answer = send_file(world, f"/prompts/{made['id']}/sound", b"")
    check(status == 400 and b"empty" in answer, f"empty: {status} {answer!r}")
    status, _ = send_file(world, f"/prompts/{made['id']}/sound", bytes((20 << 20) + 1))
    check(status == 413, f"too large: {status}")
    check(world.server.isAlive(), "the server is gone")
