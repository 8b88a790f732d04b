// Every page and style sheet as the Nu HTML checker (the W3C's) judges it, in one run of Java.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { files, site } from '../town.mjs';
import { enrich, town } from './towns.mjs';

const JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
const scratch = mkdtempSync(join(tmpdir(), 'banbao-markup-'));
const rich = town(enrich);

after(() => {
  rich.remove();
  rmSync(scratch, { recursive: true });
});

/** What the checker thinks a page's own policy forbids: it holds data for a script, and files for strangers to a file. */
const POLICY = /violates Content Security Policy/;

/**
 * What the checker says of files, as `[kind, words, where]`: errors and warnings, no mere information. What the policy of
 * a page really forbids, Chromium tells every other test here.
 */
function judge(paths) {
  const options = ['-jar', JAR, '--format', 'json', '--also-check-css', '--also-check-svg', '--exit-zero-always'];
  const { stderr, error, status } = spawnSync('java', [...options, ...paths], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(error, undefined, 'the Nu checker needs Java');
  assert.equal(status, 0, stderr);
  return JSON.parse(stderr)
    .messages.filter(({ type, subType, message }) => (type !== 'info' || subType === 'warning') && !POLICY.test(message))
    .map(({ type, message, url, lastLine, extract }) => `${type}: ${message} (${url}:${lastLine} ${extract ?? ''})`);
}

const checked = (folder) => files(folder).filter((name) => /\.(html|css|svg)$/.test(name)).map((name) => join(folder, name));

test('no page, style sheet or picture of the sample town has an error or a warning', () => {
  const paths = checked(site);
  assert.ok(paths.length > 140, `${paths.length} files`);
  assert.deepEqual(judge(paths), []);
});

test('nor has any of a town with every kind of page', () => {
  assert.deepEqual(judge(checked(rich.site)), []);
});

test('the checker sees a picture without words, a stray end and an unknown property', () => {
  const page = (body) => `<!doctype html><html lang="zh-CN"><head><title>坏的</title></head><body>${body}</body></html>`;
  const broken = { 'alt.html': page('<img src="a.png">'), 'end.html': page('<p>字</p></p>'), 'bad.css': 'p { colour: red }' };
  const paths = Object.entries(broken).map(([name, text]) => {
    writeFileSync(join(scratch, name), text);
    return join(scratch, name);
  });
  const found = judge(paths);
  for (const name of Object.keys(broken)) assert.ok(found.some((words) => words.includes(name)), `${name}: ${found}`);
});
