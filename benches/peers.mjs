// The town's articles as Hugo takes them. Front matter is TOML to both; a callout becomes the quote that it is, and a
// link to a file the address of its page.
//
//     node benches/peers.mjs FROM TO     (folders; run by web.sh)

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Markdown of ours as plain Markdown. */
export function plain(text) {
  return text
    .replace(/^<!-- more -->$/m, '<!--more-->')
    .replace(/^> \[!(?:TIP|NOTE|WARNING|CAUTION|IMPORTANT)\]\n/gm, '')
    .replace(/\]\(@\/(?:[^)#]*\/)?([^)#/]+?)(?:\/index)?\.md(#[^)]*)?\)/g, '](../$1/$2)');
}

const [from, to] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from).filter((name) => name.endsWith('.md'))) {
  writeFileSync(join(to, name), plain(readFileSync(join(from, name), 'utf8')));
}
