#!/bin/sh
# What the server costs on this machine: a table of figures and ratios, never a verdict.
#
#   Benchmarks/run.sh [MARTLET_BINARY] [PART ...]
#
# Parts: calls sustained registrations relay encryption transcoding recording conference prompts
# allocations undisturbed lamps memory latency idle start lists scale pages;
# all of them take a quarter of an hour.
# Without a binary the server is built in release first.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
if [ $# -gt 0 ] && [ -f "$1" ]; then
    binary=$1
    shift
else
    swift build --package-path "$root" -c release --static-swift-stdlib --product martlet >&2
    swift build --package-path "$root" -c release --static-swift-stdlib --product RoutingBench >&2
    binary=$root/.build/release/martlet
fi
exec python3 -B "$here/bench.py" --binary "$binary" "$@"
