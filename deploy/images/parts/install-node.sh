#!/bin/sh
# Installs the Node.js that package.json pins, and an npm that runs on it, into /opt/node: images are
# built with and run on the version that everything else does. The npm of the distribution only
# fetches them: its own Node.js is too old for some of our packages.
set -eu
npm_version=11.19.1
version=$(node -p "require('./package.json').devDependencies.node")
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) echo "there is no packaged Node.js for $(uname -m)" >&2; exit 1 ;;
esac
mkdir -p /opt/node/bin
npm install --no-save --ignore-scripts --no-audit --no-fund --prefix /opt/node \
  "node-linux-$arch@$version" "npm@$npm_version"
ln "/opt/node/node_modules/node-linux-$arch/bin/node" /opt/node/bin/node
printf '#!/bin/sh\nexec /opt/node/bin/node /opt/node/node_modules/npm/bin/npm-cli.js "$@"\n' >/opt/node/bin/npm
chmod 755 /opt/node/bin/npm
/opt/node/bin/node --version
