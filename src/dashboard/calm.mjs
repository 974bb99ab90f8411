/**
 * Looks whether anything on the dashboard moves that nobody touched: `node calm.mjs [--gateway URL] [--minutes 10]`. Halfway
 * the connection is cut for a while, and comes back. Ends with 1 when more has moved than a reader forgives, or the page
 * has complained. Needs a gateway that runs (by default the demo on port 8080) and Chromium.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';

const { values } = parseArgs({
  options: {
    gateway: { type: 'string', default: 'http://localhost:8080' },
    minutes: { type: 'string', default: '10' },
  },
});
const minutes = Number(values.minutes);
/** Cumulative layout shift; a page is good below 0.1 by the usual measure. */
const shiftMax = 0.02;
const settleMs = 10_000;
const cutMs = 10_000;

/** Runs before the page: sums what moves, and lets its sockets be cut. */
const script = `
  window.shift = 0;
  window.moved = {};
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries().filter((one) => !one.hadRecentInput)) {
      window.shift += entry.value;
      for (const { node } of entry.sources) {
        const name = (node?.parentElement ?? node)?.className || node?.nodeName;
        window.moved[name] = (window.moved[name] ?? 0) + entry.value;
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const sockets = [];
  let isCut = false;
  window.WebSocket = class extends WebSocket {
    constructor(address, protocols) {
      super(isCut ? 'ws://127.0.0.1:9' : address, protocols);
      sockets.push(this);
    }
  };
  window.cut = () => { isCut = true; sockets.splice(0).forEach((socket) => socket.close()); };
  window.mend = () => { isCut = false; };`;

const browser = new Browser();
let shift;
let faults;
try {
  const page = await browser.open({ script });
  const isLive = 'document.documentElement.dataset.connection === "live"';
  await page.go(`${values.gateway}/#symbol=ESH6`);
  await page.until(isLive);
  await sleep(settleMs);
  await page.evaluate('window.shift = 0; window.moved = {}');
  const begin = Date.now();
  let hasBeenCut = false;
  for (let minute = 1; minute <= Math.ceil(minutes); minute++) {
    if (!hasBeenCut && minute > minutes / 2) {
      hasBeenCut = true;
      await page.evaluate('cut()');
      await page.until(`!(${isLive})`);
      await sleep(cutMs);
      await page.evaluate('mend()');
      await page.until(isLive);
      console.log(`cut after ${((Date.now() - begin) / 60_000).toFixed(1)} min, and live again`);
    }

    await sleep(begin + Math.min(minute, minutes) * 60_000 - Date.now());
    shift = await page.evaluate('shift');
    console.log(`${Math.min(minute, minutes)} min: shift ${shift.toFixed(4)}`);
  }

  const moved = Object.entries(await page.evaluate('moved')).sort(([, one], [, other]) => other - one).slice(0, 5);
  moved.forEach(([name, by]) => console.log(`  ${name}: ${by.toFixed(4)}`));
  // That a connection was refused while it was cut is as it should be.
  faults = page.faults.filter((fault) => !fault.includes('127.0.0.1:9'));
  faults.forEach((fault) => console.log(fault));
} finally {
  await browser.close();
}

process.exitCode = shift < shiftMax && faults.length === 0 ? 0 : 1;
