"""Address books in phones (ADR-03): a real CardDAV client, and what desk phones fetch."""
import base64
import os
import subprocess
import urllib.error
import urllib.request
import xml.etree.ElementTree as xml

from harness.message import token
from harness.scenario import check, scenario
from scenarios.contacts import contact

VDIRSYNCER = """[general]
status_path = "{folder}/status/"
[pair books]
a = "here"
b = "there"
collections = ["from b"]
[storage here]
type = "filesystem"
path = "{folder}/cards/"
fileext = ".vcf"
[storage there]
type = "carddav"
read_only = true
url = "{url}/.well-known/carddav"
username = "{name}"
password = "{secret}"
"""


def address(world):
    return f"http://{world.server.host}:{world.server.http}"


def fetch(world, path, name, secret):
    header = base64.b64encode(f"{name}:{secret}".encode()).decode()
    request = urllib.request.Request(address(world) + path, headers={"Authorization": f"Basic {header}"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read()


@scenario("ADR-03 vdirsyncer finds both address books by CardDAV and keeps them in step; desk phones fetch the same people")
def phonebooks(world):
    user, = world.users(1)
    name = f"{user.login}@{user.domain}"
    bearer = world.server.sign_in(user.login, user.domain, user.password)
    access = world.server.api("POST", "/tokens", {"name": "phone", "scopes": ["read"]}, token=bearer)
    company = contact(world, f"Поставщик {token()}", "+74951112233")
    own = world.server.api("POST", "/me/contacts", {
        "name": f"Own {token()}", "numbers": [{"kind": "home", "number": "+78120000000"}]}, token=bearer)

    folder = os.path.join(world.folder, "vdirsyncer")
    os.makedirs(folder)
    file = os.path.join(folder, "config")
    with open(file, "w") as config:
        config.write(VDIRSYNCER.format(folder=folder, url=address(world), name=name, secret=access["secret"]))

    def run(*arguments):
        done = subprocess.run(["vdirsyncer", "-c", file, *arguments], input="y\n" * 20, text=True, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        check(done.returncode == 0, f"vdirsyncer {arguments}: {done.stdout[-600:]}")

    def cards(book):
        place = os.path.join(folder, "cards", book)
        texts = [open(os.path.join(place, each), newline="").read() for each in os.listdir(place)]
        return "\n".join(text.replace("\r\n", "\n").replace("\n ", "") for text in texts)

    run("discover", "books")
    run("sync")
    check(f"FN:{company['name']}" in cards("company") and "TEL;TYPE=WORK,VOICE:+74951112233" in cards("company"), "the company's")
    check(f":{user.extension}\n" in cards("company"), "the colleague")
    check(f"FN:{own['name']}" in cards("own") and own["name"] not in cards("company"), "one's own")
    later = contact(world, f"Later {token()}", "+78121112233")
    world.server.api("DELETE", f"/me/contacts/{own['id']}", token=bearer)
    kept = contact(world, "Kept", "+78120000001", user=user)
    run("sync")
    check(f"FN:{later['name']}" in cards("company"), "what came later")
    check(f"FN:{own['name']}" not in cards("own") and f"FN:{kept['name']}" in cards("own"), "what has gone")

    directory = xml.fromstring(fetch(world, "/phonebook/yealink.xml", name, access["secret"]))
    entries = {entry.findtext("Name"): [each.text for each in entry.findall("Telephone")] for entry in directory}
    check(entries.get(company["name"]) == ["+74951112233"], f"{entries}")
    check([user.extension] in entries.values(), f"{entries}")
    for secret in (user.password, "x"):
        try:
            fetch(world, "/phonebook/yealink.xml", name, secret)
            check(False, "a wrong secret gets the book")
        except urllib.error.HTTPError as refusal:
            check(refusal.code == 401, f"{refusal.code}")
