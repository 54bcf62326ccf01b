#!/bin/sh
# Checks a running server against the OpenAPI document that it serves: every operation, all default checks, one seed,
# bounded time. Exit 0 when the document tells the truth.
#
#   Tests/API/run_schemathesis.sh http://127.0.0.1:8080 root SECRET system [SECONDS]
#
# The account is a system administrator of a server whose data may be lost: everything is tried, removal included.
# Failed sign-ins are part of it, so the server should trust this machine (or block late).
set -eu

if [ $# -lt 4 ]; then
    echo "usage: $0 BASE-URL LOGIN PASSWORD DOMAIN [SECONDS]" >&2
    exit 64
fi
here=$(cd "$(dirname "$0")" && pwd)
base=$1
export MARTLET_LOGIN=$2 MARTLET_PASSWORD=$3 MARTLET_DOMAIN=$4
seconds=${5:-600}

# One environment for all runs, made anew when the pinned versions change.
venv=${SCHEMATHESIS_VENV:-$here/../../.build/schemathesis}
wanted=$(cksum <"$here/requirements.txt")
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
    echo "$wanted" >"$venv/installed"
fi

# schemathesis ends by itself after its examples; the limit is for a server that hangs.
cd "$venv"
exec timeout --kill-after=10 "$seconds" \
    "$venv/bin/schemathesis" --config-file "$here/schemathesis.toml" \
    run "$base/api/v1/openapi.json" \
    --url "$base/api/v1" \
    --checks all \
    --max-response-time 120 \
    --max-examples "${SCHEMATHESIS_EXAMPLES:-8}" \
    --wait-for-schema 20 \
    --no-color
