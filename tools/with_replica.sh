#!/bin/sh
# Run a command with a second PostgreSQL that follows the first:
#     tools/with_postgres.sh tools/with_replica.sh COMMAND [ARGUMENT ...]
#
# Copies the cluster of DATABASE_URL, whose account must be its superuser, into a temporary folder, starts the copy on
# loopback at a free port as a streaming replica, exports COMMONWARD_REPLICA_URL and REPLICA_FOLDER, runs the command,
# stops the replica and removes the folder. Whoever wants it gone in between: `pg_ctl -D "$REPLICA_FOLDER/data" stop`.
set -eu

if [ $# -eq 0 ] || [ -z "${DATABASE_URL:-}" ]; then
    echo "usage: tools/with_postgres.sh tools/with_replica.sh COMMAND [ARGUMENT ...]" >&2
    exit 2
fi

. "$(dirname "$0")/find_postgres.sh"

REPLICA_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/commonward-replica.XXXXXX")
[ -z "$owner" ] || chown "$owner" "$REPLICA_FOLDER"
stop() {
    status=$?
    trap - EXIT INT TERM HUP
    as_owner "$bin/pg_ctl" -D "$REPLICA_FOLDER/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$REPLICA_FOLDER"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

log=$REPLICA_FOLDER/log
server=${DATABASE_URL%/*}
(cd "$REPLICA_FOLDER" && as_owner "$bin/pg_basebackup" --dbname "$server/postgres" --pgdata data --write-recovery-conf \
    --wal-method stream --checkpoint fast --no-sync) >"$log" 2>&1 || {
    echo "The first database could not be copied:" >&2
    tail -n 5 "$log" >&2
    exit 2
}
started=
for _ in 1 2 3 4 5; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    if (cd "$REPLICA_FOLDER" && as_owner "$bin/pg_ctl" -D data -l server.log \
        -o "-p $port -c unix_socket_directories=$REPLICA_FOLDER" -w -t 60 start) >>"$log" 2>&1; then
        started=yes
        break
    fi
done
if [ -z "$started" ]; then
    echo "The replica did not start:" >&2
    tail -n 5 "$REPLICA_FOLDER/server.log" >&2
    exit 2
fi

account=${server#*//}
COMMONWARD_REPLICA_URL="postgres://${account%@*}@127.0.0.1:$port/${DATABASE_URL##*/}"
export COMMONWARD_REPLICA_URL REPLICA_FOLDER
# Not `exec`: the replica is stopped afterwards.
"$@"
