"""Notices of messages by e-mail (VM-02): a real SMTP server, with STARTTLS, sign-in, and one that refuses at first."""
import email
import email.policy
import json
import os
import signal
import socket
import ssl
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from harness.scenario import check, scenario
from harness.server import Server
from harness.transports import Certificate
from scenarios.voicemail import leave


class Inbox:
    """Takes mail; answers `busy` messages with 451 first."""

    def __init__(self, busy=0):
        self.mails, self.busy, self.tries, self.secured = [], busy, 0, []

    async def handle_DATA(self, server, session, envelope):
        self.tries += 1
        if self.tries <= self.busy:
            return "451 come again"
        self.secured.append(session.ssl is not None and session.authenticated)
        self.mails.append((envelope, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 taken"


def post_office(world, inbox, certificate=None, port=None):
    """A mail server, on a free port when none is named; with a certificate it wants STARTTLS and a sign-in."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)

    def authenticate(server, session, envelope, mechanism, data):
        isRight = (data.login, data.password) == (b"pbx", b"s3cret word")
        return AuthResult(success=isRight, auth_data="pbx" if isRight else None)
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    options = dict(tls_context=context, require_starttls=True, authenticator=authenticate,
                   auth_required=True) if context else {}

    class Office(Controller):
        def factory(self):
            return SMTP(self.handler, **options)
    office = Office(inbox, hostname="127.0.0.1", port=port)
    office.start()
    world.exit.callback(office.stop)
    return port


def server_with_mail(world, number, port, **settings):
    world.reserve(number)
    server = Server(world.server.binary, world.server.sip + 10 * number,
                    f"{24000 + 200 * number}-{24199 + 200 * number}", world.artefacts, f"own{number}")
    world.exit.callback(server.stop)
    with open(os.path.join(server.data, "martlet.json"), "w") as file:
        json.dump({"mailServer": f"127.0.0.1:{port}", "mailFrom": "pbx@demo.martlet", "mailRetry": 1,
                   "webAddress": "https://pbx.example", **settings}, file)
    return server.start()


def caller_of(world, server, notice):
    """Boris (102) has a mailbox with notices; Anna's phone."""
    boris = next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"] if user["login"] == "boris")
    server.api("PATCH", f"/users/{boris['id']}", {"email": "boris@demo.martlet"})
    server.api("PATCH", f"/users/{boris['id']}/mailbox", {"isOn": True, "notice": notice})
    return world.phone(server=server, login="anna", password=server.password("anna@demo.martlet"), extension="101",
                       register=True)


@scenario("VM-02 a message is told by e-mail: STARTTLS, sign-in, words in Russian, a link, the sound as mp3")
def told(world):
    inbox, certificate = Inbox(), Certificate(world.folder)
    port = post_office(world, inbox, certificate)
    secret = os.path.join(world.folder, "mail-password")
    with open(secret, "w") as file:
        file.write("s3cret word\n")
    server = server_with_mail(world, 51, port, mailSecurity="starttls", mailUser="pbx", mailPasswordFile=secret,
                              mailAuthorities=certificate.chain)
    leave(world, caller_of(world, server, "sound"), "102").bye()
    world.wait(lambda: inbox.mails, "the mail", 30)
    envelope, mail = inbox.mails[0]
    check(envelope.mail_from == "pbx@demo.martlet" and envelope.rcpt_tos == ["boris@demo.martlet"], f"{envelope}")
    check(inbox.secured == [True], "not over TLS, or not signed in")
    check(mail["subject"].startswith("Голосовое сообщение") and "101" in mail["subject"], mail["subject"])
    body = mail.get_body(("plain",)).get_content()
    check("https://pbx.example/me" in body and "*97" in body, body)
    sound, = [part for part in mail.iter_attachments()]
    data = sound.get_content()
    check(sound.get_content_type() == "audio/mpeg" and sound.get_filename().endswith(".mp3"), sound.get_filename())
    check(len(data) > 4000 and (data[0] == 0xFF or data[:3] == b"ID3"), f"{len(data)} bytes of mp3")


@scenario("VM-02 a mail server that is busy gets the mail at a later try; calls never wait for it")
def busy(world):
    inbox = Inbox(busy=2)
    server = server_with_mail(world, 52, post_office(world, inbox), mailSecurity="none")
    caller = caller_of(world, server, "link")
    leave(world, caller, "102").bye()
    world.wait(lambda: inbox.mails, "the mail at the third try", 30)
    _, mail = inbox.mails[0]
    check(inbox.tries == 3 and not list(mail.iter_attachments()), f"{inbox.tries} tries")


@scenario("VM-02 mail that waits when the server stops is sent after the next start, and lies nowhere afterwards")
def kept(world):
    inbox = Inbox()
    with socket.socket() as taken:  # A port at which nobody answers yet.
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = server_with_mail(world, 57, port, mailSecurity="none")
    leave(world, caller_of(world, server, "link"), "102").bye()
    folder = os.path.join(server.data, "mail")
    waiting = world.wait(
        lambda: [name for name in os.listdir(folder) if name.endswith(".mail")], "the mail on the disk", 30
    )
    path = os.path.join(folder, waiting[0])
    check(os.stat(path).st_mode & 0o077 == 0 and os.stat(folder).st_mode & 0o077 == 0, "others may read it")
    server.kill(signal.SIGTERM)
    post_office(world, inbox, port=port)
    server.start()
    world.wait(lambda: inbox.mails, "the mail after the restart", 30)
    check(inbox.mails[0][0].rcpt_tos == ["boris@demo.martlet"], f"{inbox.mails[0][0]}")
    world.wait(lambda: not os.listdir(folder), "the file to be gone")


@scenario("VM-02 a server without STARTTLS is told nothing when STARTTLS is demanded; the message is in the mailbox")
def downgraded(world):
    inbox = Inbox()
    server = server_with_mail(world, 53, post_office(world, inbox), mailSecurity="starttls")
    caller = caller_of(world, server, "link")
    leave(world, caller, "102").bye()
    boris = next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"] if user["login"] == "boris")
    world.wait(lambda: server.api("GET", f"/users/{boris['id']}/messages")["items"], "the message")
    time.sleep(3)
    check(not inbox.mails and inbox.tries == 0, "a mail in the clear")
