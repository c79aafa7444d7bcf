#!/bin/sh
# Run a command with a PostgreSQL of its own:  tools/with_postgres.sh make test
#
# Makes a private cluster in a temporary folder, on loopback, at a free port, with a password made for this run;
# exports DATABASE_URL; runs the command; stops the server and removes the folder, whatever happened. The exit code is
# the command's; 2 when no PostgreSQL could be started. Speed over safety: what is in it is lost at a power cut.
# PG_BIN names the folder of `initdb` and `pg_ctl` where they are neither on the path nor where Debian puts them.
set -eu

if [ $# -eq 0 ]; then
    echo "usage: tools/with_postgres.sh COMMAND [ARGUMENT ...]" >&2
    exit 2
fi

. "$(dirname "$0")/find_postgres.sh"

folder=$(mktemp -d "${TMPDIR:-/tmp}/commonward-pg.XXXXXX")
stop() {
    status=$?
    trap - EXIT INT TERM HUP
    as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$folder/password"
[ -z "$owner" ] || chown -R "$owner" "$folder"
home=$folder # the lent account may not be able to enter the caller's folder
(cd "$home" && as_owner "$bin/initdb" -D "$folder/data" -U commonward --pwfile="$folder/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync) >"$folder/log" 2>&1 || {
    echo "PostgreSQL could not make its folder:" >&2
    tail -n 5 "$folder/log" >&2
    exit 2
}
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 60
CONF

started=
for _ in 1 2 3 4 5; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    if (cd "$home" && as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -o "-p $port" -w -t 30 \
        start) >>"$folder/log" 2>&1; then
        started=yes
        break
    fi
done
if [ -z "$started" ]; then
    echo "PostgreSQL did not start:" >&2
    tail -n 5 "$folder/server.log" >&2
    exit 2
fi
(cd "$home" && PGPASSWORD=$password "$bin/createdb" -h 127.0.0.1 -p "$port" -U commonward commonward)

DATABASE_URL="postgres://commonward:$password@127.0.0.1:$port/commonward"
export DATABASE_URL
# Not `exec`: the server is stopped afterwards.
"$@"
