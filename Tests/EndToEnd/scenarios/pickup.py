"""Pickup groups (CAL-07), parked parties (BYD-11)."""
import time

from harness.scenario import check, scenario
from scenarios.commands import begin, hears_music, press
from scenarios.control import leg_of
from scenarios.sounds import Company


@scenario("CAL-07 the pickup number answers what rings longest in one's groups; no group 403, nothing rings 480")
def group(world):
    users = world.users(5)
    outsider = world.phone(users[4], register=True)
    outsider.invite("*8").final(403)
    made = world.server.api("POST", "/pickup-groups?domain=demo.martlet",
                            {"name": "Sales", "members": [user.id for user in users[:3]]})
    world.exit.callback(world.server.api, "DELETE", f"/pickup-groups/{made['id']}")
    first, second, picker, caller = [world.phone(user, register=True) for user in users[:4]]
    picker.invite("*8").final(480)
    outsider.invite("*8").final(403)
    one = caller.invite(first.extension)
    rings = first.incoming()
    rings.progress(180)
    time.sleep(0.3)
    other = outsider.invite(second.extension)
    later = second.incoming()
    later.progress(180)
    one.provisional(180)
    other.provisional(180)
    picked = picker.invite("*8")
    rings.expect("CANCEL")
    rings.refuse(487)
    picked.final(200)
    one.final(200)
    caller.media.send_tone(660)
    picker.media.send_tone(990)
    check(picker.media.hears(660) and caller.media.hears(990), "no sound after the pickup")
    picked.send("BYE")
    one.expect("BYE")
    again = picker.invite("*8")
    later.expect("CANCEL")
    later.refuse(487)
    again.final(200)
    other.final(200)
    again.send("BYE")
    other.expect("BYE")


@scenario("PKP-01 who comes to another pickup group answers for its members, and for those of the former no longer")
def move(world):
    users = world.users(4)
    old, new, mover, caller = [world.phone(user, register=True) for user in users]

    def make(name, *members):
        made = world.server.api("POST", "/pickup-groups?domain=demo.martlet",
                                {"name": name, "members": [user.id for user in members]})
        return made["id"]

    former = make("Former", users[0], users[2])
    world.exit.callback(world.server.api, "DELETE", f"/pickup-groups/{former}")
    # The end undoes this one.
    make("Latter", users[1], users[2])
    members = world.server.api("GET", f"/pickup-groups/{former}")["members"]
    check(members == [users[0].id], f"the mover stays in the former group: {members}")
    left = caller.invite(old.extension)
    rings = old.incoming()
    rings.progress(180)
    left.provisional(180)
    mover.invite("*8").final(480)
    left.cancel()
    left.final(487)
    rings.expect("CANCEL")
    rings.refuse(487)
    call = caller.invite(new.extension)
    rings = new.incoming()
    rings.progress(180)
    call.provisional(180)
    picked = mover.invite("*8")
    rings.expect("CANCEL")
    rings.refuse(487)
    picked.final(200)
    call.final(200)
    picked.send("BYE")
    call.expect("BYE")
    newest = world.server.api("GET", "/changes?domain=demo.martlet&limit=1")["items"][0]["version"]
    world.server.api("POST", f"/changes/{newest}/undo")
    members = world.server.api("GET", f"/pickup-groups/{former}")["members"]
    check(members == [users[0].id, users[2].id], f"the undo of the latter group leaves {members}")


@scenario("PKP-01 a pickup group with members and the pickup number; a member who moves picks up for the new group only; deleted, nobody does")
def membership(world):
    company = Company(world, 4)
    api, listing = world.server.api, f"/pickup-groups?domain={company.name}"
    anna, boris, picker, caller = company.phones
    sales = api("POST", listing, {"name": "Sales", "members": [company.users[0].id, company.users[2].id]})
    support = api("POST", listing, {"name": "Support", "members": [company.users[1].id]})
    names = {item["name"]: len(item["members"]) for item in api("GET", listing)["items"]}
    check(names == {"Sales": 2, "Support": 1}, f"groups: {names}")
    number = api("GET", f"/domains/{company.name}/codes")["pickup"]

    def picked(ringing_phone):
        call = caller.invite(ringing_phone.extension)
        rings = ringing_phone.incoming()
        rings.progress(180)
        call.provisional(180)
        pick = picker.invite(number)
        rings.expect("CANCEL")
        rings.refuse(487)
        pick.final(200)
        call.final(200)
        caller.media.send_tone(660)
        check(picker.media.hears(660), "no sound after the pickup")
        pick.send("BYE")
        call.expect("BYE")
    picked(anna)
    record = world.wait(lambda: next((item for item in api("GET", f"/history?domain={company.name}&limit=5")["items"]
                                      if item["endedAt"] and item["result"] == "answered"), None), "the call in the history")
    check(record["callee"]["user"] == company.users[2].id, f"who answered: {record}")
    api("PATCH", f"/pickup-groups/{support['id']}", {"name": "Helpdesk"})
    done = api("POST", "/users/bulk", {
        "users": [company.users[2].id], "operation": "set-pickup-group", "group": support["id"]})
    check("refused" not in str(done), f"moved: {done}")
    members = {item["name"]: item["members"] for item in api("GET", listing)["items"]}
    mine = [name for name, users in members.items() if company.users[2].id in users]
    check(mine == ["Helpdesk"], f"a user of several groups: {members}")
    # What rings in the group that was left is not picked up any more.
    call = caller.invite(anna.extension)
    rings = anna.incoming()
    picker.invite(number).final(480)
    call.cancel()
    rings.expect("CANCEL")
    rings.refuse(487)
    call.final(487)
    picked(boris)
    for group in (sales, support):
        api("DELETE", f"/pickup-groups/{group['id']}")
    check(api("GET", listing)["items"] == [], "groups are left")
    picker.invite(number).final(403)


@scenario("CAL-07 pickup groups by REST: unknown members, versions, another domain's")
def rest(world):
    users = world.users(1)
    error = world.server.api_error("POST", "/pickup-groups?domain=demo.martlet", {"name": "X", "members": ["nobody"]})
    check(error == "not-found", f"unknown member: {error}")
    made = world.server.api("POST", "/pickup-groups?domain=demo.martlet", {"name": "X", "members": [users[0].id]})
    changed = world.server.api("PATCH", f"/pickup-groups/{made['id']}", {"name": "Y"})
    check(changed["name"] == "Y" and changed["members"] == [users[0].id], f"{changed}")
    error = world.server.api_error("POST", "/pickup-groups?domain=no.such", {"name": "X"})
    check(error == "not-found", f"unknown domain: {error}")
    world.server.api("DELETE", f"/pickup-groups/{made['id']}")
    error = world.server.api_error("GET", f"/pickup-groups/{made['id']}")
    check(error == "not-found", f"removed: {error}")


@scenario("BYD-11 a party is parked by keys, hears music, and is taken by whoever dials the slot; an empty slot: 404")
def parked(world):
    call, commanding = begin(world)
    third, = world.phones(1)
    third.invite("*741").final(404)
    press(commanding, "#5#41#", "event")
    commanding.expect("BYE")
    check(hears_music(call.phone.media), "no music")
    taken = third.invite("*741")
    taken.final(200)
    third.media.send_tone(1500)
    check(call.phone.media.hears(1500) and third.media.hears(500), "no talk with who was parked")
    third.invite("*741").final(404)
    taken.send("BYE")
    call.expect("BYE")
    record = world.record(call.phone.extension)
    kinds = [step["kind"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]
    check("parked" in kinds and "unparked" in kinds, f"steps: {kinds}")


@scenario("BYD-11 parked by API; the slot is taken for others; the phones of who wants the party ring by API")
def parked_by_api(world):
    call, commanding = begin(world)
    call_id, leg = leg_of(world, commanding.phone)
    world.server.api("POST", f"/calls/{call_id}/legs/{leg}/park", {"slot": "42"})
    commanding.expect("BYE")
    other_call, other_commanding = begin(world)
    other_id, other_leg = leg_of(world, other_commanding.phone)
    error = world.server.api_error("POST", f"/calls/{other_id}/legs/{other_leg}/park", {"slot": "42"})
    check(error == "wrong-state", f"a taken slot: {error}")
    state = [item["state"] for item in world.server.api("GET", "/calls?limit=200")["items"] if item["id"] == call_id]
    check(state == ["held"], f"state in the API: {state}")
    error = world.server.api_error("POST", "/parking/42/retrieve")
    check(error in ("not-found", "no-phone"), f"an administrator without a phone: {error}")
    call.send("BYE")
    other_call.send("BYE")
    other_commanding.expect("BYE")
