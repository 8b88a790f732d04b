// Other builds of the sample town: with what it happens not to have, under other settings.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { program, root, today } from '../town.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Builds a copy of the town that `change(folder)` may alter first: `site`, its web root, and `remove()`. */
export function town(change = () => {}, options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'banbao-town-'));
  cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
  cpSync(join(root, 'banbao.toml'), join(folder, 'banbao.toml'));
  change(folder);
  execFileSync(program, ['--root', folder, '--today', today, '-q', 'build', '--no-print', ...options], { stdio: 'pipe' });
  return { folder, site: join(folder, 'public'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Sets keys of the configuration that stand before its first table. */
export function configure(folder, lines) {
  const file = join(folder, 'banbao.toml');
  writeFileSync(file, `${lines}\n${readFileSync(file, 'utf8')}`);
}

/** How many articles the crowded topic gets: more than one page of a list holds. */
const CROWD = 45;

/**
 * Gives a town every kind of page there is: an article with every way of writing and its translation, texts in
 * the scripts of the region, an article past its last day, a topic of many articles, a board that was taken down.
 */
export function enrich(folder) {
  const articles = join(folder, 'content/articles');
  mkdirSync(articles, { recursive: true });
  cpSync(here('annex/articles'), articles, { recursive: true });
  cpSync(join(root, 'tests/cases/peoples/content/articles'), articles, { recursive: true });
  for (let index = 1; index <= CROWD; index += 1) {
    const front = `+++\ntitle = "传染病防控第 ${index} 篇"\ndescription = "只为测试列表而写"\ndate = 2024-05-06\n`;
    const topic = '[taxonomies]\ntopics = ["传染病防控"]\n+++\n\n只为测试列表而写。\n';
    writeFileSync(join(articles, `crowd-${index}.md`), front + topic);
  }
  const boards = join(folder, 'content/boards.csv');
  const rows = readFileSync(boards, 'utf8');
  // The last board of the village of 癸村 is taken down.
  const retired = rows.replace(/^(052,.*),([^,\n]*)$/m, (row) => row.replace(/,([^,]*)$/, '2026-10-01,$1'));
  if (retired === rows) throw new Error('no board 052 to retire');
  writeFileSync(boards, retired);
}
