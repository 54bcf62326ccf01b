"""Rules by order and by hours, and the five worked examples of the source (RTE-03, RTE-04, RTE-09, BYD-19).

The server's clock is the machine's. A company is somewhere where it is noon or night now, and its calendar says which day
of the week today counts as: so hours are those of the examples whenever the scenarios are run."""
import datetime
import zoneinfo

from harness.scenario import check, scenario
from scenarios.lines import DAYS, Called, period

# One for each hour of the day, whatever the season.
ZONES = ["Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Gambier", "Pacific/Pitcairn", "America/Phoenix", "America/Regina",
         "America/Lima", "America/Puerto_Rico", "America/Sao_Paulo", "America/Noronha", "Atlantic/Cape_Verde",
         "Africa/Abidjan", "Africa/Lagos", "Africa/Johannesburg", "Europe/Moscow", "Asia/Dubai", "Asia/Tashkent",
         "Asia/Bishkek", "Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Australia/Brisbane", "Asia/Magadan", "Pacific/Fiji"]
WEEKDAYS, WEEKEND = DAYS[:5], DAYS[5:]
WORK = [period(WEEKDAYS, "10:00", "19:00")]
REST = [period(WEEKDAYS, "00:00", "10:00"), period(WEEKDAYS, "19:00", "00:00"), period(WEEKEND, "00:00", "00:00")]


class Hours(Called):
    """A company whose hour and weekday the scenario chooses."""

    def set_clock(self, hour, weekday, closed_until=None):
        """Where it is that hour now, and what today counts as there. No hour of these scenarios is the last of a period."""
        zone = next(zone for zone in ZONES if datetime.datetime.now(zoneinfo.ZoneInfo(zone)).hour == hour)
        date = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        api = self.world.server.api
        api("PATCH", f"/domains/{self.name}", {"timeZone": zone})
        days = [{"date": str(date + datetime.timedelta(days=more)), "countsAs": weekday} for more in (0, 1)]
        api("PUT", f"/domains/{self.name}/calendar", {"days": days, "closedUntil": closed_until})

    def answers(self, caller="+74957770000"):
        """The mailbox takes the call; whose it is, by the history."""
        call = self.call(caller)
        call.final(200)
        call.send("BYE")
        return self.told(caller)[1][-1]


@scenario("RTE-03 rules by order: the first that holds, moved another; what is off or after one without a condition never")
def order(world):
    company = Called(world, 3, "+74951200120")
    anna, boris, vera = (company.user(index) for index in range(3))
    local, both = {"target": anna, "prefixes": ["495"]}, {"target": boris, "prefixes": ["495", "812"]}
    rest = {"target": vera}
    for rules, index in (((local, both, rest), 0), ((both, local, rest), 1), ((rest, local, both), 2),
                         (({**local, "isActive": False}, both, rest), 1)):
        company.rules(*rules)
        company.rings(index)
    _, steps = company.told()
    check(steps[1:3] == [("rule 1", "off"), ("rule 2", f"user {company.users[1].login}")], f"steps: {steps}")
    company.rings(1, "+78127770000")
    company.rings(2, "+73437770000")
    _, steps = company.told("+73437770000")
    check([step[0] for step in steps[1:4]] == ["rule 1", "rule 2", "rule 3"], f"steps: {steps}")


@scenario("RTE-04 hours by the domain's clock: of another zone other rules hold; no period crosses midnight, two do")
def hours(world):
    company = Hours(world, 2, "+74951200121")
    company.rules({"target": company.user(0), "schedule": WORK}, {"target": company.user(1)})
    for hour, weekday, index in ((14, "wed", 0), (14, "sun", 1), (3, "wed", 1), (14, "mon", 0)):
        company.set_clock(hour, weekday)
        company.rings(index)
    _, steps = company.told()
    check(steps[1] == ("rule 1", f"user {company.users[0].login}"), f"steps: {steps}")
    path = f"/lines/{company.line['id']}"
    night = {"target": company.user(0), "schedule": [period(DAYS, "19:00", "10:00")]}
    refusal = world.server.api_error("PATCH", path, {"rules": [night]})
    check(refusal == "bad-schedule", f"a period past midnight: {refusal}")
    # In its place two, with a quarter of a day at both sides of midnight.
    company.rules({"target": company.user(0), "schedule": [period(DAYS, "19:00", "00:00"), period(DAYS, "00:00", "10:00")]},
                  {"target": company.user(1)})
    for hour, index in ((22, 0), (3, 0), (14, 1)):
        company.set_clock(hour, "wed")
        company.rings(index)
    _, steps = company.told()
    check(steps[1] == ("rule 1", "out of its schedule"), f"steps: {steps}")


@scenario("RTE-09 the five worked examples of the source by real calls: without conditions, by hours, by order, by prefixes, by both")
def examples(world):
    company = Hours(world, 2, "+74951200122")
    moscow, petersburg = (company.group(name, index, hasVoicemail=True)
                          for index, name in enumerate(("Поддержка_МСК", "Поддержка_СПБ")))

    def to(group, *prefixes, schedule=None):
        return {"target": {"kind": "group", "name": group["id"]}, "prefixes": list(prefixes), "schedule": schedule}

    def voicemail(group, *prefixes, schedule=None):
        return {**to(group, *prefixes, schedule=schedule), "target": {"kind": "group-voicemail", "name": group["id"]}}

    def rests(caller, rule, group):
        said = company.answers(caller)
        check(said == (rule, f"mailbox of {group['name']}"), f"{caller}: {said}")
    work, night, sunday = (14, "wed"), (3, "wed"), (14, "sun")
    msk, msk_other, spb, far = "+74957770000", "+74997770000", "+78127770000", "+73437770000"
    # 1: one rule without a condition: any time, any number.
    company.rules(to(moscow))
    for clock, caller in ((work, msk), (night, spb), (sunday, far)):
        company.set_clock(*clock)
        company.rings(0, caller)
    # 2: hours of work to the group, the rest to its voicemail.
    company.rules(to(moscow, schedule=WORK), voicemail(moscow))
    for clock in (night, sunday):
        company.set_clock(*clock)
        rests(far, "rule 2", moscow)
    company.set_clock(*work)
    company.rings(0, far)
    # 3: the same rules the other way round: everything to the voicemail.
    company.rules(voicemail(moscow), to(moscow, schedule=WORK))
    rests(far, "rule 1", moscow)
    # 4: by the beginning of the caller's number.
    company.rules(to(moscow, "495", "499"), to(petersburg, "812"))
    for caller, index in ((msk, 0), (msk_other, 0), (spb, 1)):
        company.rings(index, caller)
    company.call(far).final(486)
    # 5: by both.
    company.rules(to(moscow, "495", "499", schedule=WORK), voicemail(moscow, "495", "499", schedule=REST),
                  to(petersburg, "812", schedule=WORK), voicemail(petersburg, "812", schedule=REST))
    company.rings(0, msk_other)
    company.rings(1, spb)
    company.set_clock(*night)
    rests(msk, "rule 2", moscow)
    rests(spb, "rule 4", petersburg)
    company.set_clock(*sunday)
    rests(spb, "rule 4", petersburg)


@scenario("BYD-19 closed now: hours of work rest at once and the rule without a condition takes the call; open again they hold")
def closed(world):
    company = Hours(world, 2, "+74951200123")
    company.rules({"target": company.user(0), "schedule": [period(DAYS, "10:00", "19:00")]}, {"target": company.user(1)})
    company.set_clock(14, "wed")
    company.rings(0)
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    company.set_clock(14, "wed", closed_until=later.strftime("%Y-%m-%dT%H:%M:%SZ"))
    company.rings(1)
    _, steps = company.told()
    check(steps[1] == ("rule 1", "out of its schedule"), f"steps: {steps}")
    company.set_clock(14, "wed")
    company.rings(0)
    # A holiday of the calendar is the same without a hand.
    company.set_clock(14, "closed")
    company.rings(1)
