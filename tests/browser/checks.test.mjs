// The checks themselves, on pages broken for the purpose: a check that finds nothing here would find nothing anywhere.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch, visitor } from './chromium.mjs';
import { overflow, violations } from './looks.mjs';
import { serve } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'banbao-broken-'));
let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(folder, ['/']);
});

after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

/** A page with `body`, and what the checks say of it. */
async function look(body, head = '') {
  const start = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>坏的一页</title>';
  writeFileSync(join(folder, 'index.html'), `${start}<link rel="icon" href="data:,">${head}</head><body><main><h1>坏的一页</h1>${body}</main></body></html>`);
  const { context, page, trouble } = await visitor(browser, server.origin, { viewport: { width: 320, height: 720 } });
  // No address outside this machine is ever asked; it is only noted.
  await page.route(/example\.org/, (route) => route.abort());
  await page.goto(`${server.origin}/`);
  const found = { axe: await violations(page), wide: await overflow(page), trouble };
  await context.close();
  return found;
}

test('a sound page has nothing against it', async () => {
  assert.deepEqual(await look('<p>好的</p>'), { axe: [], wide: [], trouble: [] });
});

test('pale text, a field without a name and a wide table are found', async () => {
  const pale = await look('<p style="color:#bbb;background:#fff">看不清</p>');
  assert.match(pale.axe.join(), /color-contrast/);
  const nameless = await look('<input type="text">');
  assert.match(nameless.axe.join(), /label/);
  const wide = await look('<table style="width:400px"><tr><td>宽</td></tr></table>');
  assert.match(wide.wide.join(), /too wide: table/);
});

test("another host's picture, a missing file, an error and a breach of the policy are found", async () => {
  assert.match((await look('<img alt="图" src="https://example.org/a.png">')).trouble.join(), /foreign request/);
  assert.match((await look('<img alt="图" src="missing.png">')).trouble.join(), /404/);
  assert.match((await look('<script>throw new Error("坏了")</script>')).trouble.join(), /script: 坏了/);
  assert.match((await look('<script>console.warn("小心")</script>')).trouble.join(), /console: 小心/);
  const policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">';
  assert.match((await look('<script>document.title = "跑了"</script>', policy)).trouble.join(), /Content Security Policy/);
});
