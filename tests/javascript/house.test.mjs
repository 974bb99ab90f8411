import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const FOLDERS = ['../../src/clients/javascript', '.', '../readme'];
const COLUMNS_MAX = 120;
const LINES_MAX = 400;

test('sources keep to the house rules: lines of 120 columns, and files small enough to be read', () => {
  let files = 0;
  for (const folder of FOLDERS.map((path) => fileURLToPath(new URL(path, import.meta.url)))) {
    const names = readdirSync(folder, { recursive: true }).filter((name) => !name.includes('node_modules'));
    for (const name of names.filter((each) => /\.m?js$/.test(each))) {
      const lines = readFileSync(join(folder, name), 'utf8').split('\n');
      assert.ok(lines.length <= LINES_MAX, `${name} has ${lines.length} lines`);
      const long = lines.findIndex((line) => line.length > COLUMNS_MAX);
      assert.equal(long, -1, `${name}, line ${long + 1} is longer than ${COLUMNS_MAX} columns`);
      files++;
    }
  }
  assert.ok(files >= 40);
});
