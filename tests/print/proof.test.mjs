// What `banbao proof` says of the sample town, held against a decoder it does not know (jsQR), on pictures it did not
// make (poppler).

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { boards, each, edition, files, print, read } from '../town.mjs';
import { raster } from './pdf.mjs';

const jsQR = createRequire(new URL('../browser/package.json', import.meta.url))('jsqr');
const { files: proven } = JSON.parse(read(print, 'proof.json'));
const handed = Object.keys(proven).filter((path) => !path.startsWith('jobs/'));

test('every printed file with codes is proven', () => {
  const without = ['delivery.pdf', 'report.pdf'];
  const printed = files(print).filter((path) => path.endsWith('.pdf') && !without.includes(path));
  assert.deepEqual(Object.keys(proven).sort(), printed.sort());
  for (const [path, { pages }] of Object.entries(proven)) {
    for (const page of pages) assert.deepEqual(page.faults ?? [], [], path);
  }
});

test('the report in words names every board', () => {
  const report = read(print, 'proof.txt');
  assert.match(report, new RegExp(`第 ${Number(edition)} 期`));
  for (const { id } of boards) assert.ok(report.includes(`boards/${id}.pdf`), id);
});

test('another decoder reads every code that the proof read, and no other', async () => {
  const pages = handed.flatMap((path) => proven[path].pages.map((page, index) => ({ path, page, index })));
  const opened = new Set();
  await each(pages, async ({ path, page, index }) => {
    const found = await decoded(join(print, path), index + 1);
    assert.deepEqual(found, page.codes.map(({ url }) => url), `${path}, page ${index + 1}`);
    for (const url of found) opened.add(url);
  });
  assert.equal([...opened].filter((url) => url.includes('/b/')).length, 58);
});

/** The code of a page: none of our pages has two. */
async function decoded(path, page) {
  // From 2 pixels a millimetre a code of the smallest module is read; more only takes longer.
  const { width, height, pixels } = await raster(path, page, 2.5);
  const colours = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < pixels.length; at += 1) colours.fill(pixels[at], at * 4, at * 4 + 3);
  const code = jsQR(colours, width, height, { inversionAttempts: 'dontInvert' });
  // It takes some line drawings for a code without a word.
  return code?.data ? [code.data] : [];
}
