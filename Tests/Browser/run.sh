#!/bin/sh
# Walks through the web app in headless Chromium.
#   Tests/Browser/run.sh BASE_URL LOGIN DOMAIN PASSWORD [--call 'COMMAND']
#       [--system LOGIN PASSWORD] [--only STEP …]
# COMMAND is run when the walk wants a call going on: it starts one between two phones of the domain, which is answered
# and lasts until the walk hangs up, and returns at once. --system walks the system administrator's pages as well;
# --only walks these steps, as make_groups, after signing in: some stand on what earlier ones have made.
# Pictures go to artefacts/browser. Exit codes: 0 all well, 1 the app is at fault, 64 wrong usage, 69 something missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

if [ $# -lt 4 ]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 64
fi
for tool in chromium python3; do
    if ! command -v "$tool" >/dev/null; then
        echo "Tests/Browser: $tool is missing: apt-get install chromium python3-venv" >&2
        exit 69
    fi
done

venv="${MARTLET_BROWSER_VENV:-$root/.build/browser-venv}"
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
fi
exec env PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$here/walk.py" --artefacts "$root/artefacts/browser" "$@"
