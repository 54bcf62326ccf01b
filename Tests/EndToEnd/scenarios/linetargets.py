"""Where calls of a line can go, and what is said of it beforehand (RTE-01, RTE-06, RTE-08, RTE-10, BYD-02)."""
import time

from harness.scenario import check, scenario
from scenarios.lines import Called, Routed
from scenarios.routes import Office, talks
from scenarios.voicemail import BEEP


@scenario("RTE-01 the numbers of a domain with their schemes, channels in and out, and the one that outside calls show", alone=True)
def overview(world):
    company = Routed(world, 2, "+74951200110")
    api = world.server.api
    other = api("POST", "/lines", {"number": "+74951200111", "domain": company.name, "isActive": False,
                                   "rules": [{"target": {"kind": "end"}}]})
    world.exit.callback(api, "DELETE", f"/lines/{other['id']}")
    company.rules({"target": company.user(0)}, shownName="Main")
    api("PATCH", f"/domains/{company.name}", {"channelsInLimit": 1, "channelsOutLimit": 5})
    api("PUT", f"/lines/{company.line['id']}/default-outgoing")
    found = {line["number"]: line for line in api("GET", f"/lines?domain={company.name}")["items"]}
    check(set(found) == {"+74951200110", "+74951200111"}, f"lines: {set(found)}")
    main = found["+74951200110"]
    check(main["shownName"] == "Main" and main["isDefaultOutgoing"] and main["isActive"], f"{main}")
    check([rule["target"] for rule in main["rules"]] == [company.user(0)], f"scheme: {main['rules']}")
    check(not found["+74951200111"]["isDefaultOutgoing"] and not found["+74951200111"]["isActive"], f"{found}")
    limits = api("GET", f"/domains/{company.name}")
    check((limits["channelsInLimit"], limits["channelsOutLimit"]) == (1, 5), f"channels: {limits}")
    # What it says is so: one call from outside and no more, and a call outside shows the marked number.
    first = company.call("+74957770001")
    ringing = company.phones[0].incoming()
    ringing.accept()
    first.final(200)
    company.call("+74957770002").final(486)
    record, _ = company.told("+74957770002")
    check(record["cause"] == "channel-limit", f"history: {record}")
    first.send("BYE")
    ringing.expect("BYE")
    call = company.phones[1].invite("84957654321")
    out = company.provider.incoming()
    check("74951200110" in out.request.get("from"), f"From: {out.request.get('from')}")
    out.refuse(486)
    call.final(486)
    record, steps = company.told("+74957654321")
    check(record["direction"] == "outgoing" and record["result"] == "busy", f"history: {record}")
    check(steps[0][0] == "external number" and steps[0][1].startswith("trunks "), f"steps: {steps}")


@scenario("RTE-06 a line leads to a user, a group, a scenario, a number on a private route, the end; the history says where")
def targets(world):
    company = Called(world, 3, "+74951200112")
    office = Office(world, company, called=r"sip:8\d{3}@.*")
    group = company.group("Sales", 1, 2)
    menus = world.server.api("POST", f"/scenarios?domain={company.name}", {"name": "Welcome", "menus": [
        {"id": "main", "name": "Main", "keys": [], "timeout": {"kind": "hang-up"}}]})

    def leads(target, reached):
        company.rules({"target": target})
        reached()
        record, steps = company.told()
        check(record["line"] == company.line["id"] and record["direction"] == "incoming", f"history: {record}")
        check(steps[0] == ("line +74951200112", "found"), f"steps: {steps}")
        return record, steps[1]

    record, step = leads(company.user(0), lambda: company.rings(0))
    check(step == ("rule 1", f"user {company.users[0].login}") and record["result"] == "cancelled", f"{step} {record}")

    def whole_group():
        call = company.call()
        rings = [phone.incoming() for phone in company.phones[1:]]
        rings[1].accept()
        call.final(200)
        rings[0].expect("CANCEL")
        rings[0].refuse(487)
        call.send("BYE")
        rings[1].expect("BYE")
    record, step = leads({"kind": "group", "name": group["id"]}, whole_group)
    check(step == ("rule 1", "group Sales, 2 members") and record["result"] == "answered", f"{step} {record}")

    def menu():
        call = company.call()
        call.final(200)
        call.send("BYE")
    record, step = leads({"kind": "scenario", "name": menus["id"]}, menu)
    check(step == ("rule 1", "voice scenario Welcome"), f"{step}")

    def over_the_route():
        call = company.call()
        incoming = office.phone.incoming()
        check("sip:8123@" in incoming.request.uri, f"Request-URI {incoming.request.uri}")
        talks(call, incoming, company.provider.media)
    record, step = leads({"kind": "number", "name": "8123"}, over_the_route)
    check(step == ("private route Office", "number 8123") and record["privateRoute"]["way"] == "out", f"{step} {record}")
    record, step = leads({"kind": "end"}, lambda: company.call().final(486))
    check(step == ("rule 1", "the caller hears busy") and record["cause"] == "busy", f"{step} {record}")


@scenario("RTE-06 a line leads to the voicemail of a user and of a group: each has its message, and the history says whose")
def mailboxes(world):
    company = Called(world, 1, "+74951200113")
    anna, group = company.users[0], company.group("Sales", 0, hasVoicemail=True)
    world.server.api("PATCH", f"/users/{anna.id}/mailbox", {"isOn": True})
    for kind, name, path, owner in (("user-voicemail", anna.id, f"/users/{anna.id}", anna.login),
                                    ("group-voicemail", group["id"], f"/groups/{group['id']}", "Sales")):
        company.rules({"target": {"kind": kind, "name": name}})
        call = company.call()
        call.final(200)
        media = company.provider.media
        media.clear()
        media.send_tone(0)
        time.sleep(0.3)
        media.press("#")  # The greeting is known.
        check(media.hears(BEEP, 15), f"no tone of the voicemail of {owner}")
        media.send_tone(700)
        time.sleep(1.5)
        call.send("BYE")
        message, = world.wait(lambda: world.server.api("GET", f"{path}/messages")["items"], f"the message of {owner}")
        check(message["caller"].endswith("4957770000"), f"message: {message}")
        _, steps = company.told()
        check(("rule 1", f"mailbox of {owner}") in steps, f"steps: {steps}")
    company.phones[0].nothing("INVITE", 0.2)


@scenario("RTE-08 a line takes the rules of another in place of its own, and its next call follows them")
def copied(world):
    company = Called(world, 2, "+74951200114")
    api = world.server.api
    model = api("POST", "/lines", {"number": "+74951200115", "domain": company.name, "rules": [
        {"target": company.user(1), "prefixes": ["495"]}, {"target": {"kind": "end"}}]})
    world.exit.callback(api, "DELETE", f"/lines/{model['id']}")
    company.rules({"target": company.user(0)}, filter={"kind": "black", "numbers": ["+74957770009"]})
    company.rings(0)
    # As the cabinet does: the rules go over whole, and nothing else of the line.
    company.rules(*api("GET", f"/lines/{model['id']}")["rules"])
    company.rings(1)
    _, steps = company.told()
    check(("rule 1", f"user {company.users[1].login}") in steps, f"steps: {steps}")
    company.call("+78127770000").final(486)
    _, steps = company.told("+78127770000")
    check(("rule 2", "the caller hears busy") in steps, f"steps: {steps}")
    company.call("+74957770009").final(486)
    _, steps = company.told("+74957770009")
    check(steps[-1] == ("black list of the line", "the caller is listed"), f"the list went with the rules: {steps}")
    check(api("GET", f"/lines/{model['id']}")["rules"] == api("GET", f"/lines/{company.line['id']}")["rules"], "rules")


@scenario("RTE-10 what the tester says is what the call then does, step by step: rules, lists, groups, scenarios, private routes")
def foretold(world):
    company = Called(world, 3, "+74951200116")
    office = Office(world, company, called=r"sip:8\d{3}@.*")
    group = company.group("Sales", 1, 2)
    weekend = [{"days": ["sat", "sun"], "from": "00:00", "to": "24:00"}]
    weekdays = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "00:00", "to": "24:00"}]
    company.rules(
        {"target": company.user(0), "isActive": False},
        {"target": company.user(0), "prefixes": ["812"], "schedule": weekend},
        {"target": company.user(0), "prefixes": ["812"], "schedule": weekdays},
        {"target": {"kind": "group", "name": group["id"]}, "prefixes": ["495"]},
        {"target": {"kind": "number", "name": "8123"}, "prefixes": ["343"]},
        {"target": {"kind": "end"}, "prefixes": ["384"]},
        filter={"kind": "black", "numbers": ["+74957770009"]})
    members = company.phones[1:]
    phones = {"+78127770000": [company.phones[0]], "+74957770000": members, "+73437770000": [office.phone]}
    for caller in (*phones, "+73847770000", "+78617770000", "+74957770009"):
        said = world.server.api("POST", "/routing/trial", {"line": company.line["id"], "caller": caller})
        expected = [(step["rule"], step["outcome"]) for step in said["steps"]]
        call = company.call(caller)
        rings = [phone.incoming() for phone in phones.get(caller, [])]
        kind = {office.phone: "outside"}.get(rings[0].phone, "ring") if rings else "refused"
        check(said["outcome"]["kind"] == kind, f"{caller}: {said['outcome']}, and it did {kind}")
        if rings:
            chain = [branch["title"] for step in said["outcome"]["chain"] for branch in step]
            check(kind == "outside" or len(chain) == len(rings), f"{caller}: {chain}")
            for ringing in rings:
                ringing.refuse(486)
        call.final(486)
        record, steps = company.told(caller)
        check(steps[:len(expected)] == expected, f"{caller}: said {expected}, done {steps}")
        if not rings:
            check(steps == expected and record["cause"] == said["outcome"]["cause"], f"{caller}: {record} {said}")


@scenario("BYD-02 a change of the routing is undone, and the very next call goes as before; undone again it does not")
def undone(world):
    company = Called(world, 2, "+74951200117")
    company.rules({"target": company.user(0)})
    company.rings(0)
    company.rules({"target": company.user(1)})
    company.rings(1)

    def newest():
        found = world.server.api("GET", f"/changes?domain={company.name}&limit=1")["items"][0]
        check(found["objectKind"] == "line" and found["action"] == "change", f"{found}")
        return found["version"]
    for index in (0, 1):
        world.server.api("POST", f"/changes/{newest()}/undo")
        began = time.monotonic()
        company.rings(index)
        check(time.monotonic() - began < 2, "the call took long")
        _, steps = company.told()
        check(steps[1] == ("rule 1", f"user {company.users[index].login}"), f"steps: {steps}")
