#!/bin/sh
# Measures the sample town: the cold build by stage; all packs against WeasyPrint, headless Chromium and the Typst
# command line; the proof of all packs; and 58 sheets of 60 × 90 cm against WeasyPrint.
#
#     sh benches/town.sh [RUNS]      (runs of banbao, 5 if not said; the others run once)
#
# Prints Markdown tables on standard output, everything else on standard error. Needs cargo, Python 3.11 or later
# and a network: WeasyPrint, Playwright (which drives Debian's Chromium) and two small packages come from PyPI into a
# temporary folder, the Typst command line from crates.io into target/bench-tools, once.
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

tools=$target/bench-tools
if [ ! -x "$tools/bin/typst" ]; then
    # The release of the library that banbao uses.
    release=$(cargo metadata --format-version 1 --manifest-path "$root/Cargo.toml" |
        sed -n 's/.*"name":"typst","version":"\([^"]*\)".*/\1/p')
    say "building the Typst command line $release (some minutes, once)"
    cargo install typst-cli --version "$release" --locked --quiet --root "$tools" >&2
fi

command -v pdfinfo >/dev/null || debian poppler-utils
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || debian chromium
command -v python3 >/dev/null || debian python3 python3-venv
python3 -m venv "$work/venv" >&2 || { rm -rf "$work/venv"; debian python3-venv; python3 -m venv "$work/venv"; }
say 'installing from PyPI: weasyprint playwright markdown segno'
"$work/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint playwright markdown segno >&2
"$work/venv/bin/python" -c 'import weasyprint' 2>/dev/null ||
    debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

"$work/venv/bin/python" "$here/measure.py" "$root" "$target/release/banbao" "$tools/bin/typst" "$work" "${1:-5}"
