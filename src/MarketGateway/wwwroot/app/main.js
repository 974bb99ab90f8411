/**
 * The dashboard: puts its parts together.
 * @module
 */
import { ChecksumCount } from './checksum-count.js';
import { Condition } from './condition.js';
import { keepConnected, watchAuthorization } from './connection.js';
import { Desk } from './desk.js';
import { Feed } from './feed.js';
import { onFrame, onFrameEvery, startFrames } from './frames.js';
import { startKeys } from './keys.js';
import { Market } from './market.js';
import { startPages } from './pages.js';
import { SignIn } from './sign-in.js';
import { SpeedPanel } from './speed-panel.js';
import { StatusStrip } from './status-strip.js';
import { startTheme } from './theme.js';
import { takeTokenFromAddress } from './token.js';
import { WatchList } from './watch-list.js';

/** How long to see what is busy before one is chosen. */
const lookAroundMs = 1200;

/** A key that is held down passes by symbols that nobody asked for. */
const settleMs = 80;

takeTokenFromAddress();
startTheme();
startPages();

const feed = new Feed();
const market = new Market(() => feed.fetchInstruments());
const watchList = new WatchList(market);
const checksums = new ChecksumCount();
const desk = new Desk(feed.client, market, checksums);
const speed = new SpeedPanel(feed, checksums);
const strip = new StatusStrip(feed.client);
const condition = new Condition(feed.client);
const signIn = new SignIn();
startKeys(watchList, desk);

let settling = 0;
watchList.onChoose = (symbol) => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    history.replaceState(null, '', `#symbol=${encodeURIComponent(symbol)}`);
    desk.show(symbol);
    speed.show(symbol);
  }, settleMs);
};

/** Begins with the symbol of the address or, without one, where most happens. */
const wanted = new URLSearchParams(location.hash.slice(1)).get('symbol');
let firstQuoteAt = 0;
function begin(now) {
  const { busiest } = market;
  firstQuoteAt ||= busiest === undefined ? 0 : now;
  const hasLooked = firstQuoteAt > 0 && now - firstQuoteAt > lookAroundMs;
  const symbol = market.find(wanted)?.symbol ?? (hasLooked ? busiest.symbol : undefined);
  if (symbol !== undefined) {
    watchList.choose(symbol);
  }
}

onFrame((now) => {
  if (watchList.chosen === null) {
    begin(now);
  }

  watchList.paint(now);
  desk.paint(now);
  condition.paint();
});
onFrameEvery(250, (now) => strip.paint(now, checksums));
setInterval(() => market.sample(), 1000);

signIn.onToken = () => location.reload();
watchAuthorization(feed.client, () => feed.askStatus(), () => signIn.ask());
market.watch(feed.client, checksums);
market.define().catch(() => {});
keepConnected(feed.client);
startFrames();
