// A host as they are unless told otherwise: texts by gzip at level 6, and no word on caches.

import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const { find } = await import(join(here, '../tests/browser/server.mjs'));

const TEXTS = ['.html', '.css', '.js', '.svg', '.xml', '.json', ''];

/** Serves a folder on loopback: `{ origin, close }`. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const found = find(folder, pathname);
    const packed = found && TEXTS.includes(extname(pathname)) ? gzipSync(found.body) : undefined;
    response.writeHead(found ? 200 : 404, { 'content-type': found?.type ?? 'text/plain', ...(packed && { 'content-encoding': 'gzip' }) });
    response.end(packed ?? found?.body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

/** The middle one; of an even number, the upper of the two. */
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
