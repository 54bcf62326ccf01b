"""A user's numbers ring one after another (FWD)."""
import time

from harness.message import token
from harness.scenario import check, scenario
from scenarios.lines import DAYS, period, today
from scenarios.outside import Provider, own_number
from scenarios.sounds import Company
from scenarios.voicemail import mailbox

MOBILE = "+79031112233"


class Scheme(Company):
    """Two people, of whom the second has a mobile number at a provider."""

    def __init__(self, world):
        super().__init__(world, 2)
        self.caller, self.callee = self.phones
        self.provider = Provider(world, f"fwd-{token()}".lower()).phone
        self.user = self.users[1]
        own_number(world, self.user, "+74951200301")

    def set(self, own, *others):
        def terms(priority, seconds=40, is_active=True, schedule=None):
            return {"priority": priority, "seconds": seconds, "isActive": is_active, "schedule": schedule}
        self.world.server.api("PUT", f"/users/{self.user.id}/forwarding", {
            "own": terms(**own), "others": [{"kind": "mobile", "dialled": MOBILE, **terms(**other)} for other in others]})

    def call(self):
        return self.caller.invite(self.user.extension)

    def answered_outside(self, call):
        """The mobile rings, shows the callee's number, and talks."""
        out = self.provider.incoming()
        check("79031112233" in out.request.uri and "74951200301" in out.request.get("from"),
              f"{out.request.uri} {out.request.get('from')}")
        out.accept()
        call.final(200)
        self.caller.media.send_tone(500)
        self.provider.media.send_tone(900)
        check(self.provider.media.hears(500) and self.caller.media.hears(900), "no talk with the mobile number")
        call.send("BYE")
        out.expect("BYE")
        # Calls before it have none: the newest is waited for.
        self.world.record(self.caller.extension, lambda record: record["endedAt"] and record["traits"] == ["redirected"],
                          "ME-03 the journal's icon of a call that was redirected")


@scenario("FWD-02 no answer at the first number rings the second; the first rings no more", alone=True)
def chain(world):
    company = Scheme(world)
    company.set({"priority": 10, "seconds": 5}, {"priority": 20, "seconds": 20})
    call = company.call()
    ringing = company.callee.incoming()
    ringing.progress(180)
    call.provisional(180)
    ringing.expect("CANCEL", patience=20)
    ringing.refuse(487)
    company.answered_outside(call)
    # The other way round: the mobile first, and it cannot be reached.
    company.set({"priority": 10}, {"priority": 5, "seconds": 20})
    call = company.call()
    company.provider.incoming().refuse(480)
    ringing = company.callee.incoming()
    ringing.accept()
    call.final(200)
    call.send("BYE")
    ringing.expect("BYE")


@scenario("FWD-02 busy on the lowest priority stops the chain, on a later one it does not; then voicemail", alone=True)
def busy(world):
    company = Scheme(world)
    company.set({"priority": 10, "seconds": 20}, {"priority": 20, "seconds": 20})
    call = company.call()
    company.callee.incoming().refuse(486)
    call.final(486)
    company.provider.nothing("INVITE", 0.5)
    company.set({"priority": 10, "seconds": 5}, {"priority": 5, "seconds": 5})
    call = company.call()
    company.provider.incoming().refuse(480)
    company.callee.incoming().refuse(486)
    call.final(486)
    mailbox(world, company.user)
    call = company.call()
    company.provider.incoming().refuse(486)
    call.final(200)
    check(company.caller.media.hears(1000, 20), "no tone of the voicemail")
    call.send("BYE")


@scenario("FWD-02 equal priorities ring together, each for its own time; what is off or out of its schedule does not", alone=True)
def together(world):
    company = Scheme(world)
    company.set({"priority": 10, "seconds": 20}, {"priority": 10, "seconds": 5})
    call = company.call()
    out, ringing = company.provider.incoming(), company.callee.incoming()
    began = time.monotonic()
    out.expect("CANCEL", patience=20)
    out.refuse(487)
    check(time.monotonic() - began > 3, "the mobile rang too briefly")
    ringing.accept()
    call.final(200)
    call.send("BYE")
    ringing.expect("BYE")
    others = [day for day in DAYS if day != today()]
    company.set({"priority": 10}, {"priority": 5, "schedule": [period(others)]})
    call = company.call()
    ringing = company.callee.incoming()
    ringing.accept()
    call.final(200)
    call.send("BYE")
    ringing.expect("BYE")
    company.provider.nothing("INVITE", 0.3)
    company.set({"priority": 10, "is_active": False}, {"priority": 5, "schedule": [period([today()])]})
    company.answered_outside(company.call())
    company.callee.nothing("INVITE", 0.3)
    company.set({"priority": 10, "is_active": False})
    company.call().final(480)


@scenario("FWD-02 CAL-11 what the callee may not call rings nobody; the protocol says what was passed over", alone=True)
def limits(world):
    company = Scheme(world)
    company.set({"priority": 10, "seconds": 5}, {"priority": 5})
    world.server.api("PATCH", f"/users/{company.user.id}", {"outgoing": "internal-only"})
    call = company.call()
    ringing = company.callee.incoming()
    company.provider.nothing("INVITE", 0.3)
    ringing.accept()
    call.final(200)
    call.send("BYE")
    ringing.expect("BYE")
    record = world.wait(
        lambda: next((item for item in world.server.api("GET", f"/history?domain={company.name}&limit=1")["items"]
                      if item["endedAt"]), None), "the call in the history")
    steps = world.server.api("GET", f"/history/{record['id']}/steps")["items"]
    told = [step["parameters"] for step in steps if step["kind"] == "routed"]
    check({"rule": f"forwarding {MOBILE}", "outcome": "internal-only"} in told, f"steps: {told}")
