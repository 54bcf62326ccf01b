"""Recordings (REC-01…04, BYD-07, BYD-08): two channels measured by tones, through transfers, crashes and a full disk."""
import http.client
import io
import math
import os
import signal
import subprocess
import tempfile
import time
import wave
from array import array

from harness.rtp import power
from harness.scenario import check, scenario
from scenarios.control import leg_of
from scenarios.mail import Inbox, post_office, server_with_mail
from scenarios.storage import accounts, brief_call, end, own_server
from scenarios.transfers import notified


def fetch(server, path, token=None, headers=()):
    """Status, headers and bytes; without a sign-in when `token` is empty."""
    if token is None:
        server.api("GET", "/me")
        token = server.token
    connection = http.client.HTTPConnection(server.host, server.http, timeout=60)
    try:
        sign = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("GET", path if path.startswith(("/api", "/metrics")) else "/api/v1" + path, headers=sign | dict(headers))
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def recording(world, server=None, states=("kept", "converted"), **query):
    """The newest one with these conditions, as soon as it is in one of the states."""
    path = "/recordings?" + "&".join(f"{name}={value}" for name, value in query.items())

    def look():
        items = (server or world.server).api("GET", path)["items"]
        return next((item for item in items if item["state"] in states), None)
    return world.wait(look, f"a recording {states} of {query}", 60)


def sound(server, item):
    """The two channels of the wav file."""
    status, headers, data = fetch(server, f"/recordings/{item['id']}/sound?format=wav")
    check(status == 200 and headers["Content-Type"] == "audio/wav", f"{status} {headers}")
    with wave.open(io.BytesIO(data)) as file:
        check(file.getnchannels() == 2 and file.getsampwidth() == 2, f"{file.getparams()}")
        samples = array("h", file.readframes(file.getnframes()))
        return samples[0::2], samples[1::2], file.getframerate()


def level(samples, frequency, rate):
    """The tone's own level in dB of full scale."""
    total = sum(sample * sample for sample in samples) / max(1, len(samples))
    share = power(samples, frequency, rate)
    return 10 * math.log10(max(1e-12, total * share / 32768 ** 2))


def windows(samples, frequency, rate, share=0.5):
    """Half seconds in which the tone is most of what is heard."""
    size = rate // 2
    return [index for index in range(len(samples) // size)
            if max(map(abs, samples[index * size:(index + 1) * size])) > 500
            and power(samples[index * size:(index + 1) * size], frequency, rate) > share]


def talk(caller, callee):
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    return call, incoming


def recorded(world, user):
    world.change(user, recordsCalls=True)


def kinds(server, call_id):
    return [step["kind"] for step in server.api("GET", f"/history/{call_id}/steps")["items"]]


@scenario("REC-02 BYD-07: two channels: the employee's tone on the left only, the other's on the right only")
def channels(world):
    users = world.users(2)
    recorded(world, users[1])
    caller, callee = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    call_id, _ = leg_of(world, caller)
    world.wait(lambda: world.server.api("GET", f"/calls/{call_id}")["recording"] == "recording", "it is recorded")
    time.sleep(3)
    call.send("BYE")
    incoming.expect("BYE")
    item = recording(world, call=call_id)
    check(item["login"] == users[1].login and item["direction"] == "internal" and item["ending"] == "call-ended",
          f"{item}")
    left, right, rate = sound(world.server, item)
    own, cross = slice(rate, 2 * rate), slice(rate, 2 * rate)
    for name, samples, mine, others in (("left", left, 900, 600), ("right", right, 600, 900)):
        there, leak = level(samples[own], mine, rate), level(samples[cross], others, rate)
        check(there > -25 and there - leak > 40, f"{name}: {mine} Hz {there:.1f} dB, {others} Hz {leak:.1f} dB")
    check(abs(len(left) / rate - item["seconds"]) < 0.1 and 2.5 < item["seconds"] < 8, f"{item['seconds']} s")
    steps = kinds(world.server, call_id)
    check(steps.index("recording-started") == steps.index("legs-connected") + 1 and "recording-ended" in steps
          and steps[-1] == "call-ended", f"{steps}")


def mpeg_frames(data):
    """Frames of MPEG 2.5 layer III that follow one another to the end, and whether all keep two channels apart."""
    rates = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    place = count = 0
    stereo = True
    while place + 4 <= len(data):
        check(data[place] == 0xFF and data[place + 1] & 0xFE == 0xE2, f"no frame at {place} of {len(data)}")
        hertz = (11025, 12000, 8000)[data[place + 2] >> 2 & 3]
        stereo = stereo and data[place + 3] >> 6 == 0
        place += 72 * rates[data[place + 2] >> 4] * 1000 // hertz + (data[place + 2] >> 1 & 1)
        count += 1
    return count, stereo


@scenario("REC-02: the mp3 file comes by itself, is played by ranges and downloaded under its name")
def mp3(world):
    users = world.users(2)
    recorded(world, users[0])
    caller, callee = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(700)
    time.sleep(2)
    call_id, _ = leg_of(world, caller)
    call.send("BYE")
    incoming.expect("BYE")
    item = recording(world, states=("converted",), call=call_id)
    status, headers, whole = fetch(world.server, f"/recordings/{item['id']}/download")
    name = headers.get("Content-Disposition", "")
    check(status == 200 and f"{users[0].login}_int_{users[1].extension}_20" in name and ".mp3" in name,
          f"{status} {name}")
    status, headers, part = fetch(world.server, f"/recordings/{item['id']}/sound", headers=[("Range", "bytes=500-999")])
    check(status == 206 and part == whole[500:1000] and headers["Content-Range"] == f"bytes 500-999/{len(whole)}",
          f"{status} {headers}")
    frames, stereo = mpeg_frames(whole)
    check(abs(frames * 576 / 8000 - item["seconds"]) < 0.3 and stereo, f"{frames} frames of {item['seconds']} s")


@scenario("REC-03 BYD-07: a blind transfer: one recording, the colleague follows on the left, the other party stays right")
def blind(world):
    users = world.users(3)
    recorded(world, users[1])
    caller, callee, colleague = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    call_id, _ = leg_of(world, caller)
    time.sleep(2)
    check(incoming.ask("REFER", [("Refer-To", f"<sip:{colleague.extension}@{colleague.domain}>")]).status == 202, "202")
    target = colleague.incoming()
    target.progress(180)
    time.sleep(1)
    target.accept()
    notified(incoming, 200)
    incoming.expect("BYE")
    colleague.media.send_tone(1200)
    time.sleep(2)
    call.send("BYE")
    target.expect("BYE")
    follows(world, call_id, users)


def follows(world, call_id, users):
    """Left first 900 Hz and then 1200, right 600 Hz all the time."""
    item = recording(world, call=call_id)
    left, right, rate = sound(world.server, item)
    one, two = windows(left, 900, rate), windows(left, 1200, rate)
    check(len(one) >= 2 and len(two) >= 2 and max(one) < min(two), f"left: 900 Hz {one}, 1200 Hz {two}")
    still = windows(right, 600, rate)
    check(len(still) >= len(right) // (rate // 2) - 3, f"right: 600 Hz in {len(still)} of {len(right) * 2 // rate}")
    check(not windows(right, 900, rate) and not windows(right, 1200, rate), "an employee on the right channel")
    check({users[1].id, users[2].id} <= set(item["users"]), f"{item['users']}")
    token = world.server.sign_in(users[2].login, users[2].domain, users[2].password)
    check(fetch(world.server, f"/recordings/{item['id']}/sound", token)[0] == 200, "the colleague may not listen")


@scenario("REC-03 BYD-07: hold and attended transfer: the recording goes on, aligned, through both")
def attended(world):
    users = world.users(3)
    recorded(world, users[1])
    caller, callee, colleague = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    call_id, _ = leg_of(world, caller)
    time.sleep(2)
    check(incoming.ask("INVITE", body=callee.offer("sendonly", version=2)).status == 200, "hold")
    consultation = callee.invite(colleague.extension)
    target = colleague.incoming()
    target.accept()
    consultation.final(200)
    time.sleep(1)
    tag = lambda text: text.split("tag=")[1].split(";")[0]
    replaces = f"{consultation.id}%3Bto-tag%3D{tag(consultation.remote)}%3Bfrom-tag%3D{tag(consultation.local)}"
    refer = f"<sip:{colleague.extension}@{colleague.domain}?Replaces={replaces}>"
    check(incoming.ask("REFER", [("Refer-To", refer)]).status == 202, "REFER")
    notified(incoming, 200)
    consultation.expect("BYE")
    incoming.expect("BYE")
    colleague.media.send_tone(1200)
    time.sleep(2)
    call.send("BYE")
    target.expect("BYE")
    follows(world, call_id, users)


@scenario("REC-01 BYD-08: started, paused, resumed and stopped through the API, by right; silence in the file meanwhile")
def control(world):
    users = world.users(2)
    caller, callee = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    call_id, _ = leg_of(world, caller)
    token = world.server.sign_in(users[0].login, users[0].domain, users[0].password)
    path = f"/calls/{call_id}/recording"
    wish = lambda text, **more: world.server.api("POST", path, {"wish": text}, **more)
    check(world.server.api_error("POST", path, {"wish": "start"}, token) == "not-allowed", "without the right")
    check(world.server.api_error("POST", path, {"wish": "pause"}) == "wrong-state", "pause of nothing")
    world.change(users[0], controlsRecording=True)
    wish("start", token=token)
    check(world.server.api_error("POST", path, {"wish": "start"}) == "wrong-state", "twice")
    time.sleep(2)
    wish("pause", token=token)
    world.wait(lambda: world.server.api("GET", f"/calls/{call_id}")["recording"] == "paused", "it is paused")
    caller.media.send_digit(4)
    time.sleep(2)
    wish("resume", token=token)
    time.sleep(2)
    wish("stop", token=token)
    world.wait(lambda: world.server.api("GET", f"/calls/{call_id}")["recording"] is None, "it is stopped")
    check(caller.media.hears(900) and callee.media.hears(600), "the talk does not go on")
    item = recording(world, call=call_id)
    check(item["ending"] == "stopped", f"{item}")
    left, right, rate = sound(world.server, item)
    for name, samples, frequency in (("left", left, 600), ("right", right, 900)):
        heard = windows(samples, frequency, rate)
        silent = [index for index in range(len(samples) * 2 // rate)
                  if max(map(abs, samples[index * rate // 2:(index + 1) * rate // 2])) == 0]
        check(len(heard) >= 4 and len(silent) >= 2 and min(heard) < min(silent) < max(silent) < max(heard),
              f"{name}: tone {heard}, silence {silent}")
    call.send("BYE")
    incoming.expect("BYE")
    world.record(caller.extension)
    steps = kinds(world.server, call_id)
    wanted = ["recording-started", "recording-paused", "recording-resumed", "recording-ended"]
    check([kind for kind in steps if kind.startswith("recording")] == wanted, f"{steps}")
    check("digit" not in steps, "what was keyed in while it was paused stands in the protocol")


@scenario("REC-01 BYD-08: started, paused and stopped by keys on the phone, by right")
def keys(world):
    users = world.users(2)
    caller, callee = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    call_id, _ = leg_of(world, caller)
    state = lambda: world.server.api("GET", f"/calls/{call_id}")["recording"]
    caller.media.press("#6#")
    world.wait(lambda: "command-refused" in kinds(world.server, call_id), "the refusal in the protocol")
    check(state() is None, "recorded without the right")
    world.change(users[0], controlsRecording=True)
    for command, expected in (("#6#", "recording"), ("#7#", "paused"), ("#7#", "recording"), ("#6#", None)):
        caller.media.press(command)
        world.wait(lambda: state() == expected, f"{expected} after {command}")
    check(callee.media.hears(600) and caller.media.hears(900), "the talk does not go on")
    call.send("BYE")
    incoming.expect("BYE")
    item = recording(world, call=call_id)
    check(item["ending"] == "stopped" and item["user"] == users[0].id, f"{item}")


@scenario("REC-03: a conference: a colleague who is asked in is heard in the recording, from coming to going")
def conference(world):
    users = world.users(3)
    recorded(world, users[0])
    caller, callee, third = (world.phone(user, register=True) for user in users)
    call, incoming = talk(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    call_id, _ = leg_of(world, caller)
    time.sleep(1.5)
    world.server.api("POST", f"/calls/{call_id}/members", {"target": third.extension})
    member = third.incoming()
    member.progress(180)
    member.accept()
    third.media.send_tone(1200)
    world.wait(lambda: caller.media.carries(1200), "the third is heard")
    time.sleep(2)
    member.send("BYE")
    time.sleep(1.5)
    call.send("BYE")
    incoming.expect("BYE")
    item = recording(world, call=call_id)
    left, right, rate = sound(world.server, item)
    own = windows(left, 600, rate)
    check(len(own) >= len(left) // (rate // 2) - 3, f"left: 600 Hz in {own}")
    both = windows(right, 1200, rate, 0.25)
    check(2 <= len(both) <= 8 and windows(right, 900, rate, 0.25)[0] < both[0], f"right: 1200 Hz in {both}")
    check(windows(right, 900, rate)[-1] > both[-1], "the other party is not heard after the third has gone")
    check(users[2].id in item["users"], f"{item['users']}")


@scenario("REC-03: kill -9 in a talk costs less than a second; the recording is listed and plays after the restart")
def killed(world):
    for number, encrypted in ((11, False), (12, True)):
        server = own_server(world, number).start()
        caller, callee = accounts(world, server)
        anna = next(item for item in server.api("GET", "/users")["items"] if item["login"] == "anna")
        server.api("PATCH", f"/users/{anna['id']}", {"recordsCalls": True})
        server.api("PATCH", "/domains/demo.martlet/recording", {"areEncrypted": encrypted})
        call, incoming = brief_call(caller, callee)
        caller.media.send_tone(600)
        callee.media.send_tone(900)
        check(caller.media.hears(900), "no sound")
        begun = time.monotonic()
        time.sleep(4)
        server.kill(signal.SIGKILL)
        lasted = time.monotonic() - begun
        server.token = None
        server.start()
        item = recording(world, server)
        check(item["ending"] == "crashed" and item["isEncrypted"] == encrypted, f"{item}")
        check(item["seconds"] > lasted - 1, f"{item['seconds']} s of {lasted:.2f} s and more")
        left, right, rate = sound(server, item)
        tail = slice(len(left) - rate, None)
        check(power(left[tail], 600, rate) > 0.8 and power(right[tail], 900, rate) > 0.8, "the end is no tone")
        server.stop()


@scenario("REC-03: the disk is full: recording stops with an alarm and calls go on; later calls are recorded again")
def disk_full(world):
    mount = tempfile.mkdtemp(prefix="martlet-e2e-recordings-")
    world.exit.callback(os.rmdir, mount)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", mount], capture_output=True).returncode != 0:
        print("     (no right to mount: the full disk is not tried)", flush=True)
        return
    world.exit.callback(subprocess.run, ["umount", "-l", mount])
    server = own_server(world, 27)
    server.environment = {"MARTLET_RECORDINGS": mount, "MARTLET_RECORDING_RESERVE": "2"}
    server.start()
    caller, callee = accounts(world, server)
    server.api("POST", "/domains/demo.martlet/recording/users", {"recordsCalls": True})
    call, incoming = brief_call(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    check(caller.media.hears(900), "no sound")
    filler = os.path.join(mount, "filler")
    with open(filler, "wb") as file:
        file.write(b"x" * (3 << 20) + b"x" * (1 << 19) + b"x" * (1 << 18))
    health = lambda: {item["name"]: item for item in server.request("GET", "/health", signed=False)[1]["checks"]}
    world.wait(lambda: not health()["recording"]["isHealthy"], "health says that recording has stopped")
    check("room" in health()["recording"]["detail"], f"{health()['recording']}")
    metrics = fetch(server, "/metrics", "")[2].decode()
    check("recording_disk_full 1" in metrics, "no metric of the alarm")
    check(server.api("GET", "/domains/demo.martlet/recording")["isStopped"], "the cabinet does not know")
    item = recording(world, server)
    check(item["ending"] == "disk-full" and item["seconds"] > 0.3, f"{item}")
    left, right, rate = sound(server, item)
    check(windows(left, 600, rate) and windows(right, 900, rate), "what was recorded before does not play")
    check(caller.media.hears(900) and callee.media.hears(600), "the call does not go on")
    end(call, incoming)
    end(*brief_call(caller, callee))
    check(len(server.api("GET", "/recordings")["items"]) == 1, "a call was recorded on the full disk")
    os.remove(filler)
    world.wait(lambda: health()["recording"]["isHealthy"], "health is well again")
    call, incoming = brief_call(caller, callee)
    time.sleep(1.5)
    end(call, incoming)
    world.wait(lambda: len([item for item in server.api("GET", "/recordings")["items"]
                            if item["ending"] == "call-ended"]) == 1, "the next call is recorded")


@scenario("TEN-03 the domain's room for recordings is used up: calls go on unrecorded, a letter and the cabinet say so")
def quota(world):
    inbox = Inbox()
    server = server_with_mail(world, 74, post_office(world, inbox), mailSecurity="none")
    caller, callee = accounts(world, server)
    anna = next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"] if user["login"] == "anna")
    server.api("PATCH", f"/users/{anna['id']}", {"email": "anna@demo.martlet", "role": "domain-administrator"})
    server.api("POST", "/domains/demo.martlet/recording/users", {"recordsCalls": True})

    def rules():
        return server.api("GET", "/domains/demo.martlet/recording")

    check(rules()["quotaMegabytes"] is None and not rules()["isStopped"], f"{rules()}")
    server.api("PATCH", "/domains/demo.martlet", {"recordingQuotaMegabytes": 0})
    call, incoming = brief_call(caller, callee)
    caller.media.send_tone(600)
    check(callee.media.hears(600), "the call does not go on")
    end(call, incoming)
    check(server.api("GET", "/recordings")["items"] == [], "recorded above the quota")
    check(rules()["isStopped"] and rules()["isQuotaReached"] and rules()["quotaMegabytes"] == 0, f"{rules()}")
    check(server.api("GET", "/domains/demo.martlet/summary")["isRecordingQuotaReached"], "the dashboard is silent")
    world.wait(lambda: len(inbox.mails) == 1, "the letter", 30)
    check(inbox.mails[0][0].rcpt_tos == ["anna@demo.martlet"], "another reader")
    call_id = server.api("GET", "/history?domain=demo.martlet")["items"][0]["id"]
    steps = server.api("GET", f"/history/{call_id}/steps")["items"]
    check(any(step["kind"] == "recording-ended" and "quota-reached" in str(step) for step in steps), f"{steps}")
    server.api("PATCH", "/domains/demo.martlet", {"recordingQuotaMegabytes": 100})
    check(not rules()["isStopped"], "there is room again")
    call, incoming = brief_call(caller, callee)
    time.sleep(1.5)
    end(call, incoming)
    world.wait(lambda: [item["ending"] for item in server.api("GET", "/recordings")["items"]] == ["call-ended"],
               "the next call is recorded")
    check(len(inbox.mails) == 1, "more than one letter")


@scenario("REC-04: who listens is written down; links expire; another domain and other users see nothing")
def access(world):
    users = world.users(3)
    recorded(world, users[0])
    caller, callee = (world.phone(user, register=True) for user in users[:2])
    call, incoming = talk(caller, callee)
    caller.media.send_tone(700)
    time.sleep(1.5)
    call_id, _ = leg_of(world, caller)
    call.send("BYE")
    incoming.expect("BYE")
    item = recording(world, call=call_id)
    path = f"/recordings/{item['id']}"
    own, stranger = (world.server.sign_in(user.login, user.domain, user.password) for user in (users[0], users[2]))
    world.server.api("POST", "/domains", {"id": f"rec{item['id'][:8].lower()}.example"})
    domain = f"rec{item['id'][:8].lower()}.example"
    world.exit.callback(world.server.api, "DELETE", f"/domains/{domain}")
    world.server.api("POST", f"/users?domain={domain}", {
        "login": "boss", "password": "Secret4711x", "role": "domain-administrator"})
    foreign = world.server.sign_in("boss", domain, "Secret4711x")
    check(fetch(world.server, f"{path}/sound", own)[0] == 200, "one's own")
    for token in (stranger, foreign):
        for end_ in ("", "/sound", "/download"):
            check(fetch(world.server, path + end_, token)[0] == 404, f"a stranger: {end_}")
        check(fetch(world.server, "/recordings", token)[2].count(item["id"].encode()) == 0, "in a stranger's list")
    check(fetch(world.server, f"{path}/sound", "")[0] == 401, "without a sign-in")
    check(world.server.api_error("DELETE", path, token=own) == "not-allowed", "a user deletes")
    link = world.server.api("POST", f"{path}/links", {"minutes": 1}, own)
    made = time.monotonic()
    status, headers, data = fetch(world.server, link["path"], "")
    check(status == 200 and len(data) > 1000, f"the link: {status}")
    check(fetch(world.server, link["path"][:-2] + "AA", "")[0] == 404, "a forged link")
    accesses = world.server.api("GET", f"{path}/accesses")["items"]
    told = [(item["action"], item["author"], item["address"]) for item in reversed(accesses)]
    me = f"{users[0].login}@{users[0].domain}"
    check(told == [("listened", me, "127.0.0.1"), ("linked", me, "127.0.0.1"),
                   ("listened", f"link of {me}", "127.0.0.1")], f"{told}")
    time.sleep(max(0, 61 - (time.monotonic() - made)))
    check(fetch(world.server, link["path"], "")[0] == 410, "the link does not expire")
    world.server.api("DELETE", path)
    check(fetch(world.server, f"{path}/sound", own)[0] == 410, "deleted, and still there")
    check(world.server.api("GET", f"{path}/accesses")["items"][0]["action"] == "deleted", "the deletion is not told")


@scenario("BYD-08: an encrypted recording plays like any other; nothing on the disk can be played without the key")
def encrypted(world):
    server = own_server(world, 28).start()
    caller, callee = accounts(world, server)
    server.api("POST", "/domains/demo.martlet/recording/users", {"recordsCalls": True})
    server.api("PATCH", "/domains/demo.martlet/recording", {"areEncrypted": True})
    call, incoming = brief_call(caller, callee)
    caller.media.send_tone(600)
    callee.media.send_tone(900)
    time.sleep(3)
    end(call, incoming)
    item = recording(world, server, states=("converted",))
    left, right, rate = sound(server, item)
    check(windows(left, 600, rate) and windows(right, 900, rate), "the sound is not what was said")
    status, _, whole = fetch(server, f"/recordings/{item['id']}/download")
    _, _, part = fetch(server, f"/recordings/{item['id']}/sound", headers=[("Range", "bytes=1000-4999")])
    check(status == 200 and part == whole[1000:5000], "ranges of a sealed file")
    found = []
    for folder, _, names in os.walk(os.path.join(server.data, "recordings")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            found.append(name)
            check(name.endswith(".sealed") and data[:8] == b"MTLSEAL1" and b"RIFF" not in data[:200], f"{name}")
            check(len(set(data[64:20000])) == 256, f"{name} is no cipher text")
    check(len(found) == 2, f"{found}")
    keys = os.path.join(server.data, "keys")
    check(os.stat(keys).st_mode & 0o77 == 0 and "demo.martlet.key" in os.listdir(keys), f"{os.listdir(keys)}")
    os.rename(os.path.join(keys, "demo.martlet.key"), os.path.join(keys, "away"))
    server.kill(signal.SIGTERM)
    server.token = None
    server.start()
    check(fetch(server, f"/recordings/{item['id']}/sound")[0] == 503, "it plays without its key")
    server.api("DELETE", f"/recordings/{item['id']}")
    check(not any(names for _, _, names in os.walk(os.path.join(server.data, "recordings"))), "files are left")
