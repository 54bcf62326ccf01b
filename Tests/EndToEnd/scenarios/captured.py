"""A captured login is worth nothing (BYD-22, RFC 7616 §5.4)."""
import ipaddress
import signal

from harness.message import Message, Mismatch, authorization, token
from harness.scenario import check, scenario
from harness.transports import TransportServer
from scenarios.transports import hang_up


def login(phone, nonce_of, count=1, method="REGISTER", **more):
    """A request with the right answer to a challenge; its Authorization is in it."""
    uri, record = f"sip:{phone.domain}", f"<{phone.record}>"
    value = authorization(nonce_of, method, uri, phone.login, phone.password, count)
    return Message(phone.build(method, uri, [("Authorization", value)], to=record, from_=f"{record};tag={token()}",
                               call_id=token("login-"), **more).encode())


def answer_to(phone, request):
    phone.transmit(request.raw)
    return phone.response(request.get("call-id"), request.method, request.cseq)


def challenged(phone):
    uri, record = f"sip:{phone.domain}", f"<{phone.record}>"
    return phone.challenge(phone.ask("REGISTER", uri, to=record, from_=f"{record};tag={token()}", credentials=False))


def is_stale(response):
    return response.status == 401 and "stale=true" in response.get("www-authenticate").lower().replace(" ", "")


@scenario("BYD-22: a captured REGISTER is worth nothing from another port, address, transport, or in another request")
def captured_register(world):
    owner, = world.users(1)
    phone = world.phone(owner)
    captured = login(phone, challenged(phone))
    check(answer_to(phone, captured).status == 200, "the owner's answer is refused")
    value = captured.get("authorization")
    elsewhere = str(ipaddress.ip_address(world.host) + 0x20000)
    thieves = [world.phone(owner, password="unknown"), world.phone(owner, password="unknown", host=elsewhere),
               world.phone(owner, password="unknown", transport="TCP"),
               world.phone(owner, password="unknown", transport="TCP", host=elsewhere)]
    for thief in thieves:
        where = f"{thief.transport} {thief.host}:{thief.port}"
        uri, record = f"sip:{owner.domain}", f"<{thief.record}>"

        def attempt(authorization_value, method="REGISTER", uri=uri, to=record, contact=None):
            headers = [("Authorization", authorization_value)] + ([("Contact", contact)] if contact else [])
            return answer_to(thief, Message(thief.build(
                method, uri, headers, to=to, from_=f"{record};tag={token()}", call_id=token("thief-"),
                contact=contact is None).encode()))
        response = attempt(value)
        check(is_stale(response), f"the same answer from {where}: {response} {response.get('www-authenticate')}")
        check(captured.get("authorization").split('nonce="')[1][:40] not in response.raw.decode(),
              "the used nonce is given out again")
        check(attempt(value, contact="*").status == 401, f"Contact * from {where}")
        check(attempt(value.replace("nc=00000001", "nc=00000002")).status == 401, f"a raised count from {where}")
        target = f"sip:{owner.extension}@{owner.domain}"
        response = attempt(value, "MESSAGE", target, f"<{target}>")
        check(response.status == 401, f"MESSAGE with it from {where}: {response}")
        # Octet for octet it is a repeat of the owner's transaction: whose answer is not the thief's to have.
        thief.transmit(captured.raw)
        try:
            response = thief.response(captured.get("call-id"), "REGISTER", captured.cseq, patience=1.0)
            check(response.status == 401, f"the same octets from {where}: {response}")
        except Mismatch as error:
            if "came: nothing" not in str(error):
                raise
    listed = world.server.api("GET", f"/registrations?user={owner.id}")["items"]
    check(len(listed) == 1 and f"{phone.host}:{phone.port}" in listed[0]["contact"], f"registered: {listed}")


@scenario("BYD-22: a nonce serves its owner with rising counts, each once (RFC 7616 §3.4.5)")
def nonce_counts(world):
    owner, = world.users(1)
    phone = world.phone(owner)
    nonce = challenged(phone)
    for count in (1, 2, 7, 5):
        check(answer_to(phone, login(phone, nonce, count)).status == 200, f"count {count} is refused")
    for count in (1, 2, 5, 7):
        response = answer_to(phone, login(phone, nonce, count))
        check(is_stale(response), f"count {count} for the second time: {response}")
    response = answer_to(phone, login(phone, nonce, 0))
    check(response.status == 401, f"count 0: {response}")
    check(answer_to(phone, login(phone, nonce, 8)).status == 200, "the owner is shut out by repeats")


@scenario("BYD-22: a captured INVITE calls nobody a second time")
def captured_invite(world):
    one, other = world.users(2)
    caller, callee = world.phone(one, register=True), world.phone(other, register=True)
    call = caller.invite(other.extension)
    incoming = callee.incoming()
    incoming.accept()
    call.final(200)
    hang_up(call, incoming)
    captured = call.request
    for host in (world.host, str(ipaddress.ip_address(world.host) + 0x20000)):
        thief = world.phone(one, password="unknown", host=host)
        headers = [("Authorization", captured.get("authorization"))]
        again = thief.invite(other.extension, headers=headers, credentials=False)
        response = again.final()
        check(is_stale(response), f"the captured INVITE from {host}: {response}")
    callee.nothing("INVITE")


@scenario("BYD-22: after a restart every nonce of the former life is stale, used or not")
def nonce_of_former_life(world):
    server = TransportServer(world, 22)
    anna, = server.people("anna")
    phone = world.phone(anna, server=server)
    nonce, unused = challenged(phone), challenged(phone)
    captured = login(phone, nonce)
    check(answer_to(phone, captured).status == 200, "the right answer is refused")
    server.kill(signal.SIGTERM)
    server.start()
    for request in (login(phone, nonce, 2), login(phone, unused)):
        response = answer_to(phone, request)
        check(is_stale(response), f"a nonce of the former life: {response}")
    # The copy has the old branch, and the server no memory of it: it is a new request.
    phone.seen.clear()
    response = answer_to(phone, captured)
    check(is_stale(response), f"the captured REGISTER after the restart: {response}")
    phone.register()
