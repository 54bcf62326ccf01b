"""A page as a person with a screen reader, keyboard and mouse meets it: things are found by role and name."""

import base64
import json
import os
import time
from pathlib import Path
from typing import Callable

from chromium import BrowserFailure, Chromium

# Everything is waited for at least so long: the machine does other work besides.
WAIT_SECONDS = float(os.environ.get("MARTLET_BROWSER_WAIT_SECONDS", "40"))


class NotFound(AssertionError):
    """What the walk looks for did not appear in time."""


class Page:
    def __init__(self, browser: Chromium) -> None:
        self._browser = browser
        target = browser.command("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = browser.command("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self.problems: list[str] = []
        self.expected_statuses: set[int] = set()
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "Accessibility"):
            self.command(f"{domain}.enable")

    def command(self, method: str, parameters: dict | None = None) -> dict:
        return self._browser.command(method, parameters, self._session)

    # What the page is

    def resize(self, width: int, height: int, is_dark: bool = False) -> None:
        """Sets the size of the window and the system's colours. Motion is off: what is seen is where it stays."""
        self.command("Emulation.setDeviceMetricsOverride",
                      {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        features = [{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"},
                    {"name": "prefers-reduced-motion", "value": "reduce"}]
        self.command("Emulation.setEmulatedMedia", {"features": features})

    def open(self, address: str) -> None:
        self.command("Page.navigate", {"url": address})
        self.wait(lambda: self.evaluate("document.readyState") == "complete", f"{address} to load")

    def evaluate(self, expression: str) -> object:
        answer = self.command("Runtime.evaluate",
                               {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in answer:
            raise BrowserFailure(f"{expression[:80]}: {json.dumps(answer['exceptionDetails'])[:400]}")
        return answer["result"].get("value")

    @property
    def path(self) -> str:
        return str(self.evaluate("location.pathname + location.search"))

    def screenshot(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        picture = self.command("Page.captureScreenshot", {"format": "png"})["data"]
        file.write_bytes(base64.b64decode(picture))

    # Finding by role and name

    def wait(self, condition: Callable[[], object], what: str, seconds: float = WAIT_SECONDS) -> object:
        seconds = max(seconds, WAIT_SECONDS)
        deadline = time.monotonic() + seconds
        while True:
            try:
                value = condition()
            except BrowserFailure:
                # The document changed under the question: ask again.
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                raise NotFound(f"waited {seconds:g} s for {what}")
            time.sleep(0.05)

    def all(self, role: str, name: str | None = None) -> list[dict]:
        """Accessibility nodes of a role, whose name is `name` or begins with it when it ends in '…'."""
        root = self.command("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        question = {"nodeId": root, "role": role}
        if name is not None and not name.endswith("…"):
            question["accessibleName"] = name
        nodes = self.command("Accessibility.queryAXTree", question)["nodes"]
        found = [node for node in nodes if not node.get("ignored")]
        if name is not None and name.endswith("…"):
            found = [node for node in found if name_of(node).startswith(name[:-1])]
        return found

    def find(self, role: str, name: str | None = None, seconds: float = WAIT_SECONDS) -> dict:
        found = self.wait(lambda: self.all(role, name), f"{role} '{name or ''}'", seconds)
        assert isinstance(found, list)
        return found[0]

    def is_gone(self, role: str, name: str) -> None:
        self.wait(lambda: not self.all(role, name), f"{role} '{name}' to go away")

    def says(self, text: str, seconds: float = WAIT_SECONDS) -> None:
        """Waits until the text can be read on the page."""
        wanted = json.dumps(text)
        self.wait(lambda: self.evaluate(f"document.body.innerText.includes({wanted})"), f"the text '{text}'", seconds)

    # Acting

    def click(self, role: str, name: str | None = None) -> None:
        """Presses the mouse in the middle of it; what something else lies over cannot be pressed.

        It is found anew with each look, since a page that draws itself again has put another in its place, and it must
        lie still for two looks: what slides would be missed.
        """
        former: tuple[float, float] | None = None

        def place() -> tuple[float, float] | None:
            nonlocal former
            last, former = former, None
            found = self.all(role, name)
            if found and self._is_uncovered(found[0]):
                former = self._centre(found[0])
            return former if former == last else None

        x, y = self.wait(place, f"{role} '{name or ''}' to lie still and uncovered")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.command("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **button})

    def drag(self, role: str, name: str, target: tuple[str, str]) -> None:
        """Takes one thing with the mouse and lets it go over another."""
        def centre(wanted: tuple[str, str]) -> tuple[float, float]:
            return self._centre(self.find(*wanted))

        x, y = centre((role, name))
        to_x, to_y = centre(target)
        for kind, share in (("mouseMoved", 0), ("mousePressed", 0), ("mouseMoved", 0.5), ("mouseMoved", 1),
                            ("mouseReleased", 1)):
            button = {"button": "left", "buttons": 1, "clickCount": 1} if share or kind == "mousePressed" else {}
            self.command("Input.dispatchMouseEvent",
                         {"type": kind, "x": x + (to_x - x) * share, "y": y + (to_y - y) * share, **button})

    def on(self, role: str, name: str | None, act: Callable[[dict], object], is_last: bool = False) -> None:
        """Does something to the first or last of its kind; when the page drew itself again meanwhile, once more."""
        def attempt() -> bool:
            found = self.all(role, name)
            if not found:
                return False
            act(found[-1 if is_last else 0])
            return True

        self.wait(attempt, f"{role} '{name or ''}'")

    def _centre(self, node: dict) -> tuple[float, float]:
        backend = {"backendNodeId": node["backendDOMNodeId"]}
        self.command("DOM.scrollIntoViewIfNeeded", backend)
        # Parts of drawings have no box model; this holds for everything that is drawn.
        box = self._call(node, "function () { return this.getBoundingClientRect().toJSON(); }")
        assert isinstance(box, dict)
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _is_uncovered(self, node: dict) -> bool:
        x, y = self._centre(node)
        declaration = """function (x, y) {
            const top = document.elementFromPoint(x, y);
            return top !== null && (this.contains(top) || top.contains(this) && top.matches("label"));
        }"""
        return bool(self._call(node, declaration, x, y))

    def _call(self, node: dict, declaration: str, *arguments: object) -> object:
        """Calls a function with the node's element as `this`."""
        resolved = self.command("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]})["object"]["objectId"]
        answer = self.command("Runtime.callFunctionOn", {
            "objectId": resolved, "functionDeclaration": declaration, "returnByValue": True,
            "arguments": [{"value": each} for each in arguments],
        })
        return answer["result"].get("value")

    def fill(self, role: str, name: str, text: str) -> None:
        """Puts the cursor into a field, replaces what is there, as typing would."""
        def select(node: dict) -> None:
            self.command("DOM.focus", {"backendNodeId": node["backendDOMNodeId"]})
            self.evaluate("document.activeElement.select()")

        self.on(role, name, select)
        if text == "":
            self.press("Delete")
        else:
            self.command("Input.insertText", {"text": text})

    def choose(self, name: str, value: str) -> None:
        """Chooses an option of a select by its value."""
        declaration = """function (value) {
            const setter = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set;
            setter.call(this, value);
            this.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
        self.on("combobox", name, lambda node: self._call(node, declaration, value))

    def press(self, key: str, with_alt: bool = False) -> None:
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37,
                 "ArrowRight": 39, "Home": 36, "End": 35, "Delete": 46, "/": 191}
        code = {"/": "Slash"}.get(key, f"Digit{key}" if key.isdigit() else key)
        event = {"key": key, "windowsVirtualKeyCode": ord(key) if key.isdigit() else codes[key], "code": code,
                 "modifiers": 1 if with_alt else 0}
        text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        self.command("Input.dispatchKeyEvent", {"type": "keyDown", **event, **text})
        self.command("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    # What went wrong meanwhile

    def collect_problems(self) -> None:
        """Adds errors of the console, exceptions and refused requests, save the statuses that were expected."""
        for event in self._browser.take_events():
            parameters = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                thrown = details.get("exception", {}).get("description", details.get("text", ""))
                self.problems.append(f"exception: {thrown}")
            elif event.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
                words = " ".join(str(each.get("value", each.get("description"))) for each in parameters["args"])
                self.problems.append(f"console: {words}")
            elif event.get("method") == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                entry = parameters["entry"]
                if not any(f"status of {status}" in entry["text"] for status in self.expected_statuses):
                    self.problems.append(f"log: {entry['text']} {entry.get('url', '')}")


def name_of(node: dict) -> str:
    return str(node.get("name", {}).get("value", ""))


def property_of(node: dict, name: str) -> object:
    for each in node.get("properties", []):
        if each["name"] == name:
            return each["value"].get("value")
    return None
