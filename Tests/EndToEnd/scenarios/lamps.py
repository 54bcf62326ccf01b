"""Lamps of colleagues (RFC 4235, RFC 6665) and picking up what rings there (RFC 3891, CAL-07)."""
import xml.etree.ElementTree as xml

from harness.message import authorization, token
from harness.scenario import check, scenario

SPACE = "{urn:ietf:params:xml:ns:dialog-info}"


class Lamp:
    """A subscription of `phone` to the dialogs of `target`."""

    def __init__(self, phone, target, expires=600, event="dialog", expect=200, domain=None):
        self.phone, self.uri = phone, f"sip:{target}@{domain or phone.domain}"
        self.call_id, self.local = token("lamp-"), f"<{phone.record}>;tag={token()}"
        self.version, self.cseq = 0, 2
        self.answer = phone.ask("SUBSCRIBE", self.uri, self.headers(expires, event), call_id=self.call_id,
                                from_=self.local)
        check(self.answer.status == expect, f"SUBSCRIBE to {self.uri}: {self.answer}, expected {expect}")

    def headers(self, expires, event="dialog"):
        return [("Event", event), ("Expires", str(expires)), ("Accept", "application/dialog-info+xml")]

    def shows(self, *expected, status=200, ends=False):
        """The next NOTIFY; its dialogs are `expected`: pairs of state and direction. Returns the dialogs."""
        request = self.phone.request_of("NOTIFY", self.call_id)
        self.phone.reply(request, status)
        check(request.get("event") == "dialog", f"Event {request.get('event')!r}")
        state = request.get("subscription-state")
        check(state.startswith("terminated" if ends else "active"), f"Subscription-State {state!r}")
        check(request.get("content-type") == "application/dialog-info+xml", request.get("content-type"))
        document = xml.fromstring(request.body)
        check(document.get("entity") == self.uri and document.get("state") == "full", request.body.decode())
        version = int(document.get("version"))
        check(version > self.version, f"version {version} after {self.version}")
        self.version = version
        dialogs = document.findall(f"{SPACE}dialog")
        seen = [(dialog.find(f"{SPACE}state").text, dialog.get("direction")) for dialog in dialogs]
        check(seen == list(expected), f"the lamp shows {seen}, expected {list(expected)}")
        return dialogs

    def again(self, expires):
        """SUBSCRIBE inside of the dialog; the answer."""
        return self.ask(self.phone, expires)

    def ask(self, phone, expires):
        headers, credentials = self.headers(expires), []
        for _ in range(2):
            self.cseq += 1
            phone.transmit(phone.build("SUBSCRIBE", self.answer.contact_uri, headers + credentials,
                                       call_id=self.call_id, cseq=self.cseq, from_=self.local,
                                       to=self.answer.get("to")))
            response = phone.response(self.call_id, "SUBSCRIBE", self.cseq)
            if response.status != 401:
                break
            credentials = [("Authorization", authorization(phone.challenge(response), "SUBSCRIBE",
                                                           self.answer.contact_uri, phone.login, phone.password))]
        return response


EARLY, LIT, DIALS, TALKS = (("early", "recipient"), ("confirmed", "recipient"), ("trying", "initiator"),
                            ("confirmed", "initiator"))


@scenario("BLF-01 a lamp is dark, blinks, is lit, goes out; the caller's lamp too")
def lamp(world):
    caller, callee, watcher = world.phones(3)
    at_callee, at_caller = Lamp(watcher, callee.extension), Lamp(watcher, caller.extension)
    at_callee.shows()
    at_caller.shows()
    call = caller.invite(callee.extension)
    at_caller.shows(DIALS)
    incoming = callee.incoming()
    incoming.progress(180)
    dialog, = at_callee.shows(EARLY)
    remote = dialog.find(f"{SPACE}remote/{SPACE}identity").text
    check(caller.extension in remote, f"the lamp says that {remote} calls")
    incoming.accept()
    call.final(200)
    dialog, = at_callee.shows(LIT)
    check(dialog.get("call-id") is None, "the lamp of a talk tells what would take the talk over")
    at_caller.shows(TALKS)
    call.send("BYE")
    incoming.expect("BYE")
    at_callee.shows()
    at_caller.shows()


@scenario("BLF-01 a call that is refused or cancelled leaves no lamp on")
def goes_out(world):
    caller, callee, watcher = world.phones(3)
    lamp = Lamp(watcher, callee.extension)
    lamp.shows()
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    lamp.shows(EARLY)
    call.provisional(180)
    call.cancel()
    incoming.expect("CANCEL")
    incoming.refuse(487)
    call.final(487)
    lamp.shows()
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.refuse(486)
    call.final(486)
    watcher.nothing("NOTIFY", 0.5)


@scenario("BLF-01 refresh, end, and a subscriber that has lost its memory")
def lifetime(world):
    callee, watcher, caller = world.phones(3)
    lamp = Lamp(watcher, callee.extension)
    lamp.shows()
    check(lamp.again(300).status == 200, "a refresh is refused")
    lamp.shows()
    check(lamp.again(5).status == 423, "five seconds are granted")
    check(lamp.again(0).status == 200, "the end is refused")
    lamp.shows(ends=True)
    check(lamp.again(300).status == 481, "an ended subscription is refreshed")
    fetched = Lamp(watcher, callee.extension, expires=0)
    fetched.shows(ends=True)
    lost = Lamp(watcher, callee.extension)
    lost.shows(status=481)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    watcher.nothing("NOTIFY", 0.7, call_id=lost.call_id)
    incoming.refuse(486)
    call.final(486)


@scenario("BLF-01 lamps are for colleagues only: strangers, other domains, other events")
def rights(world):
    callee, watcher = world.phones(2)
    uri = f"sip:{callee.extension}@{callee.domain}"
    response = watcher.ask("SUBSCRIBE", uri, [("Event", "dialog")], credentials=False)
    check(response.status == 401, f"without credentials: {response}")
    refused = Lamp(watcher, callee.extension, event="presence", expect=489)
    check(refused.answer.get("allow-events") == "dialog", "489 does not say what is allowed")
    Lamp(watcher, "7999", expect=404)
    Lamp(watcher, callee.extension, domain="elsewhere.example", expect=404)
    Lamp(watcher, callee.extension, expires=10, expect=423)
    lamp = Lamp(watcher, callee.extension)
    lamp.shows()
    stranger = lamp.ask(callee, 0)
    check(stranger.status in (401, 403, 481), f"somebody else ends the subscription: {stranger}")
    check(lamp.again(300).status == 200, "the owner's refresh is refused afterwards")
    lamp.shows()


@scenario("BLF-01 one user's lamps are limited", alone=True)
def flood(world):
    callee, watcher = world.phones(2)
    watcher.auto["NOTIFY"] = lambda request: watcher.reply(request, 200)
    lamps = [Lamp(watcher, callee.extension) for _ in range(512)]
    refused = Lamp(watcher, callee.extension, expect=503)
    check(int(refused.answer.get("retry-after")) > 0, "503 without Retry-After")
    for lamp in lamps:
        check(lamp.again(0).status == 200, "the end is refused")


@scenario("CAL-07 pickup of what blinks, by Replaces from the lamp's document: both hear one another")
def replaces(world):
    caller, callee, watcher = world.phones(3)
    lamp = Lamp(watcher, callee.extension)
    lamp.shows()
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    dialog, = lamp.shows(EARLY)
    header = (f"{dialog.get('call-id')};to-tag={dialog.get('local-tag')};from-tag={dialog.get('remote-tag')};"
              "early-only")
    picked = watcher.invite(callee.extension, headers=[("Replaces", header)])
    finish_pickup(world, lamp, call, incoming, picked)


@scenario("CAL-07 pickup by **extension; nothing rings: 480")
def code(world):
    caller, callee, watcher = world.phones(3)
    lamp = Lamp(watcher, callee.extension)
    lamp.shows()
    watcher.invite(f"**{callee.extension}").final(480)
    watcher.invite("**7999").final(404)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    lamp.shows(EARLY)
    finish_pickup(world, lamp, call, incoming, watcher.invite(f"**{callee.extension}"))


def finish_pickup(world, lamp, call, incoming, picked):
    cancel = incoming.expect("CANCEL")
    check("Call completed elsewhere" in cancel.get("reason"), f"Reason: {cancel.get('reason')!r}")
    incoming.refuse(487)
    picked.final(200)
    call.final(200)
    lamp.shows()
    call.phone.media.send_tone(660)
    picked.phone.media.send_tone(990)
    check(picked.phone.media.hears(660), "who picked up does not hear the caller")
    check(call.phone.media.hears(990), "the caller does not hear who picked up")
    call.send("BYE")
    picked.expect("BYE")
    record = world.record(call.phone.extension)
    check(record["result"] == "answered", f"history: {record}")
