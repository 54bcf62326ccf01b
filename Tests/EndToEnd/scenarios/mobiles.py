"""Mobile phones as phones of an extension (FWD-04): against a simulator of the operator, its trunk, and its SIMs."""
import os

from harness.mobile import Mobile, MobileOperator
from harness.scenario import check, scenario
from scenarios.mail import Inbox, post_office, server_with_mail

ANNA, BORIS, WORKS, FOREIGN = "+79161110001", "+79161110002", "+79161110003", "+79169999999"
COMPANY = "+74951110000"


class Town:
    """A server, a mobile operator with a trunk, and a provider of ordinary calls."""

    def __init__(self, world, number):
        self.world, self.inbox = world, Inbox()
        self.operator = MobileOperator("s3cret")
        world.exit.callback(self.operator.close)
        for sim in (ANNA, BORIS):
            self.operator.add(sim)
        self.operator.add(WORKS, "corporate")
        secret = os.path.join(world.folder, "operator-secret")
        with open(secret, "w") as file:
            file.write("s3cret\n")
        self.server = server_with_mail(world, number, post_office(world, self.inbox), mailSecurity="none",
                                       mobileOperator=self.operator.address, mobileOperatorSecretFile=secret,
                                       mobileOperatorSeconds=1)
        users = self.server.api("GET", "/users?domain=demo.martlet&limit=100")["items"]
        self.users = {user["login"]: user["id"] for user in users}
        self.server.api("PATCH", f"/users/{self.users['admin']}", {"email": "admin@demo.martlet"})
        self.server.api("PATCH", "/domains/demo.martlet", {"callerID": COMPANY})
        self.trunk = self.peer("127.5.1.1", "mobile", isMobileOperators=True)
        self.provider = self.peer("127.5.2.1", "alpha")
        self.mobile = Mobile(self.trunk, ANNA, self.server)

    def peer(self, host, name, **more):
        phone = self.world.phone(login="", host=host, server=self.server)
        self.server.api("POST", "/trunks", {"name": name, "host": host, "port": phone.port, "probeSeconds": 0, **more})
        return phone

    def phone(self, login, extension):
        return self.world.phone(server=self.server, login=login, password=self.server.password(f"{login}@demo.martlet"),
                                extension=extension, register=True)

    def forwarding(self, login, number=ANNA, fmc="on"):
        """What forwarding a user gets, with a mobile number that rings beside the own phones."""
        return f"/users/{self.users[login]}/forwarding", {
            "own": {"priority": 10, "seconds": 40},
            "others": [{"kind": "mobile", "dialled": number, "priority": 10, "seconds": 40, "fmc": fmc}]}

    def switch(self, login, **more):
        return self.server.api("PUT", *self.forwarding(login, **more))["others"][0]["fmc"]

    def state(self, login):
        return self.server.api("GET", f"/users/{self.users[login]}/forwarding")["others"][0]["fmc"]

    def becomes(self, login, state):
        self.world.wait(lambda: self.state(login) == state, f"FMC of {login}: {state}, not {self.state(login)}")

    def newest(self, number):
        """The newest finished call with that number in the history."""
        def look():
            items = [item for item in self.server.history(number) if item["endedAt"]]
            return items[0] if items else None
        return self.world.wait(look, f"a call with {number} in the history")


def heard(call, callee, caller_media):
    callee.accept()
    call.final(200)
    caller_media.send_tone(500)
    callee.phone.media.send_tone(1000)
    check(callee.phone.media.hears(500) and caller_media.hears(1000), "no sound")
    call.send("BYE")
    callee.expect("BYE")


@scenario("FWD-04 a mobile phone is a phone of the extension: *102, *outside, called with the caller's extension, in the journal")
def joined(world):
    town = Town(world, 83)
    boris = town.phone("boris", "102")
    check(town.switch("anna") == "on" and ANNA in town.operator.connected, "not switched on")
    marks = {user["login"]: user["fmc"] for user in town.server.api("GET", "/users?domain=demo.martlet")["items"]}
    check(marks["anna"] == "on" and marks["boris"] is None, f"the list of users: {marks}")
    # Behind the star an extension: an internal call of Anna's.
    call = town.mobile.call("*102")
    incoming = boris.incoming()
    check("sip:101@" in incoming.request.get("from"), f"From: {incoming.request.get('from')}")
    heard(call, incoming, town.trunk.media)
    record = town.newest("102")
    check(record["direction"] == "internal" and record["result"] == "answered", f"history: {record}")
    check(record["caller"]["user"] == town.users["anna"], f"history: {record['caller']}")
    # A number: outside, by the company's provider and with its number.
    call = town.mobile.call("*84957654321")
    outside = town.provider.incoming()
    check("74957654321" in outside.request.uri and COMPANY in outside.request.get("from"),
          f"{outside.request.uri} {outside.request.get('from')}")
    heard(call, outside, town.trunk.media)
    record = town.newest("74957654321")
    check(record["direction"] == "outgoing" and record["caller"]["user"] == town.users["anna"], f"history: {record}")
    # Limits and caps of hers hold.
    town.server.api("PATCH", f"/users/{town.users['anna']}", {"outgoing": "internal-only"})
    town.mobile.call("*84957654321").final(403)
    town.server.api("PATCH", f"/users/{town.users['anna']}", {"outgoing": "none"})
    # Called, it sees who calls by the extension, and hears and is heard.
    call = boris.invite("101")
    ringing = town.trunk.incoming()
    check("79161110001" in ringing.request.uri and "sip:102@" in ringing.request.get("from"),
          f"{ringing.request.uri} {ringing.request.get('from')}")
    heard(call, ringing, boris.media)
    # An outside number is shown as it is.
    line = town.server.api("POST", "/lines", {"number": COMPANY, "domain": "demo.martlet",
                                              "rules": [{"target": {"kind": "user", "name": town.users["anna"]}}]})
    town.provider.record = "sip:+79031112233@provider.example"
    call = town.provider.invite(COMPANY, credentials=False, domain=f"{town.server.host}:{town.server.sip}")
    ringing = town.trunk.incoming()
    check("79031112233" in ringing.request.get("from"), f"From: {ringing.request.get('from')}")
    heard(call, ringing, town.provider.media)
    town.server.api("DELETE", f"/lines/{line['id']}")


@scenario("FWD-04 nobody takes a mobile number's rights: From by another trunk, a number that is off, another company")
def guarded(world):
    town = Town(world, 84)
    boris = town.phone("boris", "102")
    # Nothing is joined yet.
    town.mobile.call("*102").final(403)
    check(town.switch("anna") == "on", "not switched on")
    refusal = town.server.api_error("PUT", *town.forwarding("boris", number=FOREIGN))
    check(refusal == "not-operators", refusal)
    refusal = town.server.api_error("PUT", *town.forwarding("boris"))
    check(refusal == "taken", refusal)
    town.server.api("POST", "/domains", {"id": "other.example"})
    carol = town.server.api("POST", "/users?domain=other.example", {
        "login": "carol", "password": "Secret42x", "extension": "101"})
    town.users["carol"] = carol["id"]
    status, answer = town.server.request("PUT", *town.forwarding("carol"))
    check(status == 409 and answer["error"]["code"] == "taken", f"another company: {status} {answer}")
    check("demo" not in str(answer) and "anna" not in str(answer), f"tells whose it is: {answer}")
    # The same From by a provider, by a stranger and by a phone gives nothing.
    town.provider.record = f"sip:{ANNA}@operator.example"
    town.provider.invite("*102", credentials=False, domain=f"{town.server.host}:{town.server.sip}").final(404)
    stranger = world.phone(server=town.server, login="", host="127.5.3.1")
    stranger.record = f"sip:{ANNA}@operator.example"
    call = stranger.invite("*102", credentials=False, domain=f"{town.server.host}:{town.server.sip}")
    check(call.final().status in (401, 403, 404, 407), "a stranger is let in")
    # Another SIM of the operator's, and Anna's own without the star.
    town.mobile.call("*102", number=BORIS).final(403)
    town.mobile.call("102").final(404)
    # The file of the domain has it; a copy beside the original does not take it away.
    file = town.server.command("export", "demo.martlet").stdout
    check('fmc: "on"' in file, "the domain's file has no fmc")
    # Off: the operator is told, and the phone is an ordinary one again.
    check(town.switch("anna", fmc=None) is None, "not switched off")
    world.wait(lambda: ANNA not in town.operator.connected, "the operator is told")
    town.mobile.call("*102").final(403)
    check(town.switch("anna") == "on", "not switched on again")
    town.server.api("POST", "/users/bulk", {"users": [town.users["anna"]], "operation": "switch-fmc-off"})
    world.wait(lambda: not town.operator.connected, "the operator is told of many")


@scenario("FWD-04 the operator and the owner decide too: a blocked SIM, *444# with a letter, a corporate SIM, an operator that is away")
def decided(world):
    town = Town(world, 85)
    boris = town.phone("boris", "102")
    check(town.switch("anna") == "on", "not switched on")
    sim = town.operator.sims[ANNA]
    for kind in ("voluntary-block", "financial-block", "administrative-block"):
        sim.block(kind)
        town.becomes("anna", kind)
        town.mobile.call("*102").final(403)
    # Blocked, it is rung as any mobile number: by the provider, at the company's cost.
    call = boris.invite("101")
    outside = town.provider.incoming()
    check("79161110001" in outside.request.uri and COMPANY in outside.request.get("from"), f"{outside.request.uri}")
    outside.progress(180)
    call.provisional(180)
    call.cancel()
    outside.expect("CANCEL")
    sim.unblock()
    town.becomes("anna", "on")
    heard(town.mobile.call("*102"), boris.incoming(), town.trunk.media)
    # The owner of a private SIM switches it off.
    check(town.operator.dial_ussd(ANNA, "*444#"), "the operator refused *444#")
    town.becomes("anna", "switched-off")
    town.mobile.call("*102").final(403)
    world.wait(lambda: ANNA not in town.operator.connected, "the operator may forget it")
    world.wait(lambda: town.inbox.mails, "the letter")
    envelope, mail = town.inbox.mails[-1]
    check(envelope.rcpt_tos == ["admin@demo.martlet"] and ANNA in mail["subject"] and "*444#" in mail.get_content(),
          f"{envelope.rcpt_tos} {mail['subject']}")
    changes = town.server.api("GET", "/changes?domain=demo.martlet&limit=10")["items"]
    check(any("mobile operator" in str(change) for change in changes), "no author in the history of changes")
    # Free again: another user may have it.
    check(town.switch("boris") == "on", "the number is not free")
    check(town.switch("boris", number=WORKS) == "on", "a corporate SIM is refused")
    check(not town.operator.dial_ussd(WORKS, "*444#"), "a corporate SIM was switched off by its user")
    # Away: nothing is switched on, calls go on, and what was missed is noted afterwards.
    town.operator.isAway = True
    refusal = town.server.api_error("PUT", *town.forwarding("anna"))
    check(refusal == "operator-unreachable", refusal)
    town.server.api("DELETE", f"/users/{town.users['anna']}")
    town.operator.connected[ANNA] = "on"
    town.operator.sims[WORKS].block("financial-block")
    town.operator.isAway = False
    town.becomes("boris", "financial-block")
    world.wait(lambda: list(town.operator.connected) == [WORKS], "the list is put right")
