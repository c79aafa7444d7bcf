# Sourced by with_postgres.sh and with_replica.sh: finds PostgreSQL's programs, and an account that may run them.
#
# Sets `bin`, the folder of `initdb`, `pg_ctl` and the others, and `owner`, the account that is lent ("" when the caller's
# own will do); defines `as_owner`, which runs a command by it. Ends the script with 2 when there is no PostgreSQL.

bin=${PG_BIN:-}
if [ -z "$bin" ] && command -v initdb >/dev/null 2>&1; then
    bin=$(dirname "$(readlink -f "$(command -v initdb)")")
fi
if [ -z "$bin" ]; then
    # The newest of Debian's versions; every version sorts by its number.
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
fi
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "No PostgreSQL was found. Install one (Debian: apt-get install postgresql) or set PG_BIN." >&2
    exit 2
fi

# PostgreSQL refuses to run as root; lend it another account then.
as_owner() { "$@"; }
owner=
if [ "$(id -u)" = 0 ]; then
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
    as_owner() { setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@"; }
fi
