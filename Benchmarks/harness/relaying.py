"""The C programs of Benchmarks/Relay: the yardstick relay, and the load that measures a relay."""
import json
import os
import pathlib
import subprocess

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "Relay"

# The load must not wait for what it measures.
LOAD_SCHEDULING = os.SCHED_FIFO, 50


def compile_all(folder):
    subprocess.run(["cc", "-O2", "-o", f"{folder}/relay", SOURCES / "relay.c"], check=True)
    subprocess.run(["cc", "-O2", "-pthread", "-o", f"{folder}/load", SOURCES / "load.c"], check=True)


def schedule(process, policy, priority):
    """False where it is not permitted."""
    try:
        os.sched_setscheduler(process.pid, policy, os.sched_param(priority))
        return True
    except PermissionError:
        return False


class Yardstick:
    """The C relay inside `with`, scheduled as the server's media thread is. `ports` are its pairs, one a call."""

    def __init__(self, folder, calls, first_port, scheduling):
        self.command, self.calls, self.scheduling = [f"{folder}/relay", str(calls), str(first_port)], calls, scheduling

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        schedule(self.process, *self.scheduling)
        self.ports = [tuple(map(int, self.process.stdout.readline().split())) for _ in range(self.calls)]
        return self

    def __exit__(self, *_):
        self.process.communicate()


def measure(folder, pid, ports, seconds, first_type=8):
    """What relaying through `ports` costs the process `pid`; with 0, the delay of the measurement itself."""
    process = subprocess.Popen([f"{folder}/load", str(pid), str(seconds), str(first_type)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    schedule(process, *LOAD_SCHEDULING)
    output, _ = process.communicate("".join(f"{first} {second}\n" for first, second in ports), timeout=seconds + 30)
    return json.loads(output)
