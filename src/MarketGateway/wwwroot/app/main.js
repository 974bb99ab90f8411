/**
 * The dashboard: puts its parts together.
 * @module
 */
import { ChecksumCount } from './checksum-count.js';
import { Condition } from './condition.js';
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

takeTokenFromAddress();
startTheme();
startPages();

const feed = new Feed();
const market = new Market(() => feed.fetchInstruments());
const watchList = new WatchList(market);
const desk = new Desk(feed.client, market);
const speed = new SpeedPanel(feed);
const strip = new StatusStrip(feed.client);
const condition = new Condition(feed.client);
const checksums = new ChecksumCount();
const signIn = new SignIn();
startKeys(watchList, desk);

watchList.onChoose = (symbol) => {
  history.replaceState(null, '', `#symbol=${encodeURIComponent(symbol)}`);
  desk.show(symbol);
  speed.show(symbol);
};

onFrame((now) => {
  watchList.paint(now);
  desk.paint(now);
  condition.paint();
});
onFrameEvery(250, (now) => strip.paint(now, checksums));
setInterval(() => market.sample(), 1000);
startFrames();
