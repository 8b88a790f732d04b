// Each kind of page in Chromium: accessible, fitting the screen, self-contained; on a phone and a desk, light and dark.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { base, config, program, root, site, today } from '../town.mjs';
import { launch, visitor } from './chromium.mjs';
import { violations } from './looks.mjs';
import { find, serve } from './server.mjs';

/** One page of each kind, by its path. */
const KINDS = {
  home: '',
  board: 'b/023/',
  boards: 'b/',
  article: 'a/diabetes/',
  'earlier article': 'a/flu-shot/',
  edition: 'e/036/',
  'coming edition': 'e/037/',
  editions: 'e/',
  topic: 't/infection/',
  topics: 't/',
  progress: 'progress/',
  area: 'progress/disease/',
  page: 'p/corrections/',
  'not found': '404.html',
};
/** The narrowest phone, a common one, and a desk. */
const WIDTHS = [320, 360, 1280];
/** Only the 404 page, which is served under any path, uses the site's absolute address. */
const absolute = { base, find: (path) => find(site, path) };
const absoluteFor = (path) => (path === '404.html' ? absolute : undefined);

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(site, ['/', '/some/base/']);
});

after(async () => {
  await browser?.close();
  server?.close();
});

for (const [kind, path] of Object.entries(KINDS)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${kind} page, ${colorScheme}: accessible, no wider than the screen, nothing amiss`, async () => {
      const { context, page, trouble } = await visitor(
        browser,
        server.origin,
        { colorScheme, viewport: { width: WIDTHS[0], height: 720 } },
        absoluteFor(path),
      );
      await page.goto(`${server.origin}/${path}`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 720 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${width}px: ${wide}px of horizontal scrolling`);
        assert.deepEqual(await violations(page), [], `${width}px`);
      }
      assert.deepEqual(trouble, []);
      await context.close();
    });
  }
}

test('links of the navigation and the telephone numbers are large enough to touch', async () => {
  const options = { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true };
  const { context, page } = await visitor(browser, server.origin, options);
  for (const path of ['', 'b/023/', 'a/diabetes/', 'progress/']) {
    await page.goto(`${server.origin}/${path}`);
    const small = await page.evaluate(() => {
      return [...document.querySelectorAll('nav[aria-label] a, .hotlines a')]
        .filter((link) => link.checkVisibility())
        .map((link) => [link.textContent.trim(), link.getBoundingClientRect().height])
        .filter(([, height]) => height < 44);
    });
    assert.deepEqual(small, [], path);
  }
  await context.close();
});

test('under another base path everything loads from there', async () => {
  const under = `${server.origin}/some/base/`;
  const { context, page, trouble } = await visitor(browser, under);
  for (const [kind, path] of Object.entries(KINDS)) {
    if (path === '404.html') continue;
    await page.goto(under + path);
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector('main h1')).fontWeight);
    assert.ok(Number(styled) >= 500, `${kind}: the style sheet applies`);
    const strays = await page.evaluate(
      (start) => [...document.links].map(({ href }) => href).filter((href) => href.startsWith('http') && !href.startsWith(start)),
      under,
    );
    assert.deepEqual(strays, [], kind);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test('without JavaScript a resident gets from a board to an article and back', async () => {
  const options = { javaScriptEnabled: false, viewport: { width: 360, height: 720 } };
  const { context, page, trouble } = await visitor(browser, server.origin, options);
  await page.goto(`${server.origin}/b/023/`);
  for (const words of ['023', '第 36 期', '寒潮将到']) {
    assert.ok((await page.locator('body').innerText()).includes(words), words);
  }
  await page.getByRole('link', { name: '会吃会动，稳住血糖' }).click();
  assert.equal(new URL(page.url()).pathname, '/a/diabetes/');
  assert.ok((await page.locator('main').innerText()).includes('定时定量，粗细粮搭着吃'));
  await page.getByRole('link', { name: '第 36 期' }).first().click();
  await page.getByRole('link', { name: '早查早治，照样过日子' }).click();
  assert.equal(new URL(page.url()).pathname, '/a/hiv/');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the query of a printed code does not change the article', async () => {
  const { context, page, trouble } = await visitor(browser, server.origin);
  const response = await page.goto(`${server.origin}/a/diabetes/?b=023`);
  assert.equal(response.status(), 200);
  assert.equal(await page.locator('link[rel=canonical]').getAttribute('href'), `${base}/a/diabetes/`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the large-type switches enlarge the text, to 30 px, and are remembered', async () => {
  const { context, page } = await visitor(browser, server.origin, { viewport: { width: 360, height: 720 } });
  await page.goto(`${server.origin}/a/diabetes/`);
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main li')).fontSize));
  const plain = await size();
  assert.ok(plain >= 18, `${plain}px`);
  assert.ok(!(await page.getByLabel('特大').isVisible()));
  await page.getByLabel('大字').check();
  const large = await size();
  assert.ok(large > plain * 1.1);
  await page.getByLabel('特大').check();
  assert.ok((await size()) >= 30 && (await size()) > large, `${await size()}px`);
  await page.reload();
  assert.ok((await size()) >= 30, 'remembered');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  await page.getByLabel('大字').uncheck();
  assert.equal(await size(), plain);
  await context.close();
});

test('on paper an article leaves the navigation out and says where it came from', async () => {
  const { context, page } = await visitor(browser, server.origin);
  await page.goto(`${server.origin}/a/diabetes/`);
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.getByRole('navigation', { name: '主导航' }).isVisible()));
  assert.ok(await page.getByText(`${base}/a/diabetes/`).isVisible());
  await context.close();
});

test('with links = "files" the folder works opened from disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'banbao-files-'));
  try {
    cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
    writeFileSync(join(folder, 'banbao.toml'), `links = "files"\n${config}`);
    execFileSync(program, ['--root', folder, '--today', today, '-q', 'build', '--no-print'], { stdio: 'pipe' });
    const start = pathToFileURL(join(folder, 'public/')).href;
    const { context, page, trouble } = await visitor(browser, start);
    await page.goto(`${start}index.html`);
    for (const name of ['会吃会动，稳住血糖', '慢性病防治', '头不晕，也要量血压']) {
      await page.getByRole('main').getByRole('link', { name }).first().click();
      assert.match(page.url(), /\/index\.html$/);
    }
    assert.equal(page.url(), `${start}a/bp/index.html`);
    assert.equal(await page.locator('h1').innerText(), '头不晕，也要量血压');
    await page.getByRole('link', { name: '创卫进展' }).click();
    assert.equal(page.url(), `${start}progress/index.html`);
    assert.deepEqual(trouble, []);
    await context.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
