/**
 * Leaves the dashboard open and uses it: `node soak.mjs [--gateway URL] [--minutes 30]`. It goes from symbol to symbol,
 * changes what is seen, and every minute says what lives on the heap after what does not was collected. Ends with 1 when
 * the heap has grown or the page has complained. Needs a gateway that runs (by default the demo on port 8080) and Chromium.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';

const { values } = parseArgs({
  options: {
    gateway: { type: 'string', default: 'http://localhost:8080' },
    minutes: { type: 'string', default: '30' },
    // How often another symbol is chosen.
    every: { type: 'string', default: '2' },
  },
});
const minutes = Number(values.minutes);
const everyMs = Number(values.every) * 1000;
/** What is kept of trades, candles and trails fills up at first; what is compared begins after that share of the time. */
const settled = 0.4;
/** Beyond it the last part of the time has more on its heap than the one before: a page that is left open would end. */
const growthMax = 0.1;

const charts = ['candles', 'depth', 'heat'];
/** A chart of one kind keeps more than one of another: heaps are compared at the same one. */
const chartSteps = 5;
const step = (count) => `{
  const choose = (selector, value) => {
    const list = document.querySelector(selector);
    if (list && [...list.options].some((option) => option.value === value)) {
      list.value = value;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
  const list = document.querySelector('#watch-list');
  list.focus();
  list.dispatchEvent(new KeyboardEvent('keydown', { key: ${count} % 64 === 63 ? 'Home' : 'ArrowDown', bubbles: true }));
  if (${count} % ${chartSteps} === 0) choose('#chart select', '${charts[count / chartSteps % charts.length | 0]}');
  if (${count} % 7 === 0) choose('#depth', ['0', '5', '20'][${count} / 7 % 3 | 0]);
  if (${count} % 11 === 0) document.querySelector('#theme-button').click();
  document.querySelector('#symbol').textContent;
}`;

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

const browser = new Browser();
const heaps = [];
const symbols = new Set();
let page;
try {
  page = await browser.open();
  await page.go(`${values.gateway}/#symbol=ESH6`);
  await page.until('document.documentElement.dataset.connection === "live"');
  const begin = Date.now();
  for (let count = 1; Date.now() - begin < minutes * 60_000; count++) {
    await sleep(everyMs);
    await page.evaluate(step(count));
    symbols.add(await page.evaluate('document.querySelector("#symbol").textContent'));
    if (Date.now() - begin >= (heaps.length + 1) * 60_000 && count % (chartSteps * charts.length) === 0) {
      const { Nodes, JSEventListeners } = await page.metrics();
      heaps.push(await page.heap());
      console.log(`${heaps.length} min: ${megabytes(heaps.at(-1))} MB, ${Nodes} nodes, ${JSEventListeners} listeners, `
        + `${count} choices of ${symbols.size} symbols`);
    }
  }
} finally {
  await browser.close();
}

const compared = heaps.slice(Math.floor(heaps.length * settled));
const half = Math.floor(compared.length / 2);
const growth = mean(compared.slice(half)) / mean(compared.slice(0, half)) - 1;
console.log(`the heap grew by ${(growth * 100).toFixed(1)} % between the last two parts of the time`);
page.faults.forEach((fault) => console.log(fault));
process.exitCode = growth < growthMax && page.faults.length === 0 && symbols.size > 1 ? 0 : 1;
