// A plain static server, as any host would serve the folder: no rewriting, no listing, no script.

import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.ics': 'text/calendar',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.js': 'text/javascript',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
};

/** What a URL path is under a folder: `{ type, body }`, or nothing. */
export function find(folder, path) {
  const name = normalize(decodeURIComponent(path));
  const file = join(folder, name.endsWith('/') ? `${name}index.html` : name);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) };
}

/** Serves a folder under each of `bases` (`/`, `/some/base/`). */
export async function serve(folder, bases) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    // The longest base first: `/` holds everything.
    const under = [...bases].sort((a, b) => b.length - a.length).find((base) => pathname.startsWith(base));
    const found = under && find(folder, `/${pathname.slice(under.length)}`);
    response.writeHead(found ? 200 : 404, { 'content-type': found?.type ?? 'text/plain' });
    response.end(found?.body ?? 'not found');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
