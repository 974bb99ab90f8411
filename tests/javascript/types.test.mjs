import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const CLIENT = fileURLToPath(new URL('../../src/clients/javascript', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const tsc = (...args) => {
  try {
    execFileSync(process.execPath, [join(CLIENT, 'node_modules/typescript/bin/tsc'), ...args], { encoding: 'utf8' });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
};

test('the sources pass the strict type check, and the committed declarations are those generated from them', (t) => {
  const fresh = mkdtempSync(join(tmpdir(), 'types-'));
  t.after(() => rmSync(fresh, { recursive: true }));
  tsc('-p', CLIENT, '--outDir', fresh);
  const filesOf = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts')).sort();
  const committed = join(CLIENT, 'types');
  assert.deepEqual(filesOf(committed), filesOf(fresh), 'run npm run types in src/clients/javascript');
  for (const name of filesOf(fresh)) {
    const read = (folder) => readFileSync(join(folder, name), 'utf8');
    assert.equal(read(committed), read(fresh), `${name}: run npm run types in src/clients/javascript`);
  }
});

test('the declarations serve a strict TypeScript program', () => {
  tsc('-p', join(HERE, 'consumer'));
});
