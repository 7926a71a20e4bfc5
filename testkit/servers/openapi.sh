#!/usr/bin/env bash
# Installs what the tests read the OpenAPI document with (Redocly, Spectral, openapi-typescript): into a folder of this user's cache, from the
# versions pinned in openapi/package-lock.json, without running any package's own scripts. Needs node and npm.
set -euo pipefail
SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/openapi" && pwd)
HOME_FOLDER=${STOREWARD_OPENAPI_TOOLS:-${HOME:-/root}/.cache/storeward/openapi}

installed() {
    [ -f "$HOME_FOLDER/node_modules/typescript/bin/tsc" ] &&
        cmp -s "$SOURCE/package-lock.json" "$HOME_FOLDER/installed-lock.json"
}

install() {
    installed && return
    mkdir -p "$HOME_FOLDER"
    cp "$SOURCE/package.json" "$SOURCE/package-lock.json" "$HOME_FOLDER/"
    (cd "$HOME_FOLDER" && npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error)
    # Written last: an installation that was interrupted is begun anew.
    cp "$SOURCE/package-lock.json" "$HOME_FOLDER/installed-lock.json"
}

case ${1:-} in
    install) install ;;
    *)
        echo "usage: $0 install" >&2
        exit 2
        ;;
esac
