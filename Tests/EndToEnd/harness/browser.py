"""Headless Chromium as a phone: the page of `browser/` in it, a tone as its microphone, driven over DevTools."""
import asyncio
import functools
import http.server
import json
import math
import os
import shutil
import struct
import subprocess
import tempfile
import threading
import time
import wave

from harness.message import Mismatch
from harness.wires import websockets

PAGES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "browser")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, *arguments):
        pass


class BrowserPhone:
    """A browser of its own for each phone, since the microphone is a file of the whole process."""

    def __init__(self, world, frequency):
        self.folder = tempfile.mkdtemp(prefix="martlet-page-")
        world.exit.callback(shutil.rmtree, self.folder, ignore_errors=True)
        tone = os.path.join(self.folder, "tone.wav")
        self._write_tone(tone, frequency)
        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=PAGES))
        threading.Thread(target=site.serve_forever, daemon=True).start()
        world.exit.callback(site.shutdown)
        command = ["chromium", "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.folder}/profile",
                   "--remote-allow-origins=*", "--no-first-run", "--disable-dev-shm-usage", "--disable-gpu",
                   "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                   f"--use-file-for-fake-audio-capture={tone}", "--autoplay-policy=no-user-gesture-required",
                   # Its sound may go over the loopback, which is all the network there is here.
                   "--allow-loopback-in-peer-connection", "about:blank"]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        self.log = open(os.path.join(world.folder, f"chromium-{frequency}.log"), "w")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        world.exit.callback(self.close)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.number, self.answers = 0, {}
        self._run(self._connect(), 60)
        self._open(f"http://127.0.0.1:{site.server_address[1]}/phone.html")
        world.wait(lambda: self.evaluate("typeof window.phone") == "object", "the page", 30)

    @staticmethod
    def _write_tone(path, frequency, rate=48000):
        """Whole periods in a second, so that the file's repetition is no click."""
        second = b"".join(struct.pack("<h", int(12000 * math.sin(2 * math.pi * frequency * index / rate)))
                          for index in range(rate))
        with wave.open(path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(second * 4)

    def close(self):
        try:
            self.process.terminate()
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.log.close()

    # DevTools

    def _run(self, work, patience=30):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(patience)

    async def _connect(self):
        path, end = os.path.join(self.folder, "profile", "DevToolsActivePort"), time.monotonic() + 50
        while True:
            if self.process.poll() is not None:
                raise Mismatch(f"chromium ended at once with {self.process.returncode}")
            lines = open(path).read().splitlines() if os.path.exists(path) else []
            if len(lines) == 2:
                break
            if time.monotonic() > end:
                raise Mismatch("chromium does not open its DevTools port")
            await asyncio.sleep(0.05)
        self.socket = await websockets.connect(f"ws://127.0.0.1:{lines[0]}{lines[1]}", max_size=None, ping_interval=None,
                                               compression=None)
        self.reader = asyncio.ensure_future(self._read())

    async def _read(self):
        try:
            async for text in self.socket:
                message = json.loads(text)
                waiting = self.answers.pop(message.get("id"), None)
                if waiting and not waiting.done():
                    waiting.set_result(message)
        except websockets.ConnectionClosed:
            pass  # The browser has gone, by a scenario's wish or at its end.

    async def _ask(self, method, parameters, session=None):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self.answers[self.number] = answer = self.loop.create_future()
        await self.socket.send(json.dumps(message))
        found = await answer
        if "error" in found:
            raise Mismatch(f"{method}: {found['error']['message']}")
        return found["result"]

    def _open(self, address):
        target = self._run(self._ask("Target.createTarget", {"url": "about:blank"}))["targetId"]
        self.session = self._run(self._ask("Target.attachToTarget", {"targetId": target, "flatten": True}))["sessionId"]
        self._run(self._ask("Page.navigate", {"url": address}, self.session))

    def reload(self):
        """The page is loaded anew, as by its user; nothing of its script lives on."""
        self.evaluate("window.phone.isOld = true")
        self._run(self._ask("Page.reload", {}, self.session))
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if self.evaluate("typeof window.phone == 'object' && !window.phone.isOld"):
                return
            time.sleep(0.1)
        raise Mismatch("the page is not loaded anew")

    def evaluate(self, expression, patience=60):
        """The value of an expression; of what a promise resolves to."""
        answer = self._run(self._ask("Runtime.evaluate", {
            "expression": expression, "returnByValue": True, "awaitPromise": True}, self.session), patience)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Mismatch(f"the page: {details.get('exception', details).get('description', details)}")
        return answer["result"].get("value")

    def begin(self, expression):
        """Starts what takes its time; `why` tells how it ended."""
        self.evaluate(f"void ({expression}).catch((error) => phone.ended(String(error)))")

    # The phone

    def register(self, server, user, codecs=None):
        account = {"login": user.login, "domain": user.domain, "password": user.password}
        address = f"ws://{server.websocket[0]}:{server.websocket[1]}/"
        self.evaluate(f"phone.register({json.dumps(address)}, {json.dumps(account)}, {json.dumps(codecs)})")

    @property
    def state(self):
        return self.evaluate("phone.state")

    @property
    def why(self):
        return self.evaluate("phone.why")

    def wait(self, state, patience=30.0):
        end = time.monotonic() + patience
        while self.state != state:
            if time.monotonic() > end:
                raise Mismatch(f"the page is {self.state} ({self.why}), not {state}: {self.evaluate('phone.connection.log')}")
            time.sleep(0.1)

    def hears(self, frequency, patience=25.0, share=0.7):
        """Whether a third of a second of what it hears is that tone."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.evaluate(f"phone.share({frequency})") > share:
                return True
            time.sleep(0.15)
        return False

    def is_silent(self, patience=25.0):
        """Whether what it hears becomes silence."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.evaluate("phone.level()") < 0.003:
                return True
            time.sleep(0.15)
        return False
