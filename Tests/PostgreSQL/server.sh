#!/bin/sh
# A PostgreSQL server of its own for tests and benches: Tests/PostgreSQL/server.sh FOLDER
# Makes FOLDER (which must not be there), says "ready" when it answers at the Unix socket FOLDER/.s.PGSQL.5432, and ends
# with its standard input, so that it outlives nobody; "stop" and "start" there do what they say. The superuser is `martlet`, without a password. Nothing is made
# safe from a loss of power: the data goes with the server.
set -eu
folder=${1:?the folder of the server}

binaries=$(pg_config --bindir 2>/dev/null) || binaries=
[ -x "$binaries/initdb" ] || binaries=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)")
if ! [ -x "$binaries/initdb" ]; then
    echo "PostgreSQL is missing, which these tests start: make packages (or apt-get install postgresql)" >&2
    exit 69
fi

# PostgreSQL refuses to run as root.
as_owner=""
[ "$(id -u)" != 0 ] || as_owner="setpriv --reuid=postgres --regid=postgres --clear-groups"

# A machine with much else to do is waited for.
export PGCTLTIMEOUT=300

umask 077
mkdir "$folder"
[ -z "$as_owner" ] || chown postgres "$folder"
cd "$folder"
stop() {
    # Words on purpose.
    # shellcheck disable=SC2086
    $as_owner "$binaries/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --silent >/dev/null 2>&1 || :
}
leave() {
    stop
    cd /
    rm -rf "$folder"
}
trap leave EXIT
trap 'exit 143' TERM INT HUP
# shellcheck disable=SC2086
$as_owner "$binaries/initdb" --pgdata="$folder/data" --username=martlet --auth=trust --encoding=UTF8 --locale=C \
    --no-sync --no-instructions >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 70; }
start() {
    # shellcheck disable=SC2086
    $as_owner "$binaries/pg_ctl" start --pgdata="$folder/data" --log="$folder/server.log" --wait --silent --options="\
     -c listen_addresses= -c unix_socket_directories=$folder -c fsync=off\
     -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_connections=500\
     -c shared_buffers=64MB -c autovacuum=off" </dev/null >/dev/null 2>&1 || { cat "$folder/server.log" >&2; exit 70; }
    echo ready
}
start
# Until whoever started it ends, however that happens.
while read -r word; do
    case $word in
    start) start ;;
    stop)
        stop
        echo stopped
        ;;
    esac
done
