"""Calls without saying who (CAL-01, RFC 3323, RFC 3325)."""
from harness.scenario import check, scenario
from scenarios.absence import dialog_of
from scenarios.lamps import DIALS, LIT, SPACE, TALKS, Lamp
from scenarios.outside import Provider, line_to, own_number
from scenarios.transfers import notified


def shown(call):
    request = call.request
    return request.get("from"), request.get("privacy"), request.get("p-asserted-identity")


def ends(call, incoming):
    call.cancel()
    call.final(487)
    incoming.expect("CANCEL")
    incoming.refuse(487)


@scenario("CAL-01 withheld by #31#, by Privacy, by an anonymous From and by the user's setting; *31# shows; administrators know")
def inside(world):
    users = world.users(2)
    caller, callee = [world.phone(user, register=True) for user in users]
    ways = [("#31#", [], True), ("", [("Privacy", "id")], True), ("", [("Privacy", "none")], False), ("*31#", [], False)]
    for prefix, headers, isHidden in ways:
        call = caller.invite(f"{prefix.replace('#', '%23')}{callee.extension}", headers=headers)
        incoming = callee.incoming()
        sender, privacy, asserted = shown(incoming)
        check(("anonymous.invalid" in sender) == isHidden, f"{prefix} {headers}: From {sender}")
        if isHidden:
            hidden(incoming, f"sip:{caller.extension}@", caller.login, f"User {caller.extension}", f'"{caller.extension}"')
            check(privacy == "id", f"{prefix} {headers}: Privacy {privacy}")
        ends(call, incoming)
    world.change(users[0], withholdsNumber=True)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    check("anonymous.invalid" in shown(incoming)[0], f"by the user's setting: {shown(incoming)}")
    bearer = world.server.sign_in(users[1].login, users[1].domain, users[1].password)
    seen = world.wait(lambda: world.server.api("GET", "/calls", token=bearer)["items"], "the call as the callee sees it")
    check(caller.extension not in f"{[item['caller'] for item in seen]}" and seen[0]["caller"]["isWithheld"], f"{seen}")
    check(seen[0]["legs"] and f"'{caller.extension}'" not in f"{seen[0]['legs']}", f"the legs tell: {seen[0]['legs']}")
    ends(call, incoming)
    record = world.record(caller.extension, lambda item: item["endedAt"] and item["caller"]["isWithheld"])
    check(record["caller"]["number"] == caller.extension and record["caller"]["isWithheld"], f"{record['caller']}")
    own = world.server.api("GET", f"/history/{record['id']}", token=bearer)
    check(own["caller"]["number"] == "" and own["caller"]["isWithheld"], f"the callee sees {own['caller']}")
    steps = world.server.api("GET", f"/history/{record['id']}/steps", token=bearer)["items"]
    leaks = [step for step in steps if step["parameters"].get("number") == caller.extension
             or step["parameters"].get("otherNumber") == caller.extension or users[0].login in f"{step}"]
    check(not leaks, f"the protocol tells the callee: {leaks}")
    check(f"'{caller.extension}'" not in f"{own}", f"the record tells the callee: {own}")
    page = world.server.api("GET", "/history?limit=50", token=bearer)["items"]
    listed = [item["caller"]["number"] for item in page if item["id"] == record["id"]]
    check(listed == [""], f"the list tells the callee {listed}: {page}")
    found = world.server.api("GET", f"/history?limit=50&search={caller.extension}", token=bearer)["items"]
    check(all(item["id"] != record["id"] for item in found), f"the search tells the callee: {found}")
    found = world.server.api("GET", f"/history?limit=50&search={callee.extension}", token=bearer)["items"]
    check(any(item["id"] == record["id"] for item in found), f"the callee's own number finds nothing: {found}")


def hidden(incoming, *secrets):
    """The INVITE says nothing of who calls. Secrets are as they would be written: three digits alone stand in many a tag,
    port or length by chance."""
    text = incoming.request.raw.decode()
    check("anonymous.invalid" in incoming.request.get("from"), f"From {incoming.request.get('from')}")
    check(not [secret for secret in secrets if secret in text], f"{secrets} in {text}")


@scenario("CAL-01 who always withholds does so in a call by API, when asked on, and when invited from")
def always(world):
    users = world.users(3)
    anna, boris, clara = [world.phone(user, register=True) for user in users]
    world.change(users[0], withholdsNumber=True)
    world.server.api("POST", "/calls", {"user": users[0].id, "number": boris.extension})
    mine = anna.incoming()
    mine.accept()
    theirs = boris.incoming()
    hidden(theirs, f"sip:{anna.extension}@")
    theirs.accept()
    bearer = world.server.sign_in(users[1].login, users[1].domain, users[1].password)
    seen = world.server.api("GET", "/calls", token=bearer)["items"]
    check(seen and f"'{anna.extension}'" not in f"{seen}" and seen[0]["caller"]["isWithheld"], f"{seen}")
    mine.send("BYE")
    theirs.expect("BYE")
    # Called, and sent on by the other: nobody has asked, so the setting holds.
    call = boris.invite(anna.extension)
    incoming = anna.incoming()
    incoming.accept()
    call.final(200)
    # The list is a moment behind: the call before may be in it still.
    talk, = world.wait(lambda: [item for item in world.server.api("GET", "/calls", token=bearer)["items"]
                                if item["dialled"] == anna.extension], "the talk")
    call_id = talk["id"]
    own = world.server.sign_in(users[0].login, users[0].domain, users[0].password)
    world.server.api("POST", f"/calls/{call_id}/members", {"target": clara.extension}, token=own)
    invited = clara.incoming()
    hidden(invited, f"sip:{anna.extension}@")
    invited.refuse(486)
    check(call.ask("REFER", [("Refer-To", f"<sip:{clara.extension}@{clara.domain}>")]).status == 202, "REFER")
    target = clara.incoming()
    hidden(target, f"sip:{anna.extension}@")
    target.accept()
    notified(call, 200)
    call.expect("BYE")
    incoming.send("BYE")
    target.expect("BYE")


def single(items):
    return items[0] if len(items) == 1 else None


@scenario("CAL-01 lamps, a parking slot, one's other phone and recordings tell nobody who withheld the number")
def watched(world):
    users = world.users(3)
    anna, boris, watcher = [world.phone(user, register=True) for user in users]
    world.change(users[0], withholdsNumber=True, recordsCalls=True)
    lamp, slot = Lamp(watcher, anna.extension), Lamp(watcher, "*763")
    lamp.shows()
    slot.shows()

    def nobody(dialog):
        remote = dialog.find(f"{SPACE}remote/{SPACE}identity").text
        check(remote == "sip:anonymous@anonymous.invalid", f"the lamp tells {remote}")

    call = anna.invite(boris.extension)
    nobody(*lamp.shows(DIALS))
    incoming = boris.incoming()
    incoming.accept(boris.offer(payloads=(8, 101)))
    call.final(200)
    nobody(*lamp.shows(TALKS))
    bearer, own = [world.server.sign_in(user.login, user.domain, user.password) for user in users[1::-1]]
    # A call of before may be a moment longer in the list.
    talk = world.wait(lambda: single(world.server.api("GET", "/calls", token=bearer)["items"]), "the call in the list")
    world.wait(lambda: world.server.api("GET", f"/calls/{talk['id']}")["recording"] == "recording", "it is recorded")
    second = world.phone(users[0])
    taken = second.invite(boris.extension, headers=[dialog_of(call)])
    taken.final(200)
    call.expect("BYE")
    seen = world.server.api("GET", f"/calls/{talk['id']}", token=bearer)
    check(seen["legs"] and f"'{anna.extension}'" not in f"{seen}", f"the other phone tells: {seen}")
    boris.media.send_tone(990)
    second.media.send_tone(660)
    check(boris.media.hears(660), "no talk before the parking")
    boris.media.press("#5#63#")
    incoming.expect("BYE")
    nobody(*slot.shows(LIT))
    taken.send("BYE")
    path = f"/recordings?call={talk['id']}"
    item, = world.wait(lambda: world.server.api("GET", path, token=bearer)["items"], "the recording")
    check(users[0].id not in f"{item}" and users[0].login not in f"{item}" and item["users"], f"{item}")
    mine, = world.server.api("GET", path, token=own)["items"]
    check(mine["user"] == users[0].id and mine["login"] == users[0].login, f"{mine}")


@scenario("CAL-01 outside a withheld number is an anonymous From, Privacy and the asserted identity; who calls so is not shown", alone=True)
def outside(world):
    user, = world.users(1)
    own_number(world, user, "+74951110066")
    phone = world.phone(user, register=True)
    provider = Provider(world, "withheld").phone
    call = phone.invite("%2331%2389161110066")
    incoming = provider.incoming()
    sender, privacy, asserted = shown(incoming)
    check("anonymous.invalid" in sender and "74951110066" not in sender, f"From {sender}")
    check(privacy == "id" and "74951110066" in asserted, f"Privacy {privacy}, PAI {asserted}")
    ends(call, incoming)
    number = "+74951234566"
    world.server.change("line", "add", number, "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    provider.record = "sip:anonymous@anonymous.invalid"
    call = provider.invite(number, credentials=False, domain=f"{world.server.host}:{world.server.sip}", headers=[
        ("Privacy", "id"), ("P-Asserted-Identity", "<sip:+79161110055@provider.example>")])
    incoming = phone.incoming()
    check("79161110055" not in incoming.request.raw.decode(), f"{incoming.request.raw}")
    incoming.accept()
    call.final(200)
    # Sent on to those who help: they are told from where.
    check(incoming.ask("REFER", [("Refer-To", f"<sip:112@{phone.domain}>")]).status == 202, "REFER")
    help_ = provider.incoming()
    check("112" in help_.request.uri and "anonymous" not in shown(help_)[0], f"112 sees {shown(help_)}")
    help_.accept()
    notified(incoming, 200)
    incoming.expect("BYE")
    call.send("BYE")
    help_.expect("BYE")
    record = world.record("79161110055")
    check(record["caller"]["isWithheld"], f"{record}")


@scenario("CAL-13 what the company's book calls an outside party is shown on own phones and told to no provider", alone=True)
def book(world):
    user, = world.users(1)
    phone = world.phone(user, register=True)
    contact = world.server.api("POST", f"/domains/{user.domain}/contacts", {
        "name": "Slow Payer", "numbers": [{"kind": "work", "number": "+79161112299"}]})
    world.exit.callback(world.server.api, "DELETE", f"/domains/{user.domain}/contacts/{contact['id']}")
    provider, call, ringing = line_to(world, phone)
    check("Slow Payer" in ringing.request.get("from"), f"the phone sees {ringing.request.get('from')}")
    check(ringing.ask("REFER", [("Refer-To", f"<sip:89161110066@{phone.domain}>")]).status == 202, "REFER")
    out = provider.phone.incoming()
    check("Slow Payer" not in out.request.raw.decode(), f"the provider is told: {out.request.get('from')}")
    out.refuse(486)
    notified(ringing, 486)
    ringing.send("BYE")
    call.expect("BYE")
    check(world.record("79161112299")["caller"]["name"] == "Slow Payer", "the history has the book's name")
