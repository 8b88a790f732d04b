#!/bin/sh
# Measures the campaign's tables: 100,000 events and 5,000 problems in workbooks, read, checked and built into pages,
# charts and open data; and the same workbook read by openpyxl and pandas, and by nobody else.
#
#     sh benches/campaign.sh [RUNS]      (runs of banbao, 5 if not said; the others run once)
#
# Prints a Markdown table on standard output, everything else on standard error. Needs cargo, Python 3.11 or later and a
# network: openpyxl, pandas and XlsxWriter come from PyPI into a temporary folder.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
say() { printf '%s\n' "$*" >&2; }

# In memory where there is such a place: the disk is not what is measured.
[ -d /dev/shm ] && [ -w /dev/shm ] && base=/dev/shm || base=${TMPDIR:-/tmp}
work=$(mktemp -d "$base/banbao-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say 'building banbao (release)'
cargo build --release --manifest-path "$root/Cargo.toml" >&2
target=${CARGO_TARGET_DIR:-$root/target}

python3 -m venv "$work/venv" >&2
say 'installing from PyPI: openpyxl pandas XlsxWriter'
"$work/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl pandas XlsxWriter >&2

"$work/venv/bin/python" "$here/campaign.py" "$root" "$target/release/banbao" "$work" "${1:-5}"
