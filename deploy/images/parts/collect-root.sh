#!/bin/sh
# usage: collect-root.sh ROOT FILE…
# Makes a root filesystem of these files and the libraries that they are linked with, and nothing
# else: no package manager, no shell unless it is named, no set-uid program.
set -eu
root=$1
shift
mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/etc" "$root/tmp"
for folder in bin sbin lib lib64; do ln -sfn "usr/$folder" "$root/$folder"; done
chmod 1777 "$root/tmp"

copy() {
  mkdir -p "$root$(dirname "$1")"
  # What a name like libz.so.1 leads to, under that name. Another file may have brought it already.
  [ -e "$root$1" ] || cp -L --preserve=mode,timestamps "$1" "$root$1"
}

for file in "$@"; do
  copy "$file"
  chmod u-s,g-s "$root$file"
  ldd "$file" 2>/dev/null | sed -nE 's/^.*[[:space:]](\/[^[:space:]]+) \(0x[0-9a-f]+\)$/\1/p' |
    while read -r library; do copy "$library"; done
done

copy /etc/ssl/certs/ca-certificates.crt
[ ! -e /etc/nsswitch.conf ] || copy /etc/nsswitch.conf
