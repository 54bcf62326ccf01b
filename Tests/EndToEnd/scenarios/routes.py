"""Private routes between an office PBX and its domain (TRK). The office is a scripted SIP peer at an address of its own."""
import itertools

from harness.message import token
from harness.scenario import check, scenario
from scenarios.outside import Provider
from scenarios.sounds import Company


_hosts = itertools.count(1)


class Office:
    """A peer, and the route to it."""

    def __init__(self, world, company, **settings):
        self.world = world
        # Each peer is known by its address.
        self.phone = world.phone(login="", host=f"127.4.{next(_hosts)}.1")
        self.route = world.server.api("POST", "/private-routes", {
            "domain": company.name, "name": f"office-{token()}".lower(), "host": self.phone.host, "port": self.phone.port,
            "probeSeconds": 0, "shownName": "Office", **settings})
        world.exit.callback(world.server.api, "DELETE", f"/private-routes/{self.route['id']}")

    def change(self, **settings):
        self.world.server.api("PATCH", f"/private-routes/{self.route['id']}", settings)

    def call(self, number, caller="55"):
        self.phone.record = f"sip:{caller}@office.example"
        server = self.world.server
        return self.phone.invite(number, credentials=False, domain=f"{server.host}:{server.sip}")


def talks(call, callee, caller_media):
    """Both hear one another, and the caller hangs up."""
    callee.accept()
    call.final(200)
    caller_media.send_tone(500)
    callee.phone.media.send_tone(1000)
    check(callee.phone.media.hears(500) and caller_media.hears(1000), "no sound over the route")
    call.send("BYE")
    callee.expect("BYE")


@scenario("TRK-02 TRK-03 by the expression to the office, with the extension; from the office to a user; free, and marked")
def both_ways(world):
    company = Company(world, 1)
    anna = company.phones[0]
    office = Office(world, company)
    call = anna.invite("8123")
    incoming = office.phone.incoming()
    check("sip:8123@" in incoming.request.uri, f"Request-URI {incoming.request.uri}")
    check(f"sip:{anna.extension}@" in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    talks(call, incoming, anna.media)
    office.change(strip=1, showsExtension=False)
    world.server.api("PATCH", f"/domains/{company.name}", {"callerID": "+74950001122"})
    call = anna.invite("8123")
    incoming = office.phone.incoming()
    check("sip:123@" in incoming.request.uri, f"Request-URI {incoming.request.uri}")
    check("+74950001122" in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    talks(call, incoming, anna.media)
    call = office.call(anna.extension)
    incoming = anna.incoming()
    check("sip:55@" in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    talks(call, incoming, office.phone.media)
    def ended():
        items = world.server.api("GET", f"/history?domain={company.name}&limit=5")["items"]
        return len(items) == 3 and all(item["endedAt"] for item in items) and items
    items = world.wait(ended, "the calls in the history")
    check(all(item["direction"] == "internal" for item in items), f"directions: {[item['direction'] for item in items]}")
    # Each is marked with its way, found by it, and counted in the report (TRK-05).
    ways = [item["privateRoute"] and item["privateRoute"]["way"] for item in items]
    check(ways == ["in", "out", "out"], f"marks: {ways}")
    found = world.server.api("GET", f"/history?domain={company.name}&route={office.route['id']}&way=in")["items"]
    check([item["id"] for item in found] == [items[0]["id"]], f"found by the route: {found}")
    report = world.server.api("GET", f"/private-routes/report?domain={company.name}")
    (sums,) = report["routes"]
    check((sums["in"]["calls"], sums["in"]["answered"], sums["out"]["calls"], sums["out"]["answered"]) == (1, 1, 2, 2),
          f"report: {sums}")
    check(sum(each["in"]["calls"] + each["out"]["calls"] for each in report["intervals"]) == 3, "intervals")
    # Switched off, it is no way any more.
    office.change(isActive=False)
    anna.invite("8123").final(404)
    office.call(anna.extension).final()


@scenario("TRK-01 the system makes routes, the domain lists, renames, switches and orders them and sets channels; the next call goes so")
def listed(world):
    company = Company(world, 2)
    admin = company.users[1]
    world.server.api("PATCH", f"/users/{admin.id}", {"role": "domain-administrator"})
    token = world.server.sign_in(admin.login, company.name, admin.password)

    def api(method, path, body=None):
        return world.server.api(method, path, body, token)
    first = Office(world, company, called=r"sip:8\d{3}@.*", order=10, shownName="Plant")
    second = Office(world, company, called=r"sip:8[1-5]\d{2}@.*", order=20, shownName="Shop")
    refusal = world.server.api_error("POST", "/private-routes", {
        "domain": company.name, "name": "mine", "host": "127.0.0.1", "shownName": "Mine"}, token)
    check(refusal == "not-allowed", f"a domain makes a route: {refusal}")

    def shown():
        return [(item["shownName"], item["isActive"]) for item in api("GET", "/private-routes")["items"]]

    def reached(office):
        call = company.phones[0].invite("8123")
        incoming = office.phone.incoming()
        incoming.refuse(486)
        call.final(486)
    check(shown() == [("Plant", True), ("Shop", True)], f"list: {shown()}")
    reached(first)
    one, other = (f"/private-routes/{office.route['id']}" for office in (first, second))
    api("PATCH", other, {"order": 5, "shownName": "Store", "channelsOut": 1})
    check(shown() == [("Store", True), ("Plant", True)], f"list: {shown()}")
    reached(second)
    # One channel, and it is taken: no other route is tried for the call.
    call = company.phones[0].invite("8123")
    incoming = second.phone.incoming()
    incoming.accept()
    call.final(200)
    company.phones[1].invite("8123").final(503)
    call.send("BYE")
    incoming.expect("BYE")
    api("PATCH", other, {"isActive": False})
    check(shown() == [("Store", False), ("Plant", True)], f"list: {shown()}")
    reached(first)
    api("PATCH", one, {"called": None})
    company.phones[0].invite("8123").final(404)

    def ended():
        items = world.server.api("GET", f"/history?domain={company.name}&limit=10")["items"]
        return len(items) == 6 and all(item["endedAt"] for item in items) and items
    items = world.wait(ended, "the calls in the history")
    names = [item["privateRoute"] and item["privateRoute"]["shownName"] for item in reversed(items)]
    check([name for name in names if name] == ["Plant", "Store", "Store", "Plant"], f"routes in the history: {names}")


@scenario("TRK-03 the office reaches the public network by its limit, with the route's number; channels are counted", alone=True)
def transit(world):
    company = Company(world, 1)
    provider = Provider(world, f"transit-{token()}".lower()).phone
    line = world.server.api("POST", "/lines", {"number": "+74951200201", "domain": company.name})
    world.exit.callback(world.server.api, "DELETE", f"/lines/{line['id']}")
    office = Office(world, company, outgoingNumbers=[])
    office.call("89031112233").final(403)
    office.change(transit="no-international", outgoingNumbers=["+74951200201"])
    call = office.call("89031112233")
    out = provider.incoming()
    check("79031112233" in out.request.uri and "74951200201" in out.request.get("from"),
          f"{out.request.uri} {out.request.get('from')}")
    talks(call, out, office.phone.media)
    office.call("810493012345678").final(403)
    office.change(channelsIn=1)
    call = office.call(company.users[0].extension)
    incoming = company.phones[0].incoming()
    incoming.accept()
    call.final(200)
    office.call(company.users[0].extension).final(486)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("TRK-04 TRK-05 a call from outside is sent into the office, and says for whom; office to office", alone=True)
def forwarded(world):
    company = Company(world, 1)
    world.server.api("PATCH", f"/domains/{company.name}", {"callerID": "+74951200202"})
    provider = Provider(world, f"into-{token()}".lower()).phone
    line = world.server.api("POST", "/lines", {
        "number": "+74951200202", "domain": company.name, "rules": [{"target": {"kind": "number", "name": "8123"}}]})
    world.exit.callback(world.server.api, "DELETE", f"/lines/{line['id']}")
    office = Office(world, company)
    plant = Office(world, company, called=r"sip:2\d{3}@.*", shownName="Plant")
    provider.record = "sip:+79161112299@provider.example"
    call = provider.invite("+74951200202", credentials=False, domain=f"{world.server.host}:{world.server.sip}")
    incoming = office.phone.incoming()
    request = incoming.request
    check("79161112299" in request.get("from"), f"From: {request.get('from')}")
    check("74951200202" in request.get("p-asserted-identity") and "74951200202" in request.get("diversion"),
          f"PAI: {request.get('p-asserted-identity')}, Diversion: {request.get('diversion')}")
    talks(call, incoming, provider.media)
    call = office.call("2345")
    incoming = plant.phone.incoming()
    check("sip:2345@" in incoming.request.uri, f"Request-URI {incoming.request.uri}")
    talks(call, incoming, office.phone.media)


@scenario("TRK-04 on the wire: Remote-Party-ID, P-Asserted-Identity or From alone; Diversion or History-Info, with the line that was called", alone=True)
def headers(world):
    company = Company(world, 1)
    provider = Provider(world, f"headers-{token()}".lower()).phone
    home, called = "+74951200203", "+74951200204"
    world.server.api("PATCH", f"/domains/{company.name}", {"callerID": home})
    line = world.server.api("POST", "/lines", {
        "number": called, "domain": company.name, "rules": [{"target": {"kind": "number", "name": "8123"}}]})
    world.exit.callback(world.server.api, "DELETE", f"/lines/{line['id']}")
    office = Office(world, company)
    provider.record = "sip:+79161112299@provider.example"
    names = ("p-asserted-identity", "remote-party-id", "diversion", "history-info")
    for identity, diversion in (("p-asserted-identity", "history-info"), ("remote-party-id", "diversion"), ("none", "none")):
        office.change(identity=identity, diversion=diversion)
        call = provider.invite(called, credentials=False, domain=f"{world.server.host}:{world.server.sip}")
        incoming = office.phone.incoming()
        request = incoming.request
        present = {name for name in names if request.get(name)}
        check(present == {identity, diversion} - {"none"}, f"{identity}, {diversion}: {present}")
        check("79161112299" in request.get("from"), f"From: {request.get('from')}")
        check(identity == "none" or home in request.get(identity), f"{identity}: {request.get(identity)}")
        check(diversion == "none" or called in request.get(diversion), f"{diversion}: {request.get(diversion)}")
        talks(call, incoming, provider.media)
    # A call from inside is nobody's diversion.
    office.change(identity="p-asserted-identity", diversion="history-info")
    call = company.phones[0].invite("8123")
    incoming = office.phone.incoming()
    check(not any(incoming.request.get(name) for name in names), "a call from inside says that it was diverted")
    talks(call, incoming, company.phones[0].media)
