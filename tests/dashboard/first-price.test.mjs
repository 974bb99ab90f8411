/**
 * The published dashboard over a slow line, in a browser that was never here.
 * @module
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Browser } from '../../src/dashboard/browser.mjs';
import { freePort, Gateway } from '../javascript/gateway.mjs';
import { SlowLine } from './slow-line.mjs';

const source = path.resolve(import.meta.dirname, '../../src');
const published = mkdtempSync(path.join(tmpdir(), 'published-'));
/** Runs before the page: says when the first price is read by whoever looks. */
const watch = `
  new MutationObserver((_, observer) => {
    if ([...document.querySelectorAll('.ladder-row .at, .watch-row .c-bid')].some((cell) => /\\d/.test(cell.textContent))) {
      observer.disconnect();
      requestAnimationFrame(() => window.firstPrice(String(performance.now())));
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });`;
/** The best of so many: a busy machine makes a page slower, never quicker. */
const tries = 3;

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

async function open() {
  const line = new SlowLine(gateway.port);
  const port = await line.open();
  const page = await browser.open({ script: watch });
  await page.call('Runtime.addBinding', { name: 'firstPrice' });
  const seen = new Promise((resolve) => page.listen((method, { name, payload }) => {
    if (method === 'Runtime.bindingCalled' && name === 'firstPrice') {
      resolve({ milliseconds: Number(payload), bytes: line.bytesDown });
    }
  }));
  await page.go(`http://127.0.0.1:${port}/#symbol=ESH6`);
  const measured = await seen;
  assert.deepEqual(page.faults, []);
  await page.close();
  line.close();
  return measured;
}

test('the first price is there within 3 s on slow 3G, for less than 120 kB of everything', async (context) => {
  const measured = [];
  do {
    measured.push(await open());
  } while (measured.at(-1).milliseconds >= 3000 && measured.length < tries);
  context.diagnostic(measured.map(({ milliseconds, bytes }) => `${Math.round(milliseconds)} ms, ${bytes} bytes`).join('; '));
  assert.ok(measured.every(({ bytes }) => bytes < 120_000));
  // Where others wait for the processor, too, the page is not what is measured: that is said, and proves nothing.
  if (measured.at(-1).milliseconds >= 3000 && loadavg()[0] > 2 * cpus().length) {
    context.skip(`this machine is busy (load ${loadavg()[0].toFixed(0)}): the first price came after `
      + `${Math.min(...measured.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms`);
    return;
  }

  assert.ok(measured.at(-1).milliseconds < 3000);
});
