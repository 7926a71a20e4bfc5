#!/usr/bin/env bash
# Installs what the tests read the OpenAPI document with (Redocly, Spectral, openapi-typescript): see npm-packages.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/npm-packages"

case ${1:-} in
    install) install_locked "$HERE/openapi" "${STOREWARD_OPENAPI_TOOLS:-${HOME:-/root}/.cache/storeward/openapi}" ;;
    *)
        echo "usage: $0 install" >&2
        exit 2
        ;;
esac
