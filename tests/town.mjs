// What the tests of a finished build share: where it lies, the project's own tables, and a few words of its texts.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project: the sample town of this repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** The folder that holds the `public/` and `print/` to look at; `tests/all.sh` builds them afresh. */
export const out = process.env.BANBAO_OUT ?? root;
/** The program, for tests that build a copy of the project. */
export const program = process.env.BANBAO_PROGRAM ?? join(root, 'target/release/banbao');
/** The day the build was made for; editions and alerts follow from it. */
export const today = '2026-11-23';

export const site = join(out, 'public');
export const edition = '036';
export const print = join(out, 'print', edition);

export const read = (...path) => readFileSync(join(...path), 'utf8');

/** Every file under a folder, by path relative to it, sorted. */
export function files(folder, under = '') {
  return readdirSync(join(folder, under))
    .sort()
    .flatMap((name) => {
      const path = under ? `${under}/${name}` : name;
      return statSync(join(folder, path)).isDirectory() ? files(folder, path) : [path];
    });
}

/** A CSV file's rows as objects by column (RFC 4180, a BOM allowed). */
export function csv(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  for (let match = cell.exec(text.replace(/^\uFEFF/, '')); match; match = cell.exec(match.input)) {
    const [, quoted, plain, end] = match;
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  const [header, ...body] = rows.filter((row) => row.length > 1 || row[0] !== '');
  return body.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
}

/** A string of TOML front matter or configuration. */
const string = (text, key) => text.match(new RegExp(`^${key} = "(.*?)"`, 'm'))?.[1];

export const config = read(root, 'banbao.toml');
export const base = string(config, 'base_url');
/** The address as printed: no scheme. */
export const host = base.replace(/^https?:\/\//, '');

export const boards = csv(read(root, 'content/boards.csv')).filter((board) => board.retired === '');

export const editions = readdirSync(join(root, 'content/editions'))
  .sort()
  .map((name) => {
    const text = read(root, 'content/editions', name);
    return {
      id: name.replace(/\.md$/, ''),
      title: string(text, 'title'),
      period: string(text, 'period'),
      articles: JSON.parse(text.match(/^articles = (\[.*?\])/ms)[1]),
    };
  });

/** An article's title and the part a poster prints. */
export function article(slug) {
  const [, front, body] = read(root, `content/articles/${slug}.md`).split(/^\+\+\+$/m);
  return { slug, title: string(front, 'title'), lead: body.split(/<!--\s*more\s*-->/)[0] };
}

/** Runs `work` over `items`, one worker a processor, results in order. */
export async function each(items, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism?.() ?? cpus().length }, worker));
  return results;
}
