// Debian's own Chromium, driven without a network.

import { chromium } from 'playwright-core';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}

/**
 * A page that notes what a visitor should never meet: errors on the console, failed requests, and requests to
 * anywhere but `origin`. `absolute` maps the site's own absolute address (only the 404 page uses it) to files.
 */
export async function visitor(browser, origin, options = {}, absolute = undefined) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const trouble = [];
  if (absolute) {
    await page.route(`${absolute.base}/**`, (route) => {
      const found = absolute.find(new URL(route.request().url()).pathname);
      return found ? route.fulfill({ contentType: found.type, body: found.body }) : route.abort();
    });
  }
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    const known = url.startsWith(origin) || (absolute && url.startsWith(`${absolute.base}/`));
    if (!known && !url.startsWith('data:')) trouble.push(`foreign request: ${url}`);
  });
  page.on('requestfailed', (request) => {
    // What the next page cut off has not failed.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') trouble.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()}: ${response.url()}`);
  });
  return { context, page, trouble };
}
