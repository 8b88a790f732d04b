#!/bin/sh
# Measures the first view of a board's page and of an article of the sample town, as a phone gets it: sizes, requests,
# and when the first text of the article can be read over 400 kbit/s with 400 ms of latency (Chromium, cold cache).
#
#     sh benches/web.sh [RUNS]      (visits to each page, 5 if not said; the time is their median)
#
# Prints a Markdown table. Needs cargo, node 20 or later, npm and Chromium (CHROMIUM names another than /usr/bin/chromium).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
runs=${1:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/banbao-web.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

[ -d "$root/tests/browser/node_modules/playwright-core" ] || npm ci --silent --prefix "$root/tests/browser" >&2
if [ -z "${BANBAO_PROGRAM:-}" ]; then
    cargo build --release --quiet --manifest-path "$root/Cargo.toml" >&2
    BANBAO_PROGRAM=${CARGO_TARGET_DIR:-$root/target}/release/banbao
fi
"$BANBAO_PROGRAM" --root "$root" --today 2026-11-23 build --no-print --output "$work/public" >&2
node "$here/web.mjs" "$runs" \
    "board page=$work/public:/b/023/:main article p, main .card" \
    "article=$work/public:/a/co/:.lead li, .prose p"
