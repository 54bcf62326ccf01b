"""The stock of numbers: connected, called, given up, had again (NUM-01, NUM-02)."""
import concurrent.futures
import datetime
import signal

from harness.scenario import check, scenario
from scenarios.mail import Inbox, post_office, server_with_mail
from scenarios.storage import accounts, own_server

DEMO, BRANCH = "/domains/demo.martlet", "/domains/branch.martlet"
NUMBER, OTHER = "74957771001", "74957771002"


def put_into_stock(server, *numbers):
    for number in numbers:
        server.api("POST", "/numbers", {"number": f"+{number}", "city": "Москва", "priceKopecks": 150_050})


def state(server, number=NUMBER):
    found = server.api("GET", f"/numbers/{number}")
    return found["state"], found["domain"]


def refusal(server, method, path, body=None):
    """The status of a refusal; 0 when it was none."""
    status, _ = server.request(method, path, body)
    return status if status >= 300 else 0


def in_days(days):
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


def connect(server, token, **more):
    """As the administrator of the demo company does."""
    return server.api("POST", f"{DEMO}/numbers", {"numbers": [NUMBER], **more}, token)["items"]


def call(server, provider, number=NUMBER):
    provider.record = "sip:+74957770000@provider.example"
    return provider.invite(f"+{number}", credentials=False, domain=f"{server.host}:{server.sip}")


def provider_of(world, server):
    phone = world.phone(login="", host=world.host, server=server)
    server.change("trunk", "add", "alpha", "--host", phone.host, "--port", str(phone.port), "--probe", "0")
    return phone


@scenario("NUM-01 a number is connected and rings, with a letter; given up it is refused and kept; had again it rings again")
def connected(world):
    inbox = Inbox()
    server = server_with_mail(world, 71, post_office(world, inbox), mailSecurity="none")
    people = server.api("GET", "/users?domain=demo.martlet")["items"]
    admin, anna_user = (next(user for user in people if user["login"] == login) for login in ("admin", "anna"))
    server.api("PATCH", f"/users/{admin['id']}", {"email": "admin@demo.martlet"})
    token = server.sign_in("admin", "demo.martlet", server.password("admin@demo.martlet"))
    provider = provider_of(world, server)
    anna, _ = accounts(world, server)
    anna.register()
    put_into_stock(server, NUMBER)
    unknown = call(server, provider).final().status
    check(unknown in (403, 404), f"a number that nobody has is answered {unknown}")
    offered = server.api("GET", f"{DEMO}/offered-numbers?search=777-10", token=token)["items"]
    check([each["id"] for each in offered] == [NUMBER], f"{offered}")
    check(refusal(server, "POST", f"{DEMO}/numbers", {"numbers": [NUMBER], "priceKopecks": 1}) == 409, "another price")

    line, = connect(server, token, priceKopecks=150_050)
    check(line["isAdditional"] and state(server) == ("connected", "demo.martlet"), f"{line}")
    call(server, provider).final(486)
    rule = {"target": {"kind": "user", "name": anna_user["id"]}}
    line = server.api("PATCH", f"/lines/{line['id']}", {"rules": [rule]})
    rings(server, provider, anna)
    world.wait(lambda: len(inbox.mails) >= 1, "the letter", 30)
    body = inbox.mails[0][1].get_body(("plain",)).get_content()
    check(f"+{NUMBER}" in body and "1500,50" in body and "https://pbx.example/numbers" in body, body)

    server.api("DELETE", f"{DEMO}/numbers/{line['id']}", token=token)
    check(call(server, provider).final().status == unknown, "the number still leads somewhere")
    held = server.api("GET", f"{DEMO}/held-numbers", token=token)["items"]
    check(NUMBER in [each["id"] for each in held] and state(server) == ("given-up", "demo.martlet"), f"{held}")
    check(refusal(server, "POST", f"{BRANCH}/numbers", {"numbers": [NUMBER]}) == 409, "another domain has got it")
    check(refusal(server, "POST", "/lines", {"number": f"8{NUMBER[1:]}", "domain": "branch.martlet"}) == 409,
          "the system administrator has given it to another domain by mistake")
    check(refusal(server, "DELETE", f"/numbers/{NUMBER}") == 409, "a number that is promised left the stock")

    line, = connect(server, token)
    server.api("PATCH", f"/lines/{line['id']}", {"rules": [rule]})
    rings(server, provider, anna)


def rings(server, provider, phone):
    outside = call(server, provider)
    ringing = phone.incoming()
    ringing.progress(180)
    outside.provisional(180)
    outside.cancel()
    ringing.expect("CANCEL")
    ringing.refuse(487)
    outside.final(487)


@scenario("NUM-01 two domains that take one number at once: one gets it, the other is told; it outlives the server")
def race(world):
    server = own_server(world, 72).start()
    numbers = [str(int(NUMBER) + each) for each in range(8)]
    put_into_stock(server, *numbers)
    for number in numbers:
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            asked = [both.submit(refusal, server, "POST", f"{domain}/numbers", {"numbers": [number]})
                     for domain in (DEMO, BRANCH)]
        check(sorted(each.result() for each in asked) == [0, 409], f"{[each.result() for each in asked]}")
    had = {number: state(server, number) for number in numbers}
    check(all(found == "connected" for found, _ in had.values()), f"{had}")
    server.kill(signal.SIGTERM)
    server.start()
    check({number: state(server, number) for number in numbers} == had, "the stock is another after a restart")


@scenario("NUM-02 what happens to lines elsewhere is what the stock says: removed, renumbered, undone, with their domain")
def truthful(world):
    server = own_server(world, 73).start()
    put_into_stock(server, NUMBER, OTHER)
    server.api("POST", "/domains", {"id": "new.example", "shownName": "New"})
    line = server.api("POST", "/lines", {"number": f"8{NUMBER[1:]}", "domain": "new.example"})
    check(state(server) == ("connected", "new.example") and not line["isAdditional"], "a number given by hand")
    server.api("PATCH", f"/lines/{line['id']}", {"number": f"+{OTHER}"})
    check(state(server) == ("free", None) and state(server, OTHER)[0] == "connected", "renumbered")
    newest = server.api("GET", "/changes?domain=new.example&limit=1")["items"][0]
    server.api("POST", f"/changes/{newest['version']}/undo")
    check(state(server)[0] == "connected" and state(server, OTHER) == ("free", None), "renumbered back")
    server.api("DELETE", "/domains/new.example")
    check(state(server) == ("free", None), "its domain is gone")
    newest = server.api("GET", "/changes?limit=1")["items"][0]
    server.api("POST", f"/changes/{newest['version']}/undo")
    check(state(server) == ("connected", "new.example"), "its domain is back")

    # The command line beside a running server obeys the same rules.
    booked = server.api("PUT", f"/numbers/{OTHER}/booking", {"domain": "new.example", "until": in_days(5)})
    check(booked["state"] == "booked", f"{booked}")
    refused = server.command("line", "add", f"+{OTHER}", "--user", "anna@demo.martlet", check=False)
    check(refused.returncode != 0 and "kept for another domain" in refused.stderr, f"{refused}")
    server.api("DELETE", f"/numbers/{OTHER}/booking")
    server.change("line", "add", f"+{OTHER}", "--user", "anna@demo.martlet")
    world.wait(lambda: state(server, OTHER) == ("connected", "demo.martlet"), "the line of the command line")
