// A town that is published in two versions, A and B, and what a reader would find of it.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { files, program, root, today } from '../town.mjs';

/** A folder in memory, where the machine has such a place. */
export const scratch = () => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'banbao-publish-'));

/** The folder of the edition whose packs are made. */
const edition = 'print/036';

/** All files under a folder by path, or `null` where there is no folder. */
export function tree(folder) {
  if (!existsSync(folder)) return null;
  return new Map(files(folder).map((path) => [path, readFileSync(join(folder, path), 'base64')]));
}

export function same(one, other) {
  return one.size === other.size && [...one].every(([path, bytes]) => other.get(path) === bytes);
}

export class Town {
  /** The small fixture with `articles` more; `print` makes packs too. */
  constructor({ articles = 60, print = false, home = scratch() } = {}) {
    this.home = home;
    this.root = join(home, 'town');
    this.output = join(this.root, 'public');
    this.print = print;
    cpSync(join(root, 'tests/cases/small'), this.root, { recursive: true });
    for (let number = 0; number < articles; number += 1) {
      const text = `+++\ntitle = "第 ${number} 篇"\ndate = 2026-10-12\n+++\n\n常洗手，多通风。\n\n`;
      writeFileSync(join(this.root, `content/articles/more-${number}.md`), text + '多喝开水。'.repeat(40));
    }
    this.config = readFileSync(join(this.root, 'banbao.toml'), 'utf8');
    this.reference = {};
    for (const version of ['A', 'B']) {
      const target = join(home, 'reference', version);
      this.edit(version);
      const run = this.build(['--output', join(target, 'public'), '--print', join(target, 'print')]);
      if (run.status !== 0) throw new Error(run.stderr);
      this.reference[version] = { public: tree(join(target, 'public')), print: tree(join(target, edition)) };
    }
  }

  /** Makes the project version A or B: another name of the site, which is on every page and poster. */
  edit(version) {
    writeFileSync(join(this.root, 'banbao.toml'), this.config.replace('name = "小镇健康教育宣传栏"', `name = "小镇健康教育宣传栏${version}"`));
  }

  arguments(more = []) {
    const parts = this.print ? [] : ['--no-print'];
    return ['--root', this.root, '--today', today, '--lang', 'en', 'build', ...parts, ...more];
  }

  build(more) {
    return spawnSync(program, this.arguments(more), { encoding: 'utf8' });
  }

  start(more) {
    return spawn(program, this.arguments(more), { stdio: 'ignore' });
  }

  /** Which version lies in a folder of the project: A, B, `null` for none, or `broken`. */
  version(part = 'public', folder = join(this.root, part === 'print' ? edition : part)) {
    const found = tree(folder);
    if (found === null) return null;
    return ['A', 'B'].find((version) => same(found, this.reference[version][part])) ?? 'broken';
  }

  /** What lies about that should not. */
  litter() {
    const about = readdirSync(this.root).filter(
      (name) => !['.cache', '.public.banbao', 'banbao.toml', 'content', 'public', 'print'].includes(name),
    );
    const cache = join(this.root, '.cache/banbao');
    const kept = existsSync(cache) ? readdirSync(cache).filter((name) => !['.gitignore', 'memory'].includes(name)) : [];
    const state = join(this.root, '.public.banbao');
    const beside = readdirSync(state).filter((name) => !['index', 'lock', 'previous'].includes(name));
    const print = join(this.root, 'print');
    const printed = existsSync(print) ? readdirSync(print).filter((name) => name !== '036') : [];
    const previous = join(state, 'previous');
    const broken = existsSync(previous) && this.version('public', previous) === 'broken' ? [previous] : [];
    return [...about, ...kept, ...beside, ...printed, ...broken];
  }
}

/** Numbers between 0 and 1, the same in every run (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

