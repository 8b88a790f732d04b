// `banbao serve` in a browser: pages follow their sources without losing what the reader did, errors lie over them.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch, visitor } from './chromium.mjs';
import { served } from './served.mjs';

const CO = 'content/articles/co.md';
const TITLE = 'title = "';

let browser;
let town;

before(async () => {
  browser = await launch();
  town = await served();
  await town.ready();
});

after(async () => {
  await browser?.close();
  await town?.close();
});

/** A page that has heard the first news. */
async function visit(path, options = {}) {
  const visited = await visitor(browser, town.origin, { viewport: { width: 1280, height: 800 }, ...options });
  await visited.page.goto(town.origin + path);
  await visited.page.waitForFunction(() => document.documentElement.dataset.live);
  // What is left of it after a reload is nothing.
  await visited.page.evaluate(() => { window.stayed = true; });
  return visited;
}

const stayed = (page) => page.evaluate(() => window.stayed === true);
const overlay = (page) => page.locator('banbao-live .panel');

/** The article's title as it stands in the file now. */
let title = '';
function rename(to) {
  town.edit(CO, `${TITLE}${title}"`, `${TITLE}${to}"`);
  title = to;
}

test('a saved article changes the page in place: scroll, focus and typed text stay', async () => {
  const { page, context, trouble } = await visit('/a/co/');
  title = await page.locator('h1').innerText().then((text) => text.trim());
  await page.evaluate(() => scrollTo(0, 500));
  const before = await page.evaluate(() => scrollY);
  assert.ok(before > 100);
  const link = page.locator('main a').first();
  await link.evaluate((node) => { node.focus({ preventScroll: true }); node.dataset.mine = '1'; });
  rename('炉火要通风');
  await page.waitForFunction(() => document.querySelector('h1').textContent.includes('炉火要通风'));
  assert.ok(await page.title().then((text) => text.startsWith('炉火要通风')));
  assert.equal(await page.evaluate(() => scrollY), before);
  assert.ok(await stayed(page));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.mine), '1');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('results of a search and what is being typed stay', async () => {
  const { page, context, trouble } = await visit('/search/?q=%E5%90%B8%E7%83%9F');
  await page.waitForFunction(() => document.querySelectorAll('.results li').length > 0);
  const field = page.locator('main input[name="q"]');
  await field.fill('一氧化碳');
  const results = await page.locator('.results li').count();
  const version = await page.evaluate(() => document.documentElement.dataset.live);
  rename('烧炭取暖要通风');
  await page.waitForFunction((version) => document.documentElement.dataset.live !== version, version);
  await page.evaluate(() => window.banbaoRefresh());
  assert.equal(await field.inputValue(), '一氧化碳');
  assert.equal(await page.locator('.results li').count(), results);
  assert.ok(await stayed(page));
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what was opened stays open', async () => {
  // A text without its sources is warned of.
  town.write('content/articles/bare.md', '+++\ntitle = "没有依据"\ndate = 2026-11-01\n+++\n\n没有依据。\n');
  const { page, context } = await visit('/_desk/');
  const all = page.locator('.finding details');
  await all.first().waitFor();
  const count = await all.count();
  assert.ok(count > 0, 'the sample town has something to be told');
  const first = all.first();
  const open = await first.evaluate((node) => { node.open = !node.open; return node.open; });
  const revision = await page.evaluate(() => document.documentElement.dataset.live);
  rename('炉火旁要通风');
  await page.waitForFunction((revision) => document.documentElement.dataset.live !== revision, revision);
  await page.evaluate(() => window.banbaoRefresh());
  assert.equal(await first.evaluate((node) => node.open), open);
  await context.close();
});

test('a changed stylesheet is another look of the same page', async () => {
  const themed = await served((folder) => {
    mkdirSync(join(folder, 'themes/mine/web'), { recursive: true });
  });
  try {
    await themed.ready();
    themed.write('themes/mine/web/style.css', 'h1 { color: rgb(1, 2, 3) }');
    themed.edit('banbao.toml', 'theme = "default"', 'theme = "mine"');
    const { page, context } = await visitor(browser, themed.origin);
    await page.goto(`${themed.origin}/a/co/`);
    const color = (value) => page.waitForFunction((value) => {
      const h1 = document.querySelector('h1');
      return h1 && getComputedStyle(h1).color === value;
    }, value);
    await color('rgb(1, 2, 3)');
    await page.evaluate(() => { window.stayed = true; document.querySelector('h1').mine = true; });
    themed.write('themes/mine/web/style.css', 'h1 { color: rgb(3, 2, 1) }');
    await color('rgb(3, 2, 1)');
    assert.ok(await page.evaluate(() => window.stayed && document.querySelector('h1').mine));
    assert.equal(await page.locator('head link[rel="stylesheet"]').count(), await page.evaluate(() => new Set([...document.querySelectorAll('head link[rel="stylesheet"]')].map((link) => link.href)).size));
    await context.close();
  } finally {
    assert.equal(await themed.close(), 0);
  }
});

test('an error lies over the last good page, can be put aside, and goes when it is mended', async () => {
  const { page, context, trouble } = await visit('/a/co/');
  await page.evaluate(() => scrollTo(0, 300));
  const good = title;
  town.edit(CO, `${TITLE}${good}"`, `titel = "${good}"`);
  await overlay(page).waitFor();
  const text = await overlay(page).innerText();
  for (const words of ['unknown-field', `${CO}:`, 'titel', '怎么办']) assert.ok(text.includes(words), `${words}\n${text}`);
  assert.ok((await page.locator('h1').innerText()).includes(good), 'the page stays');
  assert.equal(await page.evaluate(() => scrollY), 300);
  await page.keyboard.press('Escape');
  await overlay(page).waitFor({ state: 'detached' });
  const again = page.locator('banbao-live button.bad');
  await again.click();
  await overlay(page).waitFor();
  town.edit(CO, `titel = "${good}"`, `${TITLE}${good}"`);
  await overlay(page).waitFor({ state: 'detached' });
  assert.ok(await stayed(page));
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a page that is gone says so, and what comes back is shown', async () => {
  town.write('content/articles/brief.md', '+++\ntitle = "只有一会儿"\ndate = 2026-11-01\n+++\n\n只有一会儿。\n');
  const { page, context } = await visitor(browser, town.origin);
  await page.goto(`${town.origin}/a/brief/`);
  await page.waitForFunction(() => document.querySelector('h1')?.textContent.includes('只有一会儿'));
  town.remove('content/articles/brief.md');
  await page.locator('banbao-live .pill', { hasText: '没有这一页了' }).waitFor();
  assert.ok((await page.locator('h1').innerText()).includes('只有一会儿'), 'what was read can still be read');
  town.write('content/articles/brief.md', '+++\ntitle = "又回来了"\ndate = 2026-11-01\n+++\n\n又回来了。\n');
  await page.waitForFunction(() => document.querySelector('h1')?.textContent.includes('又回来了'));
  await page.locator('banbao-live .pill', { hasText: '没有这一页了' }).waitFor({ state: 'detached' });
  town.remove('content/articles/brief.md');
  await context.close();
});

test('a draft says that it is one', async () => {
  town.write('content/articles/later.md', '+++\ntitle = "以后再说"\ndate = 2026-11-01\ndraft = true\n+++\n\n还没有写完。\n');
  const { page, context } = await visitor(browser, town.origin);
  await page.goto(`${town.origin}/`);
  await page.waitForFunction(() => document.documentElement.dataset.live);
  await page.goto(`${town.origin}/a/later/`);
  await page.locator('banbao-live .pill', { hasText: '草稿' }).waitFor();
  town.remove('content/articles/later.md');
  await context.close();
});
