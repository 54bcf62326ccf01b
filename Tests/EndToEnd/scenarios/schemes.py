"""A user's scheme of incoming calls: how it begins, what it takes and says, and calls by it (FWD-01, FWD-03)."""
from harness.scenario import check, scenario
from scenarios.lines import DAYS, period, today
from scenarios.sounds import Company


def terms(priority, seconds=40, is_active=True, schedule=None):
    return {"priority": priority, "seconds": seconds, "isActive": is_active, "schedule": schedule}


def phone_of(user, *rest, **more):
    return {"kind": "sip", "dialled": user.extension, **terms(*rest, **more)}


class Scheme(Company):
    """Somebody who calls, somebody who is called, and colleagues whose phones are numbers of the scheme."""

    def __init__(self, world, users):
        super().__init__(world, users)
        self.user = self.users[1]
        self.path = f"/users/{self.user.id}/forwarding"

    def set(self, own, *others):
        return self.world.server.api("PUT", self.path, {"own": own, "others": list(others)})

    def refusal(self, own, *others):
        return self.world.server.api_error("PUT", self.path, {"own": own, "others": list(others)})

    def call(self):
        self.since = self.world.now()
        return self.phones[0].invite(self.user.extension)

    def told(self):
        """Result of the last call, and what its steps say of the numbers of the scheme."""
        def look():
            items = self.world.server.api("GET", f"/history?domain={self.name}&limit=1")["items"]
            return items and items[0]["endedAt"] and items[0]["startedAt"] >= self.since and items[0]
        record = self.world.wait(look, "the call in the history")
        steps = self.world.server.api("GET", f"/history/{record['id']}/steps")["items"]
        told = [step["parameters"] for step in steps if step["kind"] == "routed"]
        return record, {step["rule"].removeprefix("forwarding "): step["outcome"]
                        for step in told if step["rule"].startswith("forwarding ")}


@scenario("FWD-01 a scheme begins with the own phones, always, 40 s; numbers get priority, time and hours, are off and on, and ring so")
def rules(world):
    company = Scheme(world, 3)
    first = world.server.api("GET", company.path)
    check(first["own"] == terms(10) and first["others"] == [], f"a new scheme: {first}")
    colleague = company.users[2]
    # Off it does not ring and says so; on it rings before the own phones.
    company.set(terms(10), phone_of(colleague, 5, is_active=False))
    call = company.call()
    company.phones[1].incoming().refuse(486)
    call.final(486)
    record, said = company.told()
    check(said == {"own phones": "priority 10, 40 s", colleague.extension: "off"} and record["result"] == "busy", f"{said}")
    company.set(terms(10), phone_of(colleague, 5, 20, schedule=[period([today()], "00:00", "24:00")]))
    call = company.call()
    ringing = company.phones[2].incoming()
    company.phones[1].nothing("INVITE", 0.3)
    ringing.accept()
    call.final(200)
    call.send("BYE")
    ringing.expect("BYE")
    record, said = company.told()
    check(said[colleague.extension] == "priority 5, 20 s" and record["result"] == "answered", f"{said} {record}")
    # Not on these days.
    others = [day for day in DAYS if day != today()]
    company.set(terms(10), phone_of(colleague, 5, schedule=[period(others)]))
    call = company.call()
    company.phones[1].incoming().refuse(486)
    call.final(486)
    check(company.told()[1][colleague.extension] == "out of its schedule", f"{company.told()}")
    # The own phones' number is nobody's to change, and no period crosses midnight.
    before = world.server.api("GET", company.path)
    check(company.refusal({**terms(10), "dialled": "101"}) == "invalid", "the own number is changed")
    night = company.refusal(terms(10, schedule=[period(DAYS, "19:00", "10:00")]))
    check(night == "bad-schedule", f"a period past midnight: {night}")
    check(company.refusal(terms(10, seconds=4)) == "invalid" and company.refusal(terms(100)) == "invalid", "out of range")
    check(world.server.api("GET", company.path) == before, "a refusal changed something")


@scenario("FWD-03 what the API says of a scheme is what a call goes through: numbers, times, hours, voicemail at the end")
def picture(world):
    company = Scheme(world, 4)
    others = [day for day in DAYS if day != today()]
    hours = [period([today()], "00:00", "12:00"), period([today()], "12:00", "00:00")]
    _, user, second, away = company.users
    company.set(terms(10, 15), phone_of(second, 20, 10, schedule=hours), phone_of(away, 15, 10, schedule=[period(others)]))
    world.server.api("PATCH", f"/users/{user.id}/mailbox", {"isOn": True})
    said = world.server.api("GET", company.path)
    token = world.server.sign_in(user.login, company.name, user.password)
    check(world.server.api("GET", "/me/forwarding", token=token) == said, "the user sees another scheme")
    numbers = {item["dialled"]: item for item in said["others"]}
    check(len(numbers[second.extension]["schedule"]) == 2, f"intervals: {numbers}")
    # The call goes by it, one number after another, past what is out of its hours, into the mailbox.
    call = company.call()
    company.phones[1].incoming().refuse(480)
    company.phones[2].incoming().refuse(480)
    call.final(200)
    call.send("BYE")
    company.phones[3].nothing("INVITE", 0.2)
    record, told = company.told()
    drawn = {"own phones": said["own"], **numbers}
    expected = {name: f"priority {each['priority']}, {each['seconds']} s" for name, each in drawn.items()}
    expected[away.extension] = "out of its schedule"
    check(told == expected, f"said {expected}, done {told}")
    steps = [step["kind"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]
    check(any(kind.startswith("voicemail-") for kind in steps), f"steps: {steps}")
