// What an edition has beside its boards' posters: slips, leaflet, urgent notices, pictures; as other programs see them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { article, base, boards, csv, edition, editions, files, host, print, read, site } from '../town.mjs';
import { decode, pages, texts } from './pdf.mjs';

const own = editions.find(({ id }) => id === edition);
const articles = own.articles.map(article);
const delivery = csv(read(print, 'delivery.csv'));
const A4 = [210, 297];

/** What zbar reads in a picture. */
const codes = (path) =>
  execFileSync('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', path]).toString().trim().split('\n');

/** Width and height of a PNG. */
const png = (path) => {
  const bytes = readFileSync(path);
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG', path);
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

test('every board has a slip, in the order of delivery', async () => {
  const path = join(print, 'jobs/a4.pdf');
  assert.deepEqual(await pages(path), boards.map(() => A4));
  const all = await texts(path);
  for (const [index, { id, name, paper, pages: sheets, file }] of delivery.entries()) {
    const board = boards.find((board) => board.id === id);
    const words = [id, name, own.title, paper, `${sheets}张`, file, `${host}/b/${id}`, `栏框宽${board.width_cm}`];
    for (const word of words) assert.ok(all[index].includes(word.replace(/\s+/g, '')), `${id}: ${word}`);
  }
});

test('a slip says how high everything hangs, and leaves dates and names blank', async () => {
  for (const [index, text] of (await texts(join(print, 'jobs/a4.pdf'))).entries()) {
    const { id } = delivery[index];
    const [, centre] = text.match(/栏框正中离地(\d+(?:\.\d)?)厘米/);
    assert.ok(centre >= 150 && centre <= 160, id);
    for (const word of ['上沿', '正中', '下沿', '二维码正中']) assert.ok(text.includes(word), `${id}: ${word}`);
    const heights = [...text.matchAll(/二维码(\d+(?:\.\d)?)/g)].map(([, height]) => Number(height));
    assert.ok(heights.some((height) => height >= 110 && height <= 150), `${id}: ${heights}`);
    assert.match(text, /张贴日期张贴人换下的一期验收人|张贴日期.{0,3}张贴人/, id);
  }
});

test('the slip of panels is the last page of their own file', async () => {
  const row = delivery.find(({ format }) => format === 'panels');
  const path = join(print, row.file);
  assert.deepEqual((await pages(path)).at(-1), A4);
  const text = (await texts(path)).at(-1);
  for (const { title } of articles) assert.ok(text.includes(title), title);
});

test('the leaflet is two sides of A4 with every article, and its code opens the edition', async () => {
  const path = join(print, 'leaflet.pdf');
  assert.deepEqual(await pages(path), [A4, A4]);
  const all = (await texts(path)).join('');
  for (const { title, slug, lead } of articles) {
    for (const word of [title, `${host}/a/${slug}`]) assert.ok(all.includes(word), word);
    for (const [, bold] of lead.matchAll(/\*\*(.+?)\*\*/g)) assert.ok(all.includes(bold.replace(/\s+/g, '')), bold);
  }
  for (const word of ['120急救', '12320卫生热线', own.title]) assert.ok(all.includes(word), word);
  const [front, back] = await decode(path, 1, 2, () => []);
  assert.deepEqual([front[0], back[0]], [[], [`${base}/e/${edition}/`]]);
});

test('a notice is one page of A4 and of A3, with its last day and a code', async () => {
  assert.deepEqual(files(join(print, 'alerts')), ['cold-wave-a3.pdf', 'cold-wave-a4.pdf']);
  for (const [name, size] of [['cold-wave-a4', A4], ['cold-wave-a3', [297, 420]]]) {
    const path = join(print, 'alerts', `${name}.pdf`);
    assert.deepEqual(await pages(path), [size]);
    const [text] = await texts(path);
    for (const word of ['紧急提示', '有效期至2026年11月30日', '过期请取下', '马上打120', '12320']) {
      assert.ok(text.includes(word), `${name}: ${word}`);
    }
    const [[found]] = await decode(path, 1, 1, () => []);
    assert.deepEqual(found, [`${base}/`]);
  }
});

test('the picture for chats is 1080 px wide and its code is read as it is', () => {
  const path = join(print, 'share.png');
  assert.equal(png(path)[0], 1080);
  assert.ok(statSync(path).size < 1_000_000);
  assert.deepEqual(codes(path), [`${base}/e/${edition}/`]);
});

test('every article and edition has a card that its page names', () => {
  const cards = files(site).filter((path) => path.endsWith('/card.png'));
  assert.ok(cards.length >= articles.length + editions.length);
  for (const card of cards) {
    assert.deepEqual(png(join(site, card)), [1200, 630]);
    assert.ok(statSync(join(site, card)).size < 60_000, card);
    const page = read(site, card.replace('card.png', 'index.html'));
    assert.ok(page.includes(`<meta property="og:image" content="${base}/${card}">`), card);
  }
});
