#!/bin/sh
# usage: account.sh ROOT NAME ID: the only account of an image, which cannot sign in.
set -eu
printf '%s:x:%s:%s::/tmp:/usr/sbin/nologin\n' "$2" "$3" "$3" >"$1/etc/passwd"
printf '%s:x:%s:\n' "$2" "$3" >"$1/etc/group"
