"""REGISTER: challenges, nonces, contacts, hostile tries (RFC 3261 §10, RFC 7616, AUTH-06)."""
from harness.scenario import check, scenario
from harness.message import Message, authorization, token


def contacts(response):
    return [part.strip() for value in response.all("contact") for part in value.split(",") if part.strip()]


@scenario("RFC 3261 §10: a phone is challenged, registers, is listed, and leaves with Expires 0")
def plain(world):
    user, = world.users(1)
    phone = world.phone(user)
    response = phone.register(expires=300)
    check(any("expires=300" in item or "expires=299" in item for item in contacts(response)), f"{response.headers}")
    listed = world.wait(lambda: world.server.api("GET", f"/registrations?user={user.id}")["items"], "it is listed")
    check(len(listed) == 1 and phone.contact.strip("<>") in listed[0]["contact"], f"listed: {listed}")
    check(contacts(phone.register(expires=0)) == [], "a contact is left after Expires: 0")
    world.wait(lambda: not world.server.api("GET", f"/registrations?user={user.id}")["items"], "it is listed no more")


@scenario("RFC 7616: SHA-256 is offered and works")
def sha256(world):
    phone, = world.phones(1, register=False)
    phone.register(algorithm="SHA-256")


@scenario("RFC 3261 §10.3: a wrong password gets 401 again, an unknown user the same")
def wrong_password(world):
    user, = world.users(1)
    known, unknown = world.phone(user), world.phone(login="nobody", password="x")
    one = known.register(password="wrong1", expect=401)
    other = unknown.register(expect=401)
    check(one.get("www-authenticate") != "" and other.get("www-authenticate") != "", "no challenge")
    names = lambda response: [name for name, _ in response.headers]
    check(names(one) == names(other), f"known and unknown differ: {names(one)} / {names(other)}")
    known.register()


@scenario("RFC 7616 §3.3: an unknown or old nonce gets a fresh challenge, never 200")
def foreign_nonce(world):
    user, = world.users(1)
    phone = world.phone(user)
    uri = f"sip:{user.domain}"
    made_up = f'Digest realm="{user.domain}", nonce="00000000deadbeef", algorithm=MD5, qop="auth"'
    value = authorization(made_up, "REGISTER", uri, user.login, user.password)
    record = f"<sip:{user.login}@{user.domain}>"
    request = Message(phone.build("REGISTER", uri, [("Authorization", value)], to=record).encode())
    phone.transmit(request.raw)
    response = phone.response(request.get("call-id"), "REGISTER")
    check(response.status == 401, f"{response}")
    fresh = phone.challenge(response)
    check("deadbeef" not in fresh, "the made-up nonce comes back")


@scenario("BYD: a captured REGISTER that is sent again gets 401")
def replay(world):
    user, = world.users(1)
    phone = world.phone(user)
    phone.register()
    uri, record = f"sip:{user.domain}", f"<sip:{user.login}@{user.domain}>"
    first = phone.ask("REGISTER", uri, to=record, from_=record + ";tag=a", credentials=False)
    value = authorization(phone.challenge(first), "REGISTER", uri, user.login, user.password)
    call = token("cap-")
    good = phone.build("REGISTER", uri, [("Authorization", value)], to=record, from_=record + ";tag=b",
                       call_id=call, cseq=5)
    phone.transmit(good)
    check(phone.response(call, "REGISTER", 5).status == 200, "the right answer is refused")
    # The thief changes what he may: branch, Call-ID, CSeq, Contact.
    other = phone.build("REGISTER", uri, [("Authorization", value)], to=record, from_=record + ";tag=c", cseq=9)
    other = other.replace(phone.contact, "<sip:thief@127.9.9.9:5060>")
    stolen = Message(other.encode())
    phone.transmit(other)
    response = phone.response(stolen.get("call-id"), "REGISTER", 9)
    check(response.status == 401, f"the copy gets {response}")
    listed = world.server.api("GET", f"/registrations?user={user.id}")["items"]
    check(all("thief" not in item["contact"] for item in listed), "the thief is registered")


@scenario("RFC 3261 §10.2.2: Contact: * with Expires 0 removes everything, with another Expires 400")
def star(world):
    user, = world.users(1)
    phone = world.phone(user)
    phone.register(contact=["<sip:a@127.1.99.1:5060>", "<sip:b@127.1.99.2:5060>"])
    phone.register(contact="*", expires=60, expect=400)
    check(len(contacts(phone.register(contact=[], expires=None))) == 2, "a refused * removed something")
    check(contacts(phone.register(contact="*", expires=0)) == [], "something is left")


@scenario("RFC 3261 §10.2.8: too short a lifetime is refused with 423 and Min-Expires")
def brief(world):
    phone, = world.phones(1, register=False)
    response = phone.register(expires=5, expect=423)
    check(int(response.get("min-expires") or 0) > 5, f"Min-Expires: {response.get('min-expires')}")


@scenario("BYD: several contacts are kept with their q values")
def q_values(world):
    phone, = world.phones(1, register=False)
    response = phone.register(contact=["<sip:a@127.1.99.1:5060>;q=0.7", "<sip:b@127.1.99.2:5060>;q=0.2;expires=120"])
    text = ",".join(contacts(response))
    check("q=0.7" in text and "q=0.2" in text and ("expires=120" in text or "expires=119" in text), text)
    phone.register(contact="*", expires=0)


@scenario("RFC 3261 §7.3: folded and compact headers, odd spacing, trailing octets are understood")
def folded(world):
    user, = world.users(1)
    phone = world.phone(user)
    record = f"sip:{user.login}@{user.domain}"

    def request(sequence, extra=""):
        return (f"REGISTER sip:{user.domain} SIP/2.0\r\n"
                f"v:  SIP / 2.0 / UDP\r\n  {phone.host}:{phone.port} ;branch={token('z9hG4bK')};rport\r\n"
                f"f: <{record}>\r\n\t;tag=fold\r\nT : <{record}>\r\ni: {call}\r\nCSEQ:   {sequence}\r\n  REGISTER\r\n"
                f"max-forwards:70\r\nm: {phone.contact}\r\n   ;expires=90\r\n{extra}l: 0\r\n\r\n trailing octets")
    call = token("fold-")
    phone.transmit(request(1))
    response = phone.response(call, "REGISTER", 1)
    check(response.status == 401, f"{response}")
    value = authorization(phone.challenge(response), "REGISTER", f"sip:{user.domain}", user.login, user.password)
    phone.transmit(request(2, "Authorization: " + value.replace(", ", ",\r\n  ") + "\r\n"))
    response = phone.response(call, "REGISTER", 2)
    check(response.status == 200, f"{response}")


@scenario("RFC 3261 §22: an unknown Authorization scheme is ignored with a challenge")
def unknown_scheme(world):
    user, = world.users(1)
    phone = world.phone(user)
    record = f"<sip:{user.login}@{user.domain}>"
    response = phone.ask("REGISTER", f"sip:{user.domain}", [("Authorization", "Negotiate b33f==")], to=record,
                         credentials=False)
    check(response.status == 401, f"{response}")


@scenario("RFC 3261 §10.3: one user cannot register for another; a foreign domain is refused")
def foreign_record(world):
    one, other = world.users(2)
    phone = world.phone(one)
    phone.register(to=f"sip:{other.login}@{other.domain}", expect=403)
    stranger = world.phone(one, domain="elsewhere.example")
    response = stranger.register(expect=None)
    check(response.status in (403, 404), f"foreign domain: {response}")


@scenario("RFC 3261 §18: TCP: registration and a call over the connection that the phone made")
def tcp(world):
    one, other = world.users(2)
    caller = world.phone(one, transport="TCP")
    callee = world.phone(other, transport="TCP", register=True)
    callee.contact = "<sip:hidden@10.0.0.9:5060;transport=tcp>"
    callee.register()
    caller.register()
    call = caller.invite(other.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    call.send("BYE")
    incoming.expect("BYE")


@scenario("AUTH-06: a source that guesses passwords is slowed down and stopped, the owner gets in")
def guessing(world):
    user, = world.users(1)
    owner = world.phone(user, register=True)
    thief = world.phone(user, host="127.2.0.1")
    outcome = []
    for attempt in range(40):
        response = thief.register(password=f"guess{attempt}", expect=None)
        outcome.append(response.status)
        if response.status == 403:
            break
    check(outcome[-1] == 403, f"40 guesses: {outcome}")
    thief.register(expect=403)
    owner.register()
    fresh = world.phone(user, host="127.2.0.2")
    fresh.register()


@scenario("SIP-05: a phone behind NAT (private Contact) is reached where it registered from")
def behind_nat(world):
    one, other = world.users(2)
    caller = world.phone(one)
    callee = world.phone(other)
    callee.contact = "<sip:inside@10.0.0.1:5060>"
    callee.register()
    call = caller.invite(other.extension)
    incoming = callee.incoming()
    # RFC 3261 §16.5
    check("10.0.0.1" in incoming.request.uri, f"the Request-URI is not the contact: {incoming.request.uri}")
    incoming.accept()
    call.final(200)
    call.send("BYE")
    callee.request_of("BYE")


@scenario("RFC 3261 §10.3: a registration that is not refreshed runs out")
def runs_out(world):
    one, other = world.users(2)
    phone, caller = world.phone(one), world.phone(other)
    phone.register(expires=30)
    world.wait(lambda: world.server.api("GET", f"/registrations?user={one.id}")["items"], "it is listed")
    world.wait(lambda: not world.server.api("GET", f"/registrations?user={one.id}")["items"], "it has run out", 45)
    caller.invite(one.extension).final(480)


@scenario("RFC 3261 §10.3: a repeated or older CSeq of the same Call-ID changes nothing")
def old_sequence(world):
    phone, = world.phones(1, register=False)
    phone.sequence = 10
    phone.register()
    phone.sequence = 4
    response = phone.register(expires=0, expect=None)
    check(response.status in (400, 500), f"an older REGISTER: {response}")
    phone.sequence = 20
    check(len(contacts(phone.register(contact=[], expires=None))) == 1, "the older request has removed the contact")
