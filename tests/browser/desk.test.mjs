// The office's desk: for those who never saw a terminal, on a screen and on a phone, light and dark, by the keyboard.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { launch, visitor } from './chromium.mjs';
import { MODES, WIDTHS, overflow, violations } from './looks.mjs';
import { served } from './served.mjs';

const PAGES = ['/_desk/', '/_desk/boards/', '/_desk/boards/001/?proof=1', '/_desk/changes/', '/_desk/boards/?lang=en', '/_desk/?lang=en'];

let browser;
let town;

before(async () => {
  browser = await launch();
  town = await served();
  // The first checks are over: what is looked at stays as it is.
  const page = await browser.newPage();
  await page.goto(`${town.origin}/_desk/`);
  await page.locator('.status:not(.wait)').waitFor({ timeout: 120_000 });
  await page.close();
});

after(async () => {
  await browser?.close();
  await town?.close();
});

describe('every page of the desk is accessible, and no wider than the screen', { concurrency: 2 }, () => {
  for (const path of PAGES) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${path}, ${colorScheme}`, async () => {
        const viewport = { width: WIDTHS[0], height: 720 };
        const { context, page, trouble } = await visitor(browser, town.origin, { colorScheme, viewport });
        await page.goto(town.origin + path);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 720 });
          assert.deepEqual(await overflow(page), [], `${width}px`);
          assert.deepEqual(await violations(page), [], `${width}px`);
        }
        const small = await page.evaluate(() => [...document.querySelectorAll('main .button, main select, nav a')]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 43.5)
          .map((node) => node.textContent));
        assert.deepEqual(small, [], 'targets that a finger misses');
        assert.deepEqual(trouble, []);
        await context.close();
      });
    }
  }
});

test('pictures of boards follow an article, and only those on the screen are made', async () => {
  const { page, context } = await visitor(browser, town.origin, { viewport: { width: 1280, height: 800 } });
  const asked = [];
  page.on('response', (response) => { if (response.url().includes('/pages/')) asked.push(response.url()); });
  await page.goto(`${town.origin}/_desk/boards/?edition=36`);
  await page.waitForFunction(() => {
    const image = document.querySelector('.board img');
    return image?.complete && image.naturalWidth > 0;
  });
  const all = await page.locator('.board img').count();
  assert.ok(asked.length < all, `${asked.length} of ${all}`);
  const first = page.locator('.board .rows img').first();
  const before = await first.getAttribute('src');
  const title = await first.getAttribute('alt');
  town.edit('content/articles/diabetes.md', 'title = "', 'title = "新');
  await page.waitForFunction((src) => {
    const image = document.querySelector('.board .rows img');
    return image.getAttribute('src') !== src && image.complete && image.naturalWidth > 0;
  }, before);
  assert.ok(title);
  town.edit('content/articles/diabetes.md', 'title = "新', 'title = "');
  await context.close();
});

test('a village is chosen, a board looked at, its file saved, its codes decoded', async () => {
  const { page, context } = await visitor(browser, town.origin, { viewport: { width: 1280, height: 800 } });
  await page.goto(`${town.origin}/_desk/`);
  await page.getByRole('link', { name: '宣传栏', exact: true }).first().click();
  const boards = page.locator('.board');
  const all = await boards.count();
  await page.getByLabel('村（居）').selectOption({ index: 2 });
  await page.waitForURL(/village=/);
  const some = await boards.count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载 PDF' }).first().click();
  assert.match((await saved).suggestedFilename(), /^037-\d+\.pdf$/);
  await boards.first().locator('h2 a').click();
  await page.getByRole('link', { name: '验这个栏的码' }).click();
  await page.locator('.codes li.read').first().waitFor({ timeout: 60_000 });
  assert.equal(await page.locator('.codes li:not(.read)').count(), 0);
  await context.close();
});

test('the desk reads without its scripts', async () => {
  const { page, context } = await visitor(browser, town.origin, { javaScriptEnabled: false });
  await page.goto(`${town.origin}/_desk/`);
  // What the tests before have edited is checked first.
  while ((await page.locator('.status.wait').count()) > 0) await page.reload();
  assert.ok((await page.locator('.status h2').innerText()).includes('可以发布'));
  await page.goto(`${town.origin}/_desk/boards/`);
  await page.getByRole('button', { name: '显示' }).click();
  await page.waitForURL(/format=/);
  assert.ok((await page.locator('.board').count()) > 0);
  await context.close();
});
