"""SIP over WebSocket (RFC 7118) with Debian's python3-websockets as the browser."""
import asyncio

from harness.martlet_phone import MartletPhone
from harness.message import PATIENCE, Mismatch, authorization, token, text
from harness.scenario import check, scenario
from harness.transports import Certificate, TransportServer
from harness.wires import upgrade, websocket_phone, websockets
from scenarios.transports import answered, hang_up, talk


@scenario("RFC 7118: a WebSocket client registers by digest, is called by `martlet phone`, hears it and is heard, BYE")
def websocket_call(world):
    server = TransportServer(world, 14, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    phone = websocket_phone(world, server, anna)
    check(phone.websocket.subprotocol == "sip", f"subprotocol: {phone.websocket.subprotocol}")
    response = phone.register()
    check("SIP/2.0/WS" in response.get("via"), f"Via: {response.get('via')}")
    phone.register(algorithm="SHA-256")
    phone.ping()
    # It hangs up when it has heard.
    other = MartletPhone(world, text(server.address), boris, (
        "call", anna.extension, "play", "tone:440", "expect", "tone:880", "hangup"))
    incoming = phone.incoming(60)
    check(phone.host in incoming.request.uri, f"the Request-URI is not the contact: {incoming.request.uri}")
    check("SIP/2.0/WS" in incoming.request.get("via"), f"Via: {incoming.request.get('via')}")
    check("transport=ws" in incoming.request.get("contact"), f"Contact: {incoming.request.get('contact')}")
    incoming.progress(180)
    incoming.accept()
    check(phone.media.hears(440, 40), "440 Hz is not heard over UDP")
    phone.media.send_tone(880)
    incoming.expect("BYE", patience=60)
    other.finish()
    check(set(phone.kinds) == {"text"}, f"frames of UTF-8 messages: {phone.kinds}")
    answered(world, server, boris, anna)


@scenario("RFC 7118: a WebSocket client calls a UDP phone; the UDP phone's BYE reaches it; gone, it is not called")
def websocket_caller(world):
    server = TransportServer(world, 15, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    browser = websocket_phone(world, server, anna)
    desk = world.phone(boris, server=server, register=True)
    browser.register()
    call, incoming = talk(browser, desk, boris.extension)
    incoming.send("BYE")
    call.expect("BYE")
    check(desk.response(incoming.request.get("call-id"), "BYE").status == 200, "BYE of the UDP phone")
    browser.close()
    desk.invite(anna.extension).final(480, 404, 408, 410, 430)


@scenario("RFC 7118: WSS: registration and a talk of two WebSocket clients, the certificate checked")
def websocket_secure(world):
    server = TransportServer(world, 16, websocket="127.0.0.1", certificate=Certificate(world.folder))
    anna, boris = server.people("anna", "boris")
    caller, callee = websocket_phone(world, server, anna), websocket_phone(world, server, boris)
    check("SIP/2.0/WSS" in caller.register().get("via"), "Via of WSS")
    callee.register()
    call, incoming = talk(caller, callee, boris.extension)
    check("SIP/2.0/WSS" in incoming.request.get("via"), f"Via: {incoming.request.get('via')}")
    hang_up(call, incoming)
    answered(world, server, anna, boris)


@scenario("RFC 7118 §4.1, §5: other subprotocols, large messages, rubbish are refused; binary frames are SIP, too")
def websocket_refusals(world):
    server = TransportServer(world, 17, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    steady = websocket_phone(world, server, anna)
    steady.register()
    asyncio.run(refusals(server))
    # Binary frames, both in REGISTER and in a talk.
    binary = websocket_phone(world, server, boris, binary=True)
    binary.register()
    hang_up(*talk(binary, steady, anna.extension))
    steady.register()


async def refusals(server):
    async def refused(what, **more):
        try:
            websocket = await upgrade(server.websocket, **more)
        except websockets.InvalidStatusCode as error:
            check(400 <= error.status_code < 500, f"{what}: HTTP {error.status_code}")
            return
        except (websockets.InvalidHandshake, ConnectionError, EOFError):
            return
        await websocket.close()
        raise Mismatch(f"{what}: the server takes it")

    await refused("no subprotocol")
    await refused("a wrong subprotocol", subprotocols=["xmpp"])
    await refused("a subprotocol that begins with sip", subprotocols=["sipx"])
    offered = await upgrade(server.websocket, subprotocols=["xmpp", "sip"])
    check(offered.subprotocol == "sip", f"of xmpp and sip it takes {offered.subprotocol}")
    # RFC 7118 §5: the Content-Length may be missing; what comes in a ping comes back.
    await offered.send(options(content_length=False))
    check((await asyncio.wait_for(offered.recv(), PATIENCE)).startswith("SIP/2.0 200"), "OPTIONS without a length")
    await asyncio.wait_for(await offered.ping(b"are you there"), PATIENCE)
    # RFC 7118 §5: a message in several fragments is one message; in a binary frame it is one as well.
    request = options()
    await offered.send([request[:10], request[10:200], request[200:]])
    check((await asyncio.wait_for(offered.recv(), PATIENCE)).startswith("SIP/2.0 200"), "OPTIONS in fragments")
    await offered.send(options().encode())
    answer = await asyncio.wait_for(offered.recv(), PATIENCE)
    answer = answer.decode() if isinstance(answer, bytes) else answer
    check(answer.startswith("SIP/2.0 200"), f"OPTIONS in a binary frame: {answer[:40]}")
    await offered.close()

    filler = "X-Filler: " + "f" * 60 + "\r\n"
    large = options(extra=filler * 8000)
    await ends(server, "a message of half a megabyte", large)
    await ends(server, "the same in fragments", [large[index:index + 30000] for index in range(0, len(large), 30000)])
    # Rubbish is not SIP: an answer or silence, but never harm.
    rubbish = await upgrade(server.websocket, subprotocols=["sip"])
    await rubbish.send(b"\x00\xff\xfe" * 50)
    await rubbish.send("GET / HTTP/1.1\r\n\r\n")
    await rubbish.close()


async def ends(server, what, *messages, octets=b"", patience=PATIENCE):
    """The server closes the connection, and answers nothing with success."""
    websocket = await upgrade(server.websocket, subprotocols=["sip"])
    try:
        for message in messages:
            await websocket.send(message)
        if octets:
            websocket.transport.write(octets)
        while True:
            answer = await asyncio.wait_for(websocket.recv(), patience)
            check("SIP/2.0 2" not in str(answer)[:20], f"{what} is answered: {answer[:20]!r}")
    except websockets.ConnectionClosed:
        return
    except asyncio.TimeoutError:
        raise Mismatch(f"{what}: the connection stays") from None
    finally:
        await websocket.close()


def options(extra="", content_length=True):
    host = f"{token()}.invalid"
    length = "Content-Length: 0\r\n" if content_length else ""
    return (f"OPTIONS sip:demo.martlet SIP/2.0\r\nVia: SIP/2.0/WS {host};branch={token('z9hG4bK')}\r\n"
            f"From: <sip:anna@demo.martlet>;tag={token()}\r\nTo: <sip:demo.martlet>\r\nCall-ID: {token()}\r\n"
            f"CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n{extra}{length}\r\n")


@scenario("RFC 6455 §5.1, §8.1: a frame without a mask, and a text that is not UTF-8, end the connection")
def websocket_frames(world):
    server = TransportServer(world, 25, websocket="127.0.0.1")
    unmasked_ping, mask = b"\x89\x00", b"\x00\x00\x00\x00"
    request = options(extra="X-Name: caf\xe9\r\n").encode("latin-1")
    latin = b"\x81\xfe" + len(request).to_bytes(2, "big") + mask + request

    async def both():
        faults = []
        for what, octets in (("a ping without a mask", unmasked_ping), ("a text frame in Latin-1", latin)):
            try:
                await ends(server, what, octets=octets)
            except Mismatch as error:
                faults.append(str(error))
        check(not faults, "; ".join(faults))
    asyncio.run(both())


@scenario("RFC 7118 §5: a message to a WebSocket that is not UTF-8 travels in a binary frame")
def websocket_octets(world):
    server = TransportServer(world, 18, websocket="127.0.0.1")
    anna, boris = server.people("anna", "boris")
    browser = websocket_phone(world, server, anna)
    browser.register()
    desk = world.phone(boris, server=server, register=True)
    desk.transmit(signed_message(desk, anna, b"caf\xe9"))
    received = browser.request_of("MESSAGE")
    browser.reply(received, 200, "OK")
    check(received.body == b"caf\xe9", f"the body: {received.body!r}")
    check(browser.kinds[-1] == "binary", "a text frame with octets that are not UTF-8")


def signed_message(phone, user, body):
    """A MESSAGE with any octets in its body."""
    uri, call, tag = f"sip:{user.extension}@{user.domain}", token("text-"), token()
    more = dict(call_id=call, from_=f"<{phone.record}>;tag={tag}", contact=False)
    first = phone.build("MESSAGE", uri, cseq=1, **more)
    phone.transmit(first)
    challenge = phone.challenge(phone.response(call, "MESSAGE", 1))
    value = authorization(challenge, "MESSAGE", uri, phone.login, phone.password)
    kind = ("Content-Type", "text/plain;charset=iso-8859-1")
    head = phone.build("MESSAGE", uri, [("Authorization", value), kind], "x" * len(body), cseq=2, **more)
    return head.encode()[:-len(body)] + body
