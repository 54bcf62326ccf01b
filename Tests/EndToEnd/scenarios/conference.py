"""Conferences and supervision (CAL-06, CAL-09): who hears whom, measured by tones; coming, going, muting, holding."""
from harness.scenario import check, scenario
from scenarios.calls import talk
from scenarios.control import leg_of
from scenarios.outside import line_to

TONES = (500, 700, 900, 1100)


def sound(phones):
    for phone, hertz in zip(phones, TONES):
        if phone.media:  # Not before it has answered.
            phone.media.send_tone(hertz)


def hears(world, phones, matrix):
    """`matrix`: for each phone the tones that it hears; the others it must not hear."""
    for phone, heard in zip(phones, matrix):
        for hertz in TONES:
            expected = hertz in heard
            world.wait(lambda: phone.media.carries(hertz) == expected,
                       f"{phone.extension or 'outside'} {'hears' if expected else 'does not hear'} {hertz}", 10)


def invite(world, call_id, phone):
    """Asks the phone into the call; it answers."""
    world.server.api("POST", f"/calls/{call_id}/members", {"target": phone.extension})
    member = phone.incoming()
    member.progress(180)
    member.accept()
    return member


def legs(world, call_id):
    return world.server.api("GET", f"/calls/{call_id}")["legs"]


@scenario("CAL-06: a talk becomes a conference of four; each hears the others; members are listed with who talks")
def conference(world):
    call, incoming = talk(world)
    third, fourth = world.phones(2)
    call_id, _ = leg_of(world, call.phone)
    phones = [call.phone, incoming.phone, third, fourth]
    sound(phones)
    hears(world, phones[:2], [(700,), (500,)])
    one = invite(world, call_id, third)
    sound(phones)
    hears(world, phones[:3], [(700, 900), (500, 900), (500, 700)])
    two = invite(world, call_id, fourth)
    sound(phones)
    hears(world, phones, [(700, 900, 1100), (500, 900, 1100), (500, 700, 1100), (500, 700, 900)])
    world.wait(lambda: [leg["conferenceRole"] for leg in legs(world, call_id)] == ["participant"] * 4
               and all(leg["talking"] for leg in legs(world, call_id)), "four participants who talk")
    third.media.send_tone(0)
    world.wait(lambda: [leg["talking"] for leg in legs(world, call_id)
                        if leg["party"]["number"] == third.extension] == [False], "the third is silent")
    two.send("BYE")
    call.send("BYE")
    third.media.send_tone(900)
    hears(world, [incoming.phone, third], [(900,), (700,)])
    world.wait(lambda: not any(leg["conferenceRole"] for leg in legs(world, call_id)), "two talk as in any call")
    incoming.send("BYE")
    one.expect("BYE")
    record = world.record(call.phone.extension)
    kinds = [step["kind"] for step in world.server.api("GET", f"/history/{record['id']}/steps")["items"]]
    for kind in ("conference-invited", "conference-joined", "conference-left", "conference-ended"):
        check(kind in kinds, f"{kind} is missing in the protocol: {kinds}")
    check(record["traits"] == ["conference"], f"ME-03 the journal's icon: {record['traits']}")
    check("conference-talkers" not in kinds, "who talks is no history")


@scenario("CAL-06: muted through the API, held, taken out, busy: each as it should sound")
def members(world):
    call, incoming = talk(world)
    third, busy = world.phones(2)
    call_id, _ = leg_of(world, call.phone)
    phones = [call.phone, incoming.phone, third]
    sound(phones)
    member = invite(world, call_id, third)
    sound(phones)
    hears(world, phones, [(700, 900), (500, 900), (500, 700)])
    _, leg = leg_of(world, third)
    world.server.api("PUT", f"/calls/{call_id}/legs/{leg}/muted", {"muted": True})
    hears(world, phones, [(700,), (500,), (500, 700)])
    world.server.api("PUT", f"/calls/{call_id}/legs/{leg}/muted", {"muted": False})
    hears(world, phones, [(700, 900), (500, 900), (500, 700)])
    # One holds: the others go on talking (CAL-05), and hear no music.
    response = call.ask("INVITE", body=call.phone.offer("sendonly", version=2))
    check(response.status == 200, f"{response}")
    hears(world, phones[1:], [(900,), (700,)])
    response = call.ask("INVITE", body=call.phone.offer(version=3))
    hears(world, phones, [(700, 900), (500, 900), (500, 700)])
    world.server.api("POST", f"/calls/{call_id}/members", {"target": busy.extension})
    busy.incoming().refuse(486)
    hears(world, phones, [(700, 900), (500, 900), (500, 700)])
    world.server.api("DELETE", f"/calls/{call_id}/legs/{leg}")
    member.expect("BYE")
    hears(world, phones[:2], [(700,), (500,)])
    for target, code in (("7999", "bad-number"), ("9197", "bad-number")):
        error = world.server.api_error("POST", f"/calls/{call_id}/members", {"target": target})
        check(error == code, f"{target}: {error}")
    error = world.server.api_error("PUT", f"/calls/{call_id}/legs/{leg_of(world, call.phone)[1]}/muted", {"muted": True})
    check(error == "wrong-state", f"muted in a talk of two: {error}")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("CAL-09: a supervisor listens, whispers, barges in; the outside party hears nothing of it before", alone=True)
def supervision(world):
    worker, = world.phones(1)
    provider, call, incoming = line_to(world, worker)
    call_id, leg = leg_of(world, worker)
    path = f"/calls/{call_id}/legs/{leg}/supervision"
    user, = world.users(1)
    world.change(user, role="domain-administrator")
    token = world.server.sign_in(user.login, user.domain, user.password)
    supervisor = world.phone(user, register=True)
    sound([provider.phone, worker])
    hears(world, [provider.phone, worker], [(700,), (500,)])
    phones = [provider.phone, worker, supervisor]
    for _ in range(3):  # A gap now and then is the machine's; one of the supervisor's making is there each time.
        provider.phone.media.longestGap = 0
        world.server.api("PUT", path, {"mode": "listen"}, token=token)
        own = supervisor.incoming()
        own.progress(180)
        own.accept()
        sound(phones)
        hears(world, phones, [(700,), (500,), (500, 700)])
        gap = provider.phone.media.longestGap
        if gap < 0.1:
            break
        own.send("BYE")
        world.wait(lambda: len(legs(world, call_id)) == 2, "the supervisor has left")
    check(gap < 0.1, f"the outside party heard a gap of {gap:.2f} s each time the supervisor came")
    mine = next(item for item in world.borrowed if item.extension == worker.extension)
    seen = world.server.api("GET", f"/calls/{call_id}", token=world.server.sign_in(mine.login, mine.domain, mine.password))
    check(len(seen["legs"]) == 2, f"the one who is listened to sees {len(seen['legs'])} legs")
    check(len(legs(world, call_id)) == 3, "the administrator sees the supervisor")
    world.server.api("PUT", path, {"mode": "whisper"}, token=token)
    hears(world, phones, [(700,), (500, 900), (500, 700)])
    world.server.api("PUT", path, {"mode": "barge"}, token=token)
    hears(world, phones, [(700, 900), (500, 900), (500, 700)])
    own.send("BYE")
    hears(world, phones[:2], [(700,), (500,)])
    call.send("BYE")
    incoming.expect("BYE")
