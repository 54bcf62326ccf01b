#!/bin/sh
# Installs the Debian packages that are missing: Scripts/packages.sh run|test
#   run   what building and serving need; test adds what the tests, the bench and their real peers need.
# Asks sudo only when not root. Exit codes: 0 all there, 64 wrong usage, 69 something cannot be had.
set -eu

# GRDB links the system's SQLite; the web app is built from Debian's own React and compiler, never from npm;
# espeak-ng and sox speak the phrases.
packages="make git ca-certificates libsqlite3-dev pkg-config libopus-dev libspandsp-dev libmp3lame-dev libmpg123-dev libsrtp2-dev libssl-dev libcurl4-openssl-dev zlib1g-dev libpcre2-dev libpq-dev nodejs node-react node-react-dom node-qrcode-generator node-typescript esbuild espeak-ng sox"
case "${1:-}" in
run) ;;
test)
    # baresip, sip-tester (sipp) and vdirsyncer are the peers; python3 (and sox) measure what they heard; chromium walks the web app;
    # gcc compiles the relay that the bench compares with, wrk asks for its lists; procps and util-linux look at processes;
    # postgresql is the other database of the storage tests, which start servers of their own.
    packages="$packages baresip sip-tester chromium python3-venv python3-websockets python3-aiosmtpd openssl curl jq gcc libc6-dev procps util-linux postgresql wrk vdirsyncer"
    ;;
*)
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 64
    ;;
esac

if ! command -v swift >/dev/null; then
    echo "Scripts/packages.sh: swift is missing; see https://www.swift.org/install/linux (6.2 or newer)" >&2
    exit 69
fi
if ! command -v dpkg-query >/dev/null; then
    echo "Scripts/packages.sh: this is no Debian; install what corresponds to: $packages" >&2
    exit 69
fi

missing=""
for package in $packages; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || state=absent
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "installing:$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    echo "Scripts/packages.sh: as root, please: apt-get install$missing" >&2
    exit 69
fi
export DEBIAN_FRONTEND=noninteractive
# Word by word on purpose: the lists are ours, and a missing sudo is no word.
# shellcheck disable=SC2086
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing; }; then
    echo "Scripts/packages.sh: apt-get could not install:$missing" >&2
    exit 69
fi
