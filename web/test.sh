#!/bin/sh
# Runs the tests of the app's pure logic: bundles each of tests/*.test.ts and gives them to Node's own runner.
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"
esbuild tests/*.test.ts --bundle --platform=node --format=esm --target=es2021 --jsx=automatic --log-level=warning \
    --loader:.css=empty --out-extension:.js=.mjs --outdir="$out"
node --test "$out"
