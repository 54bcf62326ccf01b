"""Domains of one company in a pool (TEN-04 to TEN-10)."""
from harness.message import token
from harness.scenario import check, scenario
from scenarios.sounds import Company


class Holding:
    """A pool of the scenario's own with two domains, 4455 and 4456, the first in the sub-group South."""

    def __init__(self, world, users=1, **settings):
        self.world, self.api = world, world.server.api
        name = f"h{token()}".lower()[:32]
        self.pool = self.api("POST", "/pools", {"name": name, "shownName": name, "routingLength": 4, **settings})
        self.path = f"/pools/{self.pool['id']}"
        world.exit.callback(self.api, "DELETE", self.path)
        self.companies = [Company(world, users), Company(world, users)]
        for company, number in zip(self.companies, ("4455", "4456")):
            self.api("PUT", f"{self.path}/domains/{company.name}", {"routingNumber": number})
            world.exit.callback(self.api, "DELETE", f"{self.path}/domains/{company.name}")
        self.chief = self.administrator("chief", isSupervisor=True)
        moved = self.api("POST", f"{self.path}/domains/move",
                         {"domains": [self.companies[0].name], "newSubgroup": "South"}, token=self.chief)
        self.south = moved["subgroup"]["id"]

    def administrator(self, login, **more):
        """Makes one, and signs in."""
        self.api("POST", f"{self.path}/administrators", {
            "login": login, "shownName": login, "email": f"{login}@acme.example", "password": "secret42", **more})
        return self.sign_in(login)

    def sign_in(self, login):
        return self.world.server.sign_in(login, self.pool["id"], "secret42")

    def history(self, company):
        return self.world.wait(lambda: [item for item in self.api("GET", f"/history?domain={company.name}")["items"]
                                        if item["endedAt"]], f"a call in the history of {company.name}")

    def steps(self, record):
        return self.api("GET", f"/history/{record['id']}/steps")["items"]


@scenario("TEN-04 a routing number and an extension reach another domain: heard, shown so that one can call back, internal in both histories, each with its own side")
def call(world):
    holding = Holding(world)
    (acme, globex) = holding.companies
    anna, boris = acme.phones[0], globex.phones[0]
    call = anna.invite(f"4456{boris.extension}")
    incoming = boris.incoming()
    shown = incoming.request.get("from")
    check(f"sip:4455{anna.extension}@" in shown and acme.users[0].login.replace("user", "User ") in shown, f"From: {shown}")
    incoming.progress(180)
    call.provisional(180)
    incoming.accept()
    call.final(200)
    anna.media.send_tone(500)
    boris.media.send_tone(1000)
    check(anna.media.hears(1000) and boris.media.hears(500), "no sound between the domains")
    call.send("BYE")
    incoming.expect("BYE")
    ours, theirs = holding.history(acme)[0], holding.history(globex)[0]
    check(ours["direction"] == theirs["direction"] == "internal", f"{ours['direction']} {theirs['direction']}")
    check(ours["callee"]["number"] == f"4456{boris.extension}" and ours["callee"]["user"] is None, f"{ours['callee']}")
    check(theirs["caller"]["number"] == f"4455{anna.extension}" and theirs["caller"]["user"] is None, f"{theirs['caller']}")
    check(ours["result"] == theirs["result"] == "answered", f"{ours['result']} {theirs['result']}")
    # Each protocol says where the other side is, and nothing of its phones.
    own, other = str(holding.steps(ours)), str(holding.steps(theirs))
    check(f":{anna.port}" in own and f":{boris.port}" not in own, f"the caller's protocol: {own}")
    check(f":{boris.port}" in other and f":{anna.port}" not in other, f"the callee's protocol: {other}")
    check(globex.name in own and acme.name in other, "a protocol does not name the other domain")
    # What is shown is dialled, and comes back.
    back = boris.invite(f"4455{anna.extension}")
    incoming = anna.incoming()
    check(f"sip:4456{boris.extension}@" in incoming.request.get("from"), incoming.request.get("from"))
    incoming.accept()
    back.final(200)
    incoming.send("BYE")
    back.expect("BYE")


@scenario("TEN-04 the other domain's forwarding, blocks and limits hold; nobody behind a routing number; the pool's signs; out of the pool")
def rules(world):
    holding = Holding(world, users=2, before="*", between="#")
    (acme, globex) = holding.companies
    anna, (boris, clara) = acme.phones[0], globex.phones
    number = f"*4456#{boris.extension}"
    anna.invite(f"4456{boris.extension}").final(404)
    anna.invite("*4456#9").final(404)
    anna.invite(f"*4457#{boris.extension}").final(404)
    # Boris's calls ring at Clara, too.
    world.server.api("PUT", f"/users/{globex.users[0].id}/forwarding", {
        "own": {"priority": 10, "seconds": 20, "isActive": True, "schedule": None},
        "others": [{"kind": "sip", "dialled": clara.extension, "priority": 10, "seconds": 20, "isActive": True, "schedule": None}]})
    call = anna.invite(number)
    incoming, other = clara.incoming(), boris.incoming()
    incoming.accept()
    call.final(200)
    other.expect("CANCEL")
    other.refuse(487)
    # One call more than the callee's domain may have.
    world.server.api("PATCH", f"/domains/{globex.name}", {"callLimit": 1})
    status = acme.phones[1].invite(number).final().status
    check(status >= 400, f"{status} beyond the limit of the callee's domain")
    call.send("BYE")
    incoming.expect("BYE")
    world.server.api("PATCH", f"/domains/{globex.name}", {"callLimit": 100})
    world.server.api("PATCH", f"/users/{globex.users[0].id}", {"doNotDisturb": True})
    call = anna.invite(number)
    check(call.final().status in (480, 486, 603), "do not disturb is not kept")
    boris.nothing("INVITE", 0.3)
    world.server.api("PATCH", f"/users/{globex.users[0].id}", {"doNotDisturb": False})
    world.server.api("PATCH", f"/domains/{globex.name}", {"isBlocked": True})
    anna.invite(number).final(403)
    world.server.api("PATCH", f"/domains/{globex.name}", {"isBlocked": False})
    # Cancelled on the way, the phone there stops ringing.
    world.server.api("PUT", f"/users/{globex.users[0].id}/forwarding", {
        "own": {"priority": 10, "seconds": 20, "isActive": True, "schedule": None}, "others": []})
    boris.register()
    call = anna.invite(number)
    incoming = boris.incoming()
    incoming.progress(180)
    call.provisional(180)
    call.cancel()
    incoming.expect("CANCEL")
    incoming.refuse(487)
    call.final(487)
    world.server.api("DELETE", f"{holding.path}/domains/{globex.name}")
    anna.invite(number).final(404)
    world.server.api("PUT", f"{holding.path}/domains/{globex.name}", {"routingNumber": "4456"})


@scenario("TEN-04 REC-01 each domain records by its own rules; a withheld number; a transfer into another domain")
def recording(world):
    holding = Holding(world, users=2)
    (acme, globex) = holding.companies
    (anna, alex), boris = acme.phones, globex.phones[0]
    world.server.api("PATCH", f"/users/{globex.users[0].id}", {"recordsCalls": True})
    world.server.api("PATCH", f"/users/{acme.users[0].id}", {"withholdsNumber": True})
    call = anna.invite(f"4456{boris.extension}")
    incoming = boris.incoming()
    check("anonymous" in incoming.request.get("from").lower(), incoming.request.get("from"))
    incoming.accept()
    call.final(200)
    anna.media.send_tone(500)
    boris.media.send_tone(1000)
    check(anna.media.hears(1000) and boris.media.hears(500), "no sound")
    call.send("BYE")
    incoming.expect("BYE")
    world.wait(lambda: len(world.server.api("GET", f"/recordings?domain={globex.name}")["items"]) == 1, "the recording")
    check(not world.server.api("GET", f"/recordings?domain={acme.name}")["items"], "the caller's domain has a recording")
    # Alex calls Anna, who sends him on to Boris: he is shown, and talks.
    call = alex.invite(anna.extension)
    incoming = anna.incoming()
    incoming.accept()
    call.final(200)
    incoming.ask("REFER", [("Refer-To", f"<sip:4456{boris.extension}@{acme.name}>")])
    there = boris.incoming()
    check(f"4455{alex.extension}" in there.request.get("from"), there.request.get("from"))
    there.accept()
    alex.media.send_tone(700)
    check(boris.media.hears(700), "no sound after the transfer")
    there.send("BYE")


@scenario("TEN-09 TEN-10 an administrator of a sub-group enters its domain and no other; the histories say who acted; blocked, everything ends")
def administrators(world):
    holding = Holding(world)
    (acme, globex) = holding.companies
    server = world.server
    deputy = holding.administrator("deputy", subgroups=[holding.south])
    groups = server.api("GET", f"{holding.path}/domains", token=deputy)["groups"]
    check([(group["name"], group["mayManage"]) for group in groups] == [("South", True), ("", False)], f"{groups}")
    inside = f"/in/{acme.name}"
    check(server.api("GET", f"{inside}/me", token=deputy)["actingFor"] == holding.pool["id"], "who acts")
    user = acme.users[0]
    server.api("PATCH", f"{inside}/users/{user.id}", {"shownName": "Anna"}, token=deputy)
    check(server.api_error("GET", f"/in/{globex.name}/users", token=deputy) == "not-found", "a domain that is not theirs")
    check(server.api_error("GET", f"{inside}/users/{globex.users[0].id}", token=deputy) == "not-found", "another's user")
    check(server.api_error("GET", "/users", token=deputy) == "not-allowed", "a list of users in the pool")
    name = f"deputy@{holding.pool['id']}"
    change = server.api("GET", f"/changes?domain={acme.name}&limit=1")["items"][0]
    check(change["author"] == name and change["objectName"].startswith(user.login), f"{change}")
    change = server.api("GET", f"{holding.path}/changes?author=deputy&action=change", token=holding.chief)
    check(change["total"] == 1 and change["items"][0]["domain"] == acme.name, f"{change}")
    # A change of the configuration that holds at once: its domain leaves the sub-group.
    server.api("POST", f"{holding.path}/domains/move", {"domains": [acme.name], "subgroup": None}, token=holding.chief)
    check(server.api_error("GET", f"{inside}/users", token=deputy) == "not-found", "it is not theirs any more")
    people = {each["login"]: each["id"] for each in server.api("GET", f"{holding.path}/administrators")["items"]}
    server.api("PATCH", f"{holding.path}/administrators/{people['deputy']}", {"isBlocked": True}, token=holding.chief)
    check(server.api_error("GET", "/me", token=deputy) == "not-signed-in", "a blocked administrator is signed in")
    status, answer = server.request("POST", "/session", {
        "login": "deputy", "domain": holding.pool["id"], "password": "secret42", "delivery": "bearer"}, signed=False)
    check(status == 401 and answer["error"]["code"] == "sign-in-refused", f"{status} {answer}")
    # The system administrator enters by the same door.
    check(server.api("GET", f"/in/{globex.name}/me")["actingFor"] == "system", "the system administrator")
    # Everybody sees the people of the pool and what to dial.
    own = server.sign_in(user.login, user.domain, user.password)
    found = server.api("GET", f"/pool/users?domain={globex.name}", token=own)["items"]
    check([each["dialled"] for each in found] == [f"4456{globex.users[0].extension}"], f"{found}")
