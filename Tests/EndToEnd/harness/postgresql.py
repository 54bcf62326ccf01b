"""A PostgreSQL server of its own for a scenario; see Tests/PostgreSQL/server.sh."""
import os
import pathlib
import subprocess
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "PostgreSQL/server.sh"


class PostgreSQL:
    def __init__(self):
        self.folder = os.path.join(tempfile.gettempdir(), f"martlet-pg-{os.urandom(6).hex()}")
        self.process = subprocess.Popen([SCRIPT, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.expect("ready")

    def expect(self, word):
        if self.process.stdout.readline().strip() != word:
            raise RuntimeError(f"PostgreSQL: {self.process.stderr.read().strip()}")

    @property
    def url(self):
        return f"postgresql://martlet:never-shown@/postgres?host={self.folder}"

    def ask(self, sql):
        done = subprocess.run(["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, self.url],
                              capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def away(self):
        """Ends at once, as a machine does that loses its power."""
        self.tell("stop", "stopped")

    def back(self):
        self.tell("start", "ready")

    def tell(self, word, answer):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        self.expect(answer)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
