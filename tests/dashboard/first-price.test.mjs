/**
 * The published dashboard over a slow line, in a browser that was never here.
 * @module
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Browser } from '../../src/dashboard/browser.mjs';
import { freePort, Gateway } from '../javascript/gateway.mjs';
import { SlowLine } from './slow-line.mjs';

const source = path.resolve(import.meta.dirname, '../../src');
const published = mkdtempSync(path.join(tmpdir(), 'published-'));
/** Runs before the page: says when the first price is read by whoever looks. */
const watch = `
  window.linesOpened = 0;
  window.WebSocket = new Proxy(WebSocket, {
    construct: (target, settings) => (window.linesOpened++, new target(...settings)),
  });
  new MutationObserver((_, observer) => {
    if ([...document.querySelectorAll('.ladder-row .at, .watch-row .c-bid')].some((cell) => /\\d/.test(cell.textContent))) {
      observer.disconnect();
      requestAnimationFrame(() => window.firstPrice(String(performance.now())));
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });`;
/** All of it: what the line and the browser need. */
const msMax = 3000;
/** The best of so many: what is asked for late on a busy machine goes less well side by side. */
const tries = 5;

let gateway;
let browser;
before(async () => {
  execFileSync('cp', ['-a', `${path.join(source, 'MarketGateway/bin/Debug/net10.0')}/.`, published]);
  execFileSync('node', [path.join(source, 'dashboard/bundle.mjs'), path.join(published, 'wwwroot')]);
  gateway = new Gateway(await freePort(), '--Metrics:Url', '');
  gateway.binary = path.join(published, 'MarketGateway');
  await gateway.start();
  browser = new Browser();
});
after(async () => {
  await browser?.close();
  await gateway?.kill();
  rmSync(published, { recursive: true });
});

async function open(hash, script = '') {
  const line = new SlowLine(gateway.port);
  const port = await line.open();
  const page = await browser.open({ script: `${script};${watch}` });
  await page.call('Runtime.addBinding', { name: 'firstPrice' });
  const seen = new Promise((resolve) => page.listen((method, { name, payload }) => {
    if (method === 'Runtime.bindingCalled' && name === 'firstPrice') {
      resolve({ milliseconds: Number(payload), lineMs: line.busyMs, bytes: line.bytesDown });
    }
  }));
  await page.go(`http://127.0.0.1:${port}/${hash}`);
  const measured = { ...await seen, lines: await page.evaluate('window.linesOpened') };
  assert.deepEqual(page.faults, []);
  await page.close();
  line.close();
  return measured;
}

/** The best of a few: depends on who else is at this machine. */
async function best(context, hash, script) {
  const measured = [];
  do {
    measured.push(await open(hash, script));
  } while (measured.at(-1).milliseconds >= msMax && measured.length < tries);
  context.diagnostic(measured.map(({ milliseconds, lineMs, bytes }) =>
    `${Math.round(milliseconds)} ms, of which the line ${Math.round(lineMs)} ms for ${bytes} bytes`).join('; '));
  return measured;
}

test('the first price of a linked symbol over slow 3G is there within three seconds, and 60 kB of everything',
  async (context) => {
    const measured = await best(context, '#symbol=ESH6');
    assert.ok(measured.every(({ bytes }) => bytes < 60_000));
    assert.ok(measured.at(-1).milliseconds < msMax);
    assert.deepEqual(measured.map(({ lines }) => lines), measured.map(() => 1), 'what the early line asked for is right');
  });

test('so is the first of all symbols, where the address names none', async (context) => {
  const measured = await best(context, '');
  assert.ok(measured.at(-1).milliseconds < msMax);
  assert.deepEqual(measured.map(({ lines }) => lines), measured.map(() => 1));
});

test('the early line asks for the book as deep as was chosen some other day', async () => {
  const { lines } = await open('#symbol=ESH6', 'localStorage.setItem("desk", \'{"depth":20}\')');
  assert.equal(lines, 1);
});

test('where the early line asked for something else, the page begins anew on another', async () => {
  const { lines } = await open('#symbol=ESH6', 'addEventListener("DOMContentLoaded", () => location.hash = "symbol=NQH6")');
  assert.equal(lines, 2);
});

test('the page comes as it was compressed to who takes that, and as it is to others', async () => {
  const ask = (encoding) => fetch(`http://127.0.0.1:${gateway.port}/`, { headers: { 'accept-encoding': encoding } });
  const [compressed, plain] = await Promise.all([ask('gzip, br;q=0.5'), ask('identity')]);
  assert.deepEqual(
    [compressed, plain].map(({ headers }) => [headers.get('content-encoding'), headers.get('content-type')]),
    [['br', 'text/html'], [null, 'text/html']]);
  assert.match(compressed.headers.get('vary'), /Accept-Encoding/i);
  assert.equal(await compressed.text(), await plain.text());
});
