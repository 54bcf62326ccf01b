"""Encrypted sound (SIP-06): SDES and DTLS-SRTP with baresip, SDES and DTLS-SRTP with martlet phone, tones measured."""
from harness.baresip import Baresip
from harness.martlet_phone import MartletPhone
from harness.scenario import check, scenario


def encryptions(world, record):
    """How each leg of a call was protected, by its codec-independent part: SDES, DTLS-SRTP or None."""
    quality = world.server.api("GET", f"/history/{record['id']}")["quality"]
    return sorted(str(item["encryption"] and item["encryption"].split()[0]) for item in quality)


def make(name, kind, expected, caller_encrypts):
    @scenario(f"SIP-06 {name}: each hears the other's tone, the history says which leg was encrypted")
    def body(world):
        one, other = world.users(2)
        caller = Baresip(world, one, world.server.host, 600, encryption=kind if caller_encrypts else None)
        callee = Baresip(world, other, world.server.host, 900, encryption=None if caller_encrypts else kind)
        caller.command("dial", other.extension)
        check(callee.hears(600), "the callee does not hear 600 Hz")
        check(caller.hears(900), "the caller does not hear 900 Hz")
        callee.command("hangup")
        record = world.record(one.extension)
        check(record["result"] == "answered", f"history: {record}")
        found = encryptions(world, record)
        check(found == sorted(["None", expected]), f"encryption of the legs: {found}")


make("baresip that demands SRTP calls one without", "srtp-mand", "SDES", True)
make("baresip that wishes SRTP calls one without", "srtp", "SDES", True)
make("baresip that demands SRTP is called by one without", "srtp-mand", "SDES", False)
make("baresip with DTLS-SRTP calls one without", "dtls_srtp", "DTLS-SRTP", True)


@scenario("SIP-06 hold and resumption of an encrypted call: the sound comes back, under the same keys")
def hold(world):
    one, other = world.users(2)
    caller = Baresip(world, one, world.server.host, 600, encryption="srtp-mand")
    callee = Baresip(world, other, world.server.host, 900)
    caller.command("dial", other.extension)
    check(callee.hears(600) and caller.hears(900), "no sound before the hold")
    caller.command("hold")
    world.wait(lambda: not callee.hears(600, 0.3), "the hold", 30)
    caller.command("resume")
    check(callee.hears(600) and caller.hears(900), "no sound after the resumption")
    caller.command("hangup")
    check(encryptions(world, world.record(one.extension)) == ["None", "SDES"], "the call was not encrypted")


def between(kind):
    @scenario(f"SIP-06 encrypted {kind} of martlet phone to one without: both hear")
    def body(world):
        one, other = world.users(2)
        server = f"{world.server.host}:{world.server.sip}"
        callee = MartletPhone(world, server, other, ["answer", "play", "tone:880", "expect", "tone:440", "expect", "end"],
                              register=True)
        world.wait(lambda: "registered" in callee.said(), "the callee's registration")
        caller = MartletPhone(world, server, one, ["call", other.extension, "play", "tone:440", "expect", "encryption",
                                                   "expect", "tone:880", "wait", "1", "hangup"],
                              options=["--encryption", kind])
        caller.finish()
        callee.finish()
        found = encryptions(world, world.record(one.extension))
        check(found == sorted(["None", "SDES" if kind == "sdes" else "DTLS-SRTP"]), f"encryption of the legs: {found}")


between("sdes")
between("dtls")
