"""A server of its own for the scenarios: started, asked, killed, cleaned up."""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time


class Server:
    host = "127.0.0.1"

    def __init__(self, binary, base, media, artefacts, name="main", data=None):
        self.binary, self.name = binary, name
        self.http, self.sip, self.media = base + 3000, base, media
        self.data = data or tempfile.mkdtemp(prefix=f"martlet-e2e-{name}-")
        self.ownsData = data is None
        self.logPath = os.path.join(artefacts, f"server-{name}.log")
        self.process, self.token = None, None
        self.environment = {}  # Settings beyond those of the command line.

    @property
    def address(self):
        return (self.host, self.sip)

    def arguments(self):
        return [self.binary, "serve", "--data", self.data, "--http", f"{self.host}:{self.http}", "--sip",
                f"{self.host}:{self.sip}", "--media-ports", self.media, "--demo", "--log-level", "debug"]

    def start(self, patience=120):
        self.log = open(self.logPath, "ab")
        self.process = subprocess.Popen(self.arguments(), stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
                                        env=os.environ | self.environment)
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}, see {self.logPath}")
            try:
                if self.request("GET", "/health", signed=False)[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("the server does not start")

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        self.process.wait(60)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if self.ownsData:
            shutil.rmtree(self.data, ignore_errors=True)

    def isAlive(self):
        return self.process.poll() is None and self.request("GET", "/health", signed=False)[0] == 200

    def command(self, *words, check=True, patience=120):
        """A martlet command with this server's data."""
        done = subprocess.run([self.binary, *words, "--data", self.data], capture_output=True, text=True,
                              timeout=patience, stdin=subprocess.DEVNULL, env=os.environ | self.environment)
        if check and done.returncode != 0:
            raise RuntimeError(f"martlet {' '.join(words)}: {done.returncode} {done.stderr.strip()}")
        return done

    def change(self, *words):
        """A command that changes the configuration. The server looks for such changes four times a second."""
        self.command(*words)
        time.sleep(1)

    def password(self, account):
        with open(os.path.join(self.data, "first-accounts.txt")) as file:
            return re.search(rf"^{re.escape(account)}\s+password (\S+)", file.read(), re.M).group(1)

    # REST

    def sign_in(self, login, domain, password):
        """A token of somebody's."""
        status, answer = self.request("POST", "/session", {
            "login": login, "domain": domain, "password": password, "delivery": "bearer"}, signed=False)
        if status != 201:
            raise RuntimeError(f"sign-in: {status} {answer}")
        return answer["secret"]

    def request(self, method, path, body=None, signed=True, token=None):
        headers = {"Content-Type": "application/json"}
        if signed:
            if self.token is None:
                self.token = self.sign_in("admin", "system", self.password("admin@system"))
            headers["Authorization"] = f"Bearer {token or self.token}"
        connection = http.client.HTTPConnection(self.host, self.http, timeout=60)
        try:
            connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read()
            return response.status, json.loads(text) if text else None
        finally:
            connection.close()

    def sound(self, method, path, body):
        """Status and what was answered as it came: a file, or a refusal."""
        connection = http.client.HTTPConnection(self.host, self.http, timeout=60)
        try:
            connection.request(method, "/api/v1" + path, json.dumps(body), {
                "Content-Type": "application/json", "Authorization": f"Bearer {self.token}"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def api(self, method, path, body=None, token=None):
        """As the system's administrator, or as whose token it is."""
        status, answer = self.request(method, path, body, token=token)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def api_error(self, method, path, body=None, token=None):
        """The code of the refusal that is expected."""
        status, answer = self.request(method, path, body, token=token)
        if status < 300:
            raise RuntimeError(f"{method} {path} is not refused: {status} {answer}")
        return answer["error"]["code"]

    def history(self, search):
        """The newest first, without the month of calls that the demo company begins with."""
        items = self.api("GET", f"/history?search={search}&limit=50")["items"]
        return [item for item in items if not item["id"].startswith("demo-")]
