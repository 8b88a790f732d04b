// The search in Chromium: every two characters of an article find it, under any base path and from a disk.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { config, files, program, read, root, site, today } from '../town.mjs';
import { launch, visitor } from './chromium.mjs';
import { page as parsed, text } from './html.mjs';
import { find, serve } from './server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const KB = 1024;

let browser;
let server;
/** The town three times over: enough text for an index of grams. */
let large;
let largeServer;

before(async () => {
  browser = await launch();
  server = await serve(site, ['/', '/some/base/']);
  large = mkdtempSync(join(tmpdir(), 'banbao-search-'));
  cpSync(join(root, 'content'), join(large, 'content'), { recursive: true });
  const articles = join(large, 'content/articles');
  for (const name of readdirSync(articles)) {
    for (const copy of ['x', 'y']) {
      const told = read(articles, name).replace(/^title = "/m, `title = "又${copy}`).replace(/^aliases = .*$/m, '');
      writeFileSync(join(articles, name.replace('.md', `-${copy}.md`)), told);
    }
  }
  writeFileSync(join(large, 'banbao.toml'), config);
  execFileSync(program, ['--root', large, '--today', today, '-q', 'build', '--no-print'], { stdio: 'pipe' });
  largeServer = await serve(join(large, 'public'), ['/']);
});

after(async () => {
  await browser?.close();
  server?.close();
  largeServer?.close();
  if (large) rmSync(large, { recursive: true });
});

/** Pseudo-random numbers in [0, 1), the same at every run (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What an article's page says in its own words, block by block: title, subtitle, paragraphs, items, cells. */
function blocks(folder, slug) {
  const { elements } = parsed(read(folder, `a/${slug}/index.html`));
  const inProse = (node) => node && (/\bprose\b/.test(node.attrs?.find(({ name }) => name === 'class')?.value) || inProse(node.parentNode));
  return elements
    .filter(({ tag, node, class: name }) => {
      if (tag === 'h1' || name === 'subtitle') return true;
      return ['p', 'li', 'td', 'th', 'h2', 'h3'].includes(tag) && name !== 'callout-title' && node.attrs.every(({ value }) => value !== 'lead') && inProse(node);
    })
    .map(({ node }) => text(node));
}

/** Substrings of two to eight consecutive Han, each with the article it is from. */
function substrings(folder, count, seed) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  // Old addresses only lead elsewhere.
  const slugs = readdirSync(join(folder, 'a')).filter((slug) => read(folder, `a/${slug}/index.html`).includes('<article'));
  const runs = slugs.map((slug) => [slug, blocks(folder, slug).flatMap((block) => block.match(/[\u3400-\u9fff]{2,}/g) ?? [])]);
  return Array.from({ length: count }, () => {
    const [slug, found] = pick(runs);
    const run = pick(found);
    const length = Math.min(run.length, 2 + Math.floor(next() * 7));
    const start = Math.floor(next() * (run.length - length + 1));
    return { slug, query: run.slice(start, start + length) };
  });
}

/** All results of each query, by the page's own script: paths. */
function results(page, queries) {
  return page.evaluate(async (all) => {
    const { index: folder, ...numbers } = document.getElementById('search').dataset;
    const index = { folder };
    for (const name of ['shards', 'documents', 'articles', 'perArticles', 'perOthers']) index[name] = Number(numbers[name]);
    const found = [];
    for (const query of all) {
      const search = globalThis.banbaoSearch.find(index, query);
      const paths = [];
      do {
        paths.push(...(await search.next()).map(({ doc }) => doc.path));
      } while (search.rest());
      found.push(paths);
    }
    return found;
  }, queries);
}

const han = (value) => value.replace(/[^\u3400-\u9fff]/g, '');

for (const [name, folder, origin] of [
  ['the town, whose whole text is read', () => site, () => server.origin],
  ['three times its articles, found by grams', () => join(large, 'public'), () => largeServer.origin],
]) {
  test(`500 random substrings of ${name}: every article is found, and nothing else`, async () => {
    const asked = substrings(folder(), 500, 20261123);
    assert.equal(new Set(asked.map(({ query }) => query)).size > 400, true, 'the queries differ');
    const { context, page, trouble } = await visitor(browser, origin());
    await page.goto(`${origin()}/search/`);
    const found = await results(page, asked.map(({ query }) => query));
    const missed = asked.filter(({ slug }, index) => !found[index].includes(`a/${slug}/`));
    assert.deepEqual(missed, []);
    const contents = new Map();
    // A page's own words and its description, which the result shows.
    const content = (path) => {
      if (!contents.has(path)) {
        const { elements } = parsed(read(folder(), `${path}index.html`));
        const description = elements.find(({ tag, name: kind }) => tag === 'meta' && kind === 'description');
        contents.set(path, han(`${description?.content ?? ''} ${text(elements.find(({ tag }) => tag === 'main').node)}`));
      }
      return contents.get(path);
    };
    const wrong = asked.flatMap(({ query }, index) => found[index].filter((path) => !content(path).includes(query)).map((path) => [query, path]));
    assert.deepEqual(wrong, []);
    assert.ok(found.every((paths) => new Set(paths).size === paths.length), 'each result once');
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

/** The page after a search, its results there. */
async function searched(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => /：/.test(document.querySelector('#search [role=status]')?.textContent ?? ''));
}

const titles = (page) => page.locator('.results h3').allInnerTexts();

test('titles come first, matches are marked, the sentence around them is shown', async () => {
  const { context, page, trouble } = await visitor(browser, server.origin, { viewport: { width: 360, height: 720 } });
  await searched(page, `${server.origin}/search/?q=${encodeURIComponent('量血压')}`);
  assert.equal((await titles(page))[0], '头不晕，也要量血压');
  assert.equal(await page.locator('.results h3 mark').first().innerText(), '量血压');
  const said = await page.locator('.results .found mark').allInnerTexts();
  assert.ok(said.length > 0 && said.every((mark) => mark === '量血压'), said.join());
  assert.match(await page.title(), /^量血压 · 搜索/);
  assert.equal(await page.locator('#search input, .search input').first().inputValue(), '量血压');
  await page.locator('.results a').first().click();
  assert.equal(new URL(page.url()).pathname, '/a/bp/');
  await page.goBack();
  await page.locator('.results h3').first().waitFor();
  assert.equal((await titles(page))[0], '头不晕，也要量血压');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('pinyin, words and numbers find, whatever their width and case', async () => {
  const { context, page } = await visitor(browser, server.origin);
  await page.goto(`${server.origin}/search/`);
  const expected = {
    gxy: 'a/bp/',
    gaoxueya: 'a/bp/',
    lxy: 'a/bp/',
    hpv: 'a/child-vax/',
    ＨＰＶ: 'a/screening/',
    mmHg: 'a/bp/',
    '胸口压着痛，马上打１２０': 'a/bp/',
    '23': 'b/023/',
    '023': 'b/023/',
    '血压 咸菜': 'a/bp/',
    盐: 'a/iodine/',
  };
  const found = await results(page, Object.keys(expected));
  Object.values(expected).forEach((path, index) => {
    assert.ok(found[index].includes(path), `${Object.keys(expected)[index]}: ${found[index]}`);
  });
  const nowhere = ['宇宙飞船', '血压 宇宙', ' ，。 ', 'zzzz', '怎么样呢'];
  assert.deepEqual(await results(page, nowhere), nowhere.map(() => []));
  await context.close();
});

const PARTLY = { 小孩发烧: 'a/antibiotic/', 被狗咬了怎么办: 'a/rabies/', 农药中毒: 'a/mushrooms/', 菌子有毒吗: 'a/mushrooms/', 高血压能不能喝酒: 'a/bp/' };

test('what is nowhere as it was asked for is found by its parts, the closest first, and the page says so', async () => {
  const { context, page, trouble } = await visitor(browser, server.origin);
  await page.goto(`${server.origin}/search/`);
  const found = await results(page, Object.keys(PARTLY));
  Object.values(PARTLY).forEach((path, index) => assert.ok(found[index].includes(path), `${Object.keys(PARTLY)[index]}: ${found[index]}`));
  assert.equal(found[1][0], 'a/rabies/');
  assert.equal(found[4][0], 'a/bp/');
  await searched(page, `${server.origin}/search/?q=${encodeURIComponent('被狗咬了怎么办')}`);
  assert.match(await page.getByRole('status').innerText(), /^没有和“被狗咬了怎么办”完全相符的。部分相符：\d+ 条/);
  assert.ok((await page.locator('.results mark').allInnerTexts()).some((mark) => mark.includes('狗咬')));
  assert.ok(await page.locator('.hint').isHidden());
  assert.deepEqual(trouble, []);
  await context.close();
});

test('pages of the campaign\'s rows are found by their titles', async () => {
  const { context, page } = await visitor(browser, server.origin);
  await page.goto(`${server.origin}/search/`);
  const expected = { 问题台账: 'progress/ledger/', 督查检查: 'progress/inspections/', 活动日历: 'progress/calendar/', 大比武: 'progress/rounds/', wttz: 'progress/ledger/' };
  const found = await results(page, Object.keys(expected));
  Object.values(expected).forEach((path, index) => {
    assert.ok(found[index].includes(path), `${Object.keys(expected)[index]}: ${found[index]}`);
  });
  await context.close();
});

test('the same finds by grams', async () => {
  const { context, page } = await visitor(browser, largeServer.origin);
  await page.goto(`${largeServer.origin}/search/`);
  assert.ok(Number(await page.locator('#search').getAttribute('data-shards')) > 1);
  const expected = { gxy: 'a/bp/', gaoxueya: 'a/bp/', lxy: 'a/bp/', ＨＰＶ: 'a/screening/', '023': 'b/023/', '23': 'b/023/', '血压 咸菜': 'a/bp/', 盐: 'a/iodine/' };
  const found = await results(page, Object.keys(expected));
  Object.values(expected).forEach((path, index) => {
    assert.ok(found[index].includes(path), `${Object.keys(expected)[index]}: ${found[index]}`);
  });
  const parts = await results(page, Object.keys(PARTLY));
  Object.values(PARTLY).forEach((path, index) => assert.ok(parts[index].includes(path), `${Object.keys(PARTLY)[index]}: ${parts[index]}`));
  assert.deepEqual(await results(page, ['宇宙飞船', '血压 宇宙', 'zzzz']), [[], [], []]);
  await context.close();
});

test('many results come ten at a time, and the keyboard goes on where the new ones begin', async () => {
  const { context, page } = await visitor(browser, largeServer.origin);
  await searched(page, `${largeServer.origin}/search/?q=${encodeURIComponent('血压')}`);
  assert.equal(await page.locator('.results li').count(), 10);
  await page.getByRole('button', { name: '接着找' }).press('Enter');
  await page.locator('.results li').nth(10).waitFor();
  const focused = await page.evaluate(() => [...document.querySelectorAll('.results a')].indexOf(document.activeElement));
  assert.equal(focused, 10);
  await context.close();
});

test('from the home page by keyboard alone, under another base path', async () => {
  const under = `${server.origin}/some/base/`;
  const { context, page, trouble } = await visitor(browser, under);
  await page.goto(under);
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('疫苗');
  await page.keyboard.press('Enter');
  await page.locator('.results h3').first().waitFor();
  assert.equal(page.url(), `${under}search/?q=${encodeURIComponent('疫苗')}`);
  assert.match(await page.getByRole('status').innerText(), /^“疫苗”：找到 \d+ 条。$/);
  const links = await page.locator('.results a').evaluateAll((all) => all.map(({ href }) => href));
  assert.ok(links.every((href) => href.startsWith(under)), links.join());
  assert.ok((await titles(page)).some((title) => title.includes('疫苗')));
  assert.deepEqual(trouble, []);
  await context.close();
});

test('from a disk: a folder with links = "files"', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'banbao-search-files-'));
  try {
    cpSync(join(large, 'content'), join(folder, 'content'), { recursive: true });
    writeFileSync(join(folder, 'banbao.toml'), `links = "files"\n${config}`);
    execFileSync(program, ['--root', folder, '--today', today, '-q', 'build', '--no-print'], { stdio: 'pipe' });
    const start = pathToFileURL(join(folder, 'public/')).href;
    const { context, page, trouble } = await visitor(browser, start);
    await page.goto(`${start}a/diabetes/index.html`);
    await page.getByRole('link', { name: '搜索', exact: true }).click();
    await page.getByRole('searchbox').fill('量血压');
    await page.getByRole('button', { name: '搜索' }).click();
    await page.locator('.results a').first().waitFor();
    assert.equal(page.url(), `${start}search/index.html?q=${encodeURIComponent('量血压')}`);
    await page.locator('.results a').first().click();
    assert.equal(page.url(), `${start}a/bp/index.html`);
    assert.deepEqual(trouble, []);
    await context.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('nothing found, nothing asked, no connection: the page says so, and offers the topics', async () => {
  const { context, page } = await visitor(browser, server.origin);
  const topics = page.getByRole('region', { name: '按主题找' }).getByRole('link');
  await page.goto(`${server.origin}/search/?q=${encodeURIComponent('<b>宇宙&飞船')}`);
  await page.getByText('没有找到“<b>宇宙&飞船”。').waitFor();
  assert.ok((await topics.count()) > 5);
  assert.ok(await page.getByText('输入两个字以上').isVisible());
  await page.goto(`${server.origin}/search/`);
  assert.equal(await page.getByRole('status').innerText(), '');
  assert.ok((await topics.count()) > 5);

  await page.route('**/assets/search.*/*.js', (route) => route.abort());
  await page.goto(`${server.origin}/search/?q=${encodeURIComponent('血压')}`);
  await page.getByText('没有连上').waitFor();
  await page.unroute('**/assets/search.*/*.js');
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.locator('.results h3').first().waitFor();
  await context.close();
});

test('without JavaScript the page offers the topics', async () => {
  const { context, page, trouble } = await visitor(browser, server.origin, { javaScriptEnabled: false });
  await page.goto(`${server.origin}/search/?q=${encodeURIComponent('血压')}`);
  assert.match(read(site, 'search/index.html'), /<noscript>.*不能搜索/s);
  await page.getByRole('link', { name: /慢性病防治/ }).first().click();
  assert.equal(new URL(page.url()).pathname, '/t/chronic/');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the index is loaded on the search page alone, and is small', async () => {
  const index = files(site).filter((path) => /^assets\/search\./.test(path));
  const sizes = index.map((path) => gzipSync(readFileSync(join(site, path)), { level: 9 }).length);
  const sum = sizes.reduce((a, b) => a + b);
  assert.ok(index.length > 2 && sum <= 100 * KB, `${sum} bytes in ${index.length} files`);
  const pages = files(site).filter((path) => path.endsWith('.html') && path !== 'search/index.html');
  const loading = pages.filter((path) => read(site, path).includes('assets/search.'));
  assert.deepEqual(loading, []);
});

test('one query of a site with an index of grams loads little', async () => {
  const { context, page } = await visitor(browser, largeServer.origin);
  const folder = join(large, 'public');
  for (const { query } of substrings(folder, 40, 7)) {
    const loaded = new Set();
    const note = (request) => request.url().includes('/assets/search.') && loaded.add(new URL(request.url()).pathname);
    page.on('request', note);
    await page.goto(`${largeServer.origin}/search/?q=${encodeURIComponent(query)}`);
    await page.waitForFunction(() => /“/.test(document.querySelector('#search [role=status]').textContent));
    page.off('request', note);
    const sum = [...loaded].map((path) => gzipSync(find(folder, path).body, { level: 9 }).length).reduce((a, b) => a + b, 0);
    assert.ok(sum > 0 && sum <= 150 * KB, `${query}: ${sum} bytes`);
  }
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`results are accessible and no wider than the screen, ${colorScheme}`, async () => {
    const { context, page } = await visitor(browser, server.origin, { colorScheme, viewport: { width: 320, height: 720 } });
    for (const query of ['血压', '宇宙飞船', '']) {
      await page.goto(`${server.origin}/search/?q=${encodeURIComponent(query)}`);
      if (query) await page.waitForFunction(() => /“/.test(document.querySelector('#search [role=status]').textContent));
      for (const width of [320, 360, 1280]) {
        await page.setViewportSize({ width, height: 720 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${query} ${width}px: ${wide}px of horizontal scrolling`);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
        assert.deepEqual(found, [], `${query} ${width}px`);
      }
    }
    await context.close();
  });
}
