#!/usr/bin/env bash
# Starts a call between two people of the demo company, answered and lasting until somebody ends it, and returns at
# once: Scripts/demo-call.sh, with MARTLET (the program), MARTLET_DEMO_SIP (HOST:PORT) and MARTLET_DEMO_DATA (folder) set.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${MARTLET:?}" "${MARTLET_DEMO_SIP:?}" "${MARTLET_DEMO_DATA:?}"
mkdir -p artefacts

phone() {
    local login=$1 password
    shift
    password=$(awk -v account="$login@demo.martlet" '$1 == account { print $3 }' "$MARTLET_DEMO_DATA/first-accounts.txt")
    MARTLET_PHONE_PASSWORD=$password setsid "$MARTLET" phone --server "$MARTLET_DEMO_SIP" --user "$login@demo.martlet" \
        --register --timeout 120 "$@" >"artefacts/demo-call-$login.log" 2>&1 </dev/null &
}

phone boris answer play tone:880 expect end
for _ in $(seq 50); do
    grep -qi 'registered' artefacts/demo-call-boris.log && break
    sleep 0.1
done
phone anna call 102 play tone:440 expect end
