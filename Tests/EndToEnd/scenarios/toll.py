"""The brake against toll fraud (BYD-18)."""
import signal
import time

from harness.scenario import check, scenario
from scenarios.mail import Inbox, post_office, server_with_mail
from scenarios.storage import accounts, own_server
from scenarios.transfers import notified

ISLAND, OTHER = "8104412345678", "8104912345678"


def capped(server, **cap):
    """The only cap of the demo company: on numbers of one island."""
    cap = {"reach": "prefixes", "prefixes": ["44"], "counted": "user", "hourlyCalls": None, "dailyCalls": None,
           "dailyMinutes": None, "simultaneousCalls": None, "measure": "stop", **cap}
    server.api("PATCH", "/domains/demo.martlet/toll", {"caps": [cap]})


def provider_of(world, server):
    phone = world.phone(login="", host=world.host, server=server)
    server.change("trunk", "add", "alpha", "--host", phone.host, "--port", str(phone.port), "--probe", "0")
    return phone


def talk(caller, provider, number):
    call = caller.invite(number)
    outside = provider.incoming()
    outside.accept()
    call.final(200)
    return call, outside


def brief(caller, provider, number):
    call, outside = talk(caller, provider, number)
    call.send("BYE")
    outside.expect("BYE")


def stops(server):
    return server.api("GET", "/toll-stops?domain=demo.martlet")["items"]


@scenario("BYD-18 one call beyond the cap: refused, by hand, by REFER, by 302 and by forwarding; a letter; lifted, it rings again")
def stopped(world):
    inbox = Inbox()
    server = server_with_mail(world, 54, post_office(world, inbox), mailSecurity="none")
    admin = next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"] if user["login"] == "admin")
    server.api("PATCH", f"/users/{admin['id']}", {"email": "admin@demo.martlet"})
    provider = provider_of(world, server)
    anna, boris = accounts(world, server)
    anna.register()
    capped(server, hourlyCalls=2)
    for _ in range(2):
        brief(anna, provider, ISLAND)
    check(anna.invite(ISLAND).final().status == 403, "the third call")
    stop, = world.wait(lambda: stops(server), "the stop")
    check(stop["reached"] == "hourlyCalls" and stop["until"] > stop["since"], f"{stop}")
    # Nor by REFER, whoever hears it.
    call = boris.invite("101")
    incoming = anna.incoming()
    incoming.accept()
    call.final(200)
    check(incoming.ask("REFER", [("Refer-To", f"<sip:{ISLAND}@demo.martlet>")]).status == 202, "REFER")
    notified(incoming, 403)
    call.send("BYE")
    incoming.expect("BYE")
    brief(anna, provider, OTHER)
    brief(boris, provider, ISLAND)
    # Whoever calls Anna does not get there at her cost, whatever her phone says.
    call = boris.invite("101")
    anna.incoming().refuse(302, headers=[("Contact", f"<sip:{ISLAND}@demo.martlet>")])
    check(call.final().status >= 400, "a redirection by Anna's phone")
    user = next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"] if user["login"] == "anna")
    terms = {"priority": 10, "seconds": 20, "isActive": True, "schedule": None}
    server.api("PUT", f"/users/{user['id']}/forwarding", {
        "own": {**terms, "isActive": False}, "others": [{"kind": "mobile", "dialled": "+4412345678", **terms}]})
    check(boris.invite("101").final().status >= 400, "Anna's forwarding")
    provider.nothing("INVITE", 0.5)
    told = server.api("GET", "/changes?domain=demo.martlet&limit=20")["items"]
    check(any(item["author"] == "toll brake" for item in told), "the history of changes does not name the brake")
    world.wait(lambda: len(inbox.mails) >= 1, "the letter", 30)
    body = inbox.mails[0][1].get_body(("plain",)).get_content()
    check("2 вызовов в час" in body and "https://pbx.example/toll" in body, body)
    server.api("DELETE", f"/toll-stops/{stop['id']}")
    brief(anna, provider, ISLAND)


@scenario("BYD-18 a stop outlives the server; two calls at once where one is permitted: the second is refused for now only")
def kept(world):
    server = own_server(world, 55).start()
    provider = provider_of(world, server)
    anna, _ = accounts(world, server)
    anna.register()
    capped(server, simultaneousCalls=1)
    call, outside = talk(anna, provider, ISLAND)
    check(anna.invite(ISLAND).final().status == 403, "a second call at once")
    call.send("BYE")
    outside.expect("BYE")
    brief(anna, provider, ISLAND)
    check(not stops(server), "one call too many at once stops nothing")
    capped(server, hourlyCalls=1)
    brief(anna, provider, ISLAND)
    check(anna.invite(ISLAND).final().status == 403, "the second call of the hour")
    world.wait(lambda: stops(server), "the stop")
    server.kill(signal.SIGTERM)
    server.start()
    anna, _ = accounts(world, server)
    anna.register()
    check(anna.invite(ISLAND).final().status == 403, "the stop is forgotten")
    check(len(stops(server)) == 1, "one stop")


@scenario("BYD-18 a talk that has used up the day's minutes is ended, and both sides are told")
def cut(world):
    server = own_server(world, 56).start()
    provider = provider_of(world, server)
    anna, _ = accounts(world, server)
    anna.register()
    capped(server, counted="domain", dailyMinutes=1)
    call, outside = talk(anna, provider, ISLAND)
    began = time.monotonic()
    outside.expect("BYE", patience=85)
    call.expect("BYE")
    check(58 < time.monotonic() - began < 80, f"{time.monotonic() - began:.0f} s")
    stop, = world.wait(lambda: stops(server), "the stop")
    check(stop["reached"] == "dailyMinutes" and stop["user"] is None, f"{stop}")
    check(anna.invite(ISLAND).final().status == 403, "a call after it")
