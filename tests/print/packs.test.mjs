// The packs of the sample town, looked at as the print shop and a resident's phone will see them.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { article, base, boards, csv, each, edition, editions, files, host, print, read, site } from '../town.mjs';
import { decode, fonts, pages, texts, words } from './pdf.mjs';

const delivery = csv(read(print, 'delivery.csv'));
const articles = editions.find(({ id }) => id === edition).articles.map(article);
const file = (row) => join(print, row.file);

/** Sizes in millimetres of the sheet papers of the sample town. */
const PAPERS = { '60x90': [600, 900], a1: [594, 841] };

/** What the plan says of a board: pages, their sizes, and the code that each opens. */
const plans = boards.map((board) => {
  const own = { url: `${base}/b/${board.id}/`, short: `${host}/b/${board.id}` };
  if (board.format === 'sheet') {
    return { board, sizes: [PAPERS[board.sheet]], codes: [own], job: board.sheet };
  }
  // A header strip of landscape A3 pages as wide as the frame, at most three; then a portrait page an article.
  const strip = Math.min(3, Math.floor(board.width_cm / 42));
  const panels = articles.map(({ slug }) => ({
    url: `${base}/a/${slug}/?b=${board.id}`,
    short: `${host}/a/${slug}`,
  }));
  return {
    board,
    sizes: [...Array(strip).fill([420, 297]), ...panels.map(() => [297, 420]), [210, 297]],
    codes: [...Array(strip - 1).fill(null), own, ...panels, null],
    job: 'a3',
  };
});
/** A board's pages without the slip, as its paper's merged file has them. */
const posters = ({ plan }, pages) => (plan.board.format === 'sheet' ? pages : pages.slice(0, -1));
const plan = new Map(plans.map((found) => [found.board.id, found]));

/** Every pack as it came out: sizes, texts, words and fonts, read once. */
let packs;

before(async () => {
  packs = await each(delivery, async (row) => ({
    row,
    plan: plan.get(row.id),
    sizes: await pages(file(row)),
    texts: await texts(file(row)),
    words: await words(file(row)),
    fonts: await fonts(file(row)),
  }));
});

/** What each page's code decodes to, looked for near its printed address and, where none should be, far from it. */
async function decoded(path, first, codes, pagesOfWords) {
  const surroundings = codes.map((code, page) => code && around(code, pagesOfWords[page].words));
  const bands = await decode(path, first, first + codes.length - 1, (page) => surroundings[page] ?? []);
  return bands.map(([above, near, below], index) => {
    return codes[index] ? { near, far: [...above, ...below] } : { near: [], far: above };
  });
}

/** The heights between which a code and what is beside it must stand, from its printed address. */
function around(code, found) {
  const address = found.filter(({ word }) => word === code.short);
  assert.equal(address.length, 1, `${code.short} stands once on its page`);
  const middle = (address[0].top + address[0].bottom) / 2;
  // A board's code is 100 mm wide, an article's 50 mm.
  const reach = code.url.includes('/b/') ? 160 : 60;
  return [middle - reach, middle + reach];
}

test('every board that hangs has one pack, and the delivery list names each once', () => {
  const ids = boards.map(({ id }) => id);
  assert.equal(ids.length, 58);
  assert.deepEqual(delivery.map(({ id }) => id).sort(), ids);
  assert.deepEqual(delivery.map(({ order }) => Number(order)), ids.map((_, index) => index + 1));
  assert.deepEqual(files(join(print, 'boards')), ids.map((id) => `${id}.pdf`));
});

test('the delivery list goes village by village', () => {
  const villages = delivery.map(({ village }) => village).filter((name, at, all) => name !== all[at - 1]);
  assert.equal(new Set(villages).size, villages.length);
});

test('every pack has the pages that the delivery list and the frame ask for', () => {
  for (const { row, plan, sizes } of packs) {
    assert.equal(posters({ plan }, sizes).length, Number(row.pages), row.id);
    assert.equal(sizes.length, plan.sizes.length, row.id);
  }
});

test('every page has the size of its paper', () => {
  for (const { row, plan, sizes } of packs) assert.deepEqual(sizes, plan.sizes, row.id);
});

test('only the Noto Sans CJK fonts are used, and they are embedded', () => {
  for (const { row, fonts } of packs) {
    assert.ok(fonts.length > 0, row.id);
    for (const { name, embedded } of fonts) {
      assert.match(name, /^NotoSansCJKsc-(Regular|Bold)(-Identity-H)?$/, row.id);
      assert.ok(embedded, `${row.id}: ${name}`);
    }
  }
});

test('no text stands outside its page', () => {
  for (const { row, words: found } of packs) {
    for (const [index, page] of found.entries()) {
      for (const { word, left, top, right, bottom } of page.words) {
        const inside = left >= 0 && top >= 0 && right <= page.width && bottom <= page.height;
        assert.ok(inside, `${row.id}, page ${index + 1}: ${word}`);
      }
    }
  }
});

test('every pack shows the title and every bold word of its articles', () => {
  for (const { row, plan, texts } of packs) {
    const offset = plan.board.format === 'sheet' ? null : texts.length - 1 - articles.length;
    for (const [index, { title, lead, slug }] of articles.entries()) {
      const page = texts[offset === null ? 0 : offset + index];
      const bold = [...lead.matchAll(/\*\*(.+?)\*\*/g)].map(([, word]) => word.replace(/\s+/g, ''));
      assert.ok(bold.length >= 3, slug);
      for (const word of [...title.split('，'), ...bold]) {
        assert.ok(page.includes(word), `${row.id}: “${word}” of ${slug}`);
      }
    }
  }
});

test('every pack shows its edition, its board number and who to call', () => {
  const { title } = editions.find(({ id }) => id === edition);
  for (const { row, texts } of packs) {
    const all = texts.join('');
    for (const words of [title, `第${row.id}号栏`, row.name, '120急救', '12320卫生热线']) {
      assert.ok(all.includes(words), `${row.id}: ${words}`);
    }
  }
});

test('every code decodes to its own board and article, with its number and short address beside it', async () => {
  const opened = new Set();
  await each(packs, async ({ row, plan, words: found }) => {
    const bands = await decoded(file(row), 1, plan.codes, found);
    for (const [index, code] of plan.codes.entries()) {
      const place = `${row.id}, page ${index + 1}`;
      assert.deepEqual(bands[index].far, [], `${place}: a code where none should be`);
      assert.deepEqual(bands[index].near, code ? [code.url] : [], place);
      if (!code) continue;
      opened.add(code.url);
      const [above, below] = around(code, found[index].words);
      // “第 023 号栏”: the digits, and right of them on the same line the two characters.
      const beside = found[index].words.filter(({ top, bottom }) => (top + bottom) / 2 > above && (top + bottom) / 2 < below);
      const number = beside.some(({ word, right, top, bottom }) => {
        const follows = (next) => next.top < bottom && next.bottom > top && next.left > right && next.left < right + 20;
        return word === row.id && beside.some((next) => next.word === '号栏' && follows(next));
      });
      assert.ok(number, `${place}: the board's number beside the code`);
    }
  });
  const own = [...opened].filter((url) => url.startsWith(`${base}/b/`));
  assert.equal(own.length, 58);
  for (const url of opened) {
    const path = new URL(url).pathname;
    assert.ok(existsSync(join(site, path, 'index.html')), `${url} has no page`);
  }
});

test('the merged files hold the packs whole, in delivery order', async () => {
  const names = [...new Set(plans.map(({ job }) => job))].sort();
  assert.deepEqual(files(join(print, 'jobs')), [...names, 'a4'].sort().map((name) => `${name}.pdf`));
  for (const name of names) {
    const parts = packs.filter(({ plan }) => plan.job === name);
    const path = join(print, 'jobs', `${name}.pdf`);
    assert.deepEqual(await pages(path), parts.flatMap((pack) => posters(pack, pack.sizes)), name);
    assert.deepEqual(await texts(path), parts.flatMap((pack) => posters(pack, pack.texts)), name);
  }
});

test('the codes of the merged files decode as those of the packs', async () => {
  const starts = new Map();
  const parts = packs.map((pack) => {
    const first = (starts.get(pack.plan.job) ?? 0) + 1;
    const codes = posters(pack, pack.plan.codes);
    starts.set(pack.plan.job, first + codes.length - 1);
    return { ...pack, codes, first };
  });
  await each(parts, async ({ row, plan, codes, words: found, first }) => {
    const bands = await decoded(join(print, 'jobs', `${plan.job}.pdf`), first, codes, found);
    const near = bands.map((band) => band.near);
    assert.deepEqual(near, codes.map((code) => (code ? [code.url] : [])), row.id);
  });
});

test('the printed delivery list is A4 and names every board in order', async () => {
  const path = join(print, 'delivery.pdf');
  for (const size of await pages(path)) assert.deepEqual([...size].sort(), [210, 297]);
  const all = (await texts(path)).join('');
  let at = 0;
  for (const { id, name } of delivery) {
    const found = all.indexOf(id, at);
    assert.ok(found >= at, `${id} after the one before it`);
    at = found;
    assert.ok(all.includes(name.replace(/\s+/g, '')), name);
  }
});
