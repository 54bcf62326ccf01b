"""The least of a SIP phone: registers, and puts calls up one after the other that then stand without sound."""
import hashlib
import itertools
import re
import socket
import time

from harness.server import HOST

DOMAIN = "demo.martlet"


def header(message, name):
    found = re.search(rf"^{name}:[ \t]*(.*?)\r?$", message, re.M | re.I)
    return found.group(1) if found else ""


def authorization(challenge, method, uri, login, password):
    """Digest with MD5 and qop=auth (RFC 2617), as phones without SHA-256 answer."""
    fields = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    realm, nonce = fields["realm"], fields["nonce"]

    def md5(*parts):
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    response = md5(md5(login, realm, password), nonce, "00000001", "bench", "auth", md5(method, uri))
    return (f'Authorization: Digest username="{login}", realm="{realm}", nonce="{nonce}", '
            f'uri="{uri}", response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="bench"' +
            (f', opaque="{fields["opaque"]}"' if "opaque" in fields else "") + "\r\n")


class Phone:
    """Runs inside `with`, on one UDP port."""

    numbers = itertools.count(1)

    def __init__(self, server, port):
        self.server, self.port = server, port
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HOST, port))
        self.socket.settimeout(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, text):
        self.socket.sendto(text.encode(), self.server.address)

    def receive(self, *wanted):
        """The next message that begins with `wanted` and has its other texts; others are skipped."""
        while True:
            message = self.socket.recv(65536).decode(errors="replace")
            if message.startswith(wanted[0]) and all(text in message for text in wanted[1:]):
                return message

    def request(self, method, uri, to, call, sequence=1, more="", body="", sender=f"sip:bench@{HOST}"):
        branch = f"z9hG4bK{next(self.numbers)}"
        self.send(f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {HOST}:{self.port};branch={branch};rport\r\n"
                  f"Max-Forwards: 70\r\nFrom: <{sender}>;tag={call}\r\nTo: {to}\r\nCall-ID: {call}\r\n"
                  f"CSeq: {sequence} {method}\r\nContact: <sip:bench@{HOST}:{self.port}>\r\n{more}"
                  f"Content-Length: {len(body)}\r\n\r\n{body}")

    def register(self, login, password):
        call, uri, identity = f"register-{next(self.numbers)}", f"sip:{DOMAIN}", f"sip:{login}@{DOMAIN}"
        self.request("REGISTER", uri, f"<{identity}>", call, 1, "Expires: 3600\r\n", sender=identity)
        challenge = header(self.receive("SIP/2.0 401", call), "WWW-Authenticate")
        answer = authorization(challenge, "REGISTER", uri, login, password)
        self.request("REGISTER", uri, f"<{identity}>", call, 2, f"Expires: 3600\r\n{answer}", sender=identity)
        self.receive("SIP/2.0 200", call)

    def watch(self, login, password, extension):
        """A lamp: a subscription to what the extension does. Returns when its first NOTIFY has come."""
        call, uri, identity = f"watch-{next(self.numbers)}", f"sip:{extension}@{DOMAIN}", f"sip:{login}@{DOMAIN}"
        more = "Event: dialog\r\nExpires: 3600\r\n"
        self.request("SUBSCRIBE", uri, f"<{uri}>", call, 1, more, sender=identity)
        challenge = header(self.receive("SIP/2.0 401", call), "WWW-Authenticate")
        answer = authorization(challenge, "SUBSCRIBE", uri, login, password)
        self.request("SUBSCRIBE", uri, f"<{uri}>", call, 2, more + answer, sender=identity)
        self.acknowledge(self.receive("NOTIFY", call))

    def acknowledge(self, request):
        vias = "".join(f"Via: {via}\r\n" for via in re.findall(r"^Via:[ \t]*(.*?)\r?$", request, re.M | re.I))
        lines = "".join(f"{name}: {header(request, name)}\r\n" for name in ("From", "To", "Call-ID", "CSeq"))
        self.send(f"SIP/2.0 200 OK\r\n{vias}{lines}Content-Length: 0\r\n\r\n")

    def accept(self, invite, codec=(8, "PCMA")):
        """Answers a call with A-law, or with what is given."""
        vias = "".join(f"Via: {via}\r\n" for via in re.findall(r"^Via:[ \t]*(.*?)\r?$", invite, re.M | re.I))
        lines = "".join(f"{name}: {header(invite, name)}\r\n" for name in ("From", "Call-ID", "CSeq"))
        body = self.description(7002, codec)
        self.send(f"SIP/2.0 200 OK\r\n{vias}{lines}To: {header(invite, 'To')};tag=t{next(self.numbers)}\r\n"
                  f"Contact: <sip:bench@{HOST}:{self.port}>\r\nContent-Type: application/sdp\r\n"
                  f"Content-Length: {len(body)}\r\n\r\n{body}")

    @staticmethod
    def description(port, codec=(8, "PCMA")):
        number, name = codec
        clock = "48000/2" if name == "opus" else "8000"
        return (f"v=0\r\no=bench 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
                f"m=audio {port} RTP/AVP {number}\r\na=rtpmap:{number} {name}/{clock}\r\na=sendrecv\r\n")


def protected(lines, profile):
    """A description of A-law whose keys or certificates are in `lines`."""
    body = Phone.description(7000).replace("RTP/AVP", profile)
    return body + "".join(f"a={line}\r\n" for line in lines)


def stand(caller, callee, number, codec=(8, "PCMA"), offer=None, answer=(8, "PCMA")):
    """One call from `caller`, who talks `codec` or offers what is given, to the number that rings `callee`, who talks
    `answer`; returns the server's two media ports."""
    call, uri = f"stand-{next(Phone.numbers)}", f"sip:{number}@{HOST}:{caller.server.sip}"
    sdp = "Content-Type: application/sdp\r\n"
    caller.request("INVITE", uri, f"<{uri}>", call, 1, sdp, offer or Phone.description(7000, codec))
    invite = callee.receive("INVITE")
    callee.accept(invite, answer)
    accepted = caller.receive("SIP/2.0 200", call)
    target = re.search(r"<([^>]+)>", header(accepted, "Contact")).group(1)
    caller.request("ACK", target, header(accepted, "To"), call)
    callee.receive("ACK", header(invite, "Call-ID"))
    return media_port(accepted), media_port(invite)


def dial(phone, login, password, number, codec=(8, "PCMA")):
    """A call of a user to a number that the server itself answers; returns the server's media port."""
    call, uri, identity = f"dial-{next(Phone.numbers)}", f"sip:{number}@{DOMAIN}", f"sip:{login}@{DOMAIN}"
    sdp, body = "Content-Type: application/sdp\r\n", Phone.description(7000, codec)
    phone.request("INVITE", uri, f"<{uri}>", call, 1, sdp, body, identity)
    challenge = phone.receive("SIP/2.0 401", call)
    answer = authorization(header(challenge, "WWW-Authenticate"), "INVITE", uri, login, password)
    phone.request("INVITE", uri, f"<{uri}>", call, 2, sdp + answer, body, identity)
    answer = phone.receive("SIP/2.0 200", call)
    target = re.search(r"<([^>]+)>", header(answer, "Contact")).group(1)
    phone.request("ACK", target, header(answer, "To"), call, 2, sender=identity)
    return media_port(answer)


def media_port(message):
    return int(re.search(r"^m=audio (\d+)", message, re.M).group(1))


def answer_delay(caller, number):
    """A short call to a callee who answers at once; returns milliseconds from INVITE to its 200."""
    call, uri = f"delay-{next(Phone.numbers)}", f"sip:{number}@{HOST}:{caller.server.sip}"
    began = time.monotonic()
    caller.request("INVITE", uri, f"<{uri}>", call, 1, "Content-Type: application/sdp\r\n", Phone.description(7000))
    answer = caller.receive("SIP/2.0 200", call)
    delay = (time.monotonic() - began) * 1000
    target = re.search(r"<([^>]+)>", header(answer, "Contact")).group(1)
    caller.request("ACK", target, header(answer, "To"), call)
    caller.request("BYE", target, header(answer, "To"), call, 2)
    return delay
