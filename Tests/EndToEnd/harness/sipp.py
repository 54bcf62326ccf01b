"""sipp from Debian with the scenarios of Tests/EndToEnd/sipp."""
import os
import pathlib
import socket
import subprocess

from harness.message import Mismatch

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "sipp"


def free_port(host):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


class Sipp:
    """One sipp process. The fields of its table: 0 user, 1 domain, 2 credentials, 3 target, 4 address of the Contact."""

    def __init__(self, world, name, user=None, target="", port=None, transport="u1", calls=1, options=(), built_in=None,
                 contact=None):
        self.world, self.name, self.host = world, name, world.host
        self.port = port or free_port(self.host)
        number = len([item for item in os.listdir(world.folder) if item.startswith("sipp-")])
        self.stem = os.path.join(world.folder, f"sipp-{number}-{built_in or name}")
        table = self.stem + ".csv"
        login, domain = (user.login, user.domain) if user else ("", world.server.host)
        secret = f"[authentication username={user.login} password={user.password}]" if user else ""
        with open(table, "w") as file:
            file.write(f"SEQUENTIAL\n{login};{domain};{secret};{target};{self.host}:{contact or self.port}\n")
        what = ["-sn", built_in] if built_in else ["-sf", str(FOLDER / f"{name}.xml")]
        command = ["sipp", f"{world.server.host}:{world.server.sip}", *what, "-inf", table, "-m", str(calls), "-r",
                   "10", "-i", self.host, "-p", str(self.port), "-t", transport, "-nostdin", "-timeout", "60",
                   "-timeout_error", "-recv_timeout", "40000", "-trace_err", "-error_file", self.stem + ".err",
                   "-trace_msg", "-message_file", self.stem + ".msg", *options]
        self.output = open(self.stem + ".out", "w")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
                                        cwd=world.folder)
        world.exit.callback(self.close)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.close()

    def has_received(self, method):
        """Whether a request has come."""
        if not os.path.exists(self.stem + ".msg"):
            return False
        with open(self.stem + ".msg", errors="replace") as file:
            return f"\n{method} sip:" in file.read()

    def finish(self, patience=75):
        """Waits; every call of it must have gone as the scenario says."""
        try:
            status = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise Mismatch(f"sipp {self.name} does not end")
        if status != 0:
            fault = ""
            if os.path.exists(self.stem + ".err"):
                with open(self.stem + ".err", errors="replace") as file:
                    fault = " ".join(file.read().split())[:400]
            raise Mismatch(f"sipp {self.name}: exit {status}: {fault}")

