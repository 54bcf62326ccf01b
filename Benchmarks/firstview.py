"""How soon a page of the web app shows what it is for, by Chromium's own clock. Prints one JSON object.

  firstview.py BASE LOGIN DOMAIN PASSWORD

Needs the environment of Tests/Browser (websocket-client); bench.py makes it.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests/Browser"))

from chromium import Chromium  # noqa: E402
from page import Page  # noqa: E402

# Of the navigation that is shown: the largest thing painted, and what came over the wire, compressed.
FIGURES = """
new Promise((done) => {
    const paints = [];
    new PerformanceObserver((list) => paints.push(...list.getEntries())).observe(
        { type: "largest-contentful-paint", buffered: true });
    setTimeout(() => {
        const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
        done({
            milliseconds: Math.max(...paints.map((paint) => paint.startTime)),
            kilobytes: files.reduce((sum, file) => sum + file.transferSize, 0) / 1024,
            requests: files.length,
        });
    }, 300);
})
"""
SIGN_IN = """
fetch("/api/v1/session", { method: "POST", credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-Martlet-Request": "1" }, body: JSON.stringify(%s) })
    .then((answer) => answer.status)
"""


def median(page, address, heading):
    """Of three visits: a machine of two cores has other things to do at times."""
    return sorted((view(page, address, heading) for _ in range(3)), key=lambda run: run["milliseconds"])[1]


def view(page, address, heading):
    """A first visit: nothing is in the cache."""
    page.command("Network.setCacheDisabled", {"cacheDisabled": True})
    page.open(address)
    page.find("heading", heading)
    page.wait(lambda: not page.evaluate("document.querySelector('[aria-busy=true]')"), f"{heading} to settle")
    return page.evaluate(FIGURES)


def main():
    base, login, domain, password = sys.argv[1:]
    figures = {}
    with Chromium() as browser:
        page = Page(browser)
        page.resize(1280, 800)
        figures["sign-in"] = median(page, base, "Вход")
        answer = page.evaluate(SIGN_IN % json.dumps({"login": login, "domain": domain, "password": password}))
        if answer != 201:
            sys.exit(f"the sign-in is answered {answer}")
        for path, heading in (("/users", "Пользователи"), ("/history", "История вызовов"),
                              ("/lines", "Номера и маршрутизация")):
            figures[path] = median(page, base + path, heading)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
