// Measures first views in Chromium: what is fetched, and when the first text of the article stands on the screen, over
// a link of 400 kbit/s with 400 ms of latency, with nothing in the cache.
//
//     node benches/web.mjs RUNS NAME=FOLDER:PATH:SELECTOR…     (run by web.sh)

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const { find } = await import(join(here, '../tests/browser/server.mjs'));
const { chromium } = createRequire(join(here, '../tests/browser/package.json'))('playwright-core');

/** As hosts do it unless told otherwise: texts by gzip at level 6, a year of cache for nothing. */
function serve(folder) {
  const texts = ['.html', '.css', '.js', '.svg', '.xml', '.json', ''];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const found = find(folder, pathname);
    const packed = found && texts.includes(extname(pathname)) ? gzipSync(found.body) : undefined;
    response.writeHead(found ? 200 : 404, { 'content-type': found?.type ?? 'text/plain', ...(packed && { 'content-encoding': 'gzip' }) });
    response.end(packed ?? found?.body ?? '');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** One cold visit: requests, bytes by kind, and the times in ms after the address was opened. */
async function visit(browser, url, selector) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, isMobile: true });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const rate = (400 * 1000) / 8;
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: rate, uploadThroughput: rate });
  const kinds = new Map();
  const types = new Map();
  cdp.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    kinds.set(type, (kinds.get(type) ?? 0) + encodedDataLength);
  });
  // The clock of the page begins with the opening of the address; a frame after the text is there and styled, it is painted.
  await page.addInitScript((selector) => {
    const look = () => {
      const text = document.querySelector(selector);
      const painted = performance.getEntriesByName('first-contentful-paint')[0];
      if (text && text.textContent.trim() && text.getBoundingClientRect().height > 0 && painted)
        window.seen = Math.max(performance.now(), painted.startTime);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, selector);
  await page.goto(url, { waitUntil: 'load' });
  const seen = await (await page.waitForFunction(() => window.seen)).jsonValue();
  await page.waitForLoadState('networkidle');
  await context.close();
  return { seen, requests: types.size, kinds };
}

const [runs, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
console.log('| page | HTML + style, gzip | Brotli | requests | all bytes | script | first text of the article |');
console.log('|---|---:|---:|---:|---:|---:|---:|');
for (const page of pages) {
  const [name, rest] = page.split('=');
  const [folder, path, selector] = rest.split(':');
  const server = await serve(folder);
  const url = `http://127.0.0.1:${server.address().port}${path}`;
  const html = readFileSync(join(folder, path, 'index.html'));
  const styles = [...String(html).matchAll(/<link[^>]+rel="?stylesheet"?[^>]*>/g)].map(([tag]) => {
    const href = tag.match(/href="?([^" >]+)/)[1];
    return readFileSync(join(folder, new URL(href, url).pathname));
  });
  const packed = (pack) => ([html, ...styles].reduce((sum, file) => sum + pack(file).length, 0) / 1024).toFixed(1);
  const visits = [];
  for (let run = 0; run < Number(runs); run += 1) visits.push(await visit(browser, url, selector));
  const { requests, kinds } = visits[0];
  const kb = (bytes) => (bytes / 1024).toFixed(1);
  const all = [...kinds.values()].reduce((a, b) => a + b, 0);
  const time = (median(visits.map(({ seen }) => seen)) / 1000).toFixed(2);
  console.log(`| ${name} | ${packed(gzipSync)} KB | ${packed(brotliCompressSync)} KB | ${requests} | ${kb(all)} KB | ${kb(kinds.get('Script') ?? 0)} KB | ${time} s |`);
  server.closeAllConnections();
  server.close();
}
await browser.close();
