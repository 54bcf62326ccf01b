"""Servers that listen over TLS, WebSocket and IPv6, with accounts of their own, and certificates made by openssl."""
import http.client
import json
import os
import socket
import ssl
import subprocess

from harness.message import text
from harness.scenario import User
from harness.server import Server


class Certificate:
    """A self-signed certificate for the loopback addresses. The server has the two files; `renew` changes them."""

    def __init__(self, folder, name="first"):
        self.chain, self.key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
        self.renew(name)

    def renew(self, name):
        fresh = {path: path + ".new" for path in (self.chain, self.key)}
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1,IP:::1",
                        "-out", fresh[self.chain], "-keyout", fresh[self.key]],
                       check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        for path, new in fresh.items():
            os.replace(new, path)

    def context(self):
        """A client that trusts the certificate as it is now and nothing else, and checks the name."""
        return ssl.create_default_context(cafile=self.chain)


def served_name(host, port):
    """The common name of the certificate that a new connection is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((host, port), 20) as plain, context.wrap_socket(plain) as secure:
        pem = ssl.DER_cert_to_PEM_cert(secure.getpeercert(True))
    done = subprocess.run(["openssl", "x509", "-noout", "-subject", "-nameopt", "multiline"], input=pem, text=True,
                          capture_output=True, check=True, timeout=60)
    return done.stdout.split("=")[-1].strip()


class TransportServer(Server):
    """SIP over UDP and TCP at `host`, over TLS at `tls`, over WebSocket at `websocket`; ports by `number`."""

    def __init__(self, world, number, host="127.0.0.1", tls=None, websocket=None, certificate=None):
        world.reserve(number)
        super().__init__(world.server.binary, world.server.sip + 10 * number,
                         f"{24000 + 200 * number}-{24199 + 200 * number}", world.artefacts, f"own{number}")
        self.sipHost, self.certificate = host, certificate
        self.tls = (tls or host, self.sip + 1) if certificate else None
        self.websocket = (websocket, self.sip + 2) if websocket else None
        world.exit.callback(self.stop)
        self.start()

    def arguments(self):
        words = super().arguments()
        words[words.index("--sip") + 1] = text((self.sipHost, self.sip))
        if self.certificate:
            words += ["--certificate", self.certificate.chain, "--private-key", self.certificate.key, "--sip-tls",
                      text(self.tls)]
        if self.websocket:
            words += ["--sip-websocket", text(self.websocket)]
        return words

    @property
    def address(self):
        return (self.sipHost, self.sip)

    def request(self, method, path, body=None, signed=True, token=None):
        """With a certificate the API is HTTPS, and only what needs no session is asked there."""
        if not self.certificate:
            return super().request(method, path, body, signed, token)
        connection = http.client.HTTPSConnection(self.host, self.http, timeout=60, context=self.certificate.context())
        try:
            connection.request(method, "/api/v1" + path)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or "null")
        finally:
            connection.close()

    def people(self, *logins):
        """Accounts of the demo company."""
        numbers = {"anna": "101", "boris": "102", "clara": "103"}
        return [User({"id": None, "login": login, "extension": numbers[login], "domain": "demo.martlet"},
                     self.password(f"{login}@demo.martlet")) for login in logins]

    def calls(self):
        """The history, newest first."""
        return [json.loads(line) for line in self.command("calls", "--json").stdout.splitlines() if line.strip()]


class Changed:
    """Anything, with some of its attributes changed: a scenario's world for peers at another address or server."""

    def __init__(self, original, **changes):
        self._original = original
        vars(self).update(changes)

    def __getattr__(self, name):
        return getattr(self._original, name)
