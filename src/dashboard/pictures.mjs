/**
 * Takes pictures of the dashboard: `node pictures.mjs [--gateway URL] [--operators URL] [--wait SECONDS] [FOLDER]`.
 *
 * Without a folder it renews the picture in the README; with one it takes ten, dark and light, desktop and phone, to be
 * looked at. Needs a gateway that runs (by default the demo on port 8080) and Chromium.
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    gateway: { type: 'string', default: 'http://localhost:8080' },
    operators: { type: 'string', default: 'http://localhost:9464' },
    // Long enough for candles and for the trails of the watch list.
    wait: { type: 'string', default: '75' },
  },
});
const [folder] = positionals;
const readmePicture = path.resolve(import.meta.dirname, '../MarketGateway/dashboard.png');
const dashboard = `${values.gateway}/#symbol=ESH6`;
const phone = { width: 390, height: 844, isPhone: true };

/** @typedef {{ url?: string, then?: string, look?: any }} Picture */
/** @type {Record<string, Picture>} */
const wanted = folder === undefined ? { [readmePicture]: {} } : {
  'desk-dark': {},
  'desk-light': { look: { scheme: 'light' } },
  'desk-large-heat': { look: { width: 2560, height: 1440 }, then: choose('#chart select', 'heat') },
  'desk-workspace': { url: `${dashboard}&panels=${encodeURIComponent('book:NQH6,chart:BTC-USD,tape:AAPL')}` },
  'tablet-light': { look: { width: 1024, height: 1366, scheme: 'light' } },
  'phone-watch-dark': { look: phone },
  'phone-book-light': { look: { ...phone, scheme: 'light' }, then: press('book') },
  'phone-chart-dark': { look: phone, then: press('chart') },
  'operators-dark': { url: `${values.operators}/ops`, look: { width: 1440, height: 900 } },
  'operators-phone-light': { url: `${values.operators}/ops`, look: { ...phone, scheme: 'light' } },
};

/** Chooses in a list, as a user would. */
function choose(selector, value) {
  return `{ const list = document.querySelector(${JSON.stringify(selector)});
    list.value = ${JSON.stringify(value)}; list.dispatchEvent(new Event('change', { bubbles: true })); }`;
}

function press(part) {
  return `document.querySelector('#pages [data-page=${part}]').click()`;
}

async function take(browser, name, { url = dashboard, then, look = {} }) {
  const page = await browser.open(look);
  await page.go(url);
  await page.until('document.querySelector("main td, .watch-row") !== null');
  if (then !== undefined) {
    await sleep(3000);
    await page.evaluate(then);
  }

  await sleep(Number(values.wait) * 1000);
  const file = path.isAbsolute(name) ? name : path.join(folder, `${name}.png`);
  await writeFile(file, await page.picture());
  console.log([file, ...page.faults].join('\n  '));
  await page.close();
}

if (folder !== undefined) {
  await mkdir(folder, { recursive: true });
}

const browser = new Browser();
try {
  // One after the other: a page that shares the processor with nine others is not the page that a user sees.
  for (const [name, picture] of Object.entries(wanted)) {
    await take(browser, name, picture);
  }
} finally {
  await browser.close();
}
