/**
 * The bundled dashboard: what a published gateway serves where esbuild was at hand.
 * @module
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';

const source = path.resolve(import.meta.dirname, '../../src');
const root = mkdtempSync(path.join(tmpdir(), 'dashboard-'));
const dist = path.join(root, 'dist');
/** As the gateway serves it: what was compressed beside it. */
const sizeOnTheWire = (file) => statSync(`${file}.br`).size;
const plainNames = () => readdirSync(dist).filter((name) => !name.endsWith('.br'));

before(() => {
  cpSync(path.join(source, 'MarketGateway/wwwroot'), root, { recursive: true });
  for (const part of ['index.js', 'lib']) {
    cpSync(path.join(source, 'clients/javascript', part), path.join(root, 'client', part), { recursive: true });
  }

  execFileSync('node', [path.join(source, 'dashboard/bundle.mjs'), root]);
});
after(() => rmSync(root, { recursive: true }));

test('all that the page fetches, charts included, is less than 120 kB on the wire', () => {
  const sizes = plainNames().map((file) => sizeOnTheWire(path.join(dist, file)));
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 120_000, sizes.join(' + '));
});

test('what comes before the first price is less than 60 kB: what has no price in it is fetched after it', () => {
  const page = readFileSync(path.join(dist, 'index.html'), 'utf8');
  const files = [...new Set([...page.matchAll(/"(\/dist\/.*?)"/g)].map(([, file]) => file))];
  assert.ok(files.some((file) => file.endsWith('.css')) && files.some((file) => /main-\w+\.js$/.test(file)));
  assert.ok(!files.some((file) => /library|lightweight|later/.test(file)));
  const size = files.reduce((sum, file) => sum + sizeOnTheWire(path.join(root, file)), 0);
  assert.ok(size < 60_000, String(size));
});

test('every file but the start page carries a hash of its content in its name', () => {
  const names = plainNames().filter((name) => name !== 'index.html');
  assert.ok(names.length >= 4);
  assert.deepEqual(names.filter((name) => !/-[A-Z0-9]{8}\.(js|css)$/.test(name)), []);
});

test('what is compressed beside a file is that file', () => {
  for (const name of plainNames()) {
    assert.deepEqual(brotliDecompressSync(readFileSync(path.join(dist, `${name}.br`))), readFileSync(path.join(dist, name)));
  }
});

test('the bundled page needs no import map, and names who made the charts', () => {
  const page = readFileSync(path.join(dist, 'index.html'), 'utf8');
  assert.ok(!page.includes('importmap'));
  assert.ok(page.includes('modulepreload'));
  assert.ok(page.includes('TradingView'));
});
