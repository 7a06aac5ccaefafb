#!/bin/bash
# base-backup.sh FOLDER KEY [options of pg_basebackup, such as -h localhost -p 5432 -U postgres]
# Writes the whole server, encrypted to the public KEY (age1…), as FOLDER/base-TIME.tar.age, with the settings that a recovery needs
# as FOLDER/base-TIME.settings. Run it weekly, as a role with REPLICATION.
set -euo pipefail
folder=$1 key=$2
shift 2
umask 077
name=$folder/base-$(date -u +%Y%m%dT%H%M%SZ)
trap 'rm -f "$name.unfinished"' EXIT
psql "$@" --no-psqlrc --tuples-only --no-align --dbname=postgres --command="
    SELECT name || ' = ' || quote_literal(setting) FROM pg_settings WHERE name IN ('max_connections', 'max_worker_processes',
    'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction', 'wal_level', 'track_commit_timestamp')
    ORDER BY name" >"$name.settings"
pg_basebackup "$@" --format=tar --wal-method=fetch --checkpoint=fast --pgdata=- | age --encrypt --recipient "$key" >"$name.unfinished"
sync "$name.unfinished" "$name.settings"
mv "$name.unfinished" "$name.tar.age"
echo "$name.tar.age"
