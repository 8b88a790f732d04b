// Every file of the built site, read as files: links, addresses, feeds, open data, weight.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import ICAL from 'ical.js';

import { base, boards, csv, editions, files, read, root, site, today } from '../town.mjs';
import { page, text } from './html.mjs';

const all = files(site).filter((name) => !name.startsWith('.'));
const html = all.filter((name) => name.endsWith('.html')).map((name) => [name, page(read(site, name))]);
const target = ({ elements }) => elements.find((element) => element['http-equiv'] === 'refresh')?.content;
/** Old addresses that lead to new ones, and all other pages. */
const redirects = new Map(html.filter(([, found]) => target(found)));
const pages = new Map(html.filter(([, found]) => !target(found)));
/** The address of a page: `a/co/index.html` is `/a/co/`. */
const address = (name) => `/${name.replace(/(^|\/)index\.html$/, '$1')}`;
const one = (elements, tag, key, value) => elements.filter((element) => element.tag === tag && element[key] === value);

const xml = (name) => {
  const content = read(site, name);
  assert.equal(XMLValidator.validate(content), true);
  return new XMLParser({ ignoreAttributes: false, isArray: (tag) => ['entry', 'url'].includes(tag) }).parse(content);
};

test('the town has all its pages', () => {
  const expected = [
    ...boards.map(({ id }) => `b/${id}/index.html`),
    ...editions.map(({ id }) => `e/${id}/index.html`),
    ...editions.flatMap(({ articles }) => articles.map((slug) => `a/${slug}/index.html`)),
    ...['', 'b/', 't/', 'e/', 'progress/'].map((folder) => `${folder}index.html`),
    '404.html',
  ];
  assert.deepEqual(expected.filter((name) => !pages.has(name)), []);
  assert.ok(pages.size >= 139, `${pages.size} pages`);
});

test('every page is well-formed, in Chinese, with one heading of the first level and ids used once', () => {
  for (const [name, { elements, ids, complaints }] of pages) {
    assert.deepEqual(complaints, [], name);
    assert.equal(elements.find(({ tag }) => tag === 'html').lang, 'zh-CN', name);
    assert.equal(elements.filter(({ tag }) => tag === 'h1').length, 1, name);
    assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), [], name);
    const levels = elements.filter(({ tag }) => /^h[1-6]$/.test(tag)).map(({ tag }) => Number(tag[1]));
    const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1);
    assert.deepEqual(jumps, [], `${name}: heading levels ${levels}`);
  }
});

test('titles and descriptions are there, and no two pages share a title', () => {
  const seen = new Map();
  for (const [name, { elements }] of pages) {
    const title = text(elements.find(({ tag }) => tag === 'title').node).trim();
    assert.ok(title.length > 4, name);
    assert.equal(seen.get(title), undefined, `${name}: ${title}`);
    seen.set(title, name);
    const isDescription = ({ tag, name: named }) => tag === 'meta' && named?.toLowerCase() === 'description';
    const [description, ...others] = elements.filter(isDescription);
    assert.equal(others.length, 0, name);
    assert.ok(description?.content.length > 4, name);
  }
});

test('canonical addresses are absolute and are those of the pages', () => {
  for (const [name, { elements }] of pages) {
    const [canonical, ...more] = one(elements, 'link', 'rel', 'canonical');
    assert.deepEqual(more, [], name);
    assert.equal(canonical.href, base + address(name));
    const [url] = one(elements, 'meta', 'property', 'og:url');
    assert.equal(url.content, canonical.href);
  }
});

test('every internal link, picture and style sheet of every page exists, with its fragment', () => {
  const broken = [];
  for (const [name, { elements, ids }] of pages) {
    for (const { tag, href, src } of elements) {
      const target = tag === 'use' ? undefined : (href ?? src);
      if (target === undefined || /^(tel|mailto|sms|data):/.test(target)) continue;
      const url = new URL(target, base + address(name));
      if (url.origin !== new URL(base).origin) continue;
      // Pages link relatively, so that the site works anywhere; only the 404 page cannot.
      const relative = !/^(https?:)?\//.test(target);
      const found = url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname;
      const file = decodeURIComponent(posix.relative('/', found));
      const fragment = decodeURIComponent(url.hash.slice(1));
      const there = file === name ? ids : pages.get(file)?.ids;
      const exists = all.includes(file) && (fragment === '' || there?.includes(fragment));
      const canonical = tag === 'link' && target === base + address(name);
      if (!exists || !(relative || canonical || name === '404.html')) broken.push(`${name}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('old addresses lead to pages', () => {
  assert.ok(redirects.size > 0, 'the sample town shows an alias');
  for (const [name, found] of redirects) {
    const [, url] = target(found).match(/^0; ?url=(.*)$/);
    const path = new URL(url, base + address(name)).pathname;
    assert.ok(pages.has(posix.relative('/', `${path}index.html`)), `${name}: ${url}`);
    assert.equal(one(found.elements, 'link', 'rel', 'canonical')[0].href, base + path);
    assert.ok(found.elements.some(({ tag, href }) => tag === 'a' && href === url), name);
  }
});

test('every page is reached from the home page', () => {
  const reached = new Set(['index.html', '404.html']);
  const queue = ['index.html'];
  while (queue.length > 0) {
    const name = queue.pop();
    for (const { tag, href } of pages.get(name).elements) {
      if (tag !== 'a' || href === undefined || /^[a-z]+:/.test(href)) continue;
      const path = new URL(href, base + address(name)).pathname;
      const file = posix.relative('/', path.endsWith('/') ? `${path}index.html` : path);
      if (pages.has(file) && !reached.has(file)) {
        reached.add(file);
        queue.push(file);
      }
    }
  }
  assert.deepEqual([...pages.keys()].filter((name) => !reached.has(name)), []);
});

test('no page loads or runs anything from elsewhere', () => {
  for (const [name, { elements }] of html) {
    for (const element of elements) {
      const handlers = Object.keys(element).filter((key) => key.startsWith('on'));
      assert.deepEqual(handlers, [], `${name}: ${element.tag}`);
      const loaded = element.src ?? (element.tag === 'link' && /stylesheet|icon/.test(element.rel) ? element.href : undefined);
      if (loaded !== undefined && name !== '404.html') assert.doesNotMatch(loaded, /^(https?:)?\/\//, name);
    }
  }
});

test('the first view of every board and article is at most 14 KB', () => {
  const style = all.find((name) => /^assets\/style\..*\.css$/.test(name));
  const weight = (name) => gzipSync(readFileSync(join(site, name))).length;
  for (const name of pages.keys()) {
    if (!/^[ab]\/.+\//.test(name)) continue;
    const total = weight(name) + weight(style);
    assert.ok(total <= 14 * 1024, `${name}: ${total} bytes`);
  }
});

test('the feed is Atom, newest first, with absolute addresses that exist', () => {
  const { feed } = xml('feed.xml');
  assert.equal(feed['@_xmlns'], 'http://www.w3.org/2005/Atom');
  assert.equal(feed.id, `${base}/`);
  const articles = JSON.parse(read(site, 'api/articles.json'));
  const editions = JSON.parse(read(site, 'api/editions.json'));
  assert.equal(feed.entry.length, 20);
  const days = feed.entry.map(({ updated }) => updated.slice(0, 10));
  assert.deepEqual(days, [...days].sort().reverse());
  // Whatever is newer than the oldest entry is there; of one day, some may have found no room.
  const told = new Set(feed.entry.map(({ id }) => id));
  const newer = articles.filter(({ updated, date }) => (updated ?? date) > days.at(-1) && (date ?? '9') <= today);
  assert.deepEqual(newer.filter(({ url }) => !told.has(url)), []);
  const current = editions.find(({ state }) => state === 'current');
  assert.equal(feed.entry.find(({ id }) => id === current.url)?.title, `第${current.number}期：${current.title}`);
  assert.equal(feed.entry[0].id, `${base}/#alert-cold-wave`, 'the alert of three days ago');
  for (const { id, title, link, updated, content } of feed.entry) {
    assert.equal([link].flat()[0]['@_href'], id.replace(/#.*/, ''));
    assert.ok(!Number.isNaN(Date.parse(updated)));
    const article = articles.find(({ url }) => url === id);
    if (article) {
      assert.equal(title, article.title);
      assert.ok(content['#text'].length > 300, id);
    }
    assert.doesNotMatch(content['#text'], /(href|src)="(?!https?:|tel:|#)/, `${id}: a relative link in a feed`);
  }
  assert.equal(new Set(feed.entry.map(({ id }) => id)).size, 20);
});

test('the sitemap lists every page once', () => {
  const { urlset } = xml('sitemap.xml');
  const listed = urlset.url.map(({ loc }) => loc).sort();
  const expected = [...pages.keys()].filter((name) => name !== '404.html').map((name) => base + address(name));
  assert.deepEqual(listed, expected.sort());
  for (const { lastmod } of urlset.url) {
    if (lastmod !== undefined) assert.match(lastmod, /^\d{4}-\d\d-\d\d$/);
  }
});

test('the calendar has the day on which each edition goes up', () => {
  const calendar = new ICAL.Component(ICAL.parse(read(site, 'calendar.ics')));
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  assert.deepEqual(
    events.map(({ startDate }) => startDate.toString()),
    editions.map(({ period }) => `${period}-01`),
  );
  for (const [index, event] of events.entries()) {
    assert.ok(event.startDate.isDate);
    assert.equal(event.duration.toString(), 'P1D');
    assert.ok(event.summary.includes(editions[index].title));
    assert.ok(calendar.getAllSubcomponents('vevent')[index].getFirstPropertyValue('dtstamp'));
  }
  assert.equal(new Set(events.map(({ uid }) => uid)).size, 7);
});

test('open data are JSON and CSV with the same rows', () => {
  const json = (name) => JSON.parse(read(site, 'api', name));
  assert.equal(json('articles.json').length, 35);
  assert.deepEqual(json('editions.json').map(({ number }) => number), [31, 32, 33, 34, 35, 36, 37]);
  assert.deepEqual(
    json('editions.json').map(({ articles }) => articles),
    editions.map(({ articles }) => articles),
  );
  for (const name of ['boards', 'figures']) {
    const rows = csv(read(site, 'api', `${name}.csv`));
    const plain = (value) => (value === null ? '' : String(value));
    const same = json(`${name}.json`).map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])));
    // 1.0 in one is 1 in the other.
    const number = (value) => (/^\d+\.0$/.test(value) ? value.slice(0, -2) : value);
    assert.deepEqual(
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, number(value)]))),
      same,
      name,
    );
  }
  const figures = csv(read(root, 'content/campaign/figures.csv'));
  assert.equal(figures.length, 69);
  assert.deepEqual(json('figures.json').map(({ id }) => id), figures.map(({ id }) => id));
});

test('what is shown today is what holds today', () => {
  const board = read(site, 'b/001/index.html');
  assert.ok(board.includes('寒潮将到'), `the alert holds on ${today}`);
  const current = editions.find(({ id }) => id === '036');
  for (const slug of current.articles) assert.ok(board.includes(`a/${slug}/`), slug);
});
