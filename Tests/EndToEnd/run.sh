#!/bin/sh
# Real phones and scripted peers against a server of its own.
#
#   Tests/EndToEnd/run.sh [MARTLET_BINARY] [--only TEXT] [--jobs N] [--list]
#
# One line per scenario, exit 1 when one fails. Logs: artefacts/e2e.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# A server without phrases is silent where scenarios listen.
"$here/../../Scripts/phrases.sh" >&2
exec python3 -B "$here/run.py" "$@"
