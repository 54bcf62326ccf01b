"""Private routes against a whole PBX (TRK): a second Martlet is the company's office, with people and a route of its own."""
import signal

from harness.message import token
from harness.scenario import check, scenario
from scenarios.routes import talks
from scenarios.sounds import Company
from scenarios.storage import own_server
from scenarios.transfers import notified


class OfficePBX:
    """The office's server, the route of a company to it, and its own route back: `8102` there, `9` and an extension here."""

    def __init__(self, world, number, company, **settings):
        self.world = world
        self.server = own_server(world, number).start()
        main = world.server
        self.there = self.join(main, company.name, self.server, r"sip:8(\d{3})@.*", **settings)
        self.back = self.join(self.server, "demo.martlet", main, r"sip:9(\d{3,5})@.*")
        world.exit.callback(main.api, "DELETE", f"/private-routes/{self.there['id']}")
        self.anna, self.boris = self.phone("anna", "101"), self.phone("boris", "102")

    @staticmethod
    def join(server, domain, other, called, **settings):
        return server.api("POST", "/private-routes", {
            "domain": domain, "name": f"pbx-{token()}".lower(), "host": other.host, "port": other.sip, "strip": 1,
            "probeSeconds": 1, "shownName": "Office", "called": called, **settings})

    def phone(self, login, extension):
        return self.world.phone(server=self.server, login=login, extension=extension, register=True,
                                password=self.server.password(f"{login}@demo.martlet"))

    def records(self, number):
        return [item for item in self.server.history(number) if item["endedAt"]]


def in_talk(call, incoming):
    incoming.accept()
    call.final(200)
    one, other = call.phone.media, incoming.phone.media
    one.send_tone(500)
    other.send_tone(1000)
    check(one.hears(1000) and other.hears(500), "no sound over the route")


def ended(call, incoming):
    call.send("BYE")
    incoming.expect("BYE")


@scenario("TRK-02 TRK-03 a second Martlet is the office: calls with sound in both directions, seen by extension, in both histories")
def both_ways(world):
    company = Company(world, 1)
    here = company.phones[0]
    office = OfficePBX(world, 86, company)
    call = here.invite("8102")
    incoming = office.boris.incoming()
    check(f"sip:{here.extension}@" in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    incoming.progress(180)
    call.provisional(180)
    talks(call, incoming, here.media)
    call = office.boris.invite(f"9{here.extension}")
    incoming = here.incoming()
    check("sip:102@" in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    talks(call, incoming, office.boris.media)
    # Busy, nobody and gone mean the same at both ends.
    call = here.invite("8102")
    office.boris.incoming().refuse(486)
    call.final(486)
    here.invite("8999").final(404)
    records = world.wait(lambda: (items := office.records(here.extension)) and len(items) >= 4 and items,
                         "the office's history")
    check({item["direction"] for item in records} == {"internal"}, f"directions: {records}")
    results = sorted(item["result"] for item in records)
    check(results == ["answered", "answered", "busy", "failed"], f"results at the office: {results}")
    own = world.wait(lambda: (items := [item for item in world.server.api(
        "GET", f"/history?domain={company.name}&limit=10")["items"] if item["endedAt"]]) and len(items) >= 4 and items,
        "the company's history")
    check({item["trunk"] for item in own} == {office.there["id"]}, f"routes: {[item['trunk'] for item in own]}")


@scenario("TRK-02 over a route to a second Martlet: hold with music, resumption, blind transfer at either end, the new pair talks")
def moved(world):
    company = Company(world, 2)
    here, colleague = company.phones
    office = OfficePBX(world, 87, company)
    call = here.invite("8102")
    incoming = office.boris.incoming()
    in_talk(call, incoming)
    response = call.ask("INVITE", body=here.offer("sendonly", version=2))
    check(response.status == 200, f"hold: {response}")
    far = office.boris.media
    world.wait(lambda: not far.hears(500, 0.5) and far.hears_anything(0.5), "music at the office while held", 25)
    response = call.ask("INVITE", body=here.offer("sendrecv", version=3))
    check(response.status == 200, f"resumption: {response}")
    check(far.hears(500) and here.media.hears(1000), "no sound after the hold")
    # The office sends the caller on to its Anna.
    response = incoming.ask("REFER", [("Refer-To", f"<sip:101@{office.boris.domain}>"),
                                      ("Referred-By", f"<{office.boris.record}>")])
    check(response.status == 202, f"REFER at the office: {response}")
    target = office.anna.incoming()
    target.accept()
    notified(incoming, 200)
    incoming.expect("BYE")
    office.anna.media.send_tone(800)
    check(here.media.hears(800) and office.anna.media.hears(500), "no sound after the office's transfer")
    # The company sends the office on to a colleague.
    response = call.ask("REFER", [("Refer-To", f"<sip:{colleague.extension}@{here.domain}>"),
                                  ("Referred-By", f"<{here.record}>")])
    check(response.status == 202, f"REFER at the company: {response}")
    last = colleague.incoming()
    last.accept()
    notified(call, 200)
    call.expect("BYE")
    colleague.media.send_tone(1200)
    check(office.anna.media.hears(1200) and colleague.media.hears(800), "no sound after the company's transfer")
    last.send("BYE")
    target.expect("BYE")


@scenario("TRK-02 the office is down: refused at once and said so, and the route is good again by itself when the office is back")
def down(world):
    company = Company(world, 1)
    here = company.phones[0]
    office = OfficePBX(world, 88, company)
    call = here.invite("8102")
    in_talk(call, incoming := office.boris.incoming())
    office.server.kill(signal.SIGKILL)
    # The talk ends when its party hangs up, whatever became of the office.
    call.send("BYE")
    call.phone.response(call.id, "BYE")
    trunk = f"/trunks/{office.there['id']}"
    world.wait(lambda: world.server.api("GET", trunk)["state"] == "unavailable", "the route is known to be down", 60)
    here.invite("8102").final(503)
    record = world.wait(lambda: next((item for item in world.server.api(
        "GET", f"/history?domain={company.name}&limit=5")["items"] if item["cause"] == "trunk-unavailable"), None),
        "the refusal in the history")
    steps = world.server.api("GET", f"/history/{record['id']}/steps")["items"]
    check("private route Office" in str(steps), f"the protocol does not name the route: {steps}")
    office.server.token = None
    office.server.start()
    world.wait(lambda: world.server.api("GET", trunk)["state"] == "available", "the route is good again", 60)
    boris = office.phone("boris", "102")
    call = here.invite("8102")
    incoming = boris.incoming()
    in_talk(call, incoming)
    ended(call, incoming)
