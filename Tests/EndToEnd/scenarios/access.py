"""Proving who one is: passwords recovered by mail, codes of an app, credentials by mail. With a real mail server."""
import base64
import hashlib
import hmac
import os
import re
import struct
import time

from harness.scenario import check, scenario
from scenarios.mail import Inbox, post_office, server_with_mail


def user_of(server, login):
    return next(user for user in server.api("GET", "/users?domain=demo.martlet")["items"] if user["login"] == login)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def code_of(secret, later=0):
    """What an app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">q", int(time.time()) // 30 + later), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start:start + 4], 'big') & 0x7fffffff) % 1_000_000:06d}"


def holds(folder, text):
    """The files below the folder that the text is in."""
    found = []
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                with open(os.path.join(path, name), "rb") as file:
                    if text.encode() in file.read():
                        found.append(name)
            except OSError:
                pass
    return found


@scenario("AUTH-02 a forgotten password: the letter's link sets a new one, once; strangers learn nothing")
def recovered(world):
    inbox = Inbox()
    server = server_with_mail(world, 64, post_office(world, inbox), mailSecurity="none")
    boris = user_of(server, "boris")
    server.api("PATCH", f"/users/{boris['id']}", {"email": "boris@demo.martlet"})
    former = server.sign_in("boris", "demo.martlet", server.password("boris@demo.martlet"))
    check(server.request("GET", "/sign-in-options", signed=False)[1]["canRecoverPassword"], "no recovery")

    answers, times = set(), {}
    for login in ["boris", "nobody", "anna", "boris", "nobody2"]:
        start = time.monotonic()
        answers.add(str(server.request("POST", "/password-recovery", {"login": login, "domain": "demo.martlet"},
                                       signed=False)))
        times[login] = time.monotonic() - start
    check(len(answers) == 1 and "202" in next(iter(answers)), f"different answers: {answers}")
    # Hashing a password takes longer than all of this may.
    check(max(times.values()) < 1, f"{times}")
    world.wait(lambda: len(inbox.mails) == 2, "the letters", 30)
    envelope, mail = inbox.mails[0]
    check(envelope.rcpt_tos == ["boris@demo.martlet"] and mail["subject"].startswith("Новый пароль"), mail["subject"])
    secret = re.search(r"https://pbx\.example/recovery#([a-z2-7]{52})\b", text_of(mail)).group(1)
    check(holds(server.data, secret) == [], "the secret is in the data folder")

    recover = {"password": "recovered7"}
    check(server.request("POST", f"/password-recovery/{secret}", recover, signed=False)[0] == 204, "not set")
    check(server.request("POST", f"/password-recovery/{secret}", recover, signed=False)[0] == 404, "twice")
    other = re.search(r"recovery#(\w+)", text_of(inbox.mails[1][1])).group(1)
    check(server.request("POST", f"/password-recovery/{other}", recover, signed=False)[0] == 404, "the other link")
    check(server.request("GET", "/me", token=former)[0] == 401, "the former session lives")
    server.sign_in("boris", "demo.martlet", "recovered7")
    phone = world.phone(server=server, login="boris", password="recovered7", extension="102", register=True)
    check(phone, "not registered")
    time.sleep(1)
    check(len(inbox.mails) == 2, "a letter to nobody")


@scenario("AUTH-07 BYD-22 sign-in by code: of an app, once each, and by recovery codes; also after a restart")
def coded(world):
    server = server_with_mail(world, 65, post_office(world, Inbox()), mailSecurity="none")
    password = server.password("anna@demo.martlet")
    token = server.sign_in("anna", "demo.martlet", password)
    made = server.api("POST", "/me/second-factor", {"currentPassword": password}, token=token)
    secret = made["secret"]
    check(f"secret={secret}" in made["uri"] and made["uri"].startswith("otpauth://totp/"), made["uri"])
    used = code_of(secret)
    codes = server.api("POST", "/me/second-factor/confirmation", {"code": used}, token=token)["recoveryCodes"]

    def sign_in(code=None):
        body = {"login": "anna", "domain": "demo.martlet", "password": password, "delivery": "bearer"}
        status, answer = server.request("POST", "/session", body | ({"code": code} if code else {}), signed=False)
        return status if status == 201 else answer["error"]["code"]
    check(sign_in() == "second-factor-required", "not asked for")
    check(sign_in(used) == "second-factor-refused", "the code of the confirmation was taken again")
    later = code_of(secret, later=1)
    check(sign_in(later) == 201, "the next code is refused")
    check(sign_in(later) == "second-factor-refused", "a code was taken twice")
    server.kill()
    server.start()
    check(sign_in() == "second-factor-required", "forgotten by a restart")
    check(sign_in(later) == "second-factor-refused", "a restart makes a used code good")
    check(sign_in(codes[0]) == 201 and sign_in(codes[0]) == "second-factor-refused", "recovery codes")
    # Phones know no codes.
    check(world.phone(server=server, login="anna", password=password, extension="101", register=True), "registration")

    anna = user_of(server, "anna")
    server.api("DELETE", f"/users/{anna['id']}/second-factor")
    check(sign_in() == 201, "still asked for")
    entry = next(item for item in server.api("GET", "/changes?domain=demo.martlet&limit=9")["items"]
                 if item["objectKind"] != "session")
    check((entry["objectKind"], entry["action"], entry["author"]) == ("second-factor", "remove", "admin@system"), f"{entry}")
    token = server.sign_in("anna", "demo.martlet", password)
    anew = server.api("POST", "/me/second-factor", {"currentPassword": password}, token=token)["secret"]
    server.api("POST", "/me/second-factor/confirmation", {"code": code_of(anew)}, token=token)
    check(anew != secret and sign_in() == "second-factor-required", "not switched on anew")
    server.command("user", "second-factor-off", "anna@demo.martlet")
    check(sign_in() == 201, "the command switches nothing off")
    check("no second factor" in server.command("user", "second-factor-off", "anna@demo.martlet", check=False).stderr,
          "twice")
    with open(server.logPath) as file:
        log = file.read()
    for told in [secret, *codes]:
        check(told not in log, "a secret is in the log")


@scenario("USR-03 credentials by mail: a phone registers by what the letter says; the password is never on the disk in the clear")
def mailed(world):
    inbox = Inbox(busy=1)
    server = server_with_mail(world, 66, post_office(world, inbox), mailSecurity="none", mailRetry=3)
    password = "Mailed4711xyz"
    server.api("POST", "/users?domain=demo.martlet", {
        "login": "dasha", "password": password, "extension": "177", "email": "dasha@demo.martlet",
        "sendCredentials": True})
    world.wait(lambda: inbox.tries == 1, "the first try")
    # The letter waits to be sent again.
    check(not inbox.mails and holds(server.data, password) == [], "the password is in the data folder")
    world.wait(lambda: inbox.mails, "the letter", 30)
    text = text_of(inbox.mails[0][1])
    told = dict(re.findall(r"^(Личный кабинет|Логин|Домен|Пароль|Сервер SIP): (\S+)", text, re.M))
    check(told["Личный кабинет"] == "https://pbx.example", text)
    check(told["Сервер SIP"] == f"pbx.example:{server.sip}" and "177" in text, text)
    server.sign_in(told["Логин"], told["Домен"], told["Пароль"])
    check(world.phone(server=server, login=told["Логин"], password=told["Пароль"], extension="177", register=True),
          "not registered")
    with open(server.logPath) as file:
        check(password not in file.read(), "the password is in the log")
    refused = server.api_error("PUT", f"/users/{user_of(server, 'anna')['id']}/password",
                               {"password": "another77", "sendCredentials": True})
    check(refused == "conflict", f"{refused} for a user without an address")
