#!/bin/sh
# PostgreSQL's archive_command: archive-wal.sh FOLDER KEY %p %f
# Encrypts one file of the database's log to the public KEY (age1…) and puts it into FOLDER, whole or not at all.
# A second time it says yes if it is the same file, as after a crash, and no if it is another: nothing is overwritten.
set -eu
folder=$1 key=$2 path=$3 name=$4
umask 077
digest=$(sha256sum <"$path")
if [ -e "$folder/$name.age" ]; then
    [ "$(cat "$folder/$name.sha256")" = "$digest" ] && exit 0
    echo "archive-wal: $folder/$name.age is there already, and is another file" >&2
    exit 1
fi
age --encrypt --recipient "$key" --output "$folder/$name.unfinished" "$path"
printf '%s\n' "$digest" >"$folder/$name.sha256"
sync "$folder/$name.unfinished" "$folder/$name.sha256"
mv "$folder/$name.unfinished" "$folder/$name.age"
sync "$folder"
