/**
 * The dashboard: puts its parts together.
 * @module
 */
import { PriceAlerts } from './book/alerts.js';
import { BookPart } from './book/book-part.js';
import { byId, setText } from './lib/dom.js';
import { onFrame, onFrameEvery, startFrames } from './lib/frames.js';
import { Store } from './lib/store.js';
import { ChecksumCount } from './shell/checksum-count.js';
import { Condition } from './shell/condition.js';
import { keepConnected, watchAuthorization } from './shell/connection.js';
import { defaults } from './shell/defaults.js';
import { Feed } from './shell/feed.js';
import { startKeys } from './shell/keys.js';
import { startPages } from './shell/pages.js';
import { SignIn } from './shell/sign-in.js';
import { StatusStrip } from './shell/status-strip.js';
import { SymbolHead } from './shell/symbol-head.js';
import { startTheme, toggleTheme } from './shell/theme.js';
import { takeTokenFromAddress, TokenLife } from './shell/token.js';
import { TradeSource } from './shell/trade-source.js';
import { Market } from './watch/market.js';
import { WatchList } from './watch/watch-list.js';

/** How long to see what is busy before one is chosen. */
const lookAroundMs = 1200;

/** A key that is held down passes by symbols that nobody asked for. */
const settleMs = 80;

/** How long the book that the address names may keep all other symbols waiting. */
const bookFirstMs = 1000;

/** Where no quote comes the rest of the desk says so, too. */
const patienceMs = 2000;

takeTokenFromAddress();
const store = new Store(defaults, localStorage);
startTheme(store);
startPages();

const feed = new Feed();
const { client } = feed;
const market = new Market(() => feed.fetchInstruments());
const checksums = new ChecksumCount();
/** What every part works with. */
const desk = {
  client, feed, market, checksums, store, trades: new TradeSource(client), alerts: new PriceAlerts(market, store),
};

const watchList = new WatchList(byId('watch'), desk);
const head = new SymbolHead(byId('symbol-head'), desk);
const book = new BookPart(byId('book'), desk);
/** The parts that wait for the first quote, once they are here. @type {any} */
let later = null;
const linkedPanels = () => new URLSearchParams(location.hash.slice(1)).get('panels');
// Panels that come later have their room from the beginning: nothing moves when they come.
byId('workspace').hidden = linkedPanels() === null && store.get('panels').length === 0;
document.body.dataset.panels = String(!byId('workspace').hidden);
const strip = new StatusStrip(client);
const condition = new Condition(client, new TokenLife());
const signIn = new SignIn();
startKeys({
  '/': () => watchList.focusSearch(),
  Escape: () => watchList.focus(),
  t: () => toggleTheme(store),
  f: () => watchList.toggleChosen(),
  a: () => book.toggleAnchor(),
  c: () => book.centre(),
  '[': () => book.stepDepth(-1),
  ']': () => book.stepDepth(1),
  '-': () => book.stepGrouping(-1),
  '+': () => book.stepGrouping(1),
});
byId('theme-button').addEventListener('click', () => toggleTheme(store));
desk.alerts.onAlert = (text) => setText(byId('spoken'), `Price alert: ${text}`);
head.onStar = () => watchList.toggleChosen();

let settling = 0;
/** The symbol that the later parts do not show yet; null: none. */
let waiting = null;
let waitingSince = 0;
watchList.onChoose = (symbol) => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    writeAddress();
    head.show(symbol);
    if (book.symbol !== symbol) {
      book.show(symbol);
    }

    waiting = symbol;
    waitingSince = performance.now();
  }, settleMs);
};

/** The address is a link to what is seen. */
function writeAddress() {
  // Until the panels are here, the address keeps those that it names.
  const link = later === null ? linkedPanels() : later.workspace.link;
  const panels = link === null ? '' : `&panels=${encodeURIComponent(link)}`;
  history.replaceState(null, '', `#symbol=${encodeURIComponent(watchList.chosen)}${panels}`);
}
store.on('panels', () => writeAddress());

/** The symbol that the address names, whether or not there is such a one: its parts say what became of it. */
const named = (hash = location.hash) => new URLSearchParams(hash.slice(1)).get('symbol') || null;
window.addEventListener('hashchange', ({ newURL }) => {
  takeTokenFromAddress();
  // Not what the address says by now: what was chosen before may have been written into it since.
  const symbol = named(new URL(newURL).hash);
  if (symbol !== null) {
    watchList.choose(symbol);
  }
});

/** Begins with the symbol of the address or, without one, where most happens. */
let firstQuoteAt = 0;
function begin(now) {
  const { busiest } = market;
  firstQuoteAt ||= busiest === undefined ? 0 : now;
  const hasLooked = firstQuoteAt > 0 && now - firstQuoteAt > lookAroundMs;
  const symbol = named() ?? (hasLooked ? busiest.symbol : null);
  if (symbol !== null) {
    watchList.choose(symbol);
  }
}

// A panel that is asked for before panels are here is among those that they begin with.
byId('pin-buttons').addEventListener('click', ({ target }) => {
  const { kind } = target.dataset;
  if (later === null && kind !== undefined && watchList.chosen !== null) {
    store.set('panels', [...store.get('panels'), [kind, watchList.chosen]]);
  }
});

/** Fetches the later parts, once, and shows the symbol in them. */
let isFetching = false;
function showLater() {
  if (later !== null) {
    later.parts.forEach((part) => part.show(waiting));
    waiting = null;
  } else if (!isFetching) {
    isFetching = true;
    import('./shell/later.js')
      .then(({ makeLaterParts }) => {
        later = makeLaterParts(desk, () => watchList.chosen);
        writeAddress();
      })
      // A line that broke at the wrong moment: it is tried again in a while.
      .catch(() => setTimeout(() => isFetching = false, patienceMs));
  }
}

onFrame((now) => {
  if (watchList.chosen === null) {
    begin(now);
  }

  if (waiting !== null && (market.hasQuotes || now - waitingSince > patienceMs)) {
    showLater();
  }

  condition.paint(now);
});
onFrameEvery(250, (now) => strip.paint(now, checksums));
setInterval(() => market.sample(), 1000);

// A session that lives takes another token in place; one that is refused begins anew with it.
signIn.onToken = () => client.authenticate().catch(() => client.close());
watchAuthorization(client, () => feed.askStatus(), () => signIn.ask());
/**
 * Where the address names a symbol its book comes first: on a slow line the quotes of all symbols take as long as a way
 * there and back.
 */
let isWatching = false;
function watchMarket() {
  if (!isWatching) {
    isWatching = true;
    book.onBook = () => {};
    market.watch(client, checksums);
  }
}

if (named() === null) {
  watchMarket();
} else {
  book.onBook = watchMarket;
  client.on('connected', () => setTimeout(watchMarket, bookFirstMs));
  watchList.choose(named());
  book.show(named());
}

keepConnected(client);
startFrames();
