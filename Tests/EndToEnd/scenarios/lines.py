"""Rules of lines: who is taken, where to, when (RTE)."""
import time

from harness.message import token
from harness.scenario import check, scenario
from scenarios.outside import Provider
from scenarios.sounds import Company

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Routed(Company):
    """A company with a line, and an outside party at a trunk."""

    def __init__(self, world, users, number):
        super().__init__(world, users)
        self.number = number
        self.provider = self.outside_party()
        self.line = world.server.api("POST", "/lines", {"number": number, "domain": self.name})
        world.exit.callback(world.server.api, "DELETE", f"/lines/{self.line['id']}")

    def outside_party(self):
        return Provider(self.world, f"lines-{token()}").phone

    def rules(self, *rules, **more):
        self.world.server.api("PATCH", f"/lines/{self.line['id']}", {"rules": list(rules), **more})

    def call(self, caller="+74957770000"):
        self.since = self.world.now()
        self.provider.record = f"sip:{caller}@provider.example"
        server = self.world.server
        return self.provider.invite(self.number, credentials=False, domain=f"{server.host}:{server.sip}")

    def rings(self, index, caller="+74957770000"):
        call = self.call(caller)
        ringing = self.phones[index].incoming()
        ringing.progress(180)
        call.provisional(180)
        call.cancel()
        ringing.expect("CANCEL")
        ringing.refuse(487)
        call.final(487)

    def user(self, index):
        return {"kind": "user", "name": self.users[index].id}

    def group(self, name, *members, **settings):
        return self.world.server.api("POST", f"/groups?domain={self.name}", {
            "name": name, "members": [self.users[member].id for member in members], "ringSeconds": 20, **settings})

    def told(self, caller="+74957770000"):
        """What the history says of the last call: its record, and why it went where it went."""
        path = f"/history?domain={self.name}&search={caller.lstrip('+')}&limit=1"
        record = self.world.wait(
            lambda: next((item for item in self.world.server.api("GET", path)["items"]
                          if item["endedAt"] and item["startedAt"] >= self.since), None), "the call in the history")
        steps = self.world.server.api("GET", f"/history/{record['id']}/steps")["items"]
        return record, [(step["parameters"]["rule"], step["parameters"]["outcome"])
                        for step in steps if step["kind"] == "routed"]


class Called(Routed):
    """One whose trunk brings calls and takes none, as a mobile operator's: others may call outside meanwhile."""

    def outside_party(self):
        phone = self.world.phone(login="", host=self.world.host)
        trunk = self.world.server.api("POST", "/trunks", {
            "name": f"lines-{token()}".lower(), "host": phone.host, "port": phone.port, "probeSeconds": 0,
            "acceptsByAddress": True, "isMobileOperators": True})
        self.world.exit.callback(self.world.server.api, "DELETE", f"/trunks/{trunk['id']}")
        return phone


def period(days, start="00:00", end="24:00"):
    return {"days": days, "from": start, "to": end}


def today():
    """The day in Moscow, which has no summer."""
    return DAYS[time.gmtime(time.time() + 3 * 3600).tm_wday]


@scenario("RTE-02 … RTE-05 a line without rules is busy; the first rule that holds decides: order, days, prefixes", alone=True)
def rules(world):
    company = Routed(world, 2, "+74951200101")
    company.call().final(486)
    anna, boris = company.user(0), company.user(1)
    company.rules({"target": anna}, {"target": boris})
    company.rings(0)
    company.rules({"target": anna, "isActive": False}, {"target": boris})
    company.rings(1)
    others = [day for day in DAYS if day != today()]
    company.rules({"target": anna, "schedule": [period(others)]}, {"target": boris})
    company.rings(1)
    company.rules({"target": anna, "schedule": [period([today()])]}, {"target": boris})
    company.rings(0)
    company.rules({"target": anna, "prefixes": ["495", "499"]}, {"target": boris, "prefixes": ["812"]})
    company.rings(0, "+74997770000")
    company.rings(0, "84957770000")
    company.rings(1, "+78127770000")
    company.call("+73437770000").final(486)
    company.rules({"target": {"kind": "end"}})
    company.call().final(486)


@scenario("RTE-07 the black list hears busy, only the white list gets through, an empty one blocks all", alone=True)
def filters(world):
    company = Routed(world, 1, "+74951200102")
    anna = company.user(0)
    company.rules({"target": anna}, filter={"kind": "black", "numbers": ["84957770000"]})
    company.call("+74957770000").final(486)
    company.rings(0, "+74957770001")
    company.rules({"target": anna}, filter={"kind": "white", "numbers": ["+74957770000"]})
    company.rings(0, "+74957770000")
    company.call("+74957770001").final(486)
    company.rules({"target": anna}, filter={"kind": "white", "numbers": []})
    company.call("+74957770000").final(486)


@scenario("GRP a group by its extension: all ring at once, the first has it; nobody: voicemail of the group", alone=True)
def groups(world):
    company = Company(world, 3)
    group = world.server.api("POST", f"/groups?domain={company.name}", {
        "name": "Sales", "extension": "600", "members": [user.id for user in company.users[1:]], "ringSeconds": 5})
    caller = company.phones[0]
    call = caller.invite("600")
    first, second = [phone.incoming() for phone in company.phones[1:]]
    second.accept()
    call.final(200)
    first.expect("CANCEL")
    first.refuse(487)
    call.send("BYE")
    second.expect("BYE")
    # Who is busy or declines takes nothing from the others.
    call = caller.invite("600")
    first, second = [phone.incoming() for phone in company.phones[1:]]
    first.refuse(603)
    time.sleep(0.5)
    second.accept()
    call.final(200)
    call.send("BYE")
    second.expect("BYE")
    call = caller.invite("600")
    for phone in company.phones[1:]:
        phone.incoming()
    call.final(480, patience=20)
    world.server.api("PATCH", f"/groups/{group['id']}", {"hasVoicemail": True})
    call = caller.invite("600")
    for phone in company.phones[1:]:
        phone.incoming().refuse(486)
    call.final(200)
    check(caller.media.hears(1000, 20), "no tone of the voicemail")
    call.send("BYE")
