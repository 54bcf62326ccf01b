"""The C programs of Benchmarks/Relay: the yardstick relay, and the load that measures a relay."""
import json
import os
import pathlib
import subprocess

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "Relay"

# The load must not wait for what it measures.
LOAD_SCHEDULING = os.SCHED_FIFO, 50


def compile_all(folder):
    for program, libraries in (("relay", ["-lsrtp2"]), ("load", ["-pthread", "-lsrtp2"]),
                               ("handshakes", ["-lssl", "-lcrypto"]), ("codecs", ["-lopus", "-lspandsp", "-lm"])):
        source = SOURCES / f"{program}.c"
        subprocess.run(["cc", "-O2", "-o", f"{folder}/{program}", source, *libraries], check=True)


def schedule(process, policy, priority):
    """False where it is not permitted."""
    try:
        os.sched_setscheduler(process.pid, policy, os.sched_param(priority))
        return True
    except PermissionError:
        return False


class Yardstick:
    """The C relay inside `with`, scheduled as the server's media thread is. `ports` are its pairs, one a call."""

    def __init__(self, folder, calls, first_port, scheduling, key=None):
        self.command = [f"{folder}/relay", str(calls), str(first_port), *([key] if key else [])]
        self.calls, self.scheduling = calls, scheduling

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        schedule(self.process, *self.scheduling)
        self.ports = [tuple(map(int, self.process.stdout.readline().split())) for _ in range(self.calls)]
        return self

    def __exit__(self, *_):
        self.process.communicate()


# Payload types of the load, and the rate at which Opus is coded: the other side's.
TYPES = {"alaw": 8, "g722": 9, "gsm": 3, "opus": 111}


def codecs_alone(folder, rate):
    """CPU % of a core for one stream of each codec, as {codec: {"encode": …, "decode": …}}: the libraries, nothing else."""
    done = subprocess.run([f"{folder}/codecs", "cost", str(rate)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def voice(folder, codec, rate):
    """A file with ten seconds of speech in that codec."""
    path = f"{folder}/{codec}-{rate}.frames"
    if not os.path.exists(path):
        with open(path, "wb") as file:
            subprocess.run([f"{folder}/codecs", "frames", codec, str(rate)], stdout=file, check=True)
    return path


def measure_voice(folder, pid, ports, seconds, codecs=("alaw", "alaw"), rate=8000):
    """As `measure`, with speech in the codecs of the two sides: what is heard costs more than silence does."""
    files = [voice(folder, codec, rate) for codec in codecs]
    types = ":".join(str(TYPES[codec]) for codec in codecs)
    return run_load([f"{folder}/load", str(pid), str(seconds), types, "-", *files], ports, seconds)


def measure(folder, pid, ports, seconds, first_type=8, key=None):
    """What relaying through `ports` costs the process `pid`; with 0, the delay of the measurement itself. With `key` the
    first side of each call talks SRTP."""
    return run_load([f"{folder}/load", str(pid), str(seconds), str(first_type), *([key] if key else [])], ports, seconds)


def run_load(words, ports, seconds):
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    schedule(process, *LOAD_SCHEDULING)
    output, _ = process.communicate("".join(f"{first} {second}\n" for first, second in ports), timeout=seconds + 30)
    return json.loads(output)


class Handshakes:
    """The DTLS client of Benchmarks/Relay: its fingerprint goes into descriptions before it is given the ports."""

    def __init__(self, folder, pid):
        self.process = subprocess.Popen([f"{folder}/handshakes", str(pid)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.fingerprint = self.process.stdout.readline().strip()

    def make(self, ports, patience=60):
        """One with each port."""
        output, _ = self.process.communicate("".join(f"{port}\n" for port in ports), timeout=patience)
        return json.loads(output)


def handshakes_alone(folder, count, patience=60):
    """Both sides in one process: what OpenSSL costs without a server around it."""
    done = subprocess.run([f"{folder}/handshakes", "0", str(count)], capture_output=True, text=True, timeout=patience,
                          check=True)
    return json.loads(done.stdout)
