"""Call waiting and swap, redial, call back on busy (CAL-08), reminders (CAL-12)."""
import datetime
import time

from harness.scenario import check, scenario
from scenarios.calls import talk


@scenario("CAL-08 a second call rings who talks; the two are swapped by hold, each hears music in turn")
def second_call(world):
    call, incoming = talk(world)
    other, = world.phones(1)
    callee = incoming.phone
    callee.media.send_tone(1000)
    check(call.phone.media.hears(1000), "the first call has no sound")
    second = other.invite(callee.extension)
    waiting = callee.incoming()
    waiting.progress(180)
    second.provisional(180)
    response = incoming.ask("INVITE", body=callee.offer("inactive", version=2))
    check(response.status == 200, f"hold: {response}")
    waiting.accept()
    second.final(200)
    callee.media.send_tone(1200)
    check(other.media.hears(1200), "the second call has no sound")
    check(call.phone.media.hears_anything() and not call.phone.media.hears(1200, 0.3), "no music for the first")
    response = waiting.ask("INVITE", body=callee.offer("inactive", version=2))
    check(response.status == 200, f"hold of the second: {response}")
    response = incoming.ask("INVITE", body=callee.offer("sendrecv", version=3))
    check(response.status == 200, f"back to the first: {response}")
    # One phone has one stream here: where it sends is where its last answer said.
    callee.media.remote = (response.sdp.host, response.sdp.port)
    check(call.phone.media.hears(1200), "the first is not back")
    check(other.media.hears_anything() and not other.media.hears(1200, 0.3), "no music for the second")
    call.send("BYE")
    incoming.expect("BYE")
    second.send("BYE")
    waiting.expect("BYE")


@scenario("CAL-08 redial: *0 calls the last number again")
def redial(world):
    caller, callee = world.phones(2)
    caller.invite(callee.extension)
    callee.incoming().refuse(486)
    time.sleep(0.3)
    again = caller.invite("*0")
    incoming = callee.incoming()
    incoming.accept()
    again.final(200)
    again.send("BYE")
    incoming.expect("BYE")


@scenario("CAL-08 call back on busy: *5, and as soon as the busy one is free the caller's phone rings, then the other's")
def callback(world):
    caller, callee, third = world.phones(3)
    busy = third.invite(callee.extension)
    talking = callee.incoming()
    talking.accept()
    busy.final(200)
    refused = caller.invite(callee.extension)
    callee.incoming().refuse(486)
    refused.final(486)
    asked = caller.invite("*5")
    asked.final(200)
    check(caller.media.hears_anything(), "no confirmation")
    asked.expect("BYE")
    caller.nothing("INVITE", 4)
    busy.send("BYE")
    talking.expect("BYE")
    mine = caller.incoming(patience=20)
    check(callee.extension in mine.request.get("from"), f"From shows {mine.request.get('from')}")
    mine.accept()
    theirs = callee.incoming()
    theirs.accept()
    caller.media.send_tone(700)
    check(callee.media.hears(700), "no talk")
    mine.send("BYE")
    theirs.expect("BYE")


@scenario("CAL-08 call back on busy is cancelled by *05; nothing to cancel: 404")
def cancelled(world):
    caller, callee = world.phones(2)
    caller.invite("*05").final(404)
    refused = caller.invite(callee.extension)
    callee.incoming().refuse(486)
    refused.final(486)
    for code in ("*5", "*05"):
        asked = caller.invite(code)
        asked.final(200)
        asked.expect("BYE")
    caller.nothing("INVITE", 5)
    caller.invite("*05").final(404)


@scenario("CAL-12 a reminder rings the line at its time and plays its melody; removed, it does not ring")
def reminder(world):
    user, = world.users(1)
    phone = world.phone(user, register=True)
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    at = now + datetime.timedelta(seconds=4)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    made = world.server.api("POST", "/reminders?domain=demo.martlet", {"user": user.id, "at": stamp, "label": "tea"})
    gone = world.server.api("POST", "/reminders?domain=demo.martlet", {"user": user.id, "at": stamp})
    world.server.api("DELETE", f"/reminders/{gone['id']}")
    rings = phone.incoming()
    early = at - datetime.datetime.now(datetime.timezone.utc)
    check(early.total_seconds() < 0.1, f"{early} too early")
    rings.accept()
    check(phone.media.hears_anything(), "no melody")
    rings.expect("BYE")
    record = world.record(user.extension)
    kinds = [step["parameters"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]
             if step["kind"] == "routed"]
    check(any(step.get("outcome") == "tea" for step in kinds), f"steps: {kinds}")
    phone.nothing("INVITE", 2)
    world.server.api("DELETE", f"/reminders/{made['id']}")


@scenario("CAL-08 a second call not taken: busy, and the history says why; CAL-02 a limit holds for calls and transfers")
def rules(world):
    call, incoming = talk(world)
    other, = world.phones(1)
    user = next(each for each in world.server.api("GET", "/users?domain=demo.martlet&limit=200")["items"]
                if each["extension"] == incoming.phone.extension)
    world.server.api("PATCH", f"/users/{user['id']}", {"takesSecondCall": False, "outgoing": "internal-only"})
    world.exit.callback(world.server.api, "PATCH", f"/users/{user['id']}", {"takesSecondCall": True, "outgoing": None})
    other.invite(incoming.phone.extension).final(486)
    incoming.phone.nothing("INVITE", 0.5)
    incoming.phone.invite("84991112233").final(403)
    # What the user asks for rings one's own phone even so.
    world.server.api("POST", "/calls", {"user": user["id"], "number": call.phone.extension})
    incoming.phone.incoming().refuse(486)
    from scenarios.control import leg_of
    call_id, leg = leg_of(world, incoming.phone)
    for what in ("transfer", "consult"):
        error = world.server.api_error("POST", f"/calls/{call_id}/legs/{leg}/{what}", {"target": "84991112233"})
        check(error == "bad-number", f"{what} against the limit: {error}")
    call.send("BYE")
    incoming.expect("BYE")
    record = world.record(other.extension)
    outcomes = [step["parameters"].get("rule", "")
                for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]
    check("second call" in outcomes, f"steps: {outcomes}")


@scenario("CAL-03 the channel limit of a domain: the next caller hears busy, and the history says why")
def channels(world):
    name = f"narrow{world.host.split('.')[-1]}.example"
    world.server.change("domain", "add", name)
    world.exit.callback(world.server.command, "domain", "remove", name, check=False)
    one, other, third = [world.phone(user, register=True) for user in world.pool.make(3, domain=name)]
    world.server.api("PATCH", f"/domains/{name}", {"callLimit": 1})
    call = one.invite(other.extension)
    incoming = other.incoming()
    incoming.accept()
    call.final(200)
    third.invite(other.extension).final(486)
    world.wait(lambda: [item for item in world.server.api("GET", f"/history?domain={name}")["items"]
                        if item["cause"] == "channel-limit"], "the refusal in the history")
    call.send("BYE")
    incoming.expect("BYE")
