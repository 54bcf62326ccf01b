#!/usr/bin/env bash
# Every test, real peers included: Scripts/test.sh [PART ...]
#   web         type check, bundle and tests of the web app's pure logic
#   build       everything in Swift, tests included, once, for all the parts below
#   sound       swift test of what plays and hears: alone, because tests that share the cores hear gaps
#   units       swift test of all else: machines, properties, contracts, rules about the sources
#   end-to-end  Tests/EndToEnd: baresip, sipp and `martlet phone` against servers of their own
#   browser     Tests/Browser: headless Chromium walks through the web app
#   api         Tests/API: schemathesis holds the server to its OpenAPI document
# Each part's whole output is kept in artefacts/PART.log. Ends with 1 when a part failed, after every other has run.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 70

readonly all=(web build sound units end-to-end browser api)
# Suites that measure sound or the heap.
readonly hearing='^(PhoneTests|MediaServerTests)\.'
parts=("$@")
[ $# -gt 0 ] || parts=("${all[@]}")
for part in "${parts[@]}"; do
    case " ${all[*]} " in
    *" $part "*) ;;
    *)
        sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
        exit 64
        ;;
    esac
done

readonly outcomes=artefacts/outcomes
rm -rf "$outcomes"
mkdir -p "$outcomes"
export MARTLET="$PWD/.build/debug/martlet"
lanes=()

# Reached by signals only.
# shellcheck disable=SC2317
stop_lanes() {
    for each in "${lanes[@]}" ${running:+"$running"}; do kill "$each" 2>/dev/null; done
    wait
    exit 130
}
running=
trap stop_lanes INT TERM

is_wanted() {
    case " ${parts[*]} " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# run PART SECONDS COMMAND...: keeps the output, tells of begin and end, shows the tail of what failed.
run() {
    local part=$1 limit=$2 began=$SECONDS status
    shift 2
    is_wanted "$part" || return 0
    echo "== $part ..."
    timeout --kill-after=10 "$limit" "$@" >"artefacts/$part.log" 2>&1 </dev/null &
    running=$!
    wait "$running"
    status=$?
    running=
    case $status in
    0) echo "passed in $((SECONDS - began)) s" >"$outcomes/$part" ;;
    124 | 137) echo "failed, longer than $limit s" >"$outcomes/$part" ;;
    *) echo "failed in $((SECONDS - began)) s, exit $status" >"$outcomes/$part" ;;
    esac
    if [ $status = 0 ]; then
        summary "$part"
    else
        echo "---- $part failed (exit $status), the end of artefacts/$part.log:"
        failures "$part"
        tail -n 60 "artefacts/$part.log"
        echo "---- end of $part"
    fi
    echo "== $part: $(cat "$outcomes/$part")"
    return $status
}

# What a reader wants to see of a part that passed.
summary() {
    case $1 in
    build) tail -n 1 "artefacts/$1.log" ;;
    sound | units) grep -E 'Test run with|^UNSTEADY' "artefacts/$1.log" ;;
    end-to-end)
        grep -A 1 '^UNSTEADY' "artefacts/$1.log"
        grep -E '^[0-9]+ passed, ' "artefacts/$1.log"
        ;;
    *) tail -n 3 "artefacts/$1.log" ;;
    esac
}

# The lines that say what failed, wherever they stand in a long log.
failures() {
    case $1 in
    build) grep -E ': error:' "artefacts/$1.log" | sort -u | head -n 30 ;;
    sound | units) grep -E '✘|recorded an issue|Fatal error' "artefacts/$1.log" | head -n 40 ;;
    end-to-end) grep -A 1 -E '^(FAIL|UNSTEADY)' "artefacts/$1.log" | tail -n 12 ;;
    *) ;;
    esac
}

# The lane beside the compiler.
app() {
    trap 'kill "${running:-}" 2>/dev/null; exit 143' TERM
    run web 600 sh -c 'Scripts/phrases.sh && web/build.sh && web/test.sh'
}

# The first port from $2 on that nobody has, for udp or tcp.
free_port() {
    python3 - "$1" "$2" <<'PYTHON'
import socket, sys
kinds = [socket.SOCK_STREAM] + ([socket.SOCK_DGRAM] if sys.argv[1] == "udp" else [])
for port in range(int(sys.argv[2]), int(sys.argv[2]) + 400):
    sockets = [socket.socket(socket.AF_INET, kind) for kind in kinds]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", port))
    except OSError:
        continue
    finally:
        for each in sockets:
            each.close()
    print(port)
    break
PYTHON
}

password_of() {
    awk -v account="$1" '$1 == account { print $3 }' "$data/first-accounts.txt"
}

# One server with a demo company for the parts that look at the product from outside.
start_server() {
    local http sip
    data=$(mktemp -d)
    http=$(free_port tcp 18080)
    sip=$(free_port udp 15060)
    # By name: browsers have passkeys for names only.
    base="http://localhost:$http"
    export MARTLET_DEMO_SIP="127.0.0.1:$sip" MARTLET_DEMO_DATA="$data"
    # The API part tries wrong passwords by the hundred; that they block is what units and end-to-end look at.
    MARTLET_WEB_ADDRESS="$base" MARTLET_INSIDE_PROVIDERS=true MARTLET_SIGN_IN_FAILURE_LIMIT=100000 \
        "$MARTLET" serve --data "$data" --demo --http "127.0.0.1:$http" --sip "127.0.0.1:$sip" \
        --media-ports 20000-21999 >artefacts/server.log 2>&1 </dev/null &
    server=$!
    for _ in $(seq 300); do
        kill -0 "$server" 2>/dev/null || break
        curl --fail --silent --max-time 5 --output /dev/null "$base/api/v1/health" && return 0
        sleep 0.2
    done
    echo "the server did not start, the end of artefacts/server.log:"
    tail -n 40 artefacts/server.log
    for part in browser api; do
        if is_wanted "$part"; then echo "failed, no server" >"$outcomes/$part"; fi
    done
    return 1
}

stop_server() {
    [ -n "${server:-}" ] || return 0
    local status=0
    kill "$server" 2>/dev/null
    wait "$server" || status=$?
    server=
    rm -rf "$data"
    [ $status = 0 ] || [ $status = 143 ] && return 0
    echo "the server ended with $status, the end of artefacts/server.log:"
    tail -n 40 artefacts/server.log
    echo "failed, ended with $status" >"$outcomes/server"
}

walk() {
    run browser 600 Tests/Browser/run.sh "$base" admin demo.martlet "$(password_of admin@demo.martlet)" \
        --call Scripts/demo-call.sh --system admin "$(password_of admin@system)"
}

# The lane of the parts that share the server. The API part comes last: it tries everything, removal included.
outside() {
    trap 'kill "${running:-}" 2>/dev/null; stop_server; exit 143' TERM
    start_server || { stop_server >/dev/null; return 1; }
    if ! walk; then
        # Once more from the start: a walk of fifty steps goes on with what its earlier steps have left.
        mv artefacts/browser.log artefacts/browser-first.log
        stop_server
        start_server || { stop_server >/dev/null; return 1; }
        walk && echo "UNSTEADY browser, its first output is in artefacts/browser-first.log"
    fi
    # The last argument is the time for new inputs; the script adds what the fixed ones need.
    run api 620 Tests/API/run_schemathesis.sh "$base" admin "$(password_of admin@system)" system 560
    stop_server
}

# The web app is bundled while Swift compiles; both have to be there before anything is looked at from outside.
app &
lanes=($!)
if is_wanted build; then
    run build 2700 swift build --build-tests
fi
wait "${lanes[@]}"

if [ ! -f "$outcomes/build" ] || grep -q passed "$outcomes/build"; then
    # One part after another: each fills two cores by itself, and beside another its waits become too long.
    run sound 900 Scripts/swift-tests.sh sound --no-parallel --filter "$hearing"
    # So many at once as keep two cores busy: with every test begun at the start, one that awaits a hundred times waits
    # for a thousand others each time.
    SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 run units 1200 Scripts/swift-tests.sh units --skip "$hearing"
    if is_wanted browser || is_wanted api; then
        outside &
        lanes=($!)
        wait "${lanes[@]}"
    fi
    run end-to-end 1200 Tests/EndToEnd/run.sh "$MARTLET"
fi

# What failed once more, last: an integration machine shows the end of the output only.
for part in "${parts[@]}"; do
    if [ -f "$outcomes/$part" ] && ! grep -q passed "$outcomes/$part"; then
        failures "$part" | cut -c1-400
    fi
done
echo
status=0
passed=0
failed=0
for part in "${all[@]}" server; do
    if [ -f "$outcomes/$part" ]; then
        printf '%-10s %s\n' "$part" "$(cat "$outcomes/$part")"
        if grep -q passed "$outcomes/$part"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            status=1
        fi
    elif is_wanted "$part"; then
        printf '%-10s not run\n' "$part"
        failed=$((failed + 1))
        status=1
    fi
done
[ $status = 0 ] && echo "every part passed" || echo "not every part passed; whole outputs: artefacts/*.log"
# The parts, in the form that integration machines read.
echo "$passed passed, $failed failed"
exit $status
