"""A scripted SIP phone on a raw socket: it sends what a scenario says, wrong things included.

Repeats are handled below the scenario's sight: a repeated request gets the last response again, a repeated 2xx its
ACK; everything else lands in the inbox.
"""
import hashlib
import re
import socket
import threading
import time

from harness.dialog import Call
from harness.message import PATIENCE, Message, Mismatch, authorization, describe, token
from harness.rtp import Media


# After so long a request over UDP that nothing answers is sent again: a datagram may get lost on a busy machine.
RESEND_SECONDS = 1.0


class Phone:
    """One socket, one account. `server` is (host, port)."""

    def __init__(self, server, host, login="", password="", domain="demo.martlet", extension="", transport="UDP",
                 port=0, agent="Deskphone/7", log=None):
        self.server, self.host, self.login, self.password = server, host, login, password
        self.domain, self.extension, self.transport, self.agent, self.log = domain, extension, transport, agent, log
        kind = socket.SOCK_DGRAM if transport == "UDP" else socket.SOCK_STREAM
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((host, port))
        if transport == "TCP":
            self.socket.connect(server)
        self.port = self.socket.getsockname()[1]
        self.inbox, self.changed, self.isOpen = [], threading.Condition(), True
        self.answered, self.seen, self.acknowledged, self.auto = {}, set(), {}, {}
        self.unanswered = {}
        self.muted = False
        self.contact = f"<sip:{login or 'peer'}@{host}:{self.port}" + (";transport=tcp>" if transport == "TCP" else ">")
        self.record = f"sip:{login}@{domain}"
        self.registration = token("reg-")
        self.sequence = 0
        self.media = None
        threading.Thread(target=self._read, daemon=True).start()

    # Wire

    def close(self):
        self.isOpen = False
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        if self.media:
            self.media.close()

    def transmit(self, data, to=None):
        data = data if isinstance(data, bytes) else data.encode()
        self._note(">", data)
        if self.transport == "UDP":
            self._remember(data, to or self.server)
            self.socket.sendto(data, to or self.server)
        else:
            self.socket.sendall(data)

    def _remember(self, data, to):
        """Requests are sent again until something comes for them (RFC 3261 §17.1.1.2)."""
        if data.startswith((b"INVITE ", b"REGISTER ", b"SUBSCRIBE ", b"BYE ", b"INFO ", b"REFER ", b"UPDATE ")):
            branch = re.search(rb"^Via:.*?;branch=([^;\s]+)", data, re.M)
            if branch:
                self.unanswered[branch.group(1).decode()] = [data, to, time.monotonic() + RESEND_SECONDS]

    def _send_again(self):
        """The time until the next is due; while somebody waits for a message, it is sent here."""
        now = time.monotonic()
        for branch, (data, to, due) in list(self.unanswered.items()):
            if due <= now and not self.muted and self.isOpen:
                self.unanswered[branch][2] = now + 2 * RESEND_SECONDS
                self._note(">", data)
                self.socket.sendto(data, to)
        return min((due - now for _, _, due in self.unanswered.values()), default=PATIENCE)

    def _note(self, direction, data):
        if self.log:
            mark = f"{time.strftime('%H:%M:%S')}.{int(time.time() * 1000) % 1000:03d}"
            text = data.decode("utf-8", "replace")
            self.log.write(f"--- {mark} {self.login}@{self.host}:{self.port} {direction}\n{text}\n")
            self.log.flush()

    def _read(self):
        pending = b""
        while self.isOpen:
            try:
                data, source = self.socket.recvfrom(65535)
            except OSError:
                return
            if self.transport == "UDP":
                self._take(data, source)
                continue
            if not data:
                return
            pending += data
            while b"\r\n\r\n" in pending:
                head, _, rest = pending.partition(b"\r\n\r\n")
                found = re.search(rb"\r\n(?:content-length|l)\s*:\s*(\d+)", head, re.I)
                size = int(found.group(1)) if found else 0
                if not head.strip():
                    pending = rest
                    continue
                if len(rest) < size:
                    break
                self._take(head + b"\r\n\r\n" + rest[:size], source)
                pending = rest[size:]

    def _take(self, data, source):
        if len(data.strip()) == 0 or self.muted:
            return
        self._note("<", data)
        try:
            message = Message(data, source)
        except (ValueError, IndexError):
            return
        key = (message.status, message.method, message.get("cseq"), message.branch, message.get("call-id"),
               message.tag("to") if message.status else "", message.get("rseq"))
        with self.changed:
            if message.status:
                self.unanswered.pop(message.branch, None)
            if key in self.seen:
                again = self.answered.get((message.branch, message.method)) if message.status is None else None
                ack = self.acknowledged.get(message.get("call-id"))
                if again:
                    self.transmit(again, source)
                elif message.status and message.status >= 200 and message.method == "INVITE" and ack:
                    self.transmit(ack)
                return
            self.seen.add(key)
            reaction = self.auto.get(message.method) if message.status is None else None
            if reaction is None:
                self.inbox.append(message)
                self.changed.notify_all()
        if reaction is not None:
            reaction(message)

    # Waiting

    def take(self, accepts, what, patience=PATIENCE):
        end = time.monotonic() + patience
        with self.changed:
            while True:
                for index, message in enumerate(self.inbox):
                    if accepts(message):
                        return self.inbox.pop(index)
                left = end - time.monotonic()
                if left <= 0:
                    came = ", ".join(map(str, self.inbox)) or "nothing"
                    raise Mismatch(f"{self.login or 'peer'} expects {what}; came: {came}")
                self.changed.wait(max(0.01, min(left, self._send_again())))

    def response(self, call_id, method, cseq=None, final=True, patience=PATIENCE):
        def accepts(message):
            return (message.status is not None and message.get("call-id") == call_id and message.method == method
                    and (cseq is None or message.cseq == cseq) and (not final or message.status >= 200))
        return self.take(accepts, f"a response to {method}", patience)

    def request_of(self, method, call_id=None, patience=PATIENCE):
        return self.take(lambda message: message.status is None and message.method == method
                         and (call_id is None or message.get("call-id") == call_id), method, patience)

    def nothing(self, method, seconds=1.0, call_id=None):
        try:
            message = self.request_of(method, call_id, seconds)
        except Mismatch:
            return
        raise Mismatch(f"{self.login} expects no {method}; came {message}")

    # Building

    def build(self, method, uri, headers=(), body="", call_id=None, cseq=1, from_=None, to=None, branch=None,
              contact=True, agent=True, max_forwards=70):
        branch = branch or token("z9hG4bK")
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/{self.transport} {self.host}:{self.port};branch={branch};rport",
                 f"From: {from_ or f'<{self.record}>;tag=' + token()}", f"To: {to or f'<{uri}>'}",
                 f"Call-ID: {call_id or token('call-')}", f"CSeq: {cseq} {method}"]
        if max_forwards is not None:
            lines.append(f"Max-Forwards: {max_forwards}")
        if contact:
            lines.append(f"Contact: {self.contact}")
        if agent and self.agent:
            lines.append(f"User-Agent: {self.agent}")
        lines += [f"{name}: {value}" for name, value in headers]
        if body and not any(name.lower() == "content-type" for name, _ in headers):
            lines.append("Content-Type: application/sdp" if body.startswith("v=") else "Content-Type: text/plain")
        return "\r\n".join(lines + [f"Content-Length: {len(body.encode())}", "", body])

    def reply(self, request, status, reason="Whatever", body="", headers=(), tag=None, contact=True):
        to = request.get("to")
        if status > 100 and not request.tag("to"):
            one = f"{request.get('call-id')} {self.login} {self.port}"
            to += f";tag={tag or 'tag-' + hashlib.md5(one.encode()).hexdigest()[:12]}"
        lines = [f"SIP/2.0 {status} {reason}"] + [f"Via: {via}" for via in request.all("via")]
        lines += [f"From: {request.get('from')}", f"To: {to}", f"Call-ID: {request.get('call-id')}",
                  f"CSeq: {request.get('cseq')}"]
        if contact and request.method in ("INVITE", "UPDATE"):
            lines.append(f"Contact: {self.contact}")
        lines += [f"{name}: {value}" for name, value in headers]
        if body:
            lines.append("Content-Type: application/sdp")
        data = "\r\n".join(lines + [f"Content-Length: {len(body.encode())}", "", body])
        if status >= 200:
            self.answered[(request.branch, request.method)] = data
        self.transmit(data, request.source)
        return Message(data.encode())

    # Account

    def challenge(self, response, algorithm="MD5"):
        challenges = response.all("www-authenticate") + response.all("proxy-authenticate")
        for text in challenges:
            kind = next(iter(re.findall(r'algorithm="?([\w-]+)', text)), "MD5")
            if kind.upper() == algorithm:
                return text
        raise Mismatch(f"no {algorithm} challenge in {response}: {challenges}")

    def ask(self, method, uri, headers=(), body="", credentials=None, algorithm="MD5", patience=PATIENCE, **more):
        """Sends a request outside a dialog, answers a challenge, returns the final response."""
        more.setdefault("call_id", token("ask-"))
        first = Message(self.build(method, uri, headers, body, cseq=1, **more).encode())
        self.transmit(first.raw)
        response = self.response(first.get("call-id"), method, 1, patience=patience)
        if response.status not in (401, 407) or credentials is False:
            return response
        value = authorization(self.challenge(response, algorithm), method, uri, self.login, self.password)
        again = self.build(method, uri, list(headers) + [("Authorization", value)], body, cseq=2, **more)
        if method == "INVITE":
            self._acknowledge_failure(first, response)
        self.transmit(again)
        return self.response(first.get("call-id"), method, 2, patience=patience)

    def register(self, expires=600, contact=None, headers=(), password=None, algorithm="MD5", to=None, expect=200):
        uri = f"sip:{self.domain}"
        saved = self.password
        self.password = password or saved
        record = f"<{to or self.record}>"
        tag = token()
        response = None
        try:
            for attempt in range(2):
                self.sequence += 1
                extra = list(headers)
                if response is not None:
                    extra.append(("Authorization", authorization(self.challenge(response, algorithm), "REGISTER", uri,
                                                                 self.login, self.password)))
                if contact is not None:
                    extra += [("Contact", value) for value in ([contact] if isinstance(contact, str) else contact)]
                if expires is not None:
                    extra.append(("Expires", str(expires)))
                self.transmit(self.build("REGISTER", uri, extra, call_id=self.registration, cseq=self.sequence,
                                         from_=f"{record};tag={tag}", to=record, contact=contact is None))
                response = self.response(self.registration, "REGISTER", self.sequence)
                if response.status != 401:
                    break
        finally:
            self.password = saved
        if expect is not None and response.status != expect:
            raise Mismatch(f"REGISTER of {self.login}: {response}, expected {expect}")
        return response

    # Calls

    def invite(self, target, body=None, headers=(), credentials=True, domain=None, **more):
        """Starts a call: returns it after the challenge, before any answer."""
        uri = target if ":" in target else f"sip:{target}@{domain or self.domain}"
        call = Call(self, uri, token("call-"), f"<{self.record}>;tag={token()}", f"<{uri}>", isCaller=True)
        body = self.offer() if body is None else body
        call.send_invite(body, headers, **more)
        if credentials and self.password:
            response = self.response(call.id, "INVITE", call.cseq)
            if response.status not in (401, 407):
                with self.changed:
                    self.inbox.insert(0, response)
                return call
            self._acknowledge_failure(call.request, response)
            value = authorization(self.challenge(response), "INVITE", uri, self.login, self.password)
            call.cseq += 1
            call.send_invite(body, list(headers) + [("Authorization", value)], **more)
        return call

    def _acknowledge_failure(self, request, response):
        ack = [f"ACK {request.uri} SIP/2.0", f"Via: {request.get('via')}", f"From: {request.get('from')}",
               f"To: {response.get('to')}", f"Call-ID: {request.get('call-id')}", f"CSeq: {request.cseq} ACK",
               "Max-Forwards: 70", "Content-Length: 0", "", ""]
        self.transmit("\r\n".join(ack))

    def incoming(self, patience=PATIENCE):
        """The next INVITE that comes, as a call with 100 sent. Encrypted sound is refused: the next one has none."""
        request = self.request_of("INVITE", patience=patience)
        while re.search(rb"m=audio \d+ \S*RTP/SAVP", request.body):
            self.reply(request, 488, "Not Acceptable Here")
            request = self.request_of("INVITE", patience=patience)
        call = Call(self, request.contact_uri, request.get("call-id"), None, request.get("from"), isCaller=False)
        call.request = request
        self.reply(request, 100, "Trying")
        return call

    def offer(self, direction="sendrecv", **more):
        if self.media is None:
            self.media = Media(self.host)
        return describe(self.host, self.media.port, direction, **more)
