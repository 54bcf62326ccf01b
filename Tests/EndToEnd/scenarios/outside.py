"""Providers: trunks by address and by registration, lines, failover (SIP-04)."""
import hashlib

from harness.scenario import check, scenario
from harness.dialog import Call
from harness.message import token


class Provider:
    """A scripted provider at a port of its own."""

    def __init__(self, world, name, **options):
        self.world, self.name = world, name
        self.phone = world.phone(login="", host=world.host)
        arguments = ["trunk", "add", name, "--host", self.phone.host, "--port", str(self.phone.port)]
        for key, value in ({"probe": "0"} | options).items():
            arguments += [f"--{key}", str(value)]
        world.server.change(*arguments)
        world.exit.callback(world.server.command, "trunk", "remove", name, check=False)


def own_number(world, user, number):
    """The user shows a line of the own domain outside."""
    world.server.change("line", "add", number, "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    world.change(user, callerID=number)


def line_to(world, callee, number="+74951234599"):
    """An outside party in a talk with the phone, by a line of its user: provider, its call, the phone's side."""
    user = next(user for user in world.borrowed if user.extension == callee.extension)
    provider = Provider(world, "line")
    world.server.change("line", "add", number, "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    provider.phone.record = "sip:+79161112299@provider.example"
    call = provider.phone.invite(number, credentials=False, domain=f"{world.server.host}:{world.server.sip}")
    ringing = callee.incoming()
    ringing.accept()
    call.final(200)
    return provider, call, ringing


@scenario("SIP-04: a call to an outside number goes out by the trunk with the caller id in From and PAI", alone=True)
def outgoing(world):
    user, = world.users(1)
    provider = Provider(world, "out1")
    own_number(world, user, "+74951110000")
    phone = world.phone(user, register=True)
    call = phone.invite("84957654321")
    incoming = provider.phone.incoming()
    request = incoming.request
    check("74957654321" in request.uri, f"Request-URI {request.uri}")
    check("74951110000" in request.get("from"), f"From: {request.get('from')}")
    check("74951110000" in request.get("p-asserted-identity"), f"PAI: {request.get('p-asserted-identity')!r}")
    incoming.progress(183, provider.phone.offer(payloads=(8,)))
    call.provisional(183)
    incoming.accept()
    call.final(200)
    phone.media.send_tone(600)
    check(provider.phone.media.hears(600), "no sound to the provider")
    call.send("BYE")
    incoming.expect("BYE")
    record = world.record("74957654321")
    check(record["direction"] == "outgoing" and record["result"] == "answered" and record["trunk"],
          f"history: {record}")


@scenario("SIP-04: the second trunk is tried after 503 or silence of the first; a busy number is not", alone=True)
def failover(world):
    phone, = world.phones(1)
    first, second = Provider(world, "first", priority=1), Provider(world, "second", priority=2)
    call = phone.invite("84957654322")
    first.phone.incoming().refuse(503)
    incoming = second.phone.incoming()
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")
    call = phone.invite("84957654323")
    first.phone.incoming().refuse(486)
    call.final(486)
    second.phone.nothing("INVITE", 0.5)
    first.phone.socket.close()  # Nobody there: ICMP, or silence.
    call = phone.invite("84957654324")
    incoming = second.phone.incoming(patience=45)
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("SIP-04: an incoming call by a trunk rings the line's user; an unknown number gets 404", alone=True)
def incoming(world):
    user, = world.users(1)
    callee = world.phone(user, register=True)
    provider = Provider(world, "in1").phone
    world.server.change("line", "add", "+74951234567", "--user", f"{user.login}@{user.domain}")
    world.exit.callback(world.server.command, "line", "remove", "+74951234567", check=False)
    provider.record = "sip:+79161112233@provider.example"
    call = provider.invite("+74951234567", credentials=False, domain=f"{world.server.host}:{world.server.sip}",
                           headers=[("P-Asserted-Identity", '"Ivan" <sip:+79161112233@provider.example>')])
    ringing = callee.incoming()
    check("79161112233" in ringing.request.get("from"), f"From: {ringing.request.get('from')}")
    ringing.accept()
    call.final(200)
    ringing.send("BYE")
    call.expect("BYE")
    record = world.record("79161112233")
    check(record["direction"] == "incoming" and record["line"] and record["trunk"], f"history: {record}")
    response = provider.invite("+74950000000", credentials=False, domain=world.server.host).final()
    check(response.status == 404, f"unknown number: {response}")
    stranger = world.phone(login="x", host="127.3.1.1")
    response = stranger.invite("+74951234567", credentials=False, domain=world.server.host).final()
    check(response.status in (401, 403, 404), f"a stranger calls the line: {response}")
    # A provider may not send a domain's calls elsewhere.
    call = provider.invite("+74951234567", credentials=False, domain=world.server.host)
    ringing = callee.incoming()
    ringing.accept()
    call.final(200)
    response = call.ask("REFER", [("Refer-To", "<sip:101@demo.martlet>")])
    check(response.status in (403, 603), f"REFER by the provider: {response}")
    call.send("BYE")
    ringing.expect("BYE")


@scenario("SIP-04: a registering trunk answers the challenge, takes calls, signs off when removed", alone=True)
def registering(world):
    user, = world.users(1)
    callee = world.phone(user, register=True)
    peer = Provider(world, "reg1", username="acme", password="s3cret", probe=0).phone
    first = peer.request_of("REGISTER")
    check(not first.get("authorization"), "credentials before the challenge")
    peer.reply(first, 401, "Unauthorized", headers=[
        ("WWW-Authenticate", 'Digest realm="provider", nonce="abc123", algorithm=MD5, qop="auth"')])
    second = peer.request_of("REGISTER")
    value = second.get("authorization")
    check('username="acme"' in value and "nc=00000001" in value, value)
    client = value.split('cnonce="')[1].split('"')[0]
    md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
    uri = value.split('uri="')[1].split('"')[0]
    wanted = md5(f"{md5('acme:provider:s3cret')}:abc123:00000001:{client}:auth:{md5('REGISTER:' + uri)}")
    check(wanted in value, "the answer is wrong")
    contact = second.get("contact")
    peer.reply(second, 200, "OK", headers=[("Contact", contact.split(";expires")[0] + ";expires=120")])
    look = lambda: [item for item in world.server.api("GET", "/trunks")["items"] if item["name"] == "reg1"]
    world.wait(lambda: look()[0]["state"] == "available", "the trunk is available")
    world.server.change("line", "add", "+74951234568", "--user", f"{user.login}@{user.domain}", "--trunk", "reg1")
    world.exit.callback(world.server.command, "line", "remove", "+74951234568", check=False)
    # The call comes to the registered contact, with the number in To.
    target = contact.split("<")[1].split(">")[0]
    peer.record = "sip:+79160000001@provider.example"
    call = Call(peer, target, token("call-"), f"<{peer.record}>;tag={token()}",
                "<sip:+74951234568@provider.example>", True)
    call.send_invite(peer.offer())
    ringing = callee.incoming()
    ringing.accept()
    call.final(200)
    call.send("BYE")
    ringing.expect("BYE")
    refusal = world.server.command("trunk", "remove", "reg1", check=False)
    check(refusal.returncode == 64 and "+74951234568" in refusal.stderr, f"a trunk with a line: {refusal.stderr}")
    world.server.command("line", "remove", "+74951234568")
    world.server.change("trunk", "remove", "reg1")
    away = peer.request_of("REGISTER")
    check("expires=0" in away.get("contact") or away.get("expires") == "0", "no Expires: 0 when the trunk is removed")
    peer.reply(away, 200)


@scenario("SIP-04: without a working trunk an outside call gets 503; an emergency number is not taken for an extension",
          alone=True)
def no_trunk(world):
    phone, = world.phones(1)
    world.wait(lambda: not world.server.api("GET", "/trunks")["items"], "the trunks of other scenarios are gone")
    response = phone.invite("84957654399").final()
    check(response.status == 503, f"{response}")


@scenario("TEN-03 channels in and out are limited apart: the next one in hears busy, the next one out finds none, inside calls go on", alone=True)
def ways(world):
    name = f"ways{world.host.split('.')[-1]}.example"
    world.server.change("domain", "add", name)
    world.exit.callback(world.server.command, "domain", "remove", name, check=False)
    one, other, third = [world.phone(user, register=True) for user in world.pool.make(3, domain=name)]
    provider = Provider(world, f"ways-{token()}".lower()).phone
    number = "+74951234588"
    world.server.change("line", "add", number, "--user", f"{one.login}@{name}")
    world.exit.callback(world.server.command, "line", "remove", number, check=False)
    world.server.api("PATCH", f"/domains/{name}", {"channelsInLimit": 1, "channelsOutLimit": 1})
    place = f"{world.server.host}:{world.server.sip}"
    provider.record = "sip:+79161112299@provider.example"
    first = provider.invite(number, credentials=False, domain=place)
    ringing = one.incoming()
    ringing.accept()
    first.final(200)
    provider.invite(number, credentials=False, domain=place).final(486)
    out = other.invite("84957654331")
    outside = provider.incoming()
    outside.accept()
    out.final(200)
    third.invite("84957654332").final(486)
    provider.nothing("INVITE", 0.5)
    # Help is called whatever is busy.
    world.server.api("PATCH", f"/domains/{name}", {"channelsOutLimit": 0})
    help = third.invite("112")
    called = provider.incoming()
    called.accept()
    help.final(200)
    help.send("BYE")
    called.expect("BYE")
    # Nobody outside: no channel of either way.
    inside = third.invite(other.extension)
    waiting = other.incoming()
    waiting.progress(180)
    inside.provisional(180)
    inside.cancel()
    inside.final(487)
    waiting.expect("CANCEL")
    waiting.refuse(487)
    first.send("BYE")
    ringing.expect("BYE")
    again = provider.invite(number, credentials=False, domain=place)
    ringing = one.incoming()
    ringing.accept()
    again.final(200)
    again.send("BYE")
    ringing.expect("BYE")
    out.send("BYE")
    outside.expect("BYE")
