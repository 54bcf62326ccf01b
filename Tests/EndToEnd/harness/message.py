"""SIP and SDP as text, and digest answers. Shares no code with the server."""
import hashlib
import itertools
import os
import re

PATIENCE = 20.0
COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length",
           "c": "content-type", "k": "supported", "s": "subject", "e": "content-encoding", "r": "refer-to",
           "b": "referred-by", "x": "session-expires", "o": "event"}
_counter = itertools.count(1)


class Mismatch(Exception):
    """What came is not what the scenario expects."""


def text(address):
    """HOST:PORT, with brackets around an IPv6 address."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def token(prefix=""):
    return f"{prefix}{os.urandom(5).hex()}{next(_counter)}"


class Message:
    def __init__(self, data, source=None):
        head, _, body = data.partition(b"\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
        self.start, self.body, self.source, self.raw = lines[0], body, source, data
        self.headers = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            self.headers.append((COMPACT.get(name, name), value.strip()))
        self.status = int(self.start.split(" ")[1]) if self.start.startswith("SIP/2.0") else None
        self.method = self.start.split(" ")[0] if self.status is None else self.get("cseq").split(" ")[-1]

    def get(self, name, default=""):
        return next((value for key, value in self.headers if key == name.lower()), default)

    def all(self, name):
        return [value for key, value in self.headers if key == name.lower()]

    def tag(self, name):
        found = re.search(r";\s*tag=([^;,>\s]+)", self.get(name))
        return found.group(1) if found else None

    @property
    def cseq(self):
        return int(self.get("cseq").split(" ")[0])

    @property
    def branch(self):
        found = re.search(r"branch=([^;,\s]+)", self.get("via"))
        return found.group(1) if found else None

    @property
    def uri(self):
        return self.start.split(" ")[1]

    @property
    def sdp(self):
        return Description(self.body.decode("utf-8", "replace")) if self.body.startswith(b"v=") else None

    @property
    def contact_uri(self):
        found = re.search(r"<([^>]+)>", self.get("contact"))
        return found.group(1) if found else self.get("contact").split(";")[0]

    def __str__(self):
        return self.start if self.status is None else f"{self.start} ({self.get('cseq')})"


class Description:
    """The lines of an SDP body that scenarios look at."""

    def __init__(self, text):
        self.text = text
        lines = text.replace("\r", "").split("\n")
        media = next((line for line in lines if line.startswith("m=audio")), "m=audio 0 RTP/AVP")
        self.port = int(media.split(" ")[1])
        self.payloads = media.split(" ")[3:]
        address = [line for line in lines if line.startswith("c=")]
        self.host = address[-1].split(" ")[2] if address else None
        wanted = ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive")
        self.direction = next((line[2:] for line in lines if line in wanted), "sendrecv")


def describe(host, port, direction="sendrecv", payloads=(8, 0, 101), version=1):
    names = {8: "PCMA/8000", 0: "PCMU/8000", 101: "telephone-event/8000", 9: "G722/8000", 18: "G729/8000"}
    lines = ["v=0", f"o=e2e 1 {version} IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0",
             f"m=audio {port} RTP/AVP {' '.join(map(str, payloads))}"]
    lines += [f"a=rtpmap:{payload} {names[payload]}" for payload in payloads]
    return "\r\n".join(lines + [f"a={direction}", ""])


def _digest(kind, text):
    return hashlib.new("sha256" if kind.upper() == "SHA-256" else "md5", text.encode()).hexdigest()


def authorization(challenge, method, uri, user, password, count=1, scheme="Digest"):
    """The Authorization value for one challenge."""
    field = lambda name: next(iter(re.findall(rf'\b{name}="?([^",]+)"?', challenge)), None)
    realm, nonce, kind = field("realm"), field("nonce"), field("algorithm") or "MD5"
    one, two = _digest(kind, f"{user}:{realm}:{password}"), _digest(kind, f"{method}:{uri}")
    if field("qop"):
        client = token()
        answer = _digest(kind, f"{one}:{nonce}:{count:08x}:{client}:auth:{two}")
        extra = f', qop=auth, nc={count:08x}, cnonce="{client}"'
    else:
        answer, extra = _digest(kind, f"{one}:{nonce}:{two}"), ""
    return (f'{scheme} username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{answer}", '
            f"algorithm={kind}{extra}")
