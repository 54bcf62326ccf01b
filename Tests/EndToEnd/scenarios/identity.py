"""Signing in by an identity provider (BYD-22): a real one in miniature, and one that lies in every way it can."""
import hashlib
import hmac
import http.client
import itertools
import json
import os
import sqlite3
import urllib.parse

from harness.identity import Provider, encode
from harness.scenario import check, scenario
from harness.server import Server
from scenarios.access import code_of, user_of

WEB = "http://localhost:8080"


def server_with_providers(world, number, **settings):
    world.reserve(number)
    server = Server(world.server.binary, world.server.sip + 10 * number,
                    f"{24000 + 200 * number}-{24199 + 200 * number}", world.artefacts, f"own{number}")
    world.exit.callback(server.stop)
    with open(os.path.join(server.data, "martlet.json"), "w") as file:
        json.dump({"webAddress": WEB, "insideProviders": True, "signInFailureLimit": 1000, **settings}, file)
    server.start()
    for login in ("Anna", "Boris"):
        user = user_of(server, login.lower())
        server.api("PATCH", f"/users/{user['id']}", {"email": f"{login}@demo.martlet"})
    return server


class Browser:
    """Keeps cookies, and goes where it is sent. Each has an address of its own: one that fails is answered later and later."""
    addresses = itertools.count(1)

    def __init__(self, server):
        self.server, self.cookies = server, {}
        number = next(self.addresses)
        self.address = f"127.2.{number // 250}.{number % 250 + 1}"

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.server.host, self.server.http, timeout=60,
                                                source_address=(self.address, 0))
        headers = {"Content-Type": "application/json", "X-Martlet-Request": "1",
                   "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    kept, _, rest = value.partition(";")
                    check("HttpOnly" in rest and "SameSite=Strict" in rest, f"a cookie that scripts or sites see: {value}")
                    self.cookies.__setitem__(*kept.split("=", 1))
            return response.status, json.loads(text) if text else None
        finally:
            connection.close()

    def begin(self, provider):
        status, answer = self.ask("POST", "/session/provider", {"provider": provider})
        check(status == 201, f"no address: {status} {answer}")
        return answer["address"]

    @staticmethod
    def visit(address):
        """The provider's page: somebody who is signed in there is sent back at once."""
        url = urllib.parse.urlsplit(address)
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
        try:
            connection.request("GET", f"{url.path}?{url.query}")
            response = connection.getresponse()
            response.read()
            check(response.status == 302, f"the provider answers {response.status}")
            return response.getheader("Location")
        finally:
            connection.close()

    def come_back(self, address, to="/session/provider/return", **changes):
        url = urllib.parse.urlsplit(address)
        check(f"{url.scheme}://{url.netloc}" == WEB, f"sent to {address}")
        query = dict(urllib.parse.parse_qsl(url.query))
        return self.ask("POST", to, {
            "provider": url.path.removeprefix("/sign-in/"), "state": query["state"], "code": query["code"],
            "issuer": query.get("iss")} | changes)

    def sign_in(self, provider):
        status, answer = self.come_back(self.visit(self.begin(provider)))
        return answer["me"]["login"] if status == 201 else answer["error"]["code"]


def add(server, provider, **more):
    return server.api("POST", "/sign-in-providers?domain=demo.martlet", {
        "name": "Firm ID", "issuer": provider.issuer, "clientID": provider.client, "clientSecret": provider.secret,
        "linksByEmail": True, **more})["id"]


@scenario("BYD-22 OIDC: a button, a code, a signed token, a session; keys change; the secret is shown to nobody")
def signed_in(world):
    server = server_with_providers(world, 75)
    for algorithm, login in (("RS256", "anna"), ("ES256", "boris")):
        provider = Provider(world, algorithm)
        provider.claims = {"sub": f"{login}-there", "email": f"{login}@demo.martlet", "email_verified": True}
        id = add(server, provider, name=algorithm)
        shown = server.request("GET", "/session/providers?domain=demo.martlet", signed=False)[1]["items"]
        check({"id": id, "name": algorithm} in shown, f"no button: {shown}")
        browser = Browser(server)
        address = browser.begin(id)
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        check(query["redirect_uri"] == f"{WEB}/sign-in/{id}" and query["code_challenge_method"] == "S256", f"{query}")
        status, answer = browser.come_back(browser.visit(address))
        check(status == 201 and answer["me"]["login"] == login and answer["secret"] is None, f"{status} {answer}")
        check(browser.ask("GET", "/me")[1]["login"] == login, "the cookie is no session")
        provider.rotate()
        # A provider's new keys are looked for once a minute: within it the former ones are all that is known.
        check(Browser(server).sign_in(id) == "provider-refused", "an unknown key was taken")
        check(provider.asked.count("/.well-known/openid-configuration") == 1, f"{provider.asked}")
    check(server.request("GET", "/session/providers?domain=nowhere.example", signed=False)
          == (200, {"items": [], "total": 0, "next": None}), "a domain that is not there tells")
    for path in ("/sign-in-providers?domain=demo.martlet", f"/sign-in-providers/{id}", "/changes?domain=demo.martlet"):
        check(provider.secret not in json.dumps(server.api("GET", path)), f"the secret is in {path}")
    entries = server.api("GET", "/changes?domain=demo.martlet&limit=30")["items"]
    kinds = [(each["objectKind"], each["objectName"]) for each in entries if each["objectKind"] != "session"][:4]
    check(kinds == [("provider-link", "boris@demo.martlet"), ("sign-in-provider", "ES256"),
                    ("provider-link", "anna@demo.martlet"), ("sign-in-provider", "RS256")], f"the history says {kinds}")
    with open(server.logPath) as file:
        check(provider.secret not in file.read(), "the secret is in the log")


@scenario("BYD-22 OIDC: hostile tokens, codes, states and mixed-up issuers sign nobody in")
def hostile(world):
    server = server_with_providers(world, 76)
    provider = Provider(world)
    id = add(server, provider)
    check(Browser(server).sign_in(id) == "anna", "the right token is refused")

    def confused(head, claims):
        """HS256 with the public key, which everybody may read, as its secret."""
        text = provider.unsigned(head | {"alg": "HS256"}, claims)
        return text + "." + encode(hmac.new(provider.key.public(), text.encode(), hashlib.sha256).digest())

    def spoilt(head, claims):
        parts = provider.signed(head, claims).split(".")
        parts[1] = encode(json.dumps(claims | {"email": "boris@demo.martlet", "sub": "x"}).encode())
        return ".".join(parts)

    def other_key(head, claims):
        key, provider.key = provider.key, other.key
        try:
            return provider.signed(head, claims)
        finally:
            provider.key = key

    other = Provider(world)
    kept = []
    lies = {
        "another client's": lambda head, claims: provider.signed(head, claims | {"aud": "other"}),
        "for many clients": lambda head, claims: provider.signed(head, claims | {"aud": ["martlet", "other"]}),
        "expired": lambda head, claims: provider.signed(head, claims | {"exp": claims["iat"] - 120}),
        "of the future": lambda head, claims: provider.signed(head, claims | {"iat": claims["iat"] + 600}),
        "old": lambda head, claims: provider.signed(head, claims | {"iat": claims["iat"] - 3600}),
        "another sign-in's": lambda head, claims: provider.signed(head, claims | {"nonce": "replayed"}),
        "of no sign-in": lambda head, claims: provider.signed(
            head, {name: value for name, value in claims.items() if name != "nonce"}),
        "another issuer's": lambda head, claims: provider.signed(head, claims | {"iss": other.issuer}),
        "unsigned": lambda head, claims: provider.unsigned(head | {"alg": "none"}, claims) + ".",
        "signed by the public key": confused, "changed afterwards": spoilt, "signed by another": other_key,
        "no token": lambda head, claims: "nonsense",
        "huge": lambda head, claims: provider.signed(head, claims | {"more": "x" * 300_000}),
    }
    for what, lie in lies.items():
        provider.token = lie
        found = Browser(server).sign_in(id)
        expected = {"provider-refused", "provider-unreachable"} if what == "huge" else {"provider-refused"}
        check(found in expected, f"a token that is {what}: {found}")
    provider.token = lambda head, claims: kept.append(provider.signed(head, claims)) or kept[0]
    check(Browser(server).sign_in(id) == "anna", "a right token is refused after the lies")
    check(Browser(server).sign_in(id) == "provider-refused", "a token of a former sign-in was taken")
    provider.token = None

    # What the browser brings: another's state, another's cookie, an answer twice, another provider's.
    browser, stranger = Browser(server), Browser(server)
    back = browser.visit(browser.begin(id))
    check(stranger.come_back(back)[0] == 401, "a browser that began nothing was signed in")
    stranger.begin(id)
    check(stranger.come_back(back)[0] == 401, "another browser's answer was taken")
    check(browser.come_back(back, state="guessed")[0] == 401, "a guessed state")
    check(browser.come_back(back, issuer=other.issuer)[0] == 401, "an answer of another issuer")
    browser = Browser(server)
    back = browser.visit(browser.begin(id))
    check(browser.come_back(back)[0] == 201, "the right answer is refused")
    check(browser.come_back(back)[0] == 401, "one answer signed in twice")
    second = add(server, other, name="Other")
    browser = Browser(server)
    asked = len(other.asked)
    check(browser.come_back(browser.visit(browser.begin(id)), provider=second)[0] == 401, "mixed up")
    check("/token" not in other.asked[asked:], "one provider's code was brought to another")
    # A provider that says it is somebody else.
    liar = Provider(world)
    liar.metadata = {"issuer": provider.issuer}
    status, answer = Browser(server).ask("POST", "/session/provider", {"provider": add(server, liar, name="Liar")})
    check((status, answer["error"]["code"]) in ((401, "provider-refused"), (503, "provider-unreachable")), f"{answer}")
    check(server.isAlive(), "the server is gone")


@scenario("BYD-22 OIDC: accounts are found once and remembered; second factors are asked for; blocked people stay out")
def accounts(world):
    server = server_with_providers(world, 77)
    provider = Provider(world)
    id = add(server, provider)
    check(Browser(server).sign_in(id) == "anna", "not found by the address")
    provider.claims = {"sub": "subject-1", "preferred_username": "boris", "email": "boris@demo.martlet", "email_verified": True}
    check(Browser(server).sign_in(id) == "anna", "another name at the provider made somebody else of Anna")
    provider.claims = {"sub": "subject-2", "email": "anna@demo.martlet", "email_verified": True}
    check(Browser(server).sign_in(id) == "no-account", "somebody else became Anna")
    provider.claims = {"sub": "subject-3", "preferred_username": "boris"}
    check(Browser(server).sign_in(id) == "no-account", "a name at the provider became somebody here")

    boris = user_of(server, "boris")
    provider.claims = {"sub": "subject-4", "email": "boris@demo.martlet", "email_verified": False}
    check(Browser(server).sign_in(id) == "no-account", "an unverified address found somebody")
    provider.claims["email_verified"] = True
    check(Browser(server).sign_in(id) == "boris", "a verified address finds nobody")
    links = server.api("GET", f"/users/{boris['id']}/provider-links")["items"]
    check([link["subject"] for link in links] == ["subject-4"], f"{links}")

    # Clara links hers herself, with the password: nothing that the provider calls her matters.
    clara = Browser(server)
    password = server.password("clara@demo.martlet")
    clara.ask("POST", "/session", {"login": "clara", "domain": "demo.martlet", "password": password})
    provider.claims = {"sub": "subject-5", "preferred_username": "anna"}
    check(clara.ask("POST", "/session/provider/link", {"provider": id, "currentPassword": "guessed"})[0] == 403, "guessed")
    address = clara.ask("POST", "/session/provider/link", {"provider": id, "currentPassword": password})[1]["address"]
    status, answer = clara.come_back(clara.visit(address), to="/session/provider/link/return")
    check(status == 201 and answer["isLinked"], f"{status} {answer}")
    check(Browser(server).sign_in(id) == "clara", "the link of one's own does not sign in")

    provider.claims = {"sub": "subject-4"}
    token = server.sign_in("boris", "demo.martlet", server.password("boris@demo.martlet"))
    secret = server.api("POST", "/me/second-factor", {"currentPassword": server.password("boris@demo.martlet")},
                        token=token)["secret"]
    server.api("POST", "/me/second-factor/confirmation", {"code": code_of(secret)}, token=token)
    browser = Browser(server)
    check(browser.sign_in(id) == "second-factor-required", "a second factor is not asked for")
    check(browser.ask("GET", "/me")[0] == 401, "signed in without it")
    check(browser.ask("POST", "/session/provider/factors")[1] == {"takesCode": True, "passkey": None}, "factors")
    check(browser.ask("POST", "/session/provider/factor", {"code": "000000"})[0] == 401, "a wrong code")
    check(browser.ask("POST", "/session/provider/factor", {"code": code_of(secret, later=1)})[0] == 201, "the right code")
    check(browser.ask("GET", "/me")[1]["login"] == "boris", "not signed in")
    server.api("PATCH", f"/users/{boris['id']}", {"isBlocked": True})
    check(Browser(server).sign_in(id) == "no-account", "a blocked user was let in")
    server.api("PATCH", f"/sign-in-providers/{id}", {"isActive": False})
    check(Browser(server).ask("POST", "/session/provider", {"provider": id})[0] == 404, "switched off, and used")
    # Another server of theirs must not be given the secret of this one.
    server.api("PATCH", f"/sign-in-providers/{id}", {"issuer": "https://evil.example"})
    with sqlite3.connect(os.path.join(server.data, "martlet.db")) as store:
        rows = store.execute("SELECT client_secret FROM sign_in_providers").fetchall()
    check(rows == [(None,)], "the secret goes to another issuer")


@scenario("BYD-22 OIDC: nothing inside of the network is asked for anybody's sake, and a provider's trouble is said")
def inside(world):
    server = server_with_providers(world, 78, insideProviders=False)
    provider = Provider(world)
    status, answer = server.request("POST", "/sign-in-providers?domain=demo.martlet", {
        "name": "Inside", "issuer": provider.issuer, "clientID": "martlet"})
    check((status, answer["error"]["field"]) == (409, "issuer"), f"an issuer without TLS: {status} {answer}")
    for issuer in ("https://127.0.0.1:1", "https://localhost:1", "https://169.254.169.254", "https://10.0.0.1"):
        id = add(server, provider, issuer=issuer, name=issuer)
        status, answer = Browser(server).ask("POST", "/session/provider", {"provider": id})
        check((status, answer["error"]["code"]) == (503, "provider-unreachable"), f"{issuer}: {status} {answer}")
    check(provider.asked == [], f"asked: {provider.asked}")
    with open(server.logPath) as file:
        check(file.read().count("inside of this network") >= 4, "the log does not say why")
