// Lighthouse's score for speed, and what it is made of: a mid-range phone on a slow mobile network, as Lighthouse
// simulates it.
//
//     node benches/scores.mjs RUNS FOLDER     (run by web.sh)

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, serve } from './host.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { PAGES, withLighthouse } = await import(join(here, '../tests/browser/lighthouse.mjs'));

const seconds = (value) => `${(value / 1000).toFixed(1)} s`;
const COLUMNS = [
  ['first contentful paint', 'first-contentful-paint', seconds],
  ['largest contentful paint', 'largest-contentful-paint', seconds],
  ['total blocking time', 'total-blocking-time', (value) => `${Math.round(value)} ms`],
  ['cumulative layout shift', 'cumulative-layout-shift', (value) => value.toFixed(3)],
];

const [runs, folder] = process.argv.slice(2);
const host = await serve(folder);
await withLighthouse(async (audit) => {
  console.log(`| page | score | ${COLUMNS.map(([title]) => title).join(' | ')} |`);
  console.log(`|---|---:|${'---:|'.repeat(COLUMNS.length)}`);
  for (const path of PAGES.filter((path) => existsSync(join(folder, path, 'index.html')))) {
    const results = [];
    for (let run = 0; run < Number(runs); run += 1) {
      const result = await audit(`${host.origin}/${path}`, ['performance']);
      if (result.runtimeError) throw new Error(`${path}: ${result.runtimeError.message}`);
      results.push(result);
    }
    const score = Math.round(100 * median(results.map(({ categories }) => categories.performance.score)));
    const values = COLUMNS.map(([, id, show]) => show(median(results.map(({ audits }) => audits[id].numericValue))));
    console.log(`| \`/${path}\` | ${score} | ${values.join(' | ')} |`);
  }
});
host.close();
