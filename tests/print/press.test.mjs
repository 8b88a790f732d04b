// Prints for an office printer and for a print shop, as poppler, qpdf and zbar see them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { base, boards, edition, files, program, root, today } from '../town.mjs';
import { boxes, check, decode, fonts, info, metadata, pages, raster, texts } from './pdf.mjs';

const A3 = [297, 420];
const A4 = [210, 297];
/** A board with each of these papers, and one with panels. */
const [large, small, panels] = ['60x90', 'a1', ''].map((sheet) => boards.find((board) => board.sheet === sheet).id);

let town;

const printed = (paper) => join(town, 'print', edition, `part-${paper}`);
const board = (paper, id) => join(printed(paper), 'boards', `${id}.pdf`);

before(() => {
  town = mkdtempSync(join(tmpdir(), 'banbao-press-'));
  for (const part of ['banbao.toml', 'content']) cpSync(join(root, part), join(town, part), { recursive: true });
  for (const [paper, ...ids] of [['a3', large, small, panels], ['a4', small, panels], ['shop', large, panels]]) {
    const selection = ids.flatMap((id) => ['--board', id]);
    execFileSync(program, ['--root', town, '--today', today, 'print', '--paper', paper, ...selection]);
  }
});

after(() => rmSync(town, { recursive: true, force: true }));

test('large sheets come in the tiles that an office counts with, and a page that shows how they join', async () => {
  for (const [paper, id, tiles] of [['a3', large, 8], ['a3', small, 6], ['a4', small, 12]]) {
    const sizes = await pages(board(paper, id));
    assert.equal(sizes.length, tiles + 1, `${paper} ${id}`);
    const wanted = paper === 'a3' ? A3 : A4;
    for (const size of sizes) assert.deepEqual([...size].sort((a, b) => a - b), wanted, `${paper} ${id}`);
  }
});

test('every tile says which it is and how it is printed', async () => {
  for (const [paper, id] of [['a3', large], ['a3', small], ['a4', small], ['a4', panels]]) {
    const [first, ...tiles] = await texts(board(paper, id));
    assert.ok(first.includes(`第${id}号栏：拼贴图`));
    assert.ok(tiles[0].includes('第1行第1列'));
    const places = tiles.map((text) => text.match(/第\d+行第\d+列/)?.[0]);
    if (id !== panels) assert.equal(new Set(places).size, tiles.length, `${paper} ${id}: ${places}`);
    for (const text of tiles.filter((text) => !text.includes('拼贴图'))) {
      assert.ok(text.includes('此线长100毫米') && text.includes(`第${id}号栏`), `${paper} ${id}`);
    }
  }
});

test('every code of a tiled sheet is whole on one tile', async () => {
  for (const [paper, id] of [['a3', large], ['a3', small], ['a4', small]]) {
    const count = (await pages(board(paper, id))).length;
    const found = await decode(board(paper, id), 2, count, () => []);
    assert.deepEqual(found.flat(2), [`${base}/b/${id}/`], `${paper} ${id}`);
  }
});

test('what fits the paper is not cut up', async () => {
  const sizes = await pages(board('a3', panels));
  assert.deepEqual(new Set(sizes.slice(0, -1).map((size) => [...size].sort().join())), new Set([A3.join()]));
  assert.equal((await info(board('a3', panels))).Tagged, 'yes');
  assert.deepEqual(files(join(printed('a3'), 'jobs')), ['a3.pdf', 'a4.pdf', 'tiles.pdf']);
});

test('all that is printed so is sound, with embedded fonts', async () => {
  for (const paper of ['a3', 'a4', 'shop']) {
    for (const name of files(printed(paper)).filter((name) => name.endsWith('.pdf'))) {
      const path = join(printed(paper), name);
      assert.deepEqual(await check(path), [], `${paper} ${name}`);
      for (const font of await fonts(path)) {
        assert.ok(font.embedded && !font.type.includes('Type 3'), `${paper} ${name}: ${font.name}`);
      }
    }
  }
});

test('a shop gets pages for the archive, 10 mm larger on each side than they are cut', async () => {
  for (const [id, page, size] of [[large, 1, [600, 900]], [panels, 1, [420, 297]], [panels, 4, [297, 420]]]) {
    const { MediaBox, TrimBox } = await boxes(board('shop', id), page);
    const [width, height] = size;
    assert.deepEqual(MediaBox.map(Math.round), [0, 0, width + 20, height + 20]);
    assert.deepEqual(TrimBox.map(Math.round), [10, 10, width + 10, height + 10]);
    assert.ok((await metadata(board('shop', id))).includes('pdfaid:conformance>A<'));
    assert.equal((await info(board('shop', id))).Tagged, 'yes');
  }
});

test('art runs 3 mm over the cut, and crop marks stand outside it', async () => {
  // The masthead is a dark band that touches three sides; the foot, the lower three.
  const { at } = await raster(board('shop', large));
  const [right, bottom] = [620, 920];
  const art = [[8, 40], [right - 8, 40], [300, 8], [8, bottom - 40], [300, bottom - 8]];
  for (const [x, y] of art) assert.ok(at(x, y) < 100, `art at ${x}, ${y} mm`);
  const blank = [[5, 40], [right - 5, 40], [300, 5], [5, bottom - 40], [300, bottom - 5]];
  for (const [x, y] of blank) assert.equal(at(x, y), 255, `nothing at ${x}, ${y} mm`);
  const darkest = (points) => Math.min(...points.map(([x, y]) => at(x, y)));
  const near = [-0.3, -0.1, 0, 0.1];
  for (const x of [4, right - 4]) {
    for (const y of [10, bottom - 10]) assert.ok(darkest(near.map((off) => [x, y + off])) < 200, `mark at ${x}, ${y}`);
  }
  for (const x of [10, right - 10]) {
    for (const y of [4, bottom - 4]) assert.ok(darkest(near.map((off) => [x + off, y])) < 200, `mark at ${x}, ${y}`);
  }
});
