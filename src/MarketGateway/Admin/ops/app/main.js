/**
 * The page of operators: asks the gateway every two seconds while somebody looks, and changes nothing in it.
 * @module
 */
import { byId, el, setText } from '/ops/shared/app/lib/dom.js';
import { whole } from '/ops/shared/app/lib/numbers.js';
import { Store } from '/ops/shared/app/lib/store.js';
import { defaults } from '/ops/shared/app/shell/defaults.js';
import { startTheme, toggleTheme } from '/ops/shared/app/shell/theme.js';
import { ask, forgetToken, hasToken, keepToken } from './admin.js';
import { Chain } from './chain.js';
import { ageOf } from './details.js';
import { Partitions, Skipped } from './feed.js';
import { Sessions } from './sessions.js';
import { Symbols } from './symbols.js';

const everyMs = 2000;
/** The pill has the colours of the dashboard's: what is not ready does not look ready. */
const looks = { ready: 'live', starting: 'syncing', stale: 'stale', draining: 'lagging' };
const words = { ready: 'Ready', starting: 'Starting', stale: 'Stale', draining: 'Draining', gone: 'No answer' };

const store = new Store(defaults, localStorage);
startTheme(store);
byId('theme-button').addEventListener('click', () => toggleTheme(store));

const gauges = new Map(['Version', 'Up', 'Source', 'Log', 'Sessions', 'Lagging'].map((title) => {
  const value = el('dd', { id: `gauge-${title.toLowerCase()}` });
  byId('gauges').append(el('div', {}, el('dt', {}, title), value));
  return [title, value];
}));
const chain = new Chain();
const sessions = new Sessions(byId('sessions'), () => refresh());
const symbols = new Symbols(byId('symbols'), () => refresh());
const partitions = new Partitions(byId('partitions'));
const skipped = new Skipped(byId('skipped'));

/** The summary before, and when it came: what happens a second is their difference. */
let before = null;

function ratesOf(summary, now) {
  const seconds = before === null ? 0 : (now - before.now) / 1000;
  // A counter that fell belongs to another process.
  const rate = (name) => seconds <= 0 || summary.startedAt !== before.summary.startedAt ? null
    : (summary[name] - before.summary[name]) / seconds;
  return { updates: rate('updates'), flushes: rate('flushes'), bytes: rate('bytes') };
}

function writeStatus(status, reasons) {
  document.documentElement.dataset.connection = looks[status] ?? 'closed';
  setText(byId('status').children[1], words[status]);
  if (byId('spoken').textContent !== words[status]) {
    setText(byId('spoken'), words[status]);
  }

  byId('reasons').hidden = reasons.length === 0;
  setText(byId('reasons'), reasons.join('; '));
}

function writeSummary(summary) {
  writeStatus(summary.status, summary.reasons);
  setText(gauges.get('Version'), summary.version);
  setText(gauges.get('Up'), ageOf(summary.startedAt));
  setText(gauges.get('Source'), summary.source ?? 'none');
  setText(gauges.get('Log'), summary.epoch);
  gauges.get('Log').title = summary.epoch;
  setText(gauges.get('Sessions'), whole(summary.sessions));
  setText(gauges.get('Lagging'), whole(summary.lagging));
}

async function look() {
  const summary = await ask('');
  const now = performance.now();
  writeSummary(summary);
  await Promise.all([sessions, symbols, partitions, skipped].map((part) => part.refresh()));
  chain.write({ rates: ratesOf(summary, now), partitions: partitions.rows, sessions, summary });
  before = { summary, now };
}

function explain(error) {
  if (error.status === 401) {
    writeStatus('gone', []);
    setText(byId('sign-in-reason'),
      hasToken() ? 'That token is none of an operator.' : 'This gateway asks operators for a token.');
    forgetToken();
    if (!byId('sign-in').open) {
      byId('sign-in').showModal();
    }
  } else {
    writeStatus('gone', [error.status ? error.message : 'The gateway does not answer. What is shown is the past.']);
  }
}

let isLooking = false;
let isWantedAgain = false;
async function refresh() {
  if (isLooking) {
    isWantedAgain = true;
    return;
  }

  isLooking = true;
  await look().catch(explain);
  isLooking = false;
  if (isWantedAgain) {
    isWantedAgain = false;
    refresh();
  }
}

byId('sign-in').addEventListener('cancel', (event) => event.preventDefault());
byId('sign-in').querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  if (byId('token').value.trim() !== '') {
    keepToken(byId('token').value);
    byId('token').value = '';
    byId('sign-in').close();
    refresh();
  }
});
document.addEventListener('visibilitychange', () => document.hidden || refresh());
setInterval(() => document.hidden || byId('sign-in').open || refresh(), everyMs);
refresh();
