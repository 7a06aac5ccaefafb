#!/bin/sh
# PostgreSQL's restore_command: restore-wal.sh FOLDER IDENTITY %f %p
# Decrypts one file that archive-wal.sh put into FOLDER, with the secret key in the file IDENTITY.
# It ends with 1 where there is no such file: that is how PostgreSQL finds the end of the archive.
set -eu
folder=$1 identity=$2 name=$3 path=$4
[ -e "$folder/$name.age" ] || exit 1
age --decrypt --identity "$identity" --output "$path.unfinished" "$folder/$name.age"
mv "$path.unfinished" "$path"
