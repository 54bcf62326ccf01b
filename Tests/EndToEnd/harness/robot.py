"""A phone that reacts by itself: answers, refuses or ignores calls, takes part in re-INVITEs, hangs up when told."""
import threading

from harness.dialog import Call
from harness.message import Mismatch
from harness.phone import Phone


class Robot:
    def __init__(self, world, user, artefacts=None):
        self.user, self.extension, self.temper = user, user.extension, "answers"
        self.phone = Phone(world.server.address, world.host, user.login, user.password, user.domain,
                           extension=user.extension,
                           log=artefacts and open(artefacts / f"{user.login}.wire", "w"))
        world.exit.callback(self.phone.close)
        self.lock, self.dialogs, self.version = threading.RLock(), {}, 1
        self.phone.auto = {"INVITE": self.invited, "BYE": self.over, "CANCEL": self.cancelled, "NOTIFY": self.agree,
                           "UPDATE": self.offered, "INFO": self.agree, "OPTIONS": self.agree, "ACK": lambda _: None}
        self.phone.register()

    def isBusy(self):
        with self.lock:
            return bool(self.dialogs)

    def forget(self):
        with self.lock:
            self.dialogs.clear()
        with self.phone.changed:
            self.phone.inbox.clear()

    # What comes, on the reading thread: nothing here waits.

    def agree(self, request):
        self.phone.reply(request, 200, "OK")

    def offered(self, request):
        self.phone.reply(request, 200, "OK", self.offer() if request.sdp else "")

    def offer(self, direction="sendrecv"):
        self.version += 1
        return self.phone.offer(direction, version=self.version)

    def invited(self, request):
        if request.tag("to"):
            with self.lock:
                known = request.get("call-id") in self.dialogs
            self.phone.reply(request, 200 if known else 481, "OK", self.offer() if known else "")
            return
        call = Call(self.phone, request.contact_uri, request.get("call-id"), None, request.get("from"), False)
        call.request, call.isRinging, call.isCallee = request, True, True
        with self.lock:
            self.dialogs[call.id] = call
        call.local = self.phone.reply(request, 180, "Ringing").get("to")
        if self.temper == "refuses":
            self.refuse(call, 486)
        elif self.temper == "redirects":
            self.refuse(call, 302, [("Contact", f"<sip:{self.extension}9@{self.phone.domain}>")])
        elif self.temper == "answers":
            threading.Timer(0.05, self.answer, [call]).start()

    def refuse(self, call, status, headers=()):
        with self.lock:
            if not call.isRinging:
                return
            call.isRinging = False
            self.dialogs.pop(call.id, None)
        self.phone.reply(call.request, status, "No", headers=headers, contact=False)

    def answer(self, call):
        with self.lock:
            if not call.isRinging or not self.phone.isOpen:
                return
            call.isRinging = False
        self.phone.reply(call.request, 200, "OK", self.offer())
        if call.request.sdp:
            self.phone.media.remote = (call.request.sdp.host, call.request.sdp.port)

    def over(self, request):
        with self.lock:
            self.dialogs.pop(request.get("call-id"), None)
        self.phone.reply(request, 200, "OK")

    def cancelled(self, request):
        self.phone.reply(request, 200, "OK")
        with self.lock:
            call = self.dialogs.get(request.get("call-id"))
        if call and call.isRinging:
            self.refuse(call, 487)

    # What it does, on a story's thread

    def call(self, target, patience):
        """Calls, and gives up after `patience`."""
        call = self.phone.invite(target)
        call.isRinging, call.isCallee = True, False
        with self.lock:
            self.dialogs[call.id] = call
        try:
            response = call.final(patience=patience)
        except Mismatch:
            call.cancel()
            try:
                response = call.final()
            except Mismatch:
                self.drop(call)
                raise
        call.isRinging = False
        if response.status >= 300:
            self.drop(call)

    def drop(self, call):
        with self.lock:
            self.dialogs.pop(call.id, None)

    def talking(self):
        with self.lock:
            return next((call for call in self.dialogs.values() if not call.isRinging), None)

    def act(self, kind, target, dice):
        call = self.talking()
        if call is None:
            return
        try:
            if kind == "hold":
                call.ask("INVITE", body=self.offer("sendonly"), patience=5)
            elif kind == "resume":
                call.ask("INVITE", body=self.offer(), patience=5)
            elif kind == "update":
                call.ask("UPDATE", body=self.offer(), patience=5)
            elif kind == "refer":
                call.ask("REFER", [("Refer-To", f"<sip:{target}@{self.phone.domain}>")], patience=5)
            elif kind == "info":
                call.ask("INFO", [("Content-Type", "application/dtmf-relay")],
                         f"Signal={dice.choice('0123456789*#')}\r\nDuration=100\r\n", patience=5)
            elif kind == "digit" and self.phone.media and self.phone.media.remote:
                self.phone.media.send_digit(dice.randrange(12))
            elif kind == "ring":
                self.call(target, dice.uniform(0.1, 0.6))
        except Mismatch:
            # The dialog may have ended meanwhile; then it is gone. One that lives must answer.
            with self.lock:
                if call.id in self.dialogs and not self.phone.isOpen:
                    raise

    def press(self, keys):
        """Keys one after the other, by INFO."""
        for key in keys:
            call = self.talking()
            if call is None:
                return
            try:
                call.ask("INFO", [("Content-Type", "application/dtmf-relay")], f"Signal={key}\r\nDuration=100\r\n",
                         patience=5)
            except Mismatch:
                return  # The talk may end meanwhile.

    def hang_up(self):
        with self.lock:
            calls = list(self.dialogs.values())
        for call in calls:
            if call.isRinging:
                if call.isCallee:
                    self.refuse(call, 480)
                continue
            self.drop(call)
            try:
                call.ask("BYE", patience=5)
            except Mismatch:
                pass  # Both sides hung up at once.
