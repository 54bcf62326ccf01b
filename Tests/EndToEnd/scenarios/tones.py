"""Tones of outside parties that nobody but the server hears: busy and fax."""
import random

from harness.scenario import check, scenario
from scenarios.commands import steps
from scenarios.outside import line_to

BUSY = [((425,), 0.35), ((), 0.35)]
RING_BACK = [((425,), 1), ((), 4)]
FAX = [((1100,), 0.5), ((), 3)]
NUMBER = "79161112299"


def speech(seconds, seed=1):
    """Something like a voice: pulses of a wandering pitch, smoothed, in syllables with pauses."""
    dice, samples, low, phase = random.Random(seed), [], 0.0, 0.0
    while len(samples) < seconds * 8000:
        length, pitch = dice.randint(640, 2400), dice.uniform(90, 220)
        for index in range(length):
            phase += pitch / 8000
            pulse = 30000 if phase >= 1 else 0
            phase %= 1
            low += 0.3 * (pulse + dice.uniform(-600, 600) - low)
            samples.append(low * min(1, index / 200, (length - index) / 200))
        if dice.random() < 0.4:
            samples += [0] * dice.randint(800, 3200)
    return samples[:int(seconds * 8000) // 160 * 160]


def served(world, service):
    """An outside party in a talk, and then alone with a service of the server."""
    callee, = world.phones(1)
    provider, call, talking = line_to(world, callee)

    def leave():
        callee.auto["NOTIFY"] = lambda request: callee.reply(request, 200)
        target = f"<sip:{service}@{callee.domain}>"
        check(talking.ask("REFER", [("Refer-To", target)]).status == 202, "REFER")
        talking.expect("BYE")

    return provider.phone, call, talking, leave


@scenario("MED: an outside party alone with a service is hung up by its busy tone, not by ring-back tone or speech",
          alone=True)
def busy(world):
    phone, call, talking, leave = served(world, "9198")
    phone.media.send_cadence(BUSY)
    phone.nothing("BYE", 4, call.id)  # Its party hears it.
    phone.media.send_cadence(RING_BACK)
    leave()
    phone.nothing("BYE", 6, call.id)
    phone.media.send_samples(speech(6))
    phone.nothing("BYE", 6, call.id)
    phone.media.send_cadence(BUSY)
    call.expect("BYE")
    record = world.record(NUMBER)
    check(record["result"] == "answered" and record["cause"] == "hung-up", f"history: {record}")
    kinds = steps(world, NUMBER, record)
    check(kinds.count("busy-tone") == 1 and "fax-tone" not in kinds, f"steps: {kinds}")
    check(kinds.index("busy-tone") < kinds.index("call-ended"), f"steps: {kinds}")


@scenario("MED: the calling tone of a fax leaves a step, over echo and North America's busy tone ends the call", alone=True)
def fax(world):
    phone, call, talking, leave = served(world, "9196")
    leave()
    phone.media.send_cadence(FAX)
    phone.nothing("BYE", 8, call.id)
    phone.media.send_cadence([((480, 620), 0.5), ((), 0.5)])
    call.expect("BYE")
    kinds = steps(world, NUMBER, world.record(NUMBER))
    check(kinds.count("fax-tone") == 1 and kinds.count("busy-tone") == 1, f"steps: {kinds}")
