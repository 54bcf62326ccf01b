"""Files that go out and come in beside a running server: domains (issue 4), the journal (ME-03), contacts (ADR-02)."""
import csv
import http.client
import io
import os
import re
import wave
import xml.etree.ElementTree
import zipfile

from harness.message import token
from harness.scenario import User, check, scenario


def raw(world, method, path, body=None, bearer=None):
    """A request whose body, and whose answer, is no JSON."""
    world.server.api("GET", "/me")  # Signs in when nobody has.
    connection = http.client.HTTPConnection(world.server.host, world.server.http, timeout=60)
    try:
        connection.request(method, "/api/v1" + path, body, {"Authorization": f"Bearer {bearer or world.server.token}"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def own_domain(world):
    """A company of the scenario's own, with two users."""
    name = f"files-{token()}.example".lower()
    world.server.change("domain", "add", name)
    world.exit.callback(world.server.command, "domain", "remove", name, check=False)
    return name, world.pool.make(2, domain=name)


def talk_between(world, one, other):
    caller, callee = world.phone(one, register=True), world.phone(other, register=True)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.accept()
    call.final(200)
    call.bye()


def known(world, name):
    """The server follows what a command has made within a second."""
    world.wait(lambda: world.server.request("GET", f"/domains/{name}")[0] == 200, f"the server to know {name}")


@scenario("BYD a domain goes out as a file and comes in under another name beside the running server: its phones ring")
def copied(world):
    name, users = own_domain(world)
    file, copy = os.path.join(world.folder, "domain.yaml"), f"copy-{name}"
    world.server.command("export", name, "--output", file)
    check(os.stat(file).st_mode & 0o777 == 0o600, "others may read the file")
    text = open(file).read()
    check(f"login: {users[0].login}" in text and "scrypt" not in text and "digest" not in text, text)
    planned = world.server.command("import", file, "--name", copy, "--dry-run").stdout
    check("2 users" in planned and "new passwords for 2 users" in planned, planned)
    check(world.server.request("GET", f"/domains/{copy}")[0] == 404, "a dry run has made something")
    world.exit.callback(world.server.command, "domain", "remove", copy, check=False)
    made = world.server.command("import", file, "--name", copy).stdout
    passwords = dict(re.findall(rf"^(\S+)@{re.escape(copy)} +(\S+)$", made, re.M))
    check(set(passwords) == {user.login for user in users}, made)
    known(world, copy)
    records = {item["login"]: item for item in world.server.api("GET", f"/users?domain={copy}")["items"]}
    talk_between(world, *(User(records[user.login], passwords[user.login]) for user in users))
    again = world.server.command("export", copy).stdout
    check(again.replace(copy, name) == text, "the copy differs from its original")
    refused = world.server.command("import", file, check=False)
    check(refused.returncode == 64 and "already" in refused.stderr, f"a name that is taken: {refused.stderr}")


def sound():
    """A second of a wav file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0\x10\0\xf0" * 4_000)
    return out.getvalue()


def prompt_of(world, name):
    prompt, = world.server.api("GET", f"/prompts?domain={name}")["items"]
    return prompt


@scenario("BYD a domain is restored from its file with secrets and sounds: phones register with the passwords that they have")
def restored(world):
    name, users = own_domain(world)
    made = world.server.api("POST", f"/prompts?domain={name}", {"name": "Привет!", "purpose": "greeting", "owner": None})
    status, answer = raw(world, "PUT", f"/prompts/{made['id']}/sound", sound())
    check(status == 200, f"{status} {answer}")
    world.wait(lambda: prompt_of(world, name)["state"] == "ready", "the sound to be checked")
    file = os.path.join(world.folder, "secrets.yaml")
    world.server.command("export", name, "--with-secrets", "--sounds", "--output", file)
    check(os.listdir(file + ".sounds") == ["Привет-.wav"], f"{os.listdir(file + '.sounds')}")
    world.server.change("domain", "remove", name)
    world.phone(users[0]).register(expect=403)
    told = world.server.command("import", file).stdout
    check("NEW PASSWORD" not in told, told)
    known(world, name)
    talk_between(world, *users)
    prompt = prompt_of(world, name)
    check(prompt["state"] == "ready" and prompt["id"] != made["id"], f"{prompt}")
    check(raw(world, "GET", f"/prompts/{prompt['id']}/sound")[1] == sound(), "another sound than before")
    os.remove(os.path.join(file + ".sounds", "Привет-.wav"))
    missing = world.server.command("import", file, "--name", f"other-{name}", check=False)
    check(missing.returncode == 64 and "is not there" in missing.stderr, f"a sound that is missing: {missing.stderr}")
    os.remove(file)


@scenario("BYD a wrong file is told line by line, by command and by API, and leaves nothing behind")
def wrong(world):
    name = f"wrong-{token()}.example".lower()
    file = os.path.join(world.folder, "wrong.yaml")
    with open(file, "w") as out:
        out.write(f"format: 1\ndomain: {{name: {name}}}\nusers:\n  - login: a\n    colour: red\n  - login: B\n")
    refused = world.server.command("import", file, check=False)
    check(refused.returncode == 64, f"{refused.returncode}")
    for part in ("line 5, users.1.colour: There is no such setting.", "line 6, users.2: A login has"):
        check(part in refused.stderr, refused.stderr)
    status, answer = raw(world, "POST", "/domains/import", open(file, "rb").read())
    check(status == 409 and b"line 5" in answer, f"{status} {answer}")
    bomb = "format: 1\n" + "a0: &a0 [x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12))
    status, answer = raw(world, "POST", "/domains/import/preview", bomb.encode())
    check(status == 200 and b"Anchors" in answer, f"{status} {answer}")
    status, _ = raw(world, "POST", "/domains/import/preview", b" " * (16 * 1024 * 1024 + 1))
    check(status == 413, f"a file that is too large: {status}")
    check(world.server.request("GET", f"/domains/{name}")[0] == 404, "something was made")
    check(world.server.isAlive(), "the server is gone")


@scenario("ME-03 a user's journal is saved with its filters, as csv and as a workbook")
def journal(world):
    users = world.users(2)
    talk_between(world, *users)
    world.record(users[0].extension)
    bearer = world.server.sign_in(users[0].login, users[0].domain, users[0].password)
    query = f"from={world.startedAt}&language=en"
    status, body = raw(world, "GET", f"/history/export?format=csv&{query}", bearer=bearer)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    check(status == 200 and rows[0][0] == "Date and time", f"{status} {rows[:1]}")
    numbers = {(row[3], row[5]) for row in rows[1:]}
    check(numbers == {(users[0].extension, users[1].extension)}, f"{rows}")
    status, body = raw(world, "GET", f"/history/export?format=xlsx&{query}", bearer=bearer)
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = xml.etree.ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = [text for text in (element.text for element in sheet.iter() if element.tag.endswith("}t")) if text]
    check(users[1].extension in cells and not list(sheet.iter("f")), f"{cells}")
    totals = world.server.api("GET", f"/history/totals?from={world.startedAt}", token=bearer)
    check(totals["calls"] == len(rows) - 1 and totals["isComplete"], f"{totals}")
    none = raw(world, "GET", f"/history/export?format=csv&{query}&result=busy", bearer=bearer)[1].decode("utf-8-sig")
    check(len(none.strip().splitlines()) == 1, none)


@scenario("ADR-02 contacts come in from a sheet in CP1251: the called phone shows their name, and they go out again")
def contacts(world):
    users = world.users(2)
    caller, callee = [world.phone(user, register=True) for user in users]
    bearer = world.server.sign_in(users[1].login, users[1].domain, users[1].password)
    name = f"Тётя {token()}"
    sheet = f"Имя;Рабочий телефон;Группа\n{name};{users[0].extension};Семья\n;5;\nДядя;;\n".encode("cp1251")
    status, preview = raw(world, "POST", "/me/contacts/import/preview", sheet, bearer)
    check(status == 200 and b'"ready":1' in preview and b'"wrong":2' in preview, f"{status} {preview}")
    check(not world.server.api("GET", "/me/contacts", token=bearer)["items"], "a preview has made a contact")
    status, made = raw(world, "POST", "/me/contacts/import", sheet, bearer)
    check(status == 201, f"{status} {made}")
    contact, = world.server.api("GET", "/me/contacts", token=bearer)["items"]
    world.exit.callback(world.server.api, "DELETE", f"/me/contacts/{contact['id']}", token=bearer)
    check(contact["shortNumber"] != "" and contact["group"] == "Семья", f"{contact}")
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    check(name in incoming.request.get("from"), f"shown: {incoming.request.get('from')}")
    incoming.accept()
    call.final(200)
    call.bye()
    text = raw(world, "GET", "/me/contacts/export?format=csv", bearer=bearer)[1].decode("utf-8-sig")
    check(name in text and "Быстрый набор" in text, text)
