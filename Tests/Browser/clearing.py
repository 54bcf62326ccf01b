"""Takes away what the demo company begins with, so that the walk sees how a company begins: empty lists first."""

import json
import urllib.request


class Client:
    """The REST API as the system administrator."""

    def __init__(self, base: str, login: str, password: str) -> None:
        self.base, self.token = base + "/api/v1", ""
        answer = self.ask("POST", "/session",
                          {"login": login, "password": password, "domain": "system", "delivery": "bearer"})
        self.token = str(answer["secret"])

    def ask(self, method: str, path: str, body: object = None) -> dict:
        request = urllib.request.Request(self.base + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or b"{}")


def empty_company(base: str, login: str, password: str, domain: str) -> None:
    client = Client(base, login, password)
    # Lines lead to scenarios, and scenarios to groups.
    for path in ("lines", "scenarios", "private-routes", "groups", "pickup-groups"):
        for item in client.ask("GET", f"/{path}?domain={domain}&limit=200")["items"]:
            client.ask("DELETE", f"/{path}/{item['id']}")
    # A pool of the walk before, on a server that was kept.
    for pool in client.ask("GET", "/pools")["items"]:
        for group in client.ask("GET", f"/pools/{pool['id']}/domains")["groups"]:
            for item in group["domains"]:
                client.ask("DELETE", f"/pools/{pool['id']}/domains/{item['id']}")
                if item["id"] != domain:
                    client.ask("DELETE", f"/domains/{item['id']}")
        client.ask("DELETE", f"/pools/{pool['id']}")
    for item in client.ask("GET", f"/domains/{domain}/contacts?limit=200")["items"]:
        client.ask("DELETE", f"/domains/{domain}/contacts/{item['id']}")
    for item in client.ask("GET", f"/users?domain={domain}&limit=200")["items"]:
        terms = {"priority": 10, "seconds": 40, "isActive": True, "schedule": None}
        client.ask("PUT", f"/users/{item['id']}/forwarding", {"own": terms, "others": []})
    client.ask("PUT", f"/domains/{domain}/calendar", {"days": []})
    for item in client.ask("GET", f"/prompts?domain={domain}")["items"]:
        client.ask("DELETE", f"/prompts/{item['id']}")
