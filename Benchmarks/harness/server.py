"""A release server with a demo company, on loopback, and what it uses of the machine."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

HOST = "127.0.0.1"


def free_port(first):
    """The first port from `first` on that neither UDP nor TCP uses. Stays below the media ports."""
    for port in range(first, 9999):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, socket.socket() as streams:
            try:
                datagrams.bind((HOST, port))
                streams.bind((HOST, port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port below 10000")


class Server:
    """Runs inside `with`. Its data goes with it, unless `data` names a folder to keep."""

    def __init__(self, binary, media="10000-60000", data=None, environment=None):
        self.environment = environment or {}
        self.binary, self.media = os.path.abspath(binary), media
        self.sip, self.http = free_port(9060), free_port(9180)
        self.owns_data, self.data = data is None, data or tempfile.mkdtemp(prefix="martlet-bench-")
        self.start_seconds, self.token = None, None

    def __enter__(self):
        self.log = open(os.path.join(self.data, "server.log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [self.binary, "serve", "--data", self.data, "--http", f"{HOST}:{self.http}", "--sip", f"{HOST}:{self.sip}",
             "--media-ports", self.media, "--demo"], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env=os.environ | self.environment)
        try:
            self.await_options(began + 300)
        except BaseException:
            self.__exit__()
            raise
        self.start_seconds = time.monotonic() - began
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        if self.owns_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def metric(self, name):
        """A figure of the metrics page."""
        with urllib.request.urlopen(f"http://{HOST}:{self.http}/metrics", timeout=10) as page:
            return float(re.search(rf"^{name} (\S+)$", page.read().decode(), re.M).group(1))

    @property
    def address(self):
        return HOST, self.sip

    def await_options(self, end):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.bind((HOST, free_port(9400)))
            asking.settimeout(0.005)
            port, number = asking.getsockname()[1], 0
            while time.monotonic() < end:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended with {self.process.returncode}:\n" + self.log_text())
                number += 1
                asking.sendto(
                    f"OPTIONS sip:{HOST}:{self.sip} SIP/2.0\r\nVia: SIP/2.0/UDP {HOST}:{port};branch=z9hG4bK{number}"
                    f"\r\nMax-Forwards: 70\r\nFrom: <sip:bench@{HOST}>;tag={number}\r\nTo: <sip:{HOST}>\r\n"
                    f"Call-ID: start-{os.getpid()}-{number}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n".encode(),
                    self.address)
                try:
                    if asking.recv(65536).startswith(b"SIP/2.0 "):
                        return
                except OSError:  # Nothing yet: time is up, or the kernel said that nobody listens.
                    pass
        raise RuntimeError("the server does not answer OPTIONS:\n" + self.log_text())

    def await_web(self, patience=60):
        """The web server listens a moment after the telephones are served."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                return self.api("GET", "/me")
            except urllib.error.URLError:
                self.token = None
                time.sleep(0.05)
        raise RuntimeError("the web server does not answer:\n" + self.log_text())

    def log_text(self):
        return pathlib.Path(self.data, "server.log").read_text(errors="replace")[-2000:]

    def password(self, account):
        text = pathlib.Path(self.data, "first-accounts.txt").read_text()
        return re.search(rf"^{re.escape(account)}\s+password (\S+)", text, re.M).group(1)

    def command(self, *words):
        """A martlet command with this server's data. The server looks for changes four times a second."""
        done = subprocess.run([self.binary, *words, "--data", self.data], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(f"martlet {' '.join(words)}: {done.returncode} {done.stderr.strip()}")

    def api(self, method, path, body=None):
        """As the system's administrator."""
        if self.token is None:
            self.token = ""
            self.token = self.api("POST", "/session", {"login": "admin", "domain": "system", "delivery": "bearer",
                                                       "password": self.password("admin@system")})["secret"]
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        request = urllib.request.Request(f"http://{HOST}:{self.http}/api/v1{path}", method=method, headers=headers,
                                         data=json.dumps(body).encode() if body is not None else None)
        return self.answer_to(request)

    def upload(self, path, data):
        """Puts a sound file there."""
        headers = {"Content-Type": "audio/wav", "Authorization": f"Bearer {self.token}"}
        return self.answer_to(urllib.request.Request(f"http://{HOST}:{self.http}/api/v1{path}", data, headers, method="PUT"))

    @staticmethod
    def answer_to(request):
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def trust(self, port):
        """Calls from this port come from a provider that is known by its address; they ring boris."""
        self.command("trunk", "add", "bench", "--host", HOST, "--port", str(port), "--probe", "0", "--channels",
                     "100000")
        self.command("line", "add", "+74951234567", "--user", "boris@demo.martlet")
        time.sleep(1)

    # What it uses

    def cpu_seconds(self):
        """User and system time of the whole process, ended threads included, to the nanosecond: the CPU clock of
        another process, whose number Linux makes of the process's (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def resident_kibibytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def media_scheduling(self):
        """Policy and priority of the thread that relays, so that the yardstick can run alike."""
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            if (task / "comm").read_text().startswith("media-"):
                number = int(task.name)
                return os.sched_getscheduler(number), os.sched_getparam(number).sched_priority
        raise RuntimeError("the server has no thread called media-*")
