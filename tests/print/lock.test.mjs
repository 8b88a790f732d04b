// The lock of a printed town: what poppler and zbar find on the paper is what was locked, and what the site has.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { base, boards, csv, each, edition, files, program, read, root, site, today } from '../town.mjs';
import { decode, pages } from './pdf.mjs';

let town;
let lock;

before(() => {
  town = mkdtempSync(join(tmpdir(), 'banbao-lock-'));
  for (const part of ['banbao.toml', 'content']) cpSync(join(root, part), join(town, part), { recursive: true });
  execFileSync(program, ['--root', town, '--today', today, 'print']);
  lock = csv(read(town, 'content/codes.lock'));
});

after(() => rmSync(town, { recursive: true, force: true }));

/** Boards that between them have both formats, indoors and outdoors. */
function sample() {
  const kinds = new Map(boards.map((board) => [`${board.format} ${board.sheet} ${board.outdoor}`, board.id]));
  return [...kinds.values()].sort();
}

test('each of the 58 boards has its permanent code in the lock', () => {
  const own = lock.filter(({ opens }) => opens.startsWith('/b/'));
  assert.deepEqual(own.map(({ code }) => code).sort(), boards.map(({ id }) => `${base}/b/${id}/`).sort());
  assert.equal(new Set(own.map(({ board }) => board)).size, 58);
  assert.ok(lock.every((line) => line.edition === String(Number(edition))));
});

test('what is on the paper of a board is what is locked for it', async () => {
  const checked = await each(sample(), async (id) => {
    const file = join(town, 'print', edition, 'boards', `${id}.pdf`);
    const count = (await pages(file)).length;
    const found = await decode(file, 1, count, () => []);
    return { id, found: [...new Set(found.flat(2))].sort() };
  });
  assert.ok(checked.length >= 4, 'boards of every kind');
  for (const { id, found } of checked) {
    const locked = lock.filter(({ board }) => board === id).map(({ code }) => code);
    assert.deepEqual(found, locked.sort(), `board ${id}`);
  }
});

test('the site has the page that each locked code opens', () => {
  for (const { code, opens } of lock) {
    assert.equal(code.split('?')[0], base + opens);
    assert.ok(existsSync(join(site, opens, 'index.html')), opens);
  }
});

test('printing writes the lock and the packs, and nothing else', () => {
  const made = files(town).filter((path) => !existsSync(join(root, path)) || path.startsWith('print/'));
  const others = made.filter((path) => !path.startsWith(`print/${edition}/`));
  assert.deepEqual(others, ['content/codes.lock']);
});
