"""Voice scenarios as their editor sees them, and what callers then hear (IVR-01, IVR-02, IVR-05)."""
from harness.scenario import check, scenario
from scenarios.commands import press
from scenarios.lines import Called
from scenarios.menus import key, to_user
from scenarios.voicemail import tone_file

MAIN, MORE, DEEP = 1300, 1700, 2100


class Tree(Called):
    """A company whose line leads to a scenario of the given menus."""

    def __init__(self, world, users, number, menus, name="Welcome"):
        super().__init__(world, users, number)
        self.scenario = world.server.api("POST", f"/scenarios?domain={self.name}", {"name": name, "menus": menus(self)})
        self.path = f"/scenarios/{self.scenario['id']}"
        self.rules({"target": {"kind": "scenario", "name": self.scenario["id"]}})

    def answered(self):
        call = self.call()
        call.final(200)
        self.provider.media.send_tone(0)
        return call

    def hears(self, tone, what):
        check(self.provider.media.hears(tone), f"not heard: {what}")
        self.provider.media.clear()

    def menus(self, change):
        """Changes the menus and publishes them, as the editor does."""
        menus = self.world.server.api("GET", self.path)["menus"]
        change(menus)
        self.world.server.api("PUT", f"{self.path}/draft", {"menus": menus})
        return self.world.server.api("POST", f"{self.path}/publication", {})

    def pressed(self):
        """What the history says of the keys of the last call."""
        return [f"{rule}: {outcome}" for rule, outcome in self.told()[1] if rule.startswith("menu ")]


@scenario("IVR-01 scenarios listed with their menus and the lines that lead there, searched, added; one in use is not deleted")
def listed(world):
    company = Tree(world, 1, "+74951200130", lambda company: [
        {"id": "main", "name": "Main", "keys": [key("1", "menu", menu="more")]},
        {"id": "more", "name": "More", "keys": [key("1", "forward", target=to_user(company.users[0]))]}])
    api, listing = world.server.api, f"/scenarios?domain={company.name}"
    other = api("POST", listing, {"name": "Night"})
    check([menu["keys"] for menu in other["menus"]] == [[]], f"a new scenario: {other}")
    found = {item["name"]: len(item["menus"]) for item in api("GET", listing)["items"]}
    check(found == {"Welcome": 2, "Night": 1}, f"list: {found}")
    names = [item["name"] for item in api("GET", f"{listing}&search=nig")["items"]]
    check(names == ["Night"], f"search: {names}")
    usages = api("GET", f"/usages?domain={company.name}&kind=scenario&name={company.scenario['id']}")["items"]
    check([(item["kind"], item["title"]) for item in usages] == [("line", "+74951200130")], f"usages: {usages}")
    call = company.answered()
    press(call, "1", "event")
    press(call, "1", "event")
    ringing = company.phones[0].incoming()
    ringing.accept()
    call.send("BYE")
    ringing.expect("BYE")
    record, steps = company.told()
    check(steps[1] == ("rule 1", "voice scenario Welcome") and record["line"] == company.line["id"], f"{steps} {record}")
    # In use it stays, and its callers with it; when the line leads elsewhere it goes.
    check(world.server.api_error("DELETE", company.path) == "conflict", "a scenario in use is deleted")
    api("PATCH", company.path, {"name": "Day"})
    company.rules({"target": {"kind": "scenario", "name": other["id"]}})
    api("DELETE", company.path)
    check([item["name"] for item in api("GET", listing)["items"]] == ["Night"], "the scenario is still there")
    call = company.answered()
    call.send("BYE")
    check(company.told()[1][1] == ("rule 1", "voice scenario Night"), "the line does not lead to the other scenario")


@scenario("IVR-02 a tree of menus: callers go down by keys and back; a menu is added, changed, and deleted when nothing leads there")
def tree(world):
    def menus(company):
        main, more = (company.prompt(tone_file(tone, 3)) for tone in (MAIN, MORE))
        return [{"id": "main", "name": "Main", "prompt": main, "keys": [key("1", "menu", menu="more")]},
                {"id": "more", "name": "More", "prompt": more, "keys": [key("*", "back")]}]
    company = Tree(world, 1, "+74951200131", menus)
    deep = company.prompt(tone_file(DEEP, 3))
    # A third one is added below the second; nothing leads to a fourth.
    company.menus(lambda menus: (
        menus[1]["keys"].append(key("2", "menu", menu="deep")),
        menus.append({"id": "deep", "name": "Deep", "prompt": deep, "keys": [key("*", "back")]}),
        menus.append({"id": "spare", "name": "Spare", "keys": []})))
    call = company.answered()
    company.hears(MAIN, "the main menu")
    for digit, tone, what in (("1", MORE, "the second menu"), ("2", DEEP, "the third"), ("*", MORE, "one back"),
                              ("*", MAIN, "back at the top")):
        press(call, digit, "event")
        company.hears(tone, what)
    call.send("BYE")
    said = company.pressed()
    check(said == ["menu Main: key 1", "menu More: key 2", "menu Deep: key *", "menu More: key *"], f"steps: {said}")
    # The unused one goes; one that a key leads to does not.
    menus = company.menus(lambda menus: menus.pop())["menus"]
    check([menu["id"] for menu in menus] == ["main", "more", "deep"], f"menus: {menus}")
    refusal = world.server.api_error("PATCH", company.path, {"menus": menus[:2]})
    check(refusal in ("conflict", "invalid", "not-found"), f"a menu that a key leads to is deleted: {refusal}")
    # Renamed it is called so in the history of the next call.
    company.menus(lambda menus: menus[1].update(name="Second"))
    call = company.answered()
    press(call, "1", "event")
    company.hears(MORE, "the second menu")
    press(call, "*", "event")
    company.hears(MAIN, "the main menu")
    call.send("BYE")
    check(company.pressed() == ["menu Main: key 1", "menu Second: key *"], f"steps: {company.pressed()}")


@scenario("IVR-05 a key gets another digit, another action, and goes: the next caller finds it so; two of one digit are refused")
def keys(world):
    def menus(company):
        anna, boris = map(to_user, company.users)
        return [{"id": "main", "name": "Main", "prompt": company.prompt(tone_file(MAIN, 3)),
                 "keys": [key("1", "forward", target=anna), key("2", "forward", target=boris)],
                 "otherKeys": {"kind": "repeat"}}]
    company = Tree(world, 2, "+74951200132", menus)

    def reaches(digit, index):
        call = company.answered()
        company.hears(MAIN, "the menu")
        press(call, digit, "event")
        ringing = company.phones[index].incoming()
        ringing.refuse(486)
        call.expect("BYE")
    reaches("1", 0)
    taken = world.server.api("GET", company.path)["menus"]
    taken[0]["keys"][0]["key"] = "2"
    refusal = world.server.api_error("PATCH", company.path, {"menus": taken})
    check(refusal in ("conflict", "invalid"), f"two keys of one digit: {refusal}")
    company.menus(lambda menus: menus[0]["keys"][0].update(key="5"))
    reaches("5", 0)
    check(company.pressed() == ["menu Main: key 5"], f"steps: {company.pressed()}")
    company.menus(lambda menus: menus[0]["keys"][0].update(action={"kind": "forward", "target": to_user(company.users[1])}))
    reaches("5", 1)
    # Without its branch it is a key like any other, and so is the digit that it had at first.
    company.menus(lambda menus: menus[0]["keys"].pop(0))
    call = company.answered()
    company.hears(MAIN, "the menu")
    for digit in "51":
        press(call, digit, "event")
        company.hears(MAIN, f"the menu again after {digit}")
    press(call, "2", "event")
    ringing = company.phones[1].incoming()
    ringing.refuse(486)
    call.expect("BYE")
    said = company.pressed()
    check(said == ["menu Main: key 5, without an action", "menu Main: key 1, without an action", "menu Main: key 2"],
          f"steps: {said}")
