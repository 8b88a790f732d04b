#!/bin/sh
# One article of the sample town edited while `banbao serve` runs: file saved → new page, and its posters' pictures.
# Needs Node. Usage: sh benches/serve.sh [RUNS]
set -eu
cd "$(dirname "$0")/.."
cargo build --release --locked
exec node benches/serve.mjs "${1:-20}"
