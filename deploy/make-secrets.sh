#!/bin/sh
# Make what compose.yaml hands out as secrets, once: what is there stays as it is.
#
#   sh deploy/make-secrets.sh [FOLDER]
#
# The folder is yours alone. The files in it can be read by others, because the users in the containers are others, and nobody
# but you and the containers comes to them.
set -eu
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
chmod 700 "$folder"
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
made() { [ -s "$folder/$1" ] && return; cat > "$folder/$1.new"; chmod 444 "$folder/$1.new"; mv "$folder/$1.new" "$folder/$1"; }
random | made postgres-password
random | made secret-key
printf 'postgresql://headless:%s@postgres/headless' "$(cat "$folder/postgres-password")" | made database-url
echo "$folder: postgres-password, secret-key, database-url. Keep a copy of secret-key in a safe place."
