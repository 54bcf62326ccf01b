"""A mobile operator in miniature (FWD-04): SIMs with owners and states, the HTTP interface that Martlet asks
(docs/how-to/connect-a-mobile-operator.md), `*444#`, and phones that call through the operator's trunk.

By itself, for a look at it:
    python3 Tests/EndToEnd/harness/mobile.py --port 8099 --secret s3cret --sim +79161110001 --sim +79161110002=corporate
"""
import argparse
import http.server
import json
import sys
import threading
import urllib.parse

BLOCKS = ("voluntary-block", "financial-block", "administrative-block")


class SIM:
    def __init__(self, number, owner="personal"):
        self.number, self.owner, self.state = number, owner, "on"

    def block(self, kind):
        assert kind in BLOCKS, kind
        self.state = kind

    def unblock(self):
        self.state = "on"


class MobileOperator:
    """SIMs, those of them that an exchange has connected, and the interface to both."""

    def __init__(self, secret, host="127.0.0.1", port=0, page=2):
        self.secret, self.page, self.isAway = secret, page, False
        self.sims, self.connected, self.asked, self.lock = {}, {}, [], threading.Lock()
        self.server = http.server.ThreadingHTTPServer((host, port), self._handler())
        self.address = f"http://{host}:{self.server.server_address[1]}/fmc"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def add(self, number, owner="personal"):
        self.sims[number] = SIM(number, owner)
        return self.sims[number]

    def dial_ussd(self, number, code):
        """What a phone shows after the command: whether it did anything."""
        with self.lock:
            sim = self.sims[number]
            if code != "*444#" or sim.owner != "personal" or number not in self.connected:
                return False
            self.connected[number] = "switched-off"
            return True

    def state(self, number):
        """Of a connected number; a blocked SIM is blocked whatever else was said of it."""
        noted = self.connected[number]
        return noted if noted == "switched-off" else self.sims[number].state

    def answer(self, method, path, query):
        parts = path.strip("/").split("/")
        if parts == ["fmc", "subscriptions"] and method == "GET":
            after = query.get("after", [""])[0]
            numbers = sorted(number for number in self.connected if number.lstrip("+") > after)
            page = numbers[:self.page]
            more = page[-1].lstrip("+") if len(numbers) > len(page) else None
            return 200, {"items": [{"number": number, "state": self.state(number)} for number in page], "next": more}
        if len(parts) != 3 or parts[0] != "fmc":
            return 404, {"error": "no such place"}
        number = "+" + parts[2]
        sim = self.sims.get(number)
        if parts[1] == "numbers" and method == "GET":
            return (200, {"owner": sim.owner, "state": sim.state}) if sim else (404, {"error": "another operator's"})
        if parts[1] == "subscriptions" and method == "PUT":
            if not sim:
                return 404, {"error": "another operator's"}
            self.connected[number] = sim.state
            return 200, {"state": sim.state}
        if parts[1] == "subscriptions" and method == "DELETE":
            return (204, None) if self.connected.pop(number, None) else (404, {"error": "not connected"})
        return 405, {"error": "no such method"}

    def _handler(self):
        simulator = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _do(self):
                address = urllib.parse.urlsplit(self.path)
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with simulator.lock:
                    simulator.asked.append(f"{self.command} {self.path}")
                    if simulator.isAway:
                        status, body = 503, {"error": "away"}
                    elif self.headers.get("Authorization") != f"Bearer {simulator.secret}":
                        status, body = 401, {"error": "who asks?"}
                    else:
                        status, body = simulator.answer(self.command, address.path, urllib.parse.parse_qs(address.query))
                data = b"" if body is None else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_DELETE = _do

            def log_message(self, *_):
                pass

        return Handler


class Mobile:
    """A phone with a SIM: what it dials behind the star comes out of the operator's trunk with its number."""

    def __init__(self, trunk, number, server):
        # The operator's exchange: a peer whose address the trunk has. Its calls carry the SIM's number.
        self.trunk, self.number, self.server = trunk, number, server

    def call(self, dialled, number=None):
        self.trunk.record = f"sip:{number or self.number}@operator.example"
        return self.trunk.invite(dialled, credentials=False, domain=f"{self.server.host}:{self.server.sip}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--sim", action="append", default=[], metavar="NUMBER[=corporate]")
    arguments = parser.parse_args()
    simulator = MobileOperator(arguments.secret, arguments.host, arguments.port, page=100)
    for text in arguments.sim:
        number, _, owner = text.partition("=")
        simulator.add(number, owner or "personal")
    print(f"The operator is at {simulator.address}. Say NUMBER STATE, where STATE is on, a block or *444#, or list.")
    for line in sys.stdin:
        words = line.split()
        if words == ["list"]:
            for number, sim in sorted(simulator.sims.items()):
                joined = simulator.state(number) if number in simulator.connected else "not connected"
                print(f"{number} {sim.owner} SIM {sim.state}, FMC {joined}")
        elif len(words) == 2 and words[0] in simulator.sims:
            if words[1] == "*444#":
                print("switched off" if simulator.dial_ussd(*words) else "nothing to switch off, or a corporate SIM")
            elif words[1] in BLOCKS + ("on",):
                simulator.sims[words[0]].state = words[1]
    simulator.close()


if __name__ == "__main__":
    main()
