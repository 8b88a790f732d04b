// Every kind of page, as axe-core and a narrow screen judge it, in every mode and at every width.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { base } from '../town.mjs';
import { launch, visitor } from './chromium.mjs';
import { examples } from './kinds.mjs';
import { MODES, WIDTHS, open, overflow, stay, violations } from './looks.mjs';
import { find, serve } from './server.mjs';
import { enrich, town } from './towns.mjs';

const rich = town(enrich);
// Only the 404 page, which is served under any path, uses the site's absolute address.
const absolute = { base, find: (path) => find(rich.site, path) };

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(rich.site, ['/']);
});

after(async () => {
  await browser?.close();
  server?.close();
  rich.remove();
});

describe('every kind of page is accessible, and no wider than the screen', { concurrency: 2 }, () => {
  for (const [kind, path] of examples(rich.site)) {
    for (const [name, mode] of Object.entries(MODES)) {
      test(`${kind}, ${name}`, async () => {
        const { colorScheme } = mode;
        const viewport = { width: WIDTHS[0], height: 720 };
        const { context, page, trouble } = await visitor(browser, server.origin, { colorScheme, viewport }, absolute);
        // An old address is looked at itself, not the page that it leads to.
        if (kind === 'redirect') await stay(page);
        await open(page, `${server.origin}/${path}`, mode);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 720 });
          assert.deepEqual(await overflow(page), [], `${width}px`);
          assert.deepEqual(await violations(page), [], `${width}px`);
        }
        assert.deepEqual(trouble, []);
        await context.close();
      });
    }
  }
});
