// Lighthouse, as its own users run it: a mid-range phone on a slow network, simulated.

import { launch as start } from 'chrome-launcher';
import lighthouse from 'lighthouse';

/** A site's pages that it judges: those that residents open. */
export const PAGES = ['b/023/', 'a/diabetes/', 'progress/', 'search/'];

/** Calls `work(audit)`, where `audit(url, categories)` gives Lighthouse's result for a page; ends the browser after. */
export async function withLighthouse(work) {
  const chromium = await start({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    return await work(async (url, onlyCategories) => {
      const { lhr } = await lighthouse(url, { port: chromium.port, onlyCategories, logLevel: 'error', output: 'json' });
      return lhr;
    });
  } finally {
    await chromium.kill();
  }
}

/** The audits that cost a category points: `[name, title, what]`. */
export function failures({ categories, audits }) {
  const counted = Object.values(categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0));
  return counted
    .map(({ id }) => audits[id])
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title, details }) => `${id}: ${title} ${JSON.stringify(details?.items ?? '').slice(0, 300)}`);
}
