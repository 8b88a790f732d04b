// Measures first views in Chromium: what is fetched, and when the first text of the article stands on the screen, over
// a link of 400 kbit/s with 400 ms of latency, with nothing in the cache.
//
//     node benches/web.mjs RUNS NAME=FOLDER:PATH:SELECTOR…     (run by web.sh)

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { median, serve } from './host.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(join(here, '../tests/browser/package.json'))('playwright-core');

/** One cold visit: requests, those of them to other hosts, bytes by kind, and when the text stood there, in ms. */
async function visit(browser, url, selector) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, isMobile: true });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const rate = (400 * 1000) / 8;
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: rate, uploadThroughput: rate });
  const origin = new URL(url).origin;
  const kinds = new Map();
  const requests = new Map();
  cdp.on('Network.requestWillBeSent', ({ requestId, type, request }) => {
    if (!request.url.startsWith('data:')) requests.set(requestId, { type, foreign: !request.url.startsWith(`${origin}/`) });
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = requests.get(requestId)?.type;
    kinds.set(kind, (kinds.get(kind) ?? 0) + encodedDataLength);
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
  const foreign = [...requests.values()].filter((request) => request.foreign).length;
  return { seen, requests: requests.size, foreign, kinds };
}

/** The page and its stylesheets, as files. */
function files(folder, path, url) {
  const html = readFileSync(join(folder, path, 'index.html'));
  const links = String(html).match(/<link[^>]+rel=(?:"[^"]*\bstylesheet\b[^"]*"|stylesheet)[^>]*>/g) ?? [];
  const styles = links
    // A style for paper keeps nobody waiting.
    .filter((tag) => !/media="?print/.test(tag))
    .map((tag) => new URL(tag.match(/href="?([^" >]+)/)[1], url))
    .filter(({ origin }) => origin === new URL(url).origin)
    .map(({ pathname }) => readFileSync(join(folder, pathname)));
  return [html, ...styles];
}

const [runs, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
    // Other hosts are asked, counted, and fail at once: their answers would not be ours to measure.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ],
});
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log('| page | HTML + style, gzip | Brotli | requests | all bytes | script | first text of the article |');
console.log('|---|---:|---:|---:|---:|---:|---:|');
for (const page of pages) {
  const [name, rest] = page.split('=');
  const [folder, path, selector] = rest.split(':');
  const host = await serve(folder);
  const url = host.origin + path;
  const packed = (pack) => kb(files(folder, path, url).reduce((sum, file) => sum + pack(file).length, 0));
  const visits = [];
  for (let run = 0; run < Number(runs); run += 1) visits.push(await visit(browser, url, selector));
  // The visit that saw most: a browser asks for icons when it likes.
  const { requests, foreign, kinds } = visits.reduce((most, visit) => (visit.requests > most.requests ? visit : most));
  const asked = foreign ? `${requests}, ${foreign} of them elsewhere` : requests;
  const all = [...kinds.values()].reduce((a, b) => a + b, 0);
  const time = (median(visits.map(({ seen }) => seen)) / 1000).toFixed(2);
  console.log(`| ${name} | ${packed(gzipSync)} | ${packed(brotliCompressSync)} | ${asked} | ${kb(all)} | ${kb(kinds.get('Script') ?? 0)} | ${time} s |`);
  host.close();
}
await browser.close();
