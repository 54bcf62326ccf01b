#!/bin/sh
# Type-checks the web app and bundles it into dist/. Does nothing when dist/ is newer than every source; --force builds
# anyway. Debian: node-react node-react-dom node-qrcode-generator node-typescript esbuild (nothing comes from the npm registry).
set -eu
cd "$(dirname "$0")"

if [ "${1:-}" != "--force" ] && [ -f dist/index.html ] &&
    [ -z "$(find src types static build.sh finish.mjs tsconfig.json -newer dist/index.html -print -quit)" ]; then
    exit 0
fi

for tool in tsc esbuild node; do
    if ! command -v "$tool" >/dev/null; then
        echo "web/build.sh: $tool is missing: apt-get install node-react node-react-dom node-qrcode-generator node-typescript esbuild" >&2
        exit 69
    fi
done

export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"
tsc -p tsconfig.json

rm -rf dist.new
esbuild src/main.tsx --bundle --splitting --format=esm --minify --target=es2021 --jsx=automatic --charset=utf8 \
    '--define:process.env.NODE_ENV="production"' --log-level=warning --legal-comments=none \
    --entry-names='[name].[hash]' --chunk-names='[name].[hash]' --asset-names='[name].[hash]' \
    --outdir=dist.new/assets --metafile=dist.new/meta.json
node finish.mjs dist.new
rm -rf dist
mv dist.new dist
