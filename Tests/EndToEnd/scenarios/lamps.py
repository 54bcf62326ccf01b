"""Lamps of colleagues (RFC 4235, RFC 6665) and picking up what rings there (RFC 3891, CAL-07)."""
import time
import xml.etree.ElementTree as xml

from harness.baresip import Baresip
from harness.message import Mismatch, authorization, token
from harness.scenario import check, scenario
from harness.sipp import Sipp

SPACE = "{urn:ietf:params:xml:ns:dialog-info}"


class Lamp:
    """A subscription of `phone` to the dialogs of `target`."""

    def __init__(self, phone, target, expires=600, event="dialog", expect=200, domain=None):
        self.phone, self.uri = phone, f"sip:{target}@{domain or phone.domain}"
        self.call_id, self.local = token("lamp-"), f"<{phone.record}>;tag={token()}"
        self.version, self.cseq, self.event = 0, 2, event
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

    def build(self, credentials=()):
        """The next SUBSCRIBE inside of the dialog, not sent yet."""
        self.cseq += 1
        return self.phone.build("SUBSCRIBE", self.answer.contact_uri, self.headers(600, self.event) + list(credentials),
                                call_id=self.call_id, cseq=self.cseq, from_=self.local, to=self.answer.get("to"))

    def ask_plainly(self):
        """The answer to a SUBSCRIBE without credentials: 401."""
        self.phone.transmit(self.build())
        return self.phone.response(self.call_id, "SUBSCRIBE", self.cseq)


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


@scenario("BLF-01 two refreshes of a lamp and of a mailbox's in one read are both answered")
def two_at_once(world):
    callee_user, user = world.users(2)
    watcher = world.phone(user, transport="TCP", register=True)
    watcher.auto["NOTIFY"] = lambda request: watcher.reply(request, 200)
    for target, event in ((callee_user.extension, "dialog"), (user.extension, "message-summary")):
        lamp = Lamp(watcher, target, event=event)
        challenges = [watcher.challenge(lamp.ask_plainly()) for _ in range(2)]
        uri = lamp.answer.contact_uri
        texts = [lamp.build([("Authorization", authorization(challenge, "SUBSCRIBE", uri, user.login, user.password))])
                 for challenge in challenges]
        watcher.transmit("".join(texts))
        for cseq in (lamp.cseq - 1, lamp.cseq):
            check(watcher.response(lamp.call_id, "SUBSCRIBE", cseq).status == 200, f"{event}: SUBSCRIBE {cseq}")


@scenario("BLF-01 lamps are for colleagues only: strangers, other domains, other events")
def rights(world):
    callee, watcher = world.phones(2)
    uri = f"sip:{callee.extension}@{callee.domain}"
    response = watcher.ask("SUBSCRIBE", uri, [("Event", "dialog")], credentials=False)
    check(response.status == 401, f"without credentials: {response}")
    refused = Lamp(watcher, callee.extension, event="presence", expect=489)
    check("dialog" in refused.answer.get("allow-events"), "489 does not say what is allowed")
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


@scenario("BLF-01 what a blinking lamp told is worth nothing after the answer: Replaces and BYE by it get 481, the talk goes on")
def remembered(world):
    caller, callee, watcher = world.phones(3)
    lamp = Lamp(watcher, callee.extension)
    lamp.shows()
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    dialog, = lamp.shows(EARLY)
    call_id, local, remote = (dialog.get(name) for name in ("call-id", "local-tag", "remote-tag"))
    check(call_id and local and remote, "nothing to pick up by")
    check(call_id != incoming.id, "the lamp tells the dialog's own Call-ID")
    incoming.accept()
    call.final(200)
    lamp.shows(LIT)
    for early in ("", ";early-only"):
        value = f"{call_id};to-tag={local};from-tag={remote}{early}"
        watcher.invite(callee.extension, headers=[("Replaces", value)]).final(481)
    contact = incoming.request.contact_uri
    watcher.transmit(watcher.build("BYE", contact, [], call_id=call_id, cseq=9, from_=f"<{callee.record}>;tag={remote}",
                                   to=f"<{caller.record}>;tag={local}"))
    check(watcher.response(call_id, "BYE", 9).status == 481, "a BYE by the lamp's tags")
    callee.nothing("BYE", 0.5)
    caller.media.send_tone(660)
    check(callee.media.hears(660), "the talk does not go on")
    call.send("BYE")
    incoming.expect("BYE")
    lamp.shows()


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


@scenario("BLF-01 sipp watches a line: dark, blinking, lit, dark; what blinks is picked up meanwhile")
def sipp_watches(world):
    users = world.users(4)
    caller, callee, picker = [world.phone(user, register=True) for user in users[:3]]
    watcher = Sipp(world, "watcher", users[3], target=callee.extension)
    world.wait(lambda: watcher.has_received("NOTIFY"), "the first NOTIFY to sipp")
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")
    watcher.finish()
    lamp = Lamp(picker, callee.extension)
    lamp.shows()
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    lamp.shows(EARLY)
    finish_pickup(world, lamp, call, incoming, picker.invite(f"**{callee.extension}"))


@scenario("BYD-11 the lamp of a parking slot: dark, lit while somebody waits, pressed: taken, dark; foreign slots: 404")
def slot(world):
    caller, parker, watcher = world.phones(3)
    Lamp(watcher, "*7123", expect=404)
    lamp, other = Lamp(watcher, "*761"), Lamp(watcher, "*762")
    lamp.shows()
    other.shows()
    call = caller.invite(parker.extension)
    incoming = parker.incoming()
    incoming.accept(parker.offer(payloads=(8, 101)))
    call.final(200)
    caller.media.send_tone(660)
    parker.media.send_tone(990)
    check(caller.media.hears(990) and parker.media.hears(660), "no talk before the parking")
    parker.media.press("#5#61#")
    incoming.expect("BYE")
    dialog, = lamp.shows(LIT)
    remote = dialog.find(f"{SPACE}remote/{SPACE}identity").text
    check(caller.extension in remote, f"the lamp says that {remote} waits")
    taken = watcher.invite("*761")
    taken.final(200)
    lamp.shows()
    check(watcher.media.hears(660), "who pressed the lamp does not hear who was parked")
    watcher.nothing("NOTIFY", 0.3, call_id=other.call_id)
    taken.send("BYE")
    call.expect("BYE")


class Waiting:
    """A subscription of `phone` to its own mailbox."""

    def __init__(self, phone):
        self.phone, self.call_id = phone, token("waiting-")
        answer = phone.ask("SUBSCRIBE", phone.record, [("Event", "message-summary"), ("Expires", "600")],
                           call_id=self.call_id)
        check(answer.status == 200, f"SUBSCRIBE: {answer}")

    def says(self, expected):
        request = self.phone.request_of("NOTIFY", self.call_id)
        self.phone.reply(request, 200)
        check(f"Messages-Waiting: {expected}".encode() in request.body, request.body.decode())


@scenario("CAL-12 a colleague's message lamp is lit and put out by codes and by API; one's own; nobody's: 404")
def by_command(world):
    owner, desk = world.phones(2)
    lamp = Waiting(owner)
    lamp.says("no")
    for code, says in ((f"*94{owner.extension}", "yes"), (f"*95{owner.extension}", "no")):
        call = desk.invite(code)
        call.final(200)
        check(desk.media.hears_anything(), "nothing confirms the code")
        lamp.says(says)
        call.expect("BYE")
    own = owner.invite("*94")
    own.final(200)
    lamp.says("yes")
    own.expect("BYE")
    desk.invite("*947999").final(404)
    path = f"/users/{world.server.api('GET', f'/users?search={owner.extension}&domain=demo.martlet')['items'][0]['id']}/mailbox"
    check(world.server.api("GET", path)["isLampLit"], "the API does not know of it")
    world.server.api("PUT", f"{path}/lamp", {"isLit": False})
    lamp.says("no")
    world.server.api("PUT", f"{path}/lamp", {"isLit": False})
    owner.nothing("NOTIFY", 0.3)


@scenario("CAL-12 the last of two codes dialled at once holds; more than ten a minute are refused")
def codes_in_a_row(world):
    desk = world.phone(world.own_user(), register=True)
    desk.auto["BYE"] = lambda request: desk.reply(request, 200)
    lamp = Waiting(desk)
    lamp.says("no")
    for _ in range(3):
        lit, dark = desk.invite("*94"), desk.invite("*95")
        lit.final(200)
        dark.final(200)
    desk.auto["NOTIFY"] = lambda request: desk.reply(request, 200)
    path = f"/users/{world.server.api('GET', f'/users?search={desk.extension}&domain=demo.martlet')['items'][0]['id']}/mailbox"
    check(not world.server.api("GET", path)["isLampLit"], "the last code was *95")
    # The minute may turn meanwhile, and then one more round is due.
    answers = [desk.invite("*95").final().status for _ in range(22)]
    check(503 in answers and set(answers) <= {200, 503}, f"{answers}")


def subscribed_baresip(world, user):
    """baresip 1.0 now and then subscribes thousands of times a second and reads no answer: then it is started anew."""
    for _ in range(5):
        phone = Baresip(world, user, "127.0.0.1", 600, modules=["mwi"])

        def is_settled():
            said = phone.said()
            return "Messages-Waiting: no" in said or said.count("mwi: subscribing") > 50

        world.wait(is_settled, "baresip's subscription", 20)
        if "Messages-Waiting: no" in phone.said():
            return phone
        phone.close()
    raise Mismatch("five baresips in a row subscribe in a loop")


@scenario("CAL-12 sipp and baresip subscribe to message-summary and are told of a lamp that is lit and put out")
def real_phones(world):
    users = world.users(2)
    waiting = Sipp(world, "waiting", users[0], target=users[0].extension)
    world.wait(lambda: waiting.has_received("NOTIFY"), "the first NOTIFY to sipp")
    phone = subscribed_baresip(world, users[1])
    for is_lit in (True, False):
        for user in users:
            world.server.api("PUT", f"/users/{user.id}/mailbox/lamp", {"isLit": is_lit})
        if is_lit:
            world.wait(lambda: "Messages-Waiting: yes" in phone.said(), "the lamp of baresip", 10)
            time.sleep(0.5)
    waiting.finish()


@scenario("BLF-01 a thousand lamps of one line all blink, are lit and go out", alone=True)
def thousand(world):
    caller, callee, *watchers = world.phones(4)
    told = {}

    def answer(watcher):
        def react(request):
            watcher.reply(request, 200)
            states = [state for state in ("early", "confirmed") if f"<state>{state}".encode() in request.body] or ["dark"]
            told.setdefault(states[0], {})[request.get("call-id")] = time.monotonic()
        return react

    for watcher in watchers:
        watcher.auto["NOTIFY"] = answer(watcher)
    lamps = [Lamp(watcher, callee.extension) for watcher in watchers for _ in range(500)]

    def shown(state, began):
        world.wait(lambda: len(told.get(state, {})) == len(lamps), f"{state} at {len(lamps)} lamps", 60)
        # How soon is the benchmarks' matter; here it is written down.
        world.log.write(f"{state}: the last lamp after {max(told[state].values()) - began:.3f} s\n")

    shown("dark", time.monotonic())
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    began = time.monotonic()
    incoming.progress(180)
    shown("early", began)
    began = time.monotonic()
    incoming.accept()
    call.final(200)
    shown("confirmed", began)
    told.clear()
    began = time.monotonic()
    call.send("BYE")
    incoming.expect("BYE")
    shown("dark", began)
    for lamp in lamps:
        check(lamp.again(0).status == 200, "the end is refused")
    time.sleep(0.3)  # The last NOTIFYs say that it has ended.
