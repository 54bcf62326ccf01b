"""A stand-in identity provider (OpenID Connect): real keys, real codes, and a way to make each part of it lie."""
import base64
import hashlib
import http.server
import json
import os
import re
import secrets
import subprocess
import threading
import time
import urllib.parse


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """A key of openssl's: RS256 or ES256."""

    def __init__(self, folder, algorithm):
        self.algorithm, self.name = algorithm, secrets.token_hex(4)
        self.path = os.path.join(folder, f"{self.name}.pem")
        kind = (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if algorithm == "RS256"
                else ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        self._openssl("genpkey", *kind, "-out", self.path)

    @staticmethod
    def _openssl(*words, data=None):
        return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout

    def public(self):
        return self._openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")

    def jwk(self):
        common = {"kid": self.name, "use": "sig", "alg": self.algorithm}
        if self.algorithm == "RS256":
            text = self._openssl("rsa", "-in", self.path, "-noout", "-modulus").decode()
            modulus = bytes.fromhex(re.search(r"Modulus=([0-9A-F]+)", text).group(1))
            return common | {"kty": "RSA", "n": encode(modulus), "e": "AQAB"}
        point = self.public()[-64:]
        return common | {"kty": "EC", "crv": "P-256", "x": encode(point[:32]), "y": encode(point[32:])}

    def sign(self, data):
        signature = self._openssl("dgst", "-sha256", "-sign", self.path, data=data)
        return signature if self.algorithm == "RS256" else self._plain(signature)

    @staticmethod
    def _plain(der):
        """Two integers of DER as 32 bytes each (RFC 7518 §3.4)."""
        numbers, place = b"", 2
        for _ in range(2):
            length = der[place + 1]
            numbers += der[place + 2:place + 2 + length].lstrip(b"\0").rjust(32, b"\0")
            place += 2 + length
        return numbers


class Provider:
    """Listens on loopback. `token` may change head and claims before they are signed, or answer a whole token."""

    def __init__(self, world, algorithm="RS256", client="martlet", secret="hush hush/+:"):
        self.folder, self.client, self.secret = world.folder, client, secret
        self.key = Key(self.folder, algorithm)
        self.claims = {"sub": "subject-1", "email": "anna@demo.martlet", "email_verified": True}
        self.token, self.metadata, self.iss = None, {}, None
        self.codes, self.asked = {}, []
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                provider.get(self)

            def do_POST(self):
                provider.post(self)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        world.exit.callback(self.server.server_close)
        world.exit.callback(self.server.shutdown)

    def rotate(self):
        self.key = Key(self.folder, self.key.algorithm)

    @staticmethod
    def _answer(request, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request.send_response(status)
        for name, value in headers:
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def get(self, request):
        url = urllib.parse.urlsplit(request.path)
        self.asked.append(url.path)
        if url.path == "/.well-known/openid-configuration":
            self._answer(request, 200, {
                "issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token", "jwks_uri": self.issuer + "/keys"} | self.metadata)
        elif url.path == "/keys":
            self._answer(request, 200, {"keys": [self.key.jwk()]})
        elif url.path == "/authorize":
            query = dict(urllib.parse.parse_qsl(url.query))
            code = secrets.token_hex(16)
            self.codes[code] = query
            back = {"code": code, "state": query["state"]} | ({"iss": self.iss} if self.iss else {})
            self._answer(request, 302, b"", [("Location", query["redirect_uri"] + "?" + urllib.parse.urlencode(back))])
        else:
            self._answer(request, 404, {})

    def post(self, request):
        self.asked.append(request.path)
        form = dict(urllib.parse.parse_qsl(request.rfile.read(int(request.headers["Content-Length"])).decode()))
        begun = self.codes.pop(form.get("code"), None)
        pair = ":".join(urllib.parse.quote(part, safe="-._~") for part in (self.client, self.secret))
        isClient = request.headers["Authorization"] == "Basic " + base64.b64encode(pair.encode()).decode()
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (begun is None or not isClient or form.get("redirect_uri") != begun["redirect_uri"]
                or form.get("grant_type") != "authorization_code" or encode(verifier) != begun["code_challenge"]):
            self._answer(request, 400, {"error": "invalid_grant"})
            return
        self._answer(request, 200, {"access_token": "unused", "token_type": "Bearer", "id_token": self.made(begun["nonce"])})

    def made(self, nonce):
        now = int(time.time())
        head = {"alg": self.key.algorithm, "kid": self.key.name, "typ": "JWT"}
        claims = {"iss": self.issuer, "aud": self.client, "exp": now + 300, "iat": now, "nonce": nonce} | self.claims
        if self.token:
            whole = self.token(head, claims)
            if whole is not None:
                return whole
        return self.signed(head, claims)

    @staticmethod
    def unsigned(head, claims):
        return encode(json.dumps(head).encode()) + "." + encode(json.dumps(claims).encode())

    def signed(self, head, claims):
        text = self.unsigned(head, claims)
        return text + "." + encode(self.key.sign(text.encode()))
