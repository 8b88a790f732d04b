// The sample town, served by `banbao serve` while tests edit it.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { program, root, today } from '../town.mjs';

/** Serves a copy of the town that `change(folder)` may alter first. */
export async function served(change = () => {}, options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'banbao-served-'));
  cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
  cpSync(join(root, 'banbao.toml'), join(folder, 'banbao.toml'));
  change(folder);
  const child = spawn(program, ['--root', folder, '--today', today, '--lang', 'zh-CN', 'serve', '--port', '0', ...options]);
  const ended = new Promise((done) => { child.on('exit', done); });
  const origin = await new Promise((found, lost) => {
    ended.then((code) => lost(new Error(`banbao serve ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = line.match(/http:\/\/[^/]+/);
      if (address) found(address[0]);
    });
  });
  const path = (name) => join(folder, name);
  return {
    origin,
    folder,
    /** Replaces `from` in a file, as an editor saves: beside it, then over it. */
    edit(name, from, to) {
      const text = readFileSync(path(name), 'utf8');
      if (!text.includes(from)) throw new Error(`no ${from} in ${name}`);
      const fresh = join(path(name), '..', '.saving');
      writeFileSync(fresh, text.replace(from, to));
      renameSync(fresh, path(name));
    },
    /** Waits for the first site. */
    async ready() {
      while ((await fetch(`${origin}/`)).status !== 200) await new Promise((done) => { setTimeout(done, 20); });
    },
    write: (name, text) => writeFileSync(path(name), text),
    remove: (name) => rmSync(path(name)),
    async close() {
      child.kill('SIGINT');
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
