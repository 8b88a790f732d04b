#!/bin/sh
# Measures the sample town: the cold build by stage, and 58 sheets of 60 × 90 cm against WeasyPrint.
#
#     sh benches/town.sh [RUNS]      (runs of banbao, 5 if not said; WeasyPrint runs once)
#
# Prints Markdown tables on standard output, everything else on standard error. Needs cargo, Python 3.11 or later
# and a network: WeasyPrint and two small packages come from PyPI into a temporary folder.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
say() { printf '%s\n' "$*" >&2; }

# In memory where there is such a place: the disk is not what is measured.
[ -d /dev/shm ] && [ -w /dev/shm ] && base=/dev/shm || base=${TMPDIR:-/tmp}
work=$(mktemp -d "$base/banbao-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# apt-get, as root on Debian; elsewhere says what is missing.
debian() {
    say "installing Debian packages: $*"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update -q && apt-get install -qy --no-install-recommends "$@"; } >&2
    else
        say "please install these (or your system's like) and run again"
        exit 1
    fi
}

say 'building banbao (release)'
cargo build --release --manifest-path "$root/Cargo.toml" >&2
target=${CARGO_TARGET_DIR:-$root/target}

command -v python3 >/dev/null || debian python3 python3-venv
python3 -m venv "$work/venv" >&2 || { rm -rf "$work/venv"; debian python3-venv; python3 -m venv "$work/venv"; }
say 'installing from PyPI: weasyprint markdown segno'
"$work/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint markdown segno >&2
"$work/venv/bin/python" -c 'import weasyprint' 2>/dev/null ||
    debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

"$work/venv/bin/python" "$here/measure.py" "$root" "$target/release/banbao" "$work" "${1:-5}"
