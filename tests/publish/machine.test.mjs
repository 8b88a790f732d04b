// A machine that fails: a full disk, a folder that was closed, two builds at once, readers in the middle of it all.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, openSync, closeSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { program } from '../town.mjs';
import { Town, same, scratch, tree } from './town.mjs';

const isRoot = process.getuid?.() === 0;

/** A file system of `size`, or `null` where this person may not mount any. */
function mount(folder, options) {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder]).status === 0 ? folder : null;
}

test('a full disk leaves the old site whole, whatever was still free', (t) => {
  const home = scratch();
  const disk = mount(join(home, 'town'), 'size=16m');
  t.after(() => {
    if (disk) execFileSync('umount', [disk]);
    rmSync(home, { recursive: true });
  });
  if (!disk) return t.skip('mounting a small file system needs root');
  const town = new Town({ home });
  town.edit('A');
  assert.equal(town.build().status, 0);
  const filler = join(town.root, 'content/filler');
  let failures = 0;
  for (let free = 0; ; free += 64) {
    rmSync(filler, { force: true });
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free * 1024)));
    town.edit('B');
    const run = town.build();
    if (run.status === 0) break;
    failures += 1;
    assert.equal(run.status, 3, run.stderr);
    assert.match(run.stderr, /The disk is full/);
    assert.equal(town.version(), 'A', `with ${free} KiB free`);
    assert.deepEqual(readdirSync(join(town.root, '.public.banbao')).filter((name) => name === 'stage'), []);
  }
  t.diagnostic(`${failures} builds ran out of disk`);
  assert.ok(failures >= 5);
  assert.equal(town.version(), 'B');
  rmSync(filler);
  assert.deepEqual(town.litter(), []);
});

test('what is mounted within a site is never replaced, let alone removed', (t) => {
  const town = new Town();
  const uploads = join(town.root, 'public/uploads');
  let disk = null;
  t.after(() => {
    if (disk) execFileSync('umount', [disk]);
    rmSync(town.home, { recursive: true });
  });
  town.edit('A');
  assert.equal(town.build().status, 0);
  disk = mount(uploads, 'size=1m');
  if (!disk) return t.skip('mounting a small file system needs root');
  writeFileSync(join(uploads, 'form.pdf'), 'x');
  town.edit('B');
  const run = town.build();
  assert.equal(run.status, 1, run.stderr);
  assert.match(run.stderr, /output-holds-mount/);
  assert.ok(existsSync(join(uploads, 'form.pdf')));
  execFileSync('umount', [disk]);
  disk = null;
  rmSync(uploads, { recursive: true });
  assert.equal(town.version(), 'A');
});

/** Runs the program as somebody who is not root. */
function plainly(town, more = []) {
  if (!isRoot) return town.build(more);
  const own = join(town.home, 'program');
  if (!existsSync(own)) copyFileSync(program, own);
  const as = ['--reuid=65534', '--regid=65534', '--clear-groups', own, ...town.arguments(more)];
  return spawnSync('setpriv', as, { encoding: 'utf8' });
}

test('whoever may not write gets a message, and the old site stays whole', (t) => {
  const town = new Town({ articles: 10 });
  t.after(() => rmSync(town.home, { recursive: true }));
  if (isRoot) execFileSync('chown', ['-R', '65534:65534', town.home]);
  chmodSync(town.home, 0o755);
  town.edit('A');
  assert.equal(plainly(town).status, 0);
  town.edit('B');
  const state = join(town.root, '.public.banbao');
  for (const closed of [town.output, state, town.root]) {
    // Where nothing was made yet, it is the project's own folder that is written to.
    if (closed === town.root) rmSync(state, { recursive: true });
    chmodSync(closed, 0o555);
    const run = plainly(town);
    chmodSync(closed, 0o755);
    assert.equal(run.status, 3, `${closed}: ${run.stderr}`);
    assert.match(run.stderr, /Not allowed/);
    assert.equal(town.version(), 'A', closed);
  }
  // Folders within that were closed are no hindrance to replacing them, nor to clearing them away later.
  chmodSync(join(town.output, 'a'), 0o555);
  for (const version of ['B', 'A', 'B']) {
    town.edit(version);
    const run = plainly(town);
    assert.equal(run.status, 0, run.stderr);
    assert.equal(town.version(), version);
    assert.deepEqual(town.litter(), []);
  }
});

test('of builds at once, one writes and the others say so', async (t) => {
  const town = new Town();
  t.after(() => rmSync(town.home, { recursive: true }));
  const ends = { 0: 0, 3: 0 };
  for (let round = 0; round < 10; round += 1) {
    town.edit(round % 2 ? 'A' : 'B');
    const runs = Array.from({ length: 4 }, () => town.start());
    for (const code of await Promise.all(runs.map((run) => new Promise((resolve) => run.once('exit', resolve))))) {
      assert.ok(code in ends, `exit ${code}`);
      ends[code] += 1;
    }
    assert.equal(town.version(), round % 2 ? 'A' : 'B');
    assert.deepEqual(town.litter(), []);
  }
  t.diagnostic(JSON.stringify(ends));
  assert.ok(ends[0] >= 10);
});

test('who has the folder open reads all of the old site while it is replaced', async (t) => {
  if (!existsSync('/proc/self/fd')) return t.skip('needs /proc');
  const town = new Town();
  t.after(() => rmSync(town.home, { recursive: true }));
  town.edit('A');
  assert.equal(town.build().status, 0);
  const folder = openSync(town.output, 'r');
  town.edit('B');
  const run = town.start();
  let running = true;
  const end = new Promise((resolve) => run.once('exit', resolve)).then((code) => ((running = false), code));
  let readings = 0;
  while (running) {
    assert.ok(same(tree(`/proc/self/fd/${folder}`), town.reference.A.public));
    readings += 1;
    await new Promise(setImmediate);
  }
  assert.equal(await end, 0);
  assert.ok(same(tree(`/proc/self/fd/${folder}`), town.reference.A.public), 'the old one');
  assert.equal(town.version(), 'B', 'the new one, for whoever comes now');
  closeSync(folder);
  assert.ok(readings > 0);
});

/** Asks for pages without a pause; each must be there, the old one or the new one. Ends when told to. */
const reader = `
const { readFileSync } = require('node:fs');
const { parentPort, workerData: { folder, pages } } = require('node:worker_threads');
let stopped = false;
parentPort.once('message', () => { stopped = true; });
let requests = 0;
const faults = [];
const ask = () => {
  for (const [path, versions] of pages) {
    requests += 1;
    try {
      if (!versions.includes(readFileSync(folder + '/' + path, 'base64'))) faults.push(path + ': half written');
    } catch (error) {
      faults.push(path + ': ' + error.code);
    }
  }
  if (stopped) parentPort.postMessage({ requests, faults });
  else setImmediate(ask);
};
ask();
`;

test('whoever asks for a page while the site is replaced gets the old or the new one, never none', async (t) => {
  const town = new Town();
  t.after(() => rmSync(town.home, { recursive: true }));
  town.edit('A');
  assert.equal(town.build().status, 0);
  const { A, B } = town.reference;
  const paths = [...A.public.keys()].filter((path) => path.endsWith('.html') && B.public.has(path));
  const pages = paths.map((path) => [path, [A.public.get(path), B.public.get(path)]]);
  const worker = new Worker(reader, { eval: true, workerData: { folder: town.output, pages } });
  for (let round = 0; round < 20; round += 1) {
    town.edit(round % 2 ? 'A' : 'B');
    const run = town.start();
    assert.equal(await new Promise((resolve) => run.once('exit', resolve)), 0);
  }
  const told = new Promise((resolve) => worker.once('message', resolve));
  worker.postMessage('stop');
  const { requests, faults } = await told;
  await worker.terminate();
  t.diagnostic(`${requests} requests during 20 swaps`);
  assert.deepEqual(faults, []);
  assert.ok(requests > pages.length);
});
