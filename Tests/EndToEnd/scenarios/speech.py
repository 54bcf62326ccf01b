"""What a voice scenario is besides its menus: texts that are said, drafts, statistics (IVR-07)."""
import io
import time
import wave

from harness.scenario import check, scenario
from scenarios.commands import press
from scenarios.menus import Menus, key, provider
from scenarios.voicemail import tone_file

WELCOME_TONE, FIRST_TONE, SECOND_TONE = 1300, 1700, 2100
WELCOME = "Welcome to our company. Press one for sales, two for support. Please hold the line."


def loud(samples):
    """The share of 20 ms pieces that are speech and no silence."""
    pieces = [samples[start:start + 160] for start in range(0, len(samples) - 159, 160)]
    return sum(sum(each * each for each in piece) / 160 > 300 ** 2 for piece in pieces) / max(1, len(pieces))


def heard(media, seconds):
    """What a phone hears from now on, as samples."""
    media.clear()
    time.sleep(seconds)
    with media.lock:
        return list(media.samples)


def said(company, text, voice="en-female"):
    made = company.world.server.api("POST", f"/prompts?domain={company.name}",
                                    {"name": "said", "purpose": "greeting", "owner": None})
    spoken = company.world.server.api("PUT", f"/prompts/{made['id']}/speech", {"text": text, "voice": voice})
    check(spoken["spoken"]["text"] == text, f"the text is not kept: {spoken}")
    company.world.wait(lambda: company.world.server.api("GET", f"/prompts/{made['id']}")["state"] == "ready", "the check")
    return company.world.server.api("GET", f"/prompts/{made['id']}")


@scenario("IVR-07 a text is said: heard before it is kept, then by a caller in a menu, and cut by a key", alone=True)
def speech(world):
    prompts = {}

    def menus(company):
        prompts["main"] = said(company, WELCOME)
        prompts["one"] = said(company, "Один.", "ru-male")
        return [{"id": "main", "name": "Main", "prompt": prompts["main"]["id"], "keys": [
            key("1", "message", prompt=prompts["one"]["id"]), key("#", "hang-up")], "timeout": {"kind": "hang-up"}}]
    company = Menus(world, 1, menus)
    check(4 < prompts["main"]["seconds"] < 12, f"{prompts['main']['seconds']} s of welcome")
    check(0.3 < prompts["one"]["seconds"] < 2, f"{prompts['one']['seconds']} s of one word")
    status, sound = world.server.sound("POST", "/speech", {"text": WELCOME, "voice": "en-female"})
    check(status == 200, f"rehearsal: {status} {sound[:200]}")
    with wave.open(io.BytesIO(sound)) as file:
        check(file.getframerate() == 8000, f"{file.getframerate()} Hz")
        seconds = file.getnframes() / 8000
    check(abs(seconds - prompts["main"]["seconds"]) < 0.1, f"rehearsed {seconds} s, kept {prompts['main']['seconds']} s")
    outside = provider(world)
    company.line(outside, "+74951200071")
    call = company.call(outside, "+74951200071")
    share = loud(heard(outside.media, 3))
    check(share > 0.4, f"speech in {share:.0%} of the time")
    # A key cuts it, and the other text is heard.
    press(call, "1", "event")
    check(loud(heard(outside.media, 1)) > 0.15, "the message of the key is not heard")
    press(call, "#", "event")
    call.expect("BYE")


@scenario("IVR-07 hostile texts are said or refused, and change nothing on the server", alone=True)
def hostile_texts(world):
    for text in ("-f /etc/passwd", "-w /tmp/martlet-e2e-was-here", "$(touch /tmp/martlet-e2e-was-here)",
                 "<speak><audio src='/etc/passwd'/>one</speak>", "[[h@l'oU]] one", "line\nline\nline"):
        status, sound = world.server.sound("POST", "/speech", {"text": text, "voice": "en-male"})
        check(status == 200 and sound[:4] == b"RIFF", f"{text!r}: {status} {sound[:200]}")
    for text in ("", "a\0b", "a\1b", "x" * 100_000, "…"):
        status, answer = world.server.sound("POST", "/speech", {"text": text, "voice": "en-male"})
        check(status in (409, 413, 422), f"{text[:20]!r}: {status} {answer[:200]}")
    from pathlib import Path
    check(not Path("/tmp/martlet-e2e-was-here").exists(), "a text was taken for an option")
    check(world.server.api("GET", "/speech")["isAvailable"], "no speech")


def statistics(company):
    answer = company.world.server.api("GET", f"/scenarios/{company.scenario['id']}/statistics")
    return {menu["menu"]: (menu["entered"], {each["exit"]: each["visits"] for each in menu["exits"]})
            for menu in answer["menus"]}


@scenario("IVR-07 a draft is heard by nobody; who is in a menu finishes as they began; published, rolled back, and counted", alone=True)
def drafts(world):
    def menus(company):
        prompt = company.prompt(tone_file(WELCOME_TONE, 4))
        return [{"id": "main", "name": "Main", "prompt": prompt, "keys": [
            key("1", "menu", menu="more"), key("#", "hang-up")]},
            {"id": "more", "name": "More", "prompt": company.prompt(tone_file(FIRST_TONE, 4)), "keys": [
                key("*", "back")], "timeout": {"kind": "hang-up"}}]
    company = Menus(world, 1, menus)
    path = f"/scenarios/{company.scenario['id']}"
    outside = provider(world)
    company.line(outside, "+74951200072")
    call = company.call(outside, "+74951200072")
    check(outside.media.hears(WELCOME_TONE), "no prompt of the main menu")
    # Another sound and another key: nobody hears them while they are a draft, nor in a call that began before.
    changed = world.server.api("GET", path)["menus"]
    changed[1] = {**changed[1], "prompt": company.prompt(tone_file(SECOND_TONE, 4))}
    world.server.api("PUT", f"{path}/draft", {"menus": changed})
    world.server.api("POST", f"{path}/publication", {"comment": "another sound"})
    press(call, "1", "event")
    check(outside.media.hears(FIRST_TONE), "a call that went on hears what was published meanwhile")
    press(call, "*", "event")
    outside.media.clear()
    check(outside.media.hears(WELCOME_TONE), "no way back")
    call.send("BYE")
    company.steps("79161112299")
    call = company.call(outside, "+74951200072")
    check(outside.media.hears(WELCOME_TONE), "no prompt of the main menu")
    press(call, "1", "event")
    check(outside.media.hears(SECOND_TONE), "what is published is not heard by a new call")
    press(call, "*", "event")
    press(call, "#", "event")
    call.expect("BYE")
    company.steps("79161112299")
    versions = world.server.api("GET", f"{path}/versions")["items"]
    check([each["comment"] for each in versions] == ["another sound", None], f"versions: {versions}")
    world.server.api("POST", f"{path}/versions/{versions[1]['version']}/publication", {})
    call = company.call(outside, "+74951200072")
    press(call, "1", "event")
    check(outside.media.hears(FIRST_TONE), "what was rolled back to is not heard")
    call.send("BYE")
    company.steps("79161112299")
    told = world.wait(lambda: statistics(company) if statistics(company)["main"][0] == 5 else None, "the statistics")
    check(told["main"] == (5, {"1": 3, "#": 1, "hung-up": 1}), f"main: {told['main']}")
    check(told["more"] == (3, {"*": 2, "hung-up": 1}), f"more: {told['more']}")
