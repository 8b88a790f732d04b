// The campaign on paper and as data, as other programs see them: poppler reads the report, zbar the posters' codes,
// frictionless the data package.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { base, csv, files, print, read, root, site } from '../town.mjs';
import { decode, pages } from './pdf.mjs';

const figures = csv(read(root, 'content/campaign/figures.csv'));
const frictionless = process.env.BANBAO_FRICTIONLESS ?? 'frictionless';
/** Without spaces: those between Han and Latin letters are the typesetter's. */
const bare = (text) => text.replaceAll(/\s/g, '');
const words = (name) => bare(execFileSync('pdftotext', ['-raw', join(print, name), '-']).toString());
const grouped = (value) => value.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');

test('the report has every figure with its unit and its source', () => {
  const report = words('report.pdf');
  for (const { indicator, value, qualifier, unit, source } of figures) {
    // 1.6 万余人: the qualifier stands behind 万.
    const [, scale, rest] = unit.match(/^([万亿]?)(.*)$/);
    assert.ok(report.includes(bare(`${grouped(value)}${scale}${qualifier}${rest}`)), `${indicator} ${value}`);
    assert.ok(report.includes(bare(source)), source);
  }
});

test('letters in charts are letters on paper, in the fonts of the theme', () => {
  for (const name of ['report.pdf', 'progress-60x90.pdf', 'progress-a3.pdf']) {
    assert.ok(words(name).includes('5,690'), name);
    const fonts = execFileSync('pdffonts', [join(print, name)]).toString().split('\n').slice(2).filter(Boolean);
    assert.ok(fonts.every((line) => /\+Noto/.test(line)), fonts.join('\n'));
  }
});

test('posters have their sizes, and every page a code that opens the progress page', async () => {
  for (const [name, size] of [['progress-60x90.pdf', [[600, 900]]], ['progress-a3.pdf', [[297, 420], [297, 420]]]]) {
    const path = join(print, name);
    assert.deepEqual(await pages(path), size);
    const found = await decode(path, 1, size.length, () => []);
    assert.deepEqual(found.flat(2), size.map(() => `${base}/progress/`));
  }
});

const validate = (folder) => {
  try {
    return JSON.parse(execFileSync(frictionless, ['validate', 'datapackage.json', '--json'], { cwd: folder }).toString());
  } catch (error) {
    return JSON.parse(error.stdout.toString());
  }
};

test('the data package is valid, names every table of the campaign, and a wrong cell is seen', () => {
  const api = join(site, 'api');
  const report = validate(api);
  assert.equal(report.valid, true, JSON.stringify(report.errors ?? report.tasks, null, 1));
  const named = report.tasks.map(({ place }) => place);
  const others = ['boards.csv'];
  assert.deepEqual([...named, ...others].sort(), files(api).filter((name) => name.endsWith('.csv')));
  const copy = mkdtempSync(join(tmpdir(), 'banbao-'));
  try {
    cpSync(api, copy, { recursive: true });
    writeFileSync(join(copy, 'figures.csv'), read(copy, 'figures.csv').replace(',22094.26,', ',many,'));
    assert.equal(validate(copy).valid, false);
  } finally {
    rmSync(copy, { recursive: true });
  }
});
