"""The web app on a first visit (ui.md: under 300 KB compressed, first view under a second)."""
import json
import pathlib
import subprocess

from harness.server import Server
from harness.table import ceiling


def pages(binary):
    """By the browser's own clock."""
    root = pathlib.Path(__file__).resolve().parent.parent
    python = root / ".build/browser-venv/bin/python"
    if not python.exists():
        raise RuntimeError("the browser's environment is missing: Tests/Browser/run.sh makes it")
    with Server(binary) as server:
        shown = subprocess.run(
            [python, "-B", root / "Benchmarks/firstview.py", f"http://127.0.0.1:{server.http}", "admin", "demo.martlet",
             server.password("admin@demo.martlet")], stdout=subprocess.PIPE, text=True, check=True, cwd=root)
    for name, figures in json.loads(shown.stdout).items():
        yield ceiling(f"first view of {name}: ms to the largest paint", figures["milliseconds"], 1000, digits=0)
        yield ceiling(f"first view of {name}: KB in {figures['requests']} requests", figures["kilobytes"], 300, digits=0)
