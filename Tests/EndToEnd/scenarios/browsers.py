"""Browsers as phones (SIP-06, SIP-07): headless Chromium with WebRTC, tones measured at both ends."""
import shutil

from harness.baresip import Baresip
from harness.browser import BrowserPhone
from harness.martlet_phone import MartletPhone
from harness.message import text
from harness.scenario import check, scenario
from harness.transports import TransportServer


def quality(world, server, user):
    """What the legs of the user's last call were."""
    def look():
        return next((item for item in server.history(user.extension) if item["endedAt"]), None)
    return server.api("GET", f"/history/{world.wait(look, 'the call in the history')['id']}")["quality"]


def browser(world, server, user, frequency, codecs=None):
    check(shutil.which("chromium"), "chromium is missing: apt-get install chromium")
    phone = BrowserPhone(world, frequency)
    phone.register(server, user, codecs)
    return phone


@scenario("SIP-07 a browser calls `martlet phone`: registered by digest, Opus, each hears the other's tone, it hangs up")
def calls(world):
    server = TransportServer(world, 31, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    desk = MartletPhone(world, text(server.address), boris, (
        "answer", "play", "tone:880", "expect", "tone:440", "expect", "end"), register=True)
    world.wait(lambda: "registered" in desk.said(), "the desk phone's registration")
    page = browser(world, server, anna, 440, ["audio/opus"])
    page.begin(f"phone.call('{boris.extension}')")
    page.wait("talking")
    check(page.hears(880), "the page does not hear 880 Hz")
    transport = page.evaluate("phone.transport()")
    check(transport.get("dtls") == "connected" and transport.get("codec") == "audio/opus", f"transport: {transport}")
    world.wait(lambda: "heard" in desk.said(), "440 Hz at the desk phone", 30)
    page.evaluate("phone.hangUp()")
    desk.finish()
    legs = quality(world, server, anna)
    check(sorted(leg["codec"].lower() for leg in legs) == ["opus", "pcma"], f"codecs: {legs}")
    check(sorted(str(leg["encryption"] and leg["encryption"].split()[0]) for leg in legs) == ["DTLS-SRTP", "None"],
          f"encryption: {legs}")


@scenario("SIP-07 a browser is called by baresip, holds and resumes, is held and resumed; baresip hangs up")
def is_called(world):
    server = TransportServer(world, 32, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    page = browser(world, server, anna, 440, ["audio/opus"])
    desk = Baresip(world, boris, "127.0.0.1", 880, codecs="PCMA", server=server.address)
    desk.command("dial", anna.extension)
    page.wait("invited")
    page.evaluate("phone.answer()")
    check(page.hears(880) and desk.hears(440), "no sound before the hold")
    page.evaluate("phone.hold()")
    check(page.is_silent(), "the page hears something while it holds")
    world.wait(lambda: not desk.hears(440, 0.3) and max(map(abs, desk.recordings()[-1][-4000:])) > 300,
               "music for the held one", 30)
    page.evaluate("phone.resume()")
    check(page.hears(880) and desk.hears(440), "no sound after the hold")
    desk.command("hold")
    world.wait(lambda: page.evaluate("phone.share(880)") < 0.2 and page.evaluate("phone.level()") > 0.003,
               "music for the page", 30)
    desk.command("resume")
    check(page.hears(880) and desk.hears(440), "no sound after being held")
    desk.command("hangup")
    page.wait("ended")
    check(page.why == "hung up there", f"ended: {page.why}")


@scenario("SIP-07 browser to browser: each hears the other's tone, one hangs up, the other is told")
def both(world):
    server = TransportServer(world, 33, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    caller, callee = browser(world, server, anna, 440), browser(world, server, boris, 880)
    caller.begin(f"phone.call('{boris.extension}')")
    callee.wait("invited")
    check(caller.state == "ringing" or caller.state == "calling", f"the caller is {caller.state}")
    callee.evaluate("phone.answer()")
    caller.wait("talking")
    check(callee.hears(440), "the callee does not hear 440 Hz")
    check(caller.hears(880), "the caller does not hear 880 Hz")
    callee.evaluate("phone.hangUp()")
    caller.wait("ended")
    legs = quality(world, server, anna)
    check(all(leg["encryption"].startswith("DTLS-SRTP") for leg in legs) and len(legs) == 2, f"encryption: {legs}")


@scenario("SIP-07 a browser gives up ringing, and one that is closed without a word is gone from its call within a minute")
def gone(world):
    server = TransportServer(world, 34, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    page = browser(world, server, anna, 440)
    desk = MartletPhone(world, text(server.address), boris, (
        "ring", "expect", "end", "answer", "play", "tone:880", "expect", "tone:440", "expect", "end"), register=True,
        options=["--timeout", "90"])
    world.wait(lambda: "registered" in desk.said(), "the desk phone's registration")
    page.begin(f"phone.call('{boris.extension}')")
    page.wait("ringing")
    page.evaluate("phone.cancel()")
    page.wait("ended")
    page.begin(f"phone.call('{boris.extension}')")
    page.wait("talking")
    check(page.hears(880), "the page does not hear 880 Hz")
    world.wait(lambda: "heard" in desk.said(), "440 Hz at the desk phone", 30)
    page.process.kill()
    desk.finish()
