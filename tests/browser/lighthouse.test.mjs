// The pages that residents open, as Lighthouse judges them: full marks but for speed, which is a benchmark.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { site } from '../town.mjs';
import { PAGES, failures, withLighthouse } from './lighthouse.mjs';
import { serve } from './server.mjs';

const CATEGORIES = ['accessibility', 'best-practices', 'seo'];

test('board, article, progress and search have full marks', async () => {
  const server = await serve(site, ['/']);
  try {
    await withLighthouse(async (audit) => {
      for (const path of PAGES.filter((path) => existsSync(join(site, path, 'index.html')))) {
        const result = await audit(`${server.origin}/${path}`, CATEGORIES);
        assert.equal(result.runtimeError, undefined, path);
        assert.deepEqual(failures(result), [], path);
        const scores = CATEGORIES.map((category) => result.categories[category].score * 100);
        assert.deepEqual(scores, [100, 100, 100], `${path}: ${CATEGORIES}`);
      }
    });
  } finally {
    server.close();
  }
});
