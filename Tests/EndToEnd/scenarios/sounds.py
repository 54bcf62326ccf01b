"""What domains and users have others hear: hold music of their own, greetings, music instead of tones (CAL-05, CAL-10)."""
import time

from harness.message import token
from harness.rtp import power
from harness.scenario import check, scenario
from scenarios.commands import press
from scenarios.outside import Provider
from scenarios.voicemail import prompt, send_file, tone_file

HOLD, GREETING, RINGING = 2300, 1500, 1900
# What the melodies begin with, in hertz.
FIRST_NOTES = {"calm": 523.25, "waltz": 880.0}


class Company:
    """A domain of the scenario's own: what its calls hear concerns nobody else."""

    def __init__(self, world, users):
        self.world, self.name = world, f"sounds-{token()}.example".lower()
        world.server.api("POST", "/domains", {"id": self.name})
        world.exit.callback(world.server.api, "DELETE", f"/domains/{self.name}")
        self.users = world.pool.make(users, domain=self.name)
        self.phones = [world.phone(user, register=True) for user in self.users]

    def prompt(self, data):
        made = self.world.server.api("POST", f"/prompts?domain={self.name}",
                                     {"name": "own", "purpose": "melody", "owner": None})
        status, answer = send_file(self.world, f"/prompts/{made['id']}/sound", data)
        check(status == 200, f"upload: {status} {answer}")
        self.world.wait(lambda: self.world.server.api("GET", f"/prompts/{made['id']}")["state"] == "ready", "the check")
        return made["id"]

    def choose(self, **sounds):
        return self.world.server.api("PATCH", f"/domains/{self.name}/sounds", sounds)

    def talk(self):
        caller, callee = self.phones[:2]
        call = caller.invite(callee.extension)
        incoming = callee.incoming()
        incoming.accept()
        call.final(200)
        caller.media.send_tone(500)
        callee.media.send_tone(1000)
        check(caller.media.hears(1000) and callee.media.hears(500), "no sound")
        return call, incoming

    def has_step(self, number, sound, kind):
        """Waits until the newest call in the history has that one step about the sound."""
        def look():
            items = self.world.server.api("GET", f"/history?domain={self.name}&search={number}&limit=1")["items"]
            steps = self.world.server.api("GET", f"/history/{items[0]['id']}/steps")["items"] if items else []
            return [step["kind"] for step in steps if step["parameters"].get("sound") == sound] == [kind]
        self.world.wait(look, f"{kind} of the {sound} in the history")


def begins_with(phone, hertz):
    """Whether a note of that pitch is the first that a cleared phone hears."""
    end = time.monotonic() + 8
    while time.monotonic() < end:
        with phone.media.lock:
            samples = list(phone.media.samples)
        # A melody that nobody has heard yet is composed meanwhile.
        start = next((index for index, sample in enumerate(samples) if abs(sample) > 300), 0)
        part = samples[start:start + 3200] if any(samples) else []
        if len(part) == 3200:
            return power(part, hertz) > 0.15
        time.sleep(0.05)
    return False


@scenario("CAL-05 hold, parking and consulting play the domain's own sound; a melody; a sound that is gone: the usual one")
def hold(world):
    company = Company(world, 3)
    own = company.prompt(tone_file(HOLD, 3))
    company.choose(hold={"prompt": own})
    call, incoming = company.talk()
    check(incoming.ask("INVITE", body=incoming.phone.offer("sendonly", version=2)).status == 200, "hold")
    check(call.phone.media.hears(HOLD), "not the uploaded sound on hold")
    time.sleep(4)
    check(call.phone.media.hears(HOLD), "the sound is not repeated")
    check(incoming.ask("INVITE", body=incoming.phone.offer(version=3)).status == 200, "resumption")
    check(call.phone.media.hears(1000), "no talk after the hold")
    press(incoming, f"#1#{company.users[2].extension}#", "event")
    third = company.phones[2].incoming()
    check(call.phone.media.hears(HOLD), "not the uploaded sound during a consultation")
    press(incoming, "*", "event")
    check(third.phone.request_of("CANCEL", third.id) and call.phone.media.hears(1000), "no return")
    press(incoming, "#5#1#", "event")
    incoming.expect("BYE")
    check(call.phone.media.hears(HOLD), "not the uploaded sound in a parking slot")
    call.bye()
    caller = company.phones[0]
    for melody, note in FIRST_NOTES.items():
        company.choose(hold={"melody": melody})
        caller.media.clear()
        listening = caller.invite("9198")
        listening.final(200)
        check(begins_with(caller, note), f"not the melody {melody}")
        listening.bye()
    company.choose(hold={"prompt": own})
    world.server.api("DELETE", f"/prompts/{own}")
    caller.media.clear()
    listening = caller.invite("9198")
    listening.final(200)
    check(begins_with(caller, FIRST_NOTES["calm"]), "no melody instead of a sound that is gone")
    listening.bye()
    company.has_step(caller.extension, "hold", "sound-missing")
    error = world.server.api_error("PATCH", f"/domains/{company.name}/sounds", {"hold": {"prompt": own}})
    check(error == "not-found", f"a prompt that is gone is chosen: {error}")


@scenario("CAL-10 music instead of tones before the answer (183) and for who is transferred; then the talk")
def ring_back(world):
    company = Company(world, 3)
    caller, callee, third = company.phones
    own = company.prompt(tone_file(RINGING, 2))
    world.server.api("PATCH", f"/users/{company.users[1].id}/sounds", {"ringBack": {"prompt": own}})
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    check(call.provisional(180, 183).status == 183, "no early media")
    check(caller.media.hears(RINGING), "not the music of the one who is called")
    incoming.accept()
    call.final(200)
    caller.media.send_tone(500)
    callee.media.send_tone(1000)
    check(caller.media.hears(1000) and callee.media.hears(500), "no talk after the music")
    call.bye()
    incoming.expect("BYE")
    company.has_step(caller.extension, "ring-back", "sound-played")
    # The third calls the first, who sends the call on to the one with the music.
    call = third.invite(caller.extension)
    transferring = caller.incoming()
    transferring.accept()
    call.final(200)
    transferring.ask("REFER", [("Refer-To", f"<sip:{callee.extension}@{company.name}>")])
    ringing = callee.incoming()
    ringing.progress(180)
    check(third.media.hears(RINGING), "tones for the one who was transferred")
    ringing.accept()
    callee.media.send_tone(1000)
    check(third.media.hears(1000), "no talk after the transfer")
    ringing.send("BYE")
    call.expect("BYE")
    # Without a choice of one's own the domain's is heard; {} wants tones.
    company.choose(ringBack={"melody": "waltz"})
    world.server.api("PATCH", f"/users/{company.users[1].id}/sounds", {"ringBack": {}})
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    check(call.provisional(180, 183).status == 180, "tones were wanted")
    call.cancel()
    call = caller.invite(third.extension)
    incoming = third.incoming()
    caller.media.clear()
    incoming.progress(180)
    check(call.provisional(180, 183).status == 183 and begins_with(caller, FIRST_NOTES["waltz"]), "not the melody")
    call.cancel()


@scenario("CAL-10 a greeting is heard before it rings, then tones; who hangs up meanwhile rings nobody; a greeting that is gone")
def greeting(world):
    company = Company(world, 2)
    caller, callee = company.phones
    own = company.prompt(tone_file(GREETING, 3))
    world.server.api("PATCH", f"/users/{company.users[1].id}/sounds", {"greeting": {"prompt": own}})
    call = caller.invite(callee.extension)
    check(call.provisional(180, 183).status == 183, "no early media")
    check(caller.media.hears(GREETING), "no greeting")
    callee.nothing("INVITE", 0.5)
    incoming = callee.incoming()
    caller.media.clear()
    incoming.progress(180)
    check(caller.media.hears(425), "no tone while it rings")
    incoming.accept()
    call.final(200)
    caller.media.send_tone(500)
    callee.media.send_tone(1000)
    check(caller.media.hears(1000) and callee.media.hears(500), "no talk after the greeting")
    incoming.send("BYE")
    call.expect("BYE")
    company.has_step(caller.extension, "greeting", "sound-played")
    call = caller.invite(callee.extension)
    call.provisional(183)
    call.cancel()
    call.final(487)
    callee.nothing("INVITE", 4)
    world.server.api("DELETE", f"/prompts/{own}")
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    check(call.provisional(180, 183).status == 180, "early media without a sound")
    call.cancel()
    call.final(487)
    company.has_step(caller.extension, "greeting", "sound-missing")


@scenario("CAL-10 who calls from outside hears greeting and music as early media by the trunk, and is answered late", alone=True)
def outside(world):
    user, = world.users(1)
    callee = world.phone(user, register=True)
    hello, tune = prompt(world, user, tone_file(GREETING, 2), "greeting"), prompt(world, user, tone_file(RINGING, 2))
    sounds = f"/users/{user.id}/sounds"
    world.exit.callback(world.server.api, "PATCH", sounds, {"greeting": None, "ringBack": None})
    world.server.api("PATCH", sounds, {"greeting": {"prompt": hello["id"]}, "ringBack": {"prompt": tune["id"]}})
    provider, number = Provider(world, "sounds").phone, "+74951234588"
    world.server.change("line", "add", number, "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    provider.record = "sip:+79161112288@provider.example"
    call = provider.invite(number, credentials=False, domain=f"{world.server.host}:{world.server.sip}")
    check(call.provisional(180, 183).status == 183 and provider.media.hears(GREETING), "no greeting by the trunk")
    incoming = callee.incoming()
    incoming.progress(180)
    check(provider.media.hears(RINGING), "no music by the trunk")
    incoming.accept()
    call.final(200)
    callee.media.send_tone(1000)
    check(provider.media.hears(1000), "no talk")
    call.bye()
    incoming.expect("BYE")
