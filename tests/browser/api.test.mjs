// The open data against the JSON Schema that is published beside it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import Ajv2020 from 'ajv/dist/2020.js';

import { csv, files, read, site } from '../town.mjs';

const schema = JSON.parse(read(site, 'api/schema.json'));
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addSchema(schema, 'api');
const valid = (name, rows) => {
  const validate = ajv.getSchema(`api#/$defs/${name}`);
  return validate(rows) ? [] : validate.errors;
};
const names = files(site)
  .map((file) => /^api\/(.+)\.json$/.exec(file)?.[1])
  .filter((name) => schema.$defs[name]?.type === 'array');

test('every file of the open data is what the schema says', () => {
  assert.deepEqual(names.sort(), ['articles', 'boards', 'editions', 'figures']);
  for (const name of names) {
    const rows = JSON.parse(read(site, `api/${name}.json`));
    assert.ok(rows.length > 0, name);
    assert.deepEqual(valid(name, rows), [], name);
  }
});

test('the schema refuses what is not documented', () => {
  for (const name of names) {
    const [row] = JSON.parse(read(site, `api/${name}.json`));
    assert.notEqual(valid(name, [{ ...row, telephone: '1' }]).length, 0, `${name}: a field more`);
    const [first] = Object.keys(row);
    const { [first]: gone, ...less } = row;
    assert.notEqual(valid(name, [less]).length, 0, `${name}: without ${first}`);
  }
});

test('the tables have the fields of the schema as columns, in its order', () => {
  for (const name of ['boards', 'figures']) {
    const [row] = csv(read(site, `api/${name}.csv`));
    assert.deepEqual(Object.keys(row), schema.$defs[name].items.required, name);
  }
});
