"""One call as a scripted phone sees it."""
from harness.message import PATIENCE, Message, Mismatch


class Call:
    """One dialog as the phone sees it."""

    def __init__(self, phone, target, call_id, local, remote, isCaller):
        self.phone, self.target, self.id, self.local, self.remote = phone, target, call_id, local, remote
        self.isCaller, self.cseq, self.request, self.answer = isCaller, 1, None, None
        self.uri = target

    def send_invite(self, body, headers=(), **more):
        data = self.phone.build("INVITE", self.uri, headers, body, call_id=self.id, cseq=self.cseq, from_=self.local,
                                to=self.remote, **more)
        self.request = Message(data.encode())
        self.phone.transmit(data)

    # As the caller

    def provisional(self, *statuses, patience=PATIENCE):
        return self.phone.take(lambda message: message.status in statuses and message.get("call-id") == self.id,
                               f"one of {statuses}", patience)

    def final(self, *expected, patience=PATIENCE, ack=True):
        """The final response to the last INVITE; acknowledged."""
        response = self.phone.response(self.id, "INVITE", self.request.cseq, patience=patience)
        if response.status >= 300:
            self.phone._acknowledge_failure(self.request, response)
        else:
            self.take_dialog(response)
            if ack:
                self.acknowledge()
        if expected and response.status not in expected:
            raise Mismatch(f"{self.phone.login}: the answer is {response}, expected {expected}")
        return response

    def take_dialog(self, response):
        self.answer, self.remote, self.target = response, response.get("to"), response.contact_uri or self.target
        if response.sdp and self.phone.media:
            self.phone.media.remote = (response.sdp.host, response.sdp.port)

    def acknowledge(self, body=""):
        data = self.phone.build("ACK", self.target, (), body, call_id=self.id, cseq=self.request.cseq,
                                from_=self.local, to=self.remote, contact=False)
        self.phone.acknowledged[self.id] = data
        self.phone.transmit(data)

    def cancel(self):
        request = self.request
        lines = [f"CANCEL {request.uri} SIP/2.0", f"Via: {request.get('via')}", f"From: {request.get('from')}",
                 f"To: {request.get('to')}", f"Call-ID: {self.id}", f"CSeq: {request.cseq} CANCEL", "Max-Forwards: 70",
                 "Content-Length: 0", "", ""]
        self.phone.transmit("\r\n".join(lines))
        return self.phone.response(self.id, "CANCEL")

    # As the callee

    def progress(self, status=180, body="", headers=()):
        response = self.phone.reply(self.request, status, "Ringing", body, headers)
        self.local = response.get("to")
        return response

    def accept(self, body=None, headers=(), wait=True):
        if self.phone.media is None:
            self.phone.offer()
        if self.request.sdp:
            self.phone.media.remote = (self.request.sdp.host, self.request.sdp.port)
        response = self.phone.reply(self.request, 200, "OK", self.phone.offer(payloads=(8,)) if body is None else body,
                                    headers)
        self.local = response.get("to")
        if wait:
            return self.phone.request_of("ACK", self.id)
        return None

    def refuse(self, status, reason="No", headers=()):
        self.phone.reply(self.request, status, reason, headers=headers, contact=False)
        return self.phone.request_of("ACK", self.id)

    # In the dialog

    def send(self, method, headers=(), body="", **more):
        """A request of this side; returns it."""
        self.cseq += 1
        data = self.phone.build(method, self.target, headers, body, call_id=self.id, cseq=self.cseq, from_=self.local,
                                to=self.remote, **more)
        request = Message(data.encode())
        self.phone.transmit(data)
        return request

    def ask(self, method, headers=(), body="", patience=PATIENCE, **more):
        """A request of this side and the final response to it."""
        request = self.send(method, headers, body, **more)
        response = self.phone.response(self.id, method, self.cseq, patience=patience)
        if method == "INVITE":
            self.request = request
            if response.status < 300:
                if self.isCaller:
                    self.take_dialog(response)
                else:
                    self._take_media(response)
                self.acknowledge()
            else:
                self.phone._acknowledge_failure(request, response)
        return response

    def _take_media(self, response):
        self.target = response.contact_uri or self.target
        if response.sdp and self.phone.media:
            self.phone.media.remote = (response.sdp.host, response.sdp.port)

    def expect(self, method, status=200, body="", headers=(), patience=PATIENCE):
        """A request of the other side, answered."""
        request = self.phone.request_of(method, self.id, patience)
        if status:
            self.phone.reply(request, status, "OK", body, headers)
        return request

    def bye(self):
        response = self.ask("BYE")
        if response.status != 200:
            raise Mismatch(f"BYE is answered with {response}")
