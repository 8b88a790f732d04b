// Every PDF of the sample town, as an archive, a screen reader and a print shop's own programs see it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { article, boards, config, each, edition, editions, files, print } from '../town.mjs';
import { alternatives, check, fonts, info, metadata, structure } from './pdf.mjs';

const articles = editions.find(({ id }) => id === edition).articles.map(article);
const organisation = config.match(/^\[organisation\]\nname = "(.*?)"/m)[1];

/** Tiles are parts of pages: they have no reading order, and are looked at elsewhere. */
const isTile = (name) => /(^|\/)a[34]\//.test(name);

let pdfs;

before(async () => {
  const names = files(print).filter((name) => name.endsWith('.pdf') && !isTile(name));
  pdfs = await each(names, async (name) => {
    const path = join(print, name);
    return { name, info: await info(path), metadata: await metadata(path), fonts: await fonts(path) };
  });
});

test('every PDF is sound', async () => {
  assert.ok(pdfs.length >= 58 + 4);
  await each(pdfs, async ({ name }) => assert.deepEqual(await check(join(print, name)), [], name));
});

test('every PDF says that it is PDF/A-2a and PDF/UA-1, and is tagged', () => {
  for (const { name, info, metadata } of pdfs) {
    assert.equal(info.Tagged, 'yes', name);
    for (const mark of ['pdfaid:part>2<', 'pdfaid:conformance>A<', 'pdfuaid:part>1<']) {
      assert.ok(metadata.includes(mark), `${name}: ${mark}`);
    }
  }
});

test('every PDF has a title of its own, an author, a language and the date of its edition', () => {
  // An urgent notice is one notice on whichever paper, and so is the campaign's poster.
  const own = pdfs.filter(({ name }) => !/^(alerts\/.*|progress)-a3\.pdf$/.test(name));
  const titles = own.map(({ info }) => info.Title);
  assert.deepEqual(titles.filter((title, at) => titles.indexOf(title) !== at), []);
  const [year, month] = editions.find(({ id }) => id === edition).period.split('-');
  for (const { name, info, metadata } of pdfs) {
    assert.ok(info.Title.length > 8, name);
    assert.equal(info.Author, organisation, name);
    assert.ok(metadata.includes('<dc:language><rdf:Bag><rdf:li>zh-CN<'), name);
    assert.ok(metadata.includes(`<xmp:CreateDate>${year}-${month}-01T00:00:00`), name);
  }
});

test('every font is embedded, and none is drawn glyph by glyph', () => {
  for (const { name, fonts } of pdfs) {
    for (const font of fonts) {
      assert.ok(font.embedded, `${name}: ${font.name}`);
      assert.doesNotMatch(font.type, /Type 3/, `${name}: ${font.name}`);
    }
  }
});

test('boards are read in the order in which a person reads them', async () => {
  // Boards of one format and size differ in their numbers alone.
  const kinds = new Map(boards.map(({ id, format, sheet, width_cm }) => [`${format} ${sheet || width_cm}`, id]));
  const names = [...kinds.values()].map((id) => `boards/${id}.pdf`);
  assert.ok(names.length >= 5);
  await each(names, async (name) => {
    const read = await structure(join(print, name), true);
    let at = 0;
    for (const { title, lead, slug } of articles) {
      // The title, then its bold words: what to do, and whom to call.
      const bold = [...lead.matchAll(/\*\*(.+?)\*\*/g)].map(([, words]) => words.replace(/\s+/g, ''));
      for (const words of [...title.split('，'), ...bold]) {
        const found = read.text.indexOf(words, at);
        assert.ok(found >= at, `${name}, ${slug}: “${words}” after what stands before it`);
        at = found + words.length;
      }
    }
  });
});

test('headings begin at the first level and skip none; no heading stands in a paragraph', async () => {
  await each(pdfs, async ({ name }) => {
    const { headings } = await structure(join(print, name));
    assert.ok(headings.length > 0, name);
    let last = 0;
    for (const { level, within } of headings) {
      assert.ok(level >= 1 && level <= last + 1, `${name}: ${level} after ${last}`);
      assert.ok(!within.includes('P'), name);
      last = level;
    }
  });
});

test('the merged files have the headings of all their boards', async () => {
  const count = async (names) => {
    const found = await each(names, async (name) => (await structure(join(print, name))).headings.length);
    return found.reduce((sum, number) => sum + number, 0);
  };
  const own = await count(boards.map(({ id }) => `boards/${id}.pdf`));
  const posters = await count(['60x90', 'a1', 'a3'].map((paper) => `jobs/${paper}.pdf`));
  // Panels have their slip at the end; slips are a file of their own as well.
  const slip = (await count(['jobs/a4.pdf'])) / boards.length;
  const slips = slip * boards.filter(({ format }) => format === 'panels').length;
  assert.ok(posters > 0 && slips > 0);
  assert.equal(posters + slips, own);
});

test('every code is described in words: what it opens, and its address', async () => {
  const names = pdfs.map(({ name }) => name).filter((name) => name.startsWith('boards/'));
  await each(names, async (name) => {
    const words = await alternatives(join(print, name));
    const [id] = name.match(/\w+(?=\.pdf)/);
    assert.ok(words.some((alt) => alt.includes(`/b/${id}`)), name);
    assert.ok(words.every((alt) => alt.length > 8), name);
  });
});
