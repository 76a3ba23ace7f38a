#!/bin/sh
# usage: make-secrets.sh [-u] [-n NAME] [FOLDER]
#
# Makes what an installation keeps secret, once: files that are there already stay. As root, because
# the files belong to the group that the containers run with (10001); with -u they stay the user's, for
# kubectl to read. FOLDER is ./secrets beside this script; NAME is the name under which scanners reach
# the server (`server`, as in compose.yaml).
#
#   webhood_secret      every key is derived from it
#   database_password   of the database that compose.yaml runs
#   database_url        the same, as the server wants it
#   server_key.pem, server_cert.pem
#                       for the connection between scanner and server, which users never see; the
#                       scanner trusts this one certificate. Good for ten years.
set -eu
group=10001
name=server
while getopts un: option; do
  case $option in
    u) group= ;;
    n) name=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
folder=${1:-$(dirname "$0")/secrets}
umask 077

if [ -n "$group" ] && [ "$(id -u)" != 0 ]; then
  echo "run this as root (sudo $0): the files must belong to group $group; or see -u" >&2
  exit 1
fi
mkdir -p "$folder"
cd "$folder"

# Whole or not at all: a file that is there is not made again.
keep() {
  [ -s "$1.new" ] || { echo "$1 could not be made" >&2; exit 1; }
  chmod 400 "$1.new"
  if [ -n "$group" ]; then
    chgrp "$group" "$1.new"
    chmod 440 "$1.new"
  fi
  mv "$1.new" "$1"
  echo "made $folder/$1"
}

if [ ! -e webhood_secret ]; then
  openssl rand -base64 48 | tr -d '\n' >webhood_secret.new
  keep webhood_secret
fi
if [ ! -e database_password ]; then
  # Hexadecimal, so that it needs no escapes in a URL.
  openssl rand -hex 32 | tr -d '\n' >database_password.new
  keep database_password
fi
if [ ! -e database_url ]; then
  printf 'postgresql://webhood:%s@database:5432/webhood' "$(cat database_password)" >database_url.new
  keep database_url
fi
if [ ! -e server_cert.pem ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
    -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=serverAuth \
    -keyout server_key.pem.new -out server_cert.pem.new 2>/dev/null
  keep server_key.pem
  keep server_cert.pem
fi
