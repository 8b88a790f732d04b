#!/bin/sh
# Every test of banbao, in one command: formatting, lints, licences, Rust tests, a reproducible build of the sample
# town, and that build as a printer's, a phone's and a browser's programs see it.
#
# It needs a Rust toolchain. Everything else it lacks it installs, and says so: Debian packages (as root), npm
# packages under tests/browser/node_modules, cargo-deny under Cargo's own bin folder.
set -eu
exec </dev/null
cd "$(dirname "$0")/.."

export LC_ALL=C.UTF-8
# The day that the sample town is built for.
today=2026-11-23

heading() {
    printf '\n==> %s\n' "$*"
}

fail() {
    printf 'tests/all.sh: %s\n' "$*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# --- What the tests need

install_debian_packages() {
    missing=
    # A program, and the Debian package that has it.
    while read -r program package; do
        has "$program" || missing="$missing $package"
    done <<-'PACKAGES'
	cc build-essential
	chromium chromium
	zbarimg zbar-tools
	pdftoppm poppler-utils
	qpdf qpdf
	node nodejs
	java default-jre-headless
	npm npm
	python3 python3
	setpriv util-linux
	mount mount
	PACKAGES
    # Pages are looked at in Chinese: without such a font the browser measures empty boxes.
    { has fc-list && [ -n "$(fc-list :lang=zh)" ]; } || missing="$missing fontconfig fonts-noto-cjk"
    [ -n "$missing" ] || return 0
    has apt-get || fail "these Debian packages are missing, and there is no apt-get to install them:$missing"
    [ "$(id -u)" = 0 ] || fail "these Debian packages are missing; install them, or run this as root:$missing"
    heading "Installing Debian packages:$missing"
    # One word a package.
    # shellcheck disable=SC2086
    debian $missing
}

debian() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -q -y --no-install-recommends "$@"
}

install_rust_tools() {
    has cargo || fail "cargo is missing: install a Rust toolchain (https://rustup.rs)"
    for component in fmt clippy; do
        cargo "$component" --version >/dev/null 2>&1 && continue
        has rustup || fail "cargo $component is missing"
        heading "Installing Rust components: rustfmt clippy"
        rustup component add rustfmt clippy
    done
    if ! cargo deny --version >/dev/null 2>&1; then
        heading "Installing cargo-deny (this takes two minutes, once)"
        # Unoptimised: it runs for seconds, and is built in a fraction of the time.
        cargo install cargo-deny --locked --quiet --debug
    fi
}

install_npm_packages() {
    node -e 'process.exit(process.versions.node.split(".")[0] >= 18 ? 0 : 1)' || fail "node is older than 18"
    # npm leaves its own copy of the lock file behind; a newer one of ours means other packages.
    installed=tests/browser/node_modules/.package-lock.json
    if [ ! -f $installed ] || [ tests/browser/package-lock.json -nt $installed ]; then
        heading "Installing npm packages into tests/browser/node_modules"
        (cd tests/browser && npm ci --no-audit --no-fund --ignore-scripts)
    fi
}

# The validator of the data package, in a folder of its own.
install_frictionless() {
    venv=tests/print/venv
    BANBAO_FRICTIONLESS=$PWD/$venv/bin/frictionless
    export BANBAO_FRICTIONLESS
    [ -x "$BANBAO_FRICTIONLESS" ] && return 0
    heading "Installing frictionless into $venv"
    python3 -m venv $venv 2>/dev/null || {
        [ "$(id -u)" = 0 ] || fail "python3-venv is missing; install it, or run this as root"
        debian python3-venv
        python3 -m venv $venv
    }
    $venv/bin/pip install --quiet --disable-pip-version-check frictionless==5.21.0
}

install_debian_packages
install_rust_tools
install_npm_packages
install_frictionless

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# --- The program

heading "cargo fmt --check"
cargo fmt --check

heading "cargo clippy"
cargo clippy --all-targets --locked -- -D warnings

heading "cargo deny"
cargo deny --locked check licenses bans sources

heading "cargo test"
# The examples of the CommonMark specification are under a licence of their own (CC-BY-SA-4.0), so they stay outside.
BANBAO_COMMONMARK="$work/commonmark.json"
export BANBAO_COMMONMARK
(cd tests/browser && node -p 'JSON.stringify(require("commonmark-spec").tests)') >"$BANBAO_COMMONMARK"
cargo test --locked

# --- What it makes

heading "cargo build --release"
cargo build --release --locked

heading "The sample town, built twice: equal byte for byte"
BANBAO_PROGRAM=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)/banbao
BANBAO_OUT=$work/first
export BANBAO_PROGRAM BANBAO_OUT
for build in first second; do
    "$BANBAO_PROGRAM" --today "$today" build --output "$work/$build/public" --print "$work/$build/print"
done
# Beside the folders lies what their next build wants to know of times on this disk.
diff -r --exclude='.*.banbao' "$work/first" "$work/second"

# Most of these wait for another program: two files of them at a time, where node knows how.
together=
node --test-concurrency=2 -e 0 2>/dev/null && together=--test-concurrency=2

heading "Packs and pages: poppler, zbar, frictionless, Chromium, axe, the Nu checker, Lighthouse"
# No word where there is no option.
# shellcheck disable=SC2086
node --test $together --test-reporter=./tests/reporter.mjs tests/print/*.test.mjs tests/browser/*.test.mjs

heading "Publishing: kills, full disks, closed folders, readers"
# shellcheck disable=SC2086
node --test $together --test-reporter=./tests/reporter.mjs tests/publish/*.test.mjs
