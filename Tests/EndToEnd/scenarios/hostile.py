"""What must not be accepted, and must not harm (RFC 3261 §8.2, §16.3, RFC 4475)."""
import socket
import struct
import time

from harness.scenario import check, scenario
from harness.message import Mismatch, Message, token
from scenarios.calls import talk


@scenario("RFC 3261 §16.3, §8.2: Max-Forwards 0 gets 483, also for OPTIONS")
def max_forwards(world):
    caller, callee = world.phones(2)
    call = caller.invite(callee.extension, max_forwards=0, credentials=False)
    response = call.final()
    if response.status == 401:  # Some ask first who it is.
        call = caller.invite(callee.extension, max_forwards=0)
        response = call.final()
    check(response.status == 483, f"INVITE: {response}")
    response = caller.ask("OPTIONS", f"sip:{caller.domain}", max_forwards=0, credentials=False)
    check(response.status in (200, 483), f"OPTIONS: {response}")
    callee.nothing("INVITE", 0.5)


@scenario("RFC 3261 §8.2.2.3: Require with an unknown option gets 420 and Unsupported on every method")
def require(world):
    phone, = world.phones(1, register=False)
    domain = f"sip:{phone.domain}"
    for method, uri in (("INVITE", "sip:9196@demo.martlet"), ("OPTIONS", domain), ("MESSAGE", "sip:101@demo.martlet"),
                        ("REGISTER", domain), ("SUBSCRIBE", "sip:101@demo.martlet")):
        headers = [("Require", "foo, x-bar")] + ([("Event", "presence")] if method == "SUBSCRIBE" else [])
        response = phone.ask(method, uri, headers, credentials=False)
        check(response.status == 420, f"{method}: {response}")
        check("foo" in response.get("unsupported") and "x-bar" in response.get("unsupported"),
              f"{method}: Unsupported: {response.get('unsupported')!r}")
        if method == "INVITE":
            phone._acknowledge_failure(Message(phone.build(method, uri, call_id=response.get("call-id"),
                                                           branch=response.branch).encode()), response)


@scenario("RFC 3261 §11: OPTIONS is answered with 200, Allow, Accept, Supported; outside and in a talk")
def options(world):
    phone, = world.phones(1, register=False)
    response = phone.ask("OPTIONS", f"sip:{phone.domain}", credentials=False)
    check(response.status == 200 and "INVITE" in response.get("allow") and "application/sdp" in response.get("accept")
          and "100rel" in response.get("supported"), f"{response} {response.headers}")
    call, incoming = talk(world)
    check(call.ask("OPTIONS").status == 200, "OPTIONS in a talk")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3261 §8.2.1: an unknown method gets 405 or 501; BYE, UPDATE, PRACK, INFO, NOTIFY without a dialog 481")
def unknown_method(world):
    phone, = world.phones(1, register=False)
    response = phone.ask("DANCE", f"sip:{phone.domain}", credentials=False)
    isRight = response.status == 501 or response.status == 405 and "INVITE" in response.get("allow")
    check(isRight, f"{response}")
    for method in ("BYE", "UPDATE", "PRACK", "INFO", "NOTIFY"):
        for to in (None, "<sip:101@demo.martlet>;tag=made-up"):
            response = phone.ask(method, "sip:101@demo.martlet", credentials=False, to=to)
            check(response.status == 481, f"{method} to {to}: {response}")


@scenario("RFC 3261 §22: INVITE, SUBSCRIBE and MESSAGE without credentials get 401")
def credentials(world):
    phone, = world.phones(1, register=False)
    for method, headers in (("INVITE", []), ("SUBSCRIBE", [("Event", "presence")]), ("MESSAGE", [])):
        request = Message(phone.build(method, "sip:101@demo.martlet", headers, "hello" if method == "MESSAGE" else "",
                                      call_id=token("nc-")).encode())
        phone.transmit(request.raw)
        response = phone.response(request.get("call-id"), method)
        check(response.status == 401 and response.get("www-authenticate"), f"{method}: {response}")
        if method == "INVITE":
            phone._acknowledge_failure(request, response)


@scenario("RFC 3261 §22.4: an INVITE with another user's From and own credentials does not pose as the other")
def borrowed_identity(world):
    one, other, third = world.users(3)
    caller, callee = world.phone(one), world.phone(third, register=True)
    caller.record = f"sip:{other.login}@{other.domain}"
    call = caller.invite(third.extension)
    try:
        request = callee.request_of("INVITE", patience=2)
    except Mismatch:
        response = call.final()
        check(response.status in (401, 403), f"{response}")
        return
    sender = request.get("from").split(";tag=")[0]  # A tag may have the digits by chance.
    check(other.extension not in sender and other.login not in sender, f"posed as another: From: {sender}")
    callee.reply(request, 486, contact=False)
    call.final(486)


@scenario("Bad input: malformed requests get 400 or silence, and the server goes on")
def malformed(world):
    phone, = world.phones(1, register=False)
    good = phone.build("OPTIONS", f"sip:{phone.domain}", branch="z9hG4bKBRANCH", call_id="CALLID")
    broken = [
        b"\x00" * 40, b"\xff\xfe" * 700, b"\r\n\r\n\r\n", b"OPTIONS\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n",
        b"SIP/2.0 99999999999999999999 OK\r\nVia: SIP/2.0/UDP a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        good.replace("CSeq: 1 OPTIONS", "CSeq: 99999999999999999999 OPTIONS"),
        good.replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"), good.replace("CSeq: 1 OPTIONS\r\n", ""),
        good.replace("Max-Forwards: 70", "Max-Forwards: -1"), good.replace("Max-Forwards: 70", "Max-Forwards: 1e9"),
        good.replace("Content-Length: 0", "Content-Length: 99999"),
        good.replace("Content-Length: 0", "Content-Length: -1"),
        good.replace("Content-Length: 0", "Content-Length: 18446744073709551617"),
        good.replace("To: <", "To: \"unterminated <"), good.replace("From: <", "From: <<<"),
        good.replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", 1), good.replace("Via: SIP/2.0/UDP", "Via: SIP/2.0/"),
        good.replace("OPTIONS sip:", "OPTIONS <sip:", 1), good.replace("OPTIONS sip:", "OPTIONS nobody:", 1),
        good.replace("User-Agent", "X" * 60000),
        good.replace("User-Agent:", "Via: SIP/2.0/UDP 1.1.1.1;branch=z9hG4bKx\r\n" * 500 + "User-Agent:"),
        good.replace("User-Agent:", "A: b\r\n" * 5000 + "User-Agent:"), good[:-30], good[:60], good.replace(":", "\0"),
        good.replace("\r\n", "\n"), good.replace("Contact: <sip:", "Contact: <sip:" + "%zz" * 50),
    ]
    for index, data in enumerate(broken):
        data = data.encode("latin-1") if isinstance(data, str) else data
        data = data.replace(b"BRANCH", str(index).encode()).replace(b"CALLID", f"bad-{index}-{phone.port}".encode())
        phone.transmit(data[:65000])
        time.sleep(0.01)
    time.sleep(0.5)
    with phone.changed:
        answers = {message.get("call-id"): message.status for message in phone.inbox}
        phone.inbox.clear()
    wrong = {key: status for key, status in answers.items() if status not in (400, 200, 413, 416, 483, 505, 513)}
    check(not wrong, f"answers: {wrong}")
    expected = f"bad-8-{phone.port}"
    # RFC 4475 §3.1.2.17
    check(answers.get(expected, 400) == 400, f"a CSeq method that differs: {answers.get(expected)}")
    for sdp in ("v=0\r\n" * 4000, "v=0\r\nm=audio 99999999999 RTP/AVP 8\r\n", "v=0\r\no=- 1 1 IN IP4\r\ns=-\r\nm=audio",
                "\0\0\0",
                "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nc=IN IP4 x\r\nt=0 0\r\nm=audio 5000 RTP/AVP 999 -1 8\r\n"):
        call = phone.invite("9196", body=sdp, headers=[("Content-Type", "application/sdp")])
        response = call.final()
        check(response.status in (400, 488, 200, 513, 415), f"bad SDP: {response}")
        if response.status == 200:
            call.bye()
    check(phone.ask("OPTIONS", f"sip:{phone.domain}", credentials=False).status == 200, "the server is gone")


@scenario("Bad input: a TCP connection with rubbish, half a message or an endless header is closed; others go on")
def rubbish_by_tcp(world):
    def connect():
        connection = socket.create_connection(world.server.address, 20)
        connection.settimeout(30)
        return connection
    half = connect()
    half.sendall(b"OPTIONS sip:a SIP/2.0\r\nVia: ")
    for data in (b"\0" * 100000, b"OPTIONS sip:a SIP/2.0\r\nX: " + b"y" * 3_000_000):
        endless = connect()
        try:
            for start in range(0, len(data), 65536):
                endless.sendall(data[start:start + 65536])
            endless.shutdown(socket.SHUT_WR)
            while endless.recv(65536):
                pass
        except (ConnectionError, BrokenPipeError):
            pass
        except TimeoutError:
            raise Mismatch(f"{len(data)} octets of rubbish: the connection stays open")
        endless.close()
    user, = world.users(1)
    phone = world.phone(user, transport="TCP")
    check(phone.ask("OPTIONS", f"sip:{phone.domain}", credentials=False).status == 200, "OPTIONS by TCP")
    ping = connect()
    ping.sendall(b"\r\n\r\n")
    check(ping.recv(10) == b"\r\n", "no pong for CRLF CRLF (RFC 5626 §3.5.1)")
    ping.close()
    half.close()


@scenario("RFC 5389: a STUN binding request at the SIP port is answered with the source address")
def stun(world):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((world.host, 0))
        sock.settimeout(20)
        sock.sendto(struct.pack(">HHI", 1, 0, 0x2112A442) + b"e2e-e2e-e2e-", world.server.address)
        data = sock.recv(2048)
    check(data[:2] == b"\x01\x01" and data[8:20] == b"e2e-e2e-e2e-", f"{data[:24].hex()}")


@scenario("Bad input: a stranger's sound does not take a stream over (rule of latching)")
def stranger(world):
    call, incoming = talk(world)
    one, other = call.phone.media, incoming.phone.media
    one.send_tone(700)
    check(other.hears(700), "no sound")
    thief = world.phone(login="thief", host="127.3.0.1")
    thief.offer()
    thief.media.remote = one.remote
    thief.media.send_tone(1500)
    time.sleep(1.5)
    check(not other.hears(1500, 0.5) and other.hears(700), "the stranger is heard")
    other.send_tone(900)
    check(one.hears(900), "the caller has lost the sound")
    check(not thief.media.hears_anything(0.7), "the stranger hears the talk")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("Bad input: requests of a stranger with guessed dialog tags do not end a talk")
def stranger_in_dialog(world):
    call, incoming = talk(world)
    stranger = world.phone(login="stranger", host="127.3.0.2")
    for to_tag in ("", ";tag=x"):
        response = stranger.ask("BYE", call.target, call_id=call.id, credentials=False,
                                to=call.remote.split(";tag")[0] + to_tag)
        check(response.status == 481, f"{response}")
    check(call.ask("UPDATE").status == 200, "the talk is over")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("RFC 3428: MESSAGE between users is delivered with its text; to nobody 404; to an unregistered user 480")
def message(world):
    one, other, absent = world.users(3)
    sender, receiver = world.phone(one), world.phone(other, register=True)
    receiver.auto["MESSAGE"] = lambda request: (received.append(request), receiver.reply(request, 200))
    received = []
    text = "Привет, world"
    response = sender.ask("MESSAGE", f"sip:{other.extension}@{other.domain}", 
                          [("Content-Type", "text/plain;charset=UTF-8")], text, contact=False)
    check(response.status in (200, 202), f"{response}")
    check(len(received) == 1 and received[0].body.decode() == text, f"{received}")
    check(one.extension in received[0].get("from"), f"From: {received[0].get('from')}")
    check(sender.ask("MESSAGE", "sip:7999@demo.martlet", [], "x").status == 404, "to nobody")
    check(sender.ask("MESSAGE", f"sip:{absent.extension}@{absent.domain}", [], "x").status == 480, "to nobody there")
