"""Headless Chromium, driven over its DevTools protocol: no driver binary, no npm, one small package for WebSocket."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket


# Seconds for the browser's start and for one command: the machine does other work besides.
PATIENCE = 120


class BrowserFailure(Exception):
    """The browser did not start, or refused a command."""


class Chromium:
    """One browser with a profile of its own, thrown away on exit."""

    def __init__(self, binary: str = "chromium") -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="martlet-browser-"))
        command = [
            binary, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self._profile}",
            "--remote-allow-origins=*", "--no-first-run", "--disable-dev-shm-usage", "--disable-gpu",
            "--force-device-scale-factor=1", "--hide-scrollbars", "--accept-lang=ru", "about:blank",
        ]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._socket = self._connect()
        self._last = 0
        self._events: list[dict] = []

    def _connect(self) -> websocket.WebSocket:
        port_file = self._profile / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise BrowserFailure(f"chromium ended at once with exit code {self._process.returncode}")
            lines = port_file.read_text().splitlines() if port_file.exists() else []
            if len(lines) == 2:
                return websocket.create_connection(f"ws://127.0.0.1:{lines[0]}{lines[1]}", timeout=PATIENCE)
            time.sleep(0.05)
        raise BrowserFailure(f"chromium did not open its DevTools port within {PATIENCE} s")

    def command(self, method: str, parameters: dict | None = None, session: str | None = None) -> dict:
        """Sends a command and gives its result; events that come meanwhile are kept."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") != message["id"]:
                self._events.append(answer)
            elif "error" in answer:
                raise BrowserFailure(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def take_events(self) -> list[dict]:
        """The events since the last time. A command that does nothing brings in what is on its way."""
        self.command("Browser.getVersion")
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
