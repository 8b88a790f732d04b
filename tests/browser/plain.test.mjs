// What a visit costs and needs: no script for any text, no request to anyone else, nothing amiss under any address.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { base } from '../town.mjs';
import { launch, visitor } from './chromium.mjs';
import { examples } from './kinds.mjs';
import { open, stay } from './looks.mjs';
import { find, serve } from './server.mjs';
import { configure, enrich, town } from './towns.mjs';

const rich = town(enrich);
/** The same town, made to be opened from a folder. */
const disk = town((folder) => {
  enrich(folder);
  configure(folder, 'links = "files"');
});
const absolute = { base, find: (path) => find(rich.site, path) };
const UNDER = '/jiankang/';

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(rich.site, ['/', UNDER]);
});

after(async () => {
  await browser?.close();
  server?.close();
  rich.remove();
  disk.remove();
});

/** The text that a page shows, without what only a script can operate. */
const shown = (page) =>
  page.locator('main').evaluate((main) => {
    const operated = [...main.querySelectorAll('button, form, [data-script]')].filter((node) => node.checkVisibility());
    for (const node of operated) node.hidden = true;
    return main.innerText.replace(/\s+/g, ' ').trim();
  });

describe('every kind of page says the same without JavaScript', { concurrency: 2 }, () => {
  for (const [kind, path] of examples(rich.site)) {
    test(kind, async () => {
      const texts = [];
      for (const javaScriptEnabled of [true, false]) {
        const { context, page, trouble } = await visitor(browser, server.origin, { javaScriptEnabled }, absolute);
        if (kind === 'redirect') await stay(page);
        await open(page, `${server.origin}/${path}`);
        texts.push(await shown(page));
        assert.deepEqual(trouble, []);
        await context.close();
      }
      const [scripted, plain] = texts;
      assert.ok(plain.length > 5, plain);
      // What the page offers instead of a script may stand there in addition; nothing may be missing.
      if (kind !== 'search') assert.equal(plain, scripted);
      assert.ok(plain.length >= scripted.length);
    });
  }
});

test('under another base path nothing leaves it', async () => {
  const start = server.origin + UNDER;
  const { context, page, trouble } = await visitor(browser, start);
  await stay(page);
  for (const [kind, path] of examples(rich.site)) {
    // Served under any address, the 404 page alone knows only the site's own.
    if (kind === 'not found') continue;
    await open(page, start + path);
    const strays = await page.evaluate(
      (under) => [...document.links].map(({ href }) => href).filter((href) => href.startsWith('http') && !href.startsWith(under)),
      start,
    );
    assert.deepEqual(strays, [], kind);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test('opened from a folder nothing is asked of the network, and nothing is missing', async () => {
  const start = pathToFileURL(join(disk.site, '/')).href;
  const { context, page, trouble } = await visitor(browser, start);
  for (const [kind, path] of examples(disk.site)) {
    if (kind === 'not found') continue;
    await open(page, `${start}${path}index.html`);
    if (kind === 'redirect') await page.waitForURL(`${start}a/co/index.html`);
    const links = await page.evaluate(() => [...document.links].map(({ href }) => href).filter((href) => href.startsWith('file:')));
    assert.deepEqual(links.filter((href) => /\/([?#]|$)/.test(href)), [], `${kind}: folders, which a disk would list`);
    assert.ok((await page.locator('main').innerText()).trim().length > 5, kind);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});
