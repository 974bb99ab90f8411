/**
 * Measures what the dashboard draws: `node frames.mjs [--gateway URL] [--seconds 15]`. The same page is open twice, one
 * after the other and several times: with what glows, and without it, as a user sees it who wants less motion. Needs a
 * gateway that runs (by default the demo on port 8080) and Chromium. Ends with 1 when style and layout take more of a frame
 * than they may, or flashes cost frames.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';

const { values } = parseArgs({
  options: {
    gateway: { type: 'string', default: 'http://localhost:8080' },
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
  },
});
const seconds = Number(values.seconds);
/** What style and layout may take of a frame with 64 busy rows, in the best round; ms. */
const styleAndLayoutMax = 2;
/** With flashes there are as many frames as without, but for what two rounds differ by. */
const framesMin = 0.95;

const count = `new Promise((done) => {
  const intervals = [];
  let before = performance.now();
  const end = before + ${seconds * 1000};
  const step = (now) => {
    intervals.push(now - before);
    before = now;
    if (now < end) requestAnimationFrame(step);
    else done(intervals.slice(1));
  };
  requestAnimationFrame(step);
})`;

async function measure(browser, hasMotion) {
  // High enough for all 64 rows.
  const page = await browser.open({ width: 1920, height: 1700 });
  await page.call('Emulation.setEmulatedMedia', { features: [
    { name: 'prefers-color-scheme', value: 'dark' },
    { name: 'prefers-reduced-motion', value: hasMotion ? 'no-preference' : 'reduce' },
  ] });
  await page.go(`${values.gateway}/#symbol=ESH6`);
  await page.until('document.documentElement.dataset.connection === "live"');
  await sleep(4000);
  const before = await page.metrics();
  const intervals = await page.evaluate(count);
  const after = await page.metrics();
  await page.close();
  const spent = (name) => (after[name] - before[name]) * 1000 / intervals.length;
  intervals.sort((one, other) => one - other);
  const sum = intervals.reduce((total, interval) => total + interval, 0);
  return {
    flashes: hasMotion ? 'with' : 'without',
    'frames/s': (intervals.length / sum * 1000).toFixed(1),
    'p99 ms between': intervals[Math.floor(intervals.length * 0.99)].toFixed(1),
    'style ms/frame': spent('RecalcStyleDuration').toFixed(2),
    'layout ms/frame': spent('LayoutDuration').toFixed(2),
    'style and layout ms/frame': (spent('RecalcStyleDuration') + spent('LayoutDuration')).toFixed(2),
    'script ms/frame': spent('ScriptDuration').toFixed(2),
  };
}

const browser = new Browser();
try {
  const rows = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    rows.push(await measure(browser, true), await measure(browser, false));
  }

  console.table(rows);
  const best = (kind, name, choose) => choose(...rows.filter(({ flashes }) => flashes === kind).map((row) => Number(row[name])));
  const frames = best('with', 'frames/s', Math.max) / best('without', 'frames/s', Math.max);
  const cost = best('with', 'style and layout ms/frame', Math.min);
  console.log(`style and layout ${cost} ms a frame, at most ${styleAndLayoutMax}; frames with flashes to those without: `
    + `${frames.toFixed(2)}, at least ${framesMin}`);
  process.exitCode = cost <= styleAndLayoutMax && frames >= framesMin ? 0 : 1;
} finally {
  await browser.close();
}
