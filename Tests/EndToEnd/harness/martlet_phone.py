"""`martlet phone` as the other end."""
import os
import subprocess

from harness.message import Mismatch


class MartletPhone:
    """`server` is HOST:PORT; `actions` are the words of the command line."""

    def __init__(self, world, server, user, actions, transport="udp", register=False, options=()):
        number = len([item for item in os.listdir(world.folder) if item.startswith("phone-")])
        self.user, self.path = user, os.path.join(world.folder, f"phone-{number}-{user.login}.out")
        command = [world.server.binary, "phone", "--server", server, "--user", f"{user.login}@{user.domain}",
                   "--password", user.password, "--transport", transport, "--timeout", "60", "--trace", *options,
                   *(["--register"] if register else []), *map(str, actions)]
        self.output = open(self.path, "w")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output)
        world.exit.callback(self.close)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.close()

    def isRunning(self):
        return self.process.poll() is None

    def said(self):
        with open(self.path, errors="replace") as file:
            return file.read()

    def finish(self, patience=120):
        """Waits; every action must have come about."""
        try:
            status = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise Mismatch(f"martlet phone of {self.user.login} does not end") from None
        if status != 0:
            last = [line for line in self.said().splitlines() if line.strip()][-1:]
            raise Mismatch(f"martlet phone of {self.user.login}: exit {status}: {last}")
