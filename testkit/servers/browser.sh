#!/usr/bin/env bash
# Installs what drives the browser in tests (Playwright without a browser of its own, axe-core), and what their pages are
# made of (tus-js-client, Uppy, esbuild): see npm-packages. The browser is Debian's chromium.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$HERE/npm-packages"

case ${1:-} in
    install) install_locked "$HERE/browser" "${STOREWARD_BROWSER:-${HOME:-/root}/.cache/storeward/browser}" ;;
    *)
        echo "usage: $0 install" >&2
        exit 2
        ;;
esac
