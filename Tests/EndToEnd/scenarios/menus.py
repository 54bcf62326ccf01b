"""Voice scenarios: menus by keys, extensions, what they lead to (IVR)."""
import time

from harness.message import token
from harness.scenario import check, scenario
from scenarios.commands import press
from scenarios.sounds import Company
from scenarios.voicemail import tone_file

WELCOME, SECOND, MESSAGE = 1300, 1700, 2100


def key(digit, kind, **more):
    return {"key": digit, "action": {"kind": kind, **more}}


def to_user(user):
    return {"kind": "user", "name": user.id}


class Menus(Company):
    """A company with a voice scenario that a group of one leads to: an extension that can be dialled."""

    def __init__(self, world, users, menus):
        super().__init__(world, users)
        self.scenario = world.server.api("POST", f"/scenarios?domain={self.name}", {"name": "Welcome", "menus": menus(self)})

    def line(self, provider, number):
        """An outside number whose calls go to the scenario."""
        line = self.world.server.api("POST", "/lines", {
            "number": number, "domain": self.name,
            "rules": [{"target": {"kind": "scenario", "name": self.scenario["id"]}}]})
        self.world.exit.callback(self.world.server.api, "DELETE", f"/lines/{line['id']}")
        return line

    def call(self, provider, number, way="event"):
        """An outside party calls the line, and is answered by the scenario."""
        self.since = self.world.now()
        provider.record = "sip:+79161112299@provider.example"
        server = self.world.server
        # Tones are listened to where a phone has no other way to send digits.
        offer = provider.offer(payloads=(8,) if way == "in band" else (8, 101))
        call = provider.invite(number, offer, credentials=False, domain=f"{server.host}:{server.sip}")
        call.final(200)
        provider.media.send_tone(0)
        return call

    def steps(self, number):
        items = self.world.wait(
            lambda: [item for item in self.world.server.api(
                "GET", f"/history?domain={self.name}&search={number}&limit=1")["items"] if item["endedAt"] and item["startedAt"] >= self.since],
            "the call in the history")
        steps = self.world.server.api("GET", f"/history/{items[0]['id']}/steps")["items"]
        rules = [f"{step['parameters']['rule']}: {step['parameters']['outcome']}"
                 for step in steps if step["kind"] == "routed"]
        return items[0], rules


def welcome(company):
    first, second = (company.prompt(tone_file(tone, 4)) for tone in (WELCOME, SECOND))
    message = company.prompt(tone_file(MESSAGE, 2))
    anna, boris = company.users[:2]
    return [
        {"id": "main", "name": "Main", "prompt": first, "keys": [
            key("1", "forward", target=to_user(anna)), key("2", "menu", menu="more"),
            key("3", "message", prompt=message), key("#", "hang-up")]},
        {"id": "more", "name": "More", "prompt": second, "keys": [
            key("1", "forward", target=to_user(boris)), key("*", "back")],
            "otherKeys": {"kind": "repeat"}, "timeout": {"kind": "forward", "target": to_user(boris)}},
    ]


def provider(world):
    from scenarios.outside import Provider
    return Provider(world, f"menus-{token()}").phone


for _number, _way in (("+74951200001", "event"), ("+74951200002", "INFO"), ("+74951200003", "in band")):
    @scenario(f"IVR-06 keys by {_way} cut the prompt: menus, back, a message, somebody rings and talks", alone=True)
    def keys(world, way=_way, number=_number):
        company = Menus(world, 2, welcome)
        outside = provider(world)
        company.line(outside, number)
        call = company.call(outside, number, way)
        check(outside.media.hears(WELCOME), "no prompt of the main menu")
        press(call, "2", way)
        check(outside.media.hears(SECOND), "no prompt of the second menu")
        press(call, "*", way)
        outside.media.clear()
        check(outside.media.hears(WELCOME), "no way back")
        press(call, "3", way)
        check(outside.media.hears(MESSAGE), "no message")
        outside.media.clear()
        check(outside.media.hears(WELCOME), "no menu after the message")
        press(call, "1", way)
        ringing = company.phones[0].incoming()
        check("79161112299" in ringing.request.get("from"), f"From: {ringing.request.get('from')}")
        ringing.accept()
        outside.media.send_tone(500)
        company.phones[0].media.send_tone(900)
        check(outside.media.hears(900) and company.phones[0].media.hears(500), "no talk after the menu")
        call.send("BYE")
        ringing.expect("BYE")
        record, rules = company.steps("79161112299")
        check(record["result"] == "answered" and record["direction"] == "incoming", f"history: {record}")
        told = ["menu Main: key 2", "menu More: key *", "menu Main: key 3", "menu Main: key 1"]
        check([rule for rule in rules if rule.startswith("menu")] == told, f"steps: {rules}")


@scenario("IVR-03 what no key takes is an extension; nobody has it: said so; silence and mistakes end the call", alone=True)
def extensions(world):
    company = Menus(world, 2, welcome)
    world.server.api("PATCH", f"/domains/{company.name}", {"menuErrors": 2, "menuTimeoutSeconds": 1})
    outside = provider(world)
    company.line(outside, "+74951200004")
    call = company.call(outside, "+74951200004")
    check(outside.media.hears(WELCOME), "no prompt")
    press(call, "999#", "event")  # Nobody has it: it is said, and the menu again.
    outside.media.clear()
    check(outside.media.hears(WELCOME, 12), "the menu does not come again")
    boris = company.users[1]
    # The key 2 has an action of its own: what begins with it cannot be dialled here.
    extension = boris.extension if boris.extension[0] not in "123" else None
    if extension is None:
        world.server.api("PATCH", f"/users/{boris.id}", {"extension": "4711"})
        extension = "4711"
    press(call, extension, "event")
    ringing = company.phones[1].incoming()
    ringing.accept()
    outside.media.send_tone(500)
    check(company.phones[1].media.hears(500), "no talk")
    ringing.send("BYE")
    call.expect("BYE")
    # Two silences are two mistakes.
    call = company.call(outside, "+74951200004")
    call.expect("BYE", patience=30)
    record, rules = company.steps("79161112299")
    check([rule for rule in rules if "nothing" in rule] == ["menu Main: nothing pressed"] * 2, f"steps: {rules}")
    # Silence in the other menu leads on.
    call = company.call(outside, "+74951200004")
    check(outside.media.hears(WELCOME), "no prompt")
    press(call, "2", "event")
    ringing = company.phones[1].incoming(patience=20)
    ringing.refuse(486)
    call.expect("BYE")
    record, rules = company.steps("79161112299")
    check(record["result"] == "busy", f"nobody was reached, and the history says {record['result']}")


@scenario("IVR-04 to a group, to its voicemail, to a number outside, to the end; a scenario that is gone ends at once", alone=True)
def targets(world):
    def menus(company):
        group = world.server.api("POST", f"/groups?domain={company.name}", {
            "name": "Sales", "members": [user.id for user in company.users], "ringSeconds": 5, "hasVoicemail": True})
        company.group = group
        name = {"name": group["id"]}
        return [{"id": "main", "name": "Main", "keys": [
            key("1", "forward", target={"kind": "group", **name}),
            key("2", "forward", target={"kind": "group-voicemail", **name}),
            key("3", "forward", target={"kind": "number", "name": "84957654300"}),
            key("4", "forward", target={"kind": "end"})]}]
    company = Menus(world, 2, menus)
    outside = provider(world)
    company.line(outside, "+74951200005")
    call = company.call(outside, "+74951200005")
    press(call, "1", "event")
    ringing = [phone.incoming() for phone in company.phones]
    ringing[0].refuse(486)
    ringing[1].accept()
    outside.media.send_tone(500)
    check(company.phones[1].media.hears(500), "no talk with the group")
    call.send("BYE")
    ringing[1].expect("BYE")
    call = company.call(outside, "+74951200005")
    press(call, "2", "event")
    check(outside.media.hears(1000, 20), "no tone of the voicemail")
    call.send("BYE")
    call = company.call(outside, "+74951200005")
    press(call, "3", "event")
    out = outside.incoming()
    check("74957654300" in out.request.uri, f"Request-URI {out.request.uri}")
    out.accept()
    out.send("BYE")
    call.expect("BYE")
    call = company.call(outside, "+74951200005")
    press(call, "4", "event")
    call.expect("BYE")
