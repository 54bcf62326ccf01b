"""sipp from Debian: one run at one rate, and what its own statistics say about it."""
import csv
import dataclasses
import glob
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from harness.server import HOST

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "sipp"


def percentile(values, share):
    ordered = sorted(values)
    return ordered[int((len(ordered) - 1) * share)] if ordered else float("nan")


@dataclasses.dataclass
class Outcome:
    """`rate` is of answers; `resends` of both sides; `delays` in milliseconds from the first request to the last
    answer, by sipp's clock, which steps with the kernel's tick (4 ms on many)."""
    asked_rate: float
    rate: float
    successful: int
    failed: int
    resends: int
    delays: list

    def holds(self):
        """Whether the server keeps up with this rate."""
        return (self.failed == 0 and self.rate > 0.95 * self.asked_rate and self.resends < 0.01 * self.successful
                and not percentile(self.delays, 0.99) >= 500)

    def __str__(self):
        return (f"asked {self.asked_rate:.0f}/s, got {self.rate:.0f}/s, failed {self.failed}, resends {self.resends}, "
                f"p50 {percentile(self.delays, 0.5):.2f} ms, p99 {percentile(self.delays, 0.99):.2f} ms")


class Sipp:
    """One sipp process inside `with`. `scenario` is a file of Benchmarks/sipp, or the name of a built-in one."""

    def __init__(self, server, scenario, port, options=(), rows=None):
        self.folder = tempfile.mkdtemp(prefix="martlet-bench-sipp-")
        self.statistics = os.path.join(self.folder, "statistics.csv")
        file = SCENARIOS / f"{scenario}.xml"
        command = ["sipp", f"{HOST}:{server.sip}", *(["-sf", str(file)] if file.exists() else ["-sn", scenario]),
                   "-i", HOST, "-p", str(port), "-nostdin", "-trace_stat", "-stf", self.statistics, "-fd", "1",
                   "-trace_rtt", "-rtt_freq", "50", *options]
        if rows:
            pathlib.Path(self.folder, "rows.csv").write_text("SEQUENTIAL\n" + "\n".join(rows) + "\n")
            command += ["-inf", "rows.csv"]
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def count(self, column):
        """The latest total of a column of the statistics; 0 before there are any."""
        try:
            with open(self.statistics, newline="") as file:
                rows = [row for row in csv.DictReader(file, delimiter=";") if row.get(column)]
        except FileNotFoundError:
            return 0
        return int(rows[-1][column]) if rows else 0

    def answers(self):
        """Moment and delay of each answer, in milliseconds."""
        found = []
        for path in glob.glob(os.path.join(self.folder, "*_rtt.csv")):
            with open(path, newline="") as file:
                found += [(float(row[0]), float(row[1])) for row in list(csv.reader(file, delimiter=";"))[1:]]
        return found


def load(server, scenario, port, rate, seconds, options=(), rows=None, callee=None):
    """Starts `rate` calls a second for `seconds` and waits until all have ended; at most twenty seconds longer."""
    total = int(rate * seconds)
    resends_before = callee.count("Retransmissions(C)") if callee else 0
    with Sipp(server, scenario, port, ["-m", str(total), "-r", str(rate), "-l", str(total), *options], rows) as sipp:
        try:
            sipp.process.wait(seconds + 20)
        except subprocess.TimeoutExpired:
            sipp.process.kill()
            sipp.process.wait()
        time.sleep(1.2)  # The callee's statistics are a second old, and the server writes its history.
        resends = sipp.count("Retransmissions(C)")
        if callee:
            resends += callee.count("Retransmissions(C)") - resends_before
        answers, successful = sipp.answers(), sipp.count("SuccessfulCall(C)")
    moments = [moment for moment, _ in answers]
    span = max(moments) - min(moments) if len(moments) > 1 else 0
    return Outcome(rate, (len(moments) - 1) * 1000 / span if span else 0, successful, total - successful, resends,
                   [delay for _, delay in answers])
