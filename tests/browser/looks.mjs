// How pages are looked at: every way a reader may have set the phone, and what must hold in each.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The narrowest phone (a desk's 1280 px at 400 %), a common one, and a desk. */
export const WIDTHS = [320, 360, 1280];
/** What a reader may choose: the phone's colours, and the site's own large type, in two steps. */
export const MODES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  large: { colorScheme: 'light', large: true },
  'large, dark': { colorScheme: 'dark', large: true },
  largest: { colorScheme: 'light', large: true, larger: true },
};

/** The box that makes the type large; a page without the site's header has none. */
export const largeType = (page) => page.locator('header #large');

/** Makes the type large as a reader does, or larger still. */
export async function enlarge(page, mode = { large: true }) {
  if ((await largeType(page).count()) === 0) return;
  await largeType(page).check();
  if (mode.larger) await page.locator('header #larger').check();
}

/** Keeps a page where it is: without the line that leads a browser on. */
export function stay(page) {
  return page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta http-equiv="?refresh"?[^>]*>/i, '');
    return route.fulfill({ response, body });
  });
}

/** Opens a page in one of the modes. */
export async function open(page, url, mode = {}) {
  await page.goto(url, { waitUntil: 'load' });
  if (mode.large) await enlarge(page, mode);
}

/** What axe finds wrong, each with its rule and its place; every rule of axe counts, advice too. */
export async function violations(page) {
  // Once a page, and as the debugger: no policy of the page stands in the way.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  // Stylesheets of another address, as the 404 page's is here, axe would fetch itself: the page's policy forbids that.
  const options = { resultTypes: ['violations'], preload: { assets: ['media'] } };
  const { violations: found } = await page.evaluate((options) => globalThis.axe.run(options), options);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} (${failureSummary})`));
}

/** What lies wider than the screen, and so makes the page scroll sideways. */
export function overflow(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((node) => node.getBoundingClientRect().right > clientWidth + 1);
    const names = wide.slice(0, 5).map((node) => `${node.localName}.${node.className}`);
    return [`${scrollWidth - clientWidth}px too wide: ${names}`];
  });
}
