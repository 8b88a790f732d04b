// A build that is killed at any moment: what is published is the whole old output or the whole new one, and the next
// build succeeds and clears away what was left.

import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';

import { Town, random } from './town.mjs';

const other = { A: 'B', B: 'A' };

/** How long a build takes, in milliseconds: the middle one of three, as the points of the kills are spread over it. */
function duration(town) {
  const times = ['A', 'B', 'A'].map((version) => {
    town.edit(version);
    const start = performance.now();
    assert.equal(town.build().status, 0);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[1];
}

const ended = (run) => new Promise((resolve) => run.once('exit', (code, signal) => resolve(signal ?? code)));

/** Starts a build and kills it after `time` ms; resolves to how it ended. */
async function killAt(town, time) {
  const run = town.start();
  const end = ended(run);
  await Promise.race([after(time), end]);
  run.kill('SIGKILL');
  return end;
}

/** Starts a build and kills it a moment after it has begun to swap. */
async function killInSwap(town, moment) {
  const run = town.start();
  const end = ended(run);
  const swapping = join(town.root, '.public.banbao/swapping');
  while (run.exitCode === null && !existsSync(swapping)) await new Promise(setImmediate);
  for (const until = performance.now() + moment; performance.now() < until; );
  run.kill('SIGKILL');
  return end;
}

/** One kill and what comes after it; counts how it ended and what was found. */
async function once(town, next, kill, counts) {
  const old = town.version();
  const oldPrint = town.version('print');
  town.edit(next);
  const how = await kill();
  const found = town.version();
  assert.ok(found === old || found === next, `${found} after a kill between ${old} and ${next}`);
  const print = town.version('print');
  assert.ok(!town.print || print === oldPrint || print === next, `print: ${print}`);
  // The print comes first: a site never announces packs that are not there.
  assert.ok(!town.print || found !== next || print === next, 'the site was published before its packs');
  counts[how] = (counts[how] ?? 0) + 1;
  counts[found === next ? 'new' : 'old'] += 1;
  const rerun = town.build();
  assert.equal(rerun.status, 0, rerun.stderr);
  assert.equal(town.version(), next);
  assert.deepEqual(town.litter(), []);
}

function clean(town) {
  for (const name of ['public', '.public.banbao', 'print']) rmSync(join(town.root, name), { recursive: true, force: true });
}

async function kills({ town, cold, points, inSwap, seed }) {
  const counts = { old: 0, new: 0, SIGKILL: 0 };
  const draw = random(seed);
  const time = duration(town);
  let version = 'A';
  // A run that ended before its kill came counts for nothing.
  for (let point = 0; counts.SIGKILL < points && point < 4 * points; point += 1) {
    if (cold) clean(town);
    version = other[version];
    const kill =
      point < inSwap ? () => killInSwap(town, draw() * 4) : () => killAt(town, draw() * time * 1.05);
    await once(town, version, kill, counts);
  }
  assert.equal(counts.SIGKILL, points);
  return counts;
}

test('killed at 100 points of a first build: no site, or the whole site', async (t) => {
  const town = new Town();
  t.after(() => rmSync(town.home, { recursive: true }));
  const counts = await kills({ town, cold: true, points: 100, inSwap: 40, seed: 1 });
  t.diagnostic(JSON.stringify(counts));
});

test('killed at 200 points of a later build: the whole old site, or the whole new one', async (t) => {
  const town = new Town();
  t.after(() => rmSync(town.home, { recursive: true }));
  const counts = await kills({ town, cold: false, points: 200, inSwap: 80, seed: 2 });
  t.diagnostic(JSON.stringify(counts));
  assert.ok(counts.old > 0 && counts.new > 0, 'on both sides of the swap');
});

test('killed at 20 points of a build with packs: print folders too are old or new', async (t) => {
  const town = new Town({ articles: 2, print: true });
  t.after(() => rmSync(town.home, { recursive: true }));
  const counts = await kills({ town, cold: false, points: 20, inSwap: 5, seed: 3 });
  t.diagnostic(JSON.stringify(counts));
});
