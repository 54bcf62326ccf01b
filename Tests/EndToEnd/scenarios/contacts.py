"""Address books on calls: short numbers and names (CAL-01, CAL-13)."""
from harness.message import token
from harness.scenario import check, scenario
from scenarios.outside import Provider


def contact(world, name, number, short=None, user=None):
    """A contact of the demo company's book, or of a user's own."""
    body = {"name": name, "numbers": [{"kind": "work", "number": number}]} | ({"shortNumber": short} if short else {})
    bearer = user and world.server.sign_in(user.login, user.domain, user.password)
    path = "/me/contacts" if user else "/domains/demo.martlet/contacts"
    made = world.server.api("POST", path, body, token=bearer)
    world.exit.callback(world.server.api, "DELETE", f"{path}/{made['id']}", token=bearer)
    return made


def reached(world, caller, dialled, callee):
    call = caller.invite(dialled)
    incoming = callee.incoming()
    incoming.progress(180)
    shown = incoming.request.get("from")
    call.provisional(180)
    call.cancel()
    call.final(487)
    incoming.expect("CANCEL")
    incoming.refuse(487)
    return shown


@scenario("CAL-01 *short number calls the personal contact, then the company's; codes win; a wrong one is 404")
def short_numbers(world):
    users = world.users(3)
    caller, one, other = [world.phone(user, register=True) for user in users]
    company = contact(world, f"Company {token()}", one.extension)
    reached(world, caller, f"*{company['shortNumber']}", one)
    own = contact(world, "Own", other.extension, company["shortNumber"], users[0])
    check(own["shortNumber"] == company["shortNumber"], f"{own}")
    reached(world, caller, f"*{company['shortNumber']}", other)
    reached(world, other, f"*{company['shortNumber']}", one)
    record = world.record(other.extension, lambda item: item["endedAt"] and item["caller"]["number"] == other.extension)
    steps = world.server.api("GET", f"/history/{record['id']}/steps")["items"]
    check(any(step["parameters"].get("rule") == f"short number {company['shortNumber']}" for step in steps), f"{steps}")
    caller.invite("*54321").final(404)
    for taken in (company["shortNumber"], "8", "97"):
        error = world.server.api_error("POST", "/domains/demo.martlet/contacts", {
            "name": "A", "shortNumber": taken, "numbers": [{"kind": "sip", "number": "101"}]})
        check(error == "taken", f"short number {taken}: {error}")
    error = world.server.api_error("PATCH", "/domains/demo.martlet/codes", {"redial": f"*{company['shortNumber']}"})
    check(error == "taken", f"a code that is a short number: {error}")


@scenario("CAL-13 the called phone shows the name of its own address book, else the company's, else the caller's own; after a transfer, too")
def names(world):
    users = world.users(3)
    caller, callee, third = [world.phone(user, register=True) for user in users]
    check(f"User {caller.extension}" in reached(world, caller, callee.extension, callee), "not the user's own name")
    company, own = f"Company {token()}", f"Кума {token()}"
    contact(world, company, caller.extension)
    check(company in reached(world, caller, callee.extension, callee), "not the company's name")
    contact(world, own, caller.extension, user=users[1])
    check(own in reached(world, caller, callee.extension, callee), "not the callee's own name")
    check(company in reached(world, caller, third.extension, third), "the callee's own name is shown to somebody else")
    call = caller.invite(third.extension)
    talking = third.incoming()
    talking.accept()
    call.final(200)
    talking.ask("REFER", [("Refer-To", f"<sip:{callee.extension}@demo.martlet>")])
    ringing = callee.incoming()
    check(own in ringing.request.get("from"), f"after a transfer: {ringing.request.get('from')}")
    ringing.accept()
    call.bye()


@scenario("CAL-13 who calls from outside is shown by name, however the provider writes the number", alone=True)
def outside(world):
    user, = world.users(1)
    callee = world.phone(user, register=True)
    name, number = f"Client {token()}", "+74951234577"
    contact(world, name, "8 916 111-22-77".replace(" ", "").replace("-", ""), user=user)
    provider = Provider(world, "names").phone
    world.server.change("line", "add", number, "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    for written in ("+79161112277", "79161112277", "9161112277"):
        provider.record = f"sip:{written}@provider.example"
        call = provider.invite(number, credentials=False, domain=f"{world.server.host}:{world.server.sip}")
        incoming = callee.incoming()
        check(name in incoming.request.get("from"), f"{written}: {incoming.request.get('from')}")
        call.cancel()
        call.final(487)
        incoming.expect("CANCEL")
        incoming.refuse(487)
