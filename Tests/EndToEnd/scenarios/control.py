"""Calls begun and transferred through the API, as a CRM does it: POST /calls, POST /calls/{call}/legs/{leg}/transfer."""
from harness.scenario import check, scenario
from scenarios.calls import talk


def leg_of(world, phone):
    """The call in progress and the phone's leg of it."""
    def look():
        for call in world.server.api("GET", "/calls?domain=demo.martlet")["items"]:
            for leg in call["legs"]:
                if leg["party"]["number"] == phone.extension:
                    return call["id"], leg["id"]
        return None
    return world.wait(look, "the call in the list")


def originate(world, user, number):
    return world.server.api("POST", "/calls", {"user": user.id, "number": number})["id"]


@scenario("API: POST /calls rings one's own phone, then the other; both hear one another")
def begin(world):
    users = world.users(2)
    one, other = [world.phone(user, register=True) for user in users]
    call_id = originate(world, users[0], other.extension)
    mine = one.incoming()
    check(other.extension in mine.request.get("from"), f"From shows {mine.request.get('from')}")
    other.nothing("INVITE", 0.5)
    mine.progress(180)
    mine.accept()
    theirs = other.incoming()
    check(one.extension in theirs.request.get("from"), f"the callee sees {theirs.request.get('from')}")
    theirs.progress(180)
    theirs.accept()
    one.media.send_tone(660)
    other.media.send_tone(990)
    check(other.media.hears(660), "the callee does not hear who called by API")
    check(one.media.hears(990), "who called by API does not hear the callee")
    mine.send("BYE")
    theirs.expect("BYE")
    record = world.record(one.extension)
    check(record["id"] == call_id and record["result"] == "answered", f"history: {record}")
    check(record["caller"]["number"] == one.extension, f"history: {record}")


@scenario("API: POST /calls: one's own phone refuses, or the other is busy")
def in_vain(world):
    users = world.users(2)
    one, other = [world.phone(user, register=True) for user in users]
    originate(world, users[0], other.extension)
    one.incoming().refuse(486)
    world.record(one.extension, lambda record: record["result"] == "busy", "busy")
    other.nothing("INVITE", 0.3)
    call_id = originate(world, users[0], other.extension)
    mine = one.incoming()
    mine.accept()
    other.incoming().refuse(486)
    mine.expect("BYE")
    world.record(one.extension, lambda record: record["id"] == call_id and record["result"] == "busy", "busy")


@scenario("API: POST /calls says why not: no phone, no such number, somebody else's user")
def refused(world):
    users = world.users(2)
    for body, code in (({"user": users[0].id, "number": users[1].extension}, "no-phone"),
                       ({"user": users[0].id, "number": "7999"}, "bad-number"),
                       ({"user": "nobody", "number": "101"}, "not-found"),
                       ({"user": users[0].id, "number": "1\r\n2"}, "invalid")):
        error = world.server.api_error("POST", "/calls", body)
        check(error == code, f"{body}: {error}, expected {code}")


@scenario("API: a leg is transferred; the one who leaves gets BYE, the others talk; a ringing call cannot be")
def transfer(world):
    call, incoming = talk(world)
    third, = world.phones(1)
    call_id, leg = leg_of(world, incoming.phone)
    path = f"/calls/{call_id}/legs/{leg}/transfer"
    world.server.api("POST", path, {"target": third.extension})
    target = third.incoming()
    error = world.server.api_error("POST", path, {"target": third.extension})
    check(error == "wrong-state", f"a second transfer while the first rings: {error}")
    target.progress(180)
    target.accept()
    incoming.expect("BYE")
    call.phone.media.send_tone(660)
    third.media.send_tone(990)
    check(third.media.hears(660) and call.phone.media.hears(990), "the new pair does not talk")
    call.send("BYE")
    target.expect("BYE")
    record = world.record(call.phone.extension)
    check(record["result"] == "answered", f"history: {record}")
