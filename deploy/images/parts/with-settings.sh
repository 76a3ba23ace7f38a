#!/bin/sh
# Runs a command with the registry settings that the build was given, if any: the secrets `npmrc`
# and `authorities` (PEM). They are mounted for this step alone and end up in no layer.
set -eu
if [ -s /run/secrets/npmrc ]; then export NPM_CONFIG_USERCONFIG=/run/secrets/npmrc; fi
if [ -s /run/secrets/authorities ]; then
  export NODE_EXTRA_CA_CERTS=/run/secrets/authorities NPM_CONFIG_CAFILE=/run/secrets/authorities
fi
exec "$@"
