#!/bin/sh
# Runs the tests of the app's pure logic: bundles each of tests/*.test.ts and gives them to Node's own runner. Says one
# line when all is well, everything when not.
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"
esbuild tests/*.test.ts --bundle --platform=node --format=esm --target=node18 --jsx=automatic --log-level=warning \
    --out-extension:.js=.mjs --outdir="$out"
if ! node --test "$out" >"$out/report" 2>&1; then
    cat "$out/report"
    exit 1
fi
echo "web: $(sed -n 's/^# pass //p' "$out/report") tests of pure logic passed"
