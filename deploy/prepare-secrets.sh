#!/bin/sh
# Makes the secrets that only have to be random, once, and says what else is missing before the portal can start.
# A container reads its secrets as another user: the folder keeps other users of the machine out.
set -eu
cd "$(dirname "$0")"
umask 022
mkdir -p secrets
chmod 700 secrets
random() { openssl rand -hex 48; }
make_once() { [ -s "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"; }
make_once secret-key "$(random)"
make_once erasure-key "$(random)"
make_once database-password "$(random)"
make_once database-url "postgres://hscp:$(cat secrets/database-password)@database:5432/hscp"

missing=0
need() { [ -s "$1" ] || { echo "deploy/$1 is missing: $2" && missing=1; }; }
need portal.env "copy portal.env.example to it and fill it in."
need secrets/email-url "write the mail server into it, such as submission://name:password@mail.example.org:587"
need tls/fullchain.pem "put the certificate of the site there, with those that sign it."
need tls/privkey.pem "put the key of the certificate there."
exit $missing
