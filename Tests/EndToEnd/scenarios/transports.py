"""TLS and IPv6 with foreign peers, Python's ssl, baresip and sipp (SIP-01, BYD-03)."""
import http.client
import select
import socket
import ssl
import time

from harness.baresip import Baresip
from harness.martlet_phone import MartletPhone
from harness.message import PATIENCE, Mismatch, text
from harness.scenario import check, scenario
from harness.sipp import Sipp
from harness.transports import Certificate, Changed, TransportServer, served_name
from harness.wires import tls_phone, websocket_phone


def placed(world, user, server, frequency, **more):
    """baresip at the loopback address of the server's family."""
    return Baresip(world, user, "::1" if ":" in server[0] else "127.0.0.1", frequency, server=server, **more)


def talk(caller, callee, number):
    """Two scripted phones talk and hear one another; the caller's side and the callee's."""
    call = caller.invite(number)
    incoming = callee.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    caller.media.send_tone(700)
    callee.media.send_tone(1100)
    check(callee.media.hears(700), f"{callee.login} does not hear {caller.login}")
    check(caller.media.hears(1100), f"{caller.login} does not hear {callee.login}")
    return call, incoming


def hang_up(call, incoming):
    call.send("BYE")
    incoming.expect("BYE")
    check(call.phone.response(call.id, "BYE").status == 200, "BYE")


def both_hear(caller, callee, one, other):
    """Two baresips, the tone of each measured at the other end."""
    caller.command("dial", callee.user.extension)
    check(callee.hears(one, 40), f"the callee does not hear {one} Hz")
    check(caller.hears(other, 40), f"the caller does not hear {other} Hz")
    caller.command("hangup")


def answered(world, server, caller, callee):
    """The newest call in the history of a server of its own is this one, and it was a talk."""
    def newest():
        return next((item for item in server.calls() if item.get("endedAt")), None)
    record = world.wait(newest, "the call in the history", 30)
    check(record["result"] == "answered", f"history: {record}")
    numbers = str(record)
    check(caller.extension in numbers and callee.extension in numbers, f"history: {record}")


# TLS

@scenario("SIP-01: TLS: baresip by TLS to baresip by UDP and back: a tone at both ends")
def tls_baresip(world):
    server = TransportServer(world, 11, certificate=Certificate(world.folder))
    anna, boris = server.people("anna", "boris")
    caller = placed(world, anna, server.tls, 600, transport="tls")
    callee = placed(world, boris, server.address, 900)
    both_hear(caller, callee, 600, 900)
    answered(world, server, anna, boris)
    both_hear(callee, caller, 900, 600)


@scenario("SIP-01: TLS: Python's ssl registers, pings, calls `martlet phone`; plain SIP and TLS 1.1 are refused")
def tls_client(world):
    server = TransportServer(world, 12, certificate=Certificate(world.folder))
    anna, boris = server.people("anna", "boris")
    phone = tls_phone(world, server, anna)
    response = phone.register()
    check("TLS" in response.get("via"), f"Via: {response.get('via')}")
    check(phone.register(algorithm="SHA-256").status == 200, "SHA-256")
    phone.register(password="wrong1", expect=401)
    check(phone.socket.secure.version() in ("TLSv1.2", "TLSv1.3"), phone.socket.secure.version())
    world.wait(phone.ping(), "the pong")
    # It hangs up when it has heard.
    other = MartletPhone(world, text(server.tls), boris, (
        "answer", "play", "tone:880", "expect", "tone:440", "hangup"), "tls", register=True, options=["--insecure"])
    world.wait(lambda: "200 OK" in other.said(), "martlet phone is registered", 60)
    call = phone.invite(boris.extension)
    response = call.final(200, patience=60)
    check("transport=tls" in response.get("contact"), f"Contact toward TLS: {response.get('contact')}")
    check(phone.media.hears(880, 40), "880 Hz is not heard")
    world.wait(phone.ping(), "the pong in a call")
    phone.media.send_tone(440)
    call.expect("BYE", patience=60)
    other.finish()
    answered(world, server, anna, boris)
    with socket.create_connection(server.tls, 20) as plain:
        plain.settimeout(PATIENCE)
        plain.sendall(b"OPTIONS sip:demo.martlet SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKplain\r\n\r\n")
        check(b"SIP/2.0" not in drain(plain), "SIP without TLS is answered at the TLS port")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    try:
        with socket.create_connection(server.tls, 20) as plain, old.wrap_socket(plain) as secure:
            raise Mismatch(f"the server speaks {secure.version()}")
    except (ssl.SSLError, ConnectionError):
        pass
    phone.register()


def drain(connection):
    """Everything until the other side closes."""
    data = b""
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionError:
            return data
        if not part:
            return data
        data += part


@scenario("BYD-03: a renewed certificate is shown to new TLS, WSS, HTTPS connections; a talk over old ones goes on")
def renewal(world):
    certificate = Certificate(world.folder, "before")
    server = TransportServer(world, 13, websocket="127.0.0.1", certificate=certificate)
    anna, boris = server.people("anna", "boris")
    caller, callee = tls_phone(world, server, anna), websocket_phone(world, server, boris)
    caller.register()
    callee.register()
    web = http.client.HTTPSConnection(server.host, server.http, timeout=60, context=certificate.context())
    world.exit.callback(web.close)

    def health():
        web.request("GET", "/api/v1/health")
        response = web.getresponse()
        response.read()
        return response.status
    check(health() == 200, "HTTPS before the renewal")
    wire = web.sock
    call, incoming = talk(caller, callee, boris.extension)
    places = {"TLS": server.tls, "WSS": server.websocket, "HTTPS": (server.host, server.http)}
    for name, place in places.items():
        check(served_name(*place) == "before", f"{name} before the renewal: {served_name(*place)}")
    certificate.renew("after")
    for name, place in places.items():
        world.wait(lambda: served_name(*place) == "after", f"the new certificate over {name}", 30)
    # The old connections, and the talk over them.
    check(health() == 200 and web.sock is wire, "the HTTPS connection is another or broken")
    world.wait(caller.ping(), "the pong over the old TLS connection")
    callee.ping()
    response = call.ask("INVITE", body=caller.offer("sendonly", version=2))
    check(response.status == 200, f"re-INVITE over the old connection: {response}")
    response = incoming.ask("INVITE", body=callee.offer(payloads=(8,), version=2))
    check(response.status == 200, f"re-INVITE over the old WebSocket: {response}")
    hang_up(call, incoming)
    caller.register()
    fresh = tls_phone(world, server, anna)
    fresh.register()
    # What cannot be used changes nothing.
    with open(certificate.chain, "w") as file:
        file.write("no certificate\n")
    world.wait(lambda: "cannot be used" in log_of(server), "the log tells of the broken file", 30)
    for name, place in places.items():
        check(served_name(*place) == "after", f"{name} after a broken file: {served_name(*place)}")
    fresh.register()


def log_of(server):
    with open(server.logPath, errors="replace") as file:
        return file.read()


@scenario("Bad input: who connects by TCP, TLS or WebSocket and says nothing is gone within a minute")
def silent_connections(world):
    server = TransportServer(world, 24, websocket="127.0.0.1", certificate=Certificate(world.folder))
    begins = {"TCP": (server.address, b""), "half a REGISTER by TCP": (server.address, b"REGISTER sip:demo.martlet S"),
              "TLS": (server.tls, b""), "half a TLS greeting": (server.tls, b"\x16\x03\x01\x02\x00\x01"),
              "WebSocket": (server.websocket, b"")}
    waiting = {}
    for name, (place, data) in begins.items():
        connection = world.exit.enter_context(socket.create_connection(place, 20))
        connection.sendall(data)
        waiting[connection] = name
    secure = server.certificate.context().wrap_socket(socket.create_connection(server.websocket, 20),
                                                      server_hostname="127.0.0.1")
    world.exit.enter_context(secure)
    secure.sendall(b"GET / HTTP/1.1\r\nHost: ")
    waiting[secure] = "half a request for a WebSocket"
    end = time.monotonic() + 75
    while waiting and time.monotonic() < end:
        for connection in select.select(list(waiting), [], [], 1)[0]:
            try:
                data = connection.recv(4096)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                continue
            except OSError:
                data = b""
            if not data:
                del waiting[connection]
    check(not waiting, f"still open: {', '.join(waiting.values())}")


# IPv6

@scenario("SIP-01: IPv6: sipp registers and calls sipp over [::1], UDP and TCP")
def ipv6_sipp(world):
    server = TransportServer(world, 19, host="::1")
    anna, boris = server.people("anna", "boris")
    place = Changed(world, host="[::1]", server=Changed(server, host="[::1]"))
    port = free_port()
    Sipp(place, "register", boris, port=port).finish()
    callee = Sipp(place, "callee", boris, port=port, calls=2)
    Sipp(place, "caller", anna, boris.extension, port=free_port()).finish()
    answered(world, server, anna, boris)
    Sipp(place, "caller", anna, boris.extension, port=free_port(), transport="t1").finish()
    callee.finish()


def free_port():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        probe.bind(("::1", 0))
        return probe.getsockname()[1]


@scenario("SIP-01: IPv6: baresip to baresip over [::1], UDP and TCP: a tone at both ends")
def ipv6_baresip(world):
    server = TransportServer(world, 20, host="::1")
    anna, boris = server.people("anna", "boris")
    caller = placed(world, anna, server.address, 600)
    callee = placed(world, boris, server.address, 900, transport="tcp")
    both_hear(caller, callee, 600, 900)
    answered(world, server, anna, boris)
    both_hear(callee, caller, 900, 600)


@scenario("SIP-01: IPv4 and IPv6 at one server: baresip by UDP over 127.0.0.1 and by TLS over [::1] hear one another")
def both_families(world):
    server = TransportServer(world, 21, tls="::1", certificate=Certificate(world.folder))
    anna, boris = server.people("anna", "boris")
    four = placed(world, anna, server.address, 600)
    six = placed(world, boris, server.tls, 900, transport="tls")
    both_hear(four, six, 600, 900)
    answered(world, server, anna, boris)
    both_hear(six, four, 900, 600)


@scenario("SIP-01: IPv4 and IPv6 at one server: `martlet phone` in each, tones both ways, called from either")
def both_families_phones(world):
    server = TransportServer(world, 23, tls="::1", certificate=Certificate(world.folder))
    four, six = server.people("anna", "boris")
    ways = {four: dict(server=text(server.address)),
            six: dict(server=text(server.tls), transport="tls", options=["--insecure"])}
    for caller, callee in ((four, six), (six, four)):
        waiting = MartletPhone(world, user=callee, register=True, **ways[callee], actions=(
            "answer", "play", "tone:880", "expect", "tone:440", "expect", "end"))
        world.wait(lambda: "200 OK" in waiting.said(), f"{callee.login} is registered", 60)
        MartletPhone(world, user=caller, **ways[caller], actions=(
            "call", callee.extension, "play", "tone:440", "expect", "tone:880", "wait", "2", "hangup")).finish()
        waiting.finish()
        answered(world, server, caller, callee)
