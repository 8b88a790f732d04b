// Every kind of page by the keyboard alone: everything is reached in order, seen, and operated; nothing holds on.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { base } from '../town.mjs';
import { launch, visitor } from './chromium.mjs';
import { examples } from './kinds.mjs';
import { largeType, open, stay } from './looks.mjs';
import { find, serve } from './server.mjs';
import { enrich, town } from './towns.mjs';

const rich = town(enrich);
const absolute = { base, find: (path) => find(rich.site, path) };
/** A phone's width, where the most is folded away, and a desk's. */
const WIDTHS = [360, 1280];

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

async function visit(path, options = {}, kind = '') {
  const visited = await visitor(browser, server.origin, { viewport: { width: 360, height: 720 }, ...options }, absolute);
  if (kind === 'redirect') await stay(visited.page);
  await open(visited.page, `${server.origin}/${path}`);
  return visited;
}

/** Numbers everything that a finger could operate, or would scroll sideways, in the order of the page. */
function number(page) {
  return page.evaluate(() => {
    const operable = 'a[href], button, input, select, textarea, summary, audio[controls], [tabindex="0"]';
    const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowX) && node.scrollWidth > node.clientWidth;
    const found = [...document.querySelectorAll('body *')]
      .filter((node) => (node.matches(operable) && !node.disabled && node.type !== 'hidden') || scrolls(node))
      .filter((node) => node.checkVisibility({ visibilityProperty: true }));
    for (const [index, node] of found.entries()) node.dataset.number = index;
    return found.map((node) => `${node.localName} ${node.textContent.trim().slice(0, 20)}`);
  });
}

/** What has the focus: its number, what hides it, and whether something around it is drawn for the focus. */
function focused(page) {
  return page.evaluate(async () => {
    const node = document.activeElement;
    if (node === document.body || node === null) return undefined;
    const drawn = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const onScreen = () => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return right > left && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    };
    // The browser scrolls to what has the focus with one of its next frames.
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let frames = 0; frames < 60 && !onScreen(); frames += 1) await frame();
    const around = [node, ...(node.labels ?? [])];
    const ring = around.some((one) => [undefined, '::before', '::after'].some((part) => drawn(getComputedStyle(one, part))));
    const { left, top, right, bottom } = node.getClientRects()[0] ?? node.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
    const over = document.elementFromPoint(x, y);
    const covered = over && node !== over && !node.contains(over) && !over.contains(node);
    return { index: node.dataset.number && Number(node.dataset.number), ring, onScreen: onScreen(), covered: covered ? over.className || over.localName : undefined };
  });
}

/** Presses `key` so many times: the numbers met, and what was wrong on the way. */
async function walk(page, key, times) {
  const met = [];
  const wrong = [];
  for (let press = 0; press < times; press += 1) {
    await page.keyboard.press(key);
    const found = await focused(page);
    met.push(found?.index);
    if (!found?.ring) wrong.push(`${found?.index}: no focus ring`);
    if (!found?.onScreen) wrong.push(`${found?.index}: not on the screen`);
    if (found?.covered) wrong.push(`${found.index}: covered by ${found.covered}`);
  }
  return { met, wrong };
}

describe('the keyboard reaches everything, in order, seen, there and back', { concurrency: 2 }, () => {
  for (const [kind, path] of examples(rich.site)) {
    for (const width of WIDTHS) {
      test(`${kind}, ${width}px`, async () => {
        const { context, page } = await visit(path, { viewport: { width, height: 720 } }, kind);
        const all = await number(page);
        const order = all.map((_, index) => index);
        const there = await walk(page, 'Tab', all.length);
        const named = (numbers) => numbers.map((index) => `${index} ${all[index]}`);
        assert.deepEqual(named(there.met), named(order));
        assert.deepEqual(there.wrong.map((words) => `${all[parseInt(words, 10)]} ${words}`), []);
        // One more leaves the page: for the browser's own bar, or, where there is none, for the start.
        await page.keyboard.press('Tab');
        assert.ok([undefined, 0].includes((await focused(page))?.index), 'the last one holds on to the focus');
        const back = await walk(page, 'Shift+Tab', all.length);
        assert.deepEqual(named(back.met), named([...order].reverse()));
        await context.close();
      });
    }
  }
});

test('a focus ring is really drawn, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { context, page } = await visit('', { colorScheme });
    const count = (await number(page)).length;
    const seen = new Set();
    for (let index = 0; index < count; index += 1) {
      await page.keyboard.press('Tab');
      // One of each make: the same rule draws the same ring.
      const make = await page.evaluate(() => `${document.activeElement.localName} ${document.activeElement.closest('[class]').className}`);
      if (seen.has(make)) continue;
      seen.add(make);
      const box = await page.evaluate(() => {
        const node = document.activeElement;
        node.scrollIntoView({ block: 'center', behavior: 'instant' });
        const around = (node.labels?.[0] ?? node).closest('.card') ?? node.labels?.[0] ?? node;
        const { x, y, width, height } = around.getBoundingClientRect();
        return { x: Math.max(x - 8, 0), y: Math.max(y - 8, 0), width: width + 16, height: height + 16 };
      });
      const clip = { ...box, width: Math.min(box.width, 360 - box.x), height: Math.min(box.height, 720 - box.y) };
      const lit = await page.screenshot({ clip });
      await page.evaluate(() => {
        globalThis.kept = document.activeElement;
        globalThis.kept.blur();
      });
      const unlit = await page.screenshot({ clip });
      assert.ok(!lit.equals(unlit), `${colorScheme}: ${make} looks the same with the focus`);
      await page.evaluate(() => globalThis.kept.focus());
    }
    assert.ok(seen.size > 5, [...seen].join(', '));
    await context.close();
  }
});

test('the first key leads past the header into the text', async () => {
  for (const [kind, path] of examples(rich.site)) {
    if (kind === 'redirect') continue;
    const { context, page } = await visit(path);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    await page.keyboard.press('Tab');
    assert.ok(
      await page.evaluate(() => document.activeElement.closest('main, footer') !== null),
      `${kind}: the header again`,
    );
    await context.close();
  }
});

test('the space bar makes the type large, and small again', async () => {
  for (const [kind, path] of examples(rich.site)) {
    if (kind === 'redirect') continue;
    const { context, page } = await visit(path);
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main h1')).fontSize));
    const plain = await size();
    await largeType(page).focus();
    await page.keyboard.press('Space');
    assert.ok((await size()) > plain * 1.1, kind);
    await page.keyboard.press('Space');
    assert.equal(await size(), plain, kind);
    await context.close();
  }
});

test('what is folded away opens and closes by a key', async () => {
  let folds = 0;
  for (const [kind, path] of examples(rich.site)) {
    const { context, page } = await visit(path, {}, kind);
    for (const details of await page.locator('details').all()) {
      const summary = details.locator('summary').first();
      if (!(await summary.isVisible())) continue;
      const isOpen = () => details.evaluate((node) => node.open);
      const first = await isOpen();
      await summary.focus();
      for (const key of ['Enter', 'Space']) await page.keyboard.press(key).then(() => (folds += 1));
      assert.equal(await isOpen(), first, `${kind}: opened and closed`);
      await page.keyboard.press('Enter');
      assert.equal(await isOpen(), !first, `${kind}: opened`);
    }
    await context.close();
  }
  assert.ok(folds > 0, 'no page of the town has a fold: this test looks at nothing');
});

test('a wide table is scrolled by the arrow keys', async () => {
  const { context, page } = await visit('a/everything/');
  const table = page.locator('.table').first();
  await table.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('.table').scrollLeft > 0);
  await context.close();
});
