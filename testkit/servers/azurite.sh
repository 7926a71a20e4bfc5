#!/usr/bin/env bash
# Installs Azurite, Microsoft's emulator of Azure Blob Storage, for the tests: see npm-packages.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/npm-packages"

case ${1:-} in
    install) install_locked "$HERE/azurite" "${STOREWARD_AZURITE:-${HOME:-/root}/.cache/storeward/azurite}" ;;
    *)
        echo "usage: $0 install" >&2
        exit 2
        ;;
esac
