/**
 * The candles of a symbol, from the trades that the gateway still has of it and from all that come.
 * @module
 */
import { el, setText } from '../lib/dom.js';
import { clock, exact, nothing } from '../lib/numbers.js';
import { onThemeChange } from '../shell/theme.js';
import { CandleChart } from './candle-chart.js';
import { Candles } from './candles.js';

const paintEveryMs = 200;
/** Where more bars changed than so many all are drawn anew. */
const rewrittenMax = 50;

export class CandleView {
  #desk;
  #plot = el('div', { className: 'plot' });
  #readout = el('p', { className: 'readout', 'aria-live': 'off' });
  #note = el('p', { className: 'chart-note' });
  #chart;
  #candles;
  #symbol = null;
  #scale = 0;
  #paintedAt = 0;
  #hoverAt = null;
  /** The earliest bar that changed since it was drawn; null: none. */
  #dirtyFrom = null;
  #isNew = true;
  /** The time of the newest bar that was drawn. */
  #drawnTo = 0;
  #isLoading = false;
  #unfollow = () => {};
  #forgetTheme;

  constructor(desk, id) {
    this.#desk = desk;
    this.#plot.id = id ?? '';
    this.element = el('div', { className: 'chart-view' }, this.#plot, this.#readout, this.#note);
    this.#candles = new Candles(desk.store.get('period'));
    this.#chart = new CandleChart(this.#plot);
    this.#chart.onHover = (time) => this.#hoverAt = time;
    this.#forgetTheme = onThemeChange(() => {
      this.#chart.dress();
      this.#chart.setAll(this.#candles.bars);
    });
  }

  show(symbol) {
    this.#unfollow();
    this.#symbol = symbol;
    this.#scale = this.#desk.market.find(symbol)?.priceScale ?? 0;
    this.#candles = new Candles(this.#desk.store.get('period'));
    this.#begin();
    this.#unfollow = this.#desk.trades.follow(symbol, { onChange: (change) => this.#take(change) });
  }

  setPeriod(seconds) {
    this.#candles.period = seconds;
    this.#begin();
  }

  showNewest() {
    this.#chart.showNewest();
  }

  paint(now) {
    const listing = this.#desk.market.find(this.#symbol);
    if (listing === undefined || now - this.#paintedAt < paintEveryMs) {
      return;
    }

    this.#paintedAt = now;
    this.#rescale(listing.priceScale);
    if (listing.state === 'live' && listing.bid !== null && listing.ask !== null) {
      this.#touch(this.#candles.addQuote(this.#desk.client.gatewayTime, listing.bid, listing.ask));
      this.#load();
    }

    this.#draw();
    this.#paintReadout(listing);
    this.#paintNote(listing);
  }

  dispose() {
    this.#unfollow();
    this.#forgetTheme();
    this.#chart.dispose();
  }

  #load() {
    if (!this.#isLoading) {
      this.#isLoading = true;
      this.#chart.load().then(() => this.#begin()).catch(() => setText(this.#note, 'The chart could not be loaded.'));
    }
  }

  #begin() {
    this.#isNew = true;
    this.#chart.begin(this.#scale, this.#candles.period);
  }

  #take({ stream, trades, amendments }) {
    this.#rescale(stream.terms.priceScale);
    for (const trade of trades) {
      this.#touch(this.#candles.addTrade(trade));
    }

    for (const amendment of amendments) {
      this.#candles.amend(amendment);
      this.#dirtyFrom = 0;
    }
  }

  #touch({ time }) {
    this.#dirtyFrom = Math.min(this.#dirtyFrom ?? time, time);
  }

  #rescale(scale) {
    if (scale !== this.#scale) {
      this.#candles.rescale(10 ** (scale - this.#scale));
      this.#scale = scale;
      this.#begin();
    }
  }

  #draw() {
    if (!this.#chart.isReady || (this.#dirtyFrom === null && !this.#isNew)) {
      return;
    }

    const { bars } = this.#candles;
    const from = bars.findLastIndex(({ time }) => time < (this.#dirtyFrom ?? 0)) + 1;
    if (this.#isNew || bars.length - from > rewrittenMax) {
      this.#chart.setAll(bars);
      if (this.#isNew) {
        this.#chart.showNewest();
      }
    } else if (!this.#chart.update(bars.slice(from), this.#drawnTo)) {
      this.#chart.setAll(bars);
    }

    this.#drawnTo = bars.at(-1)?.time ?? 0;
    this.#dirtyFrom = null;
    this.#isNew = false;
  }

  #paintReadout({ sizes, quote }) {
    const { bars } = this.#candles;
    // A period that has just begun has no trade yet: the newest that has one says more.
    const newest = bars.findLast(({ open }) => open !== null) ?? bars.at(-1);
    const bar = this.#hoverAt === null ? newest : bars.find(({ time }) => time === this.#hoverAt);
    const price = (value) => value === null || value === undefined ? nothing : exact(value, this.#scale);
    const volume = bar === undefined || quote === null ? nothing : sizes.text(bar.volume, quote.terms.sizeScale);
    const values = bar === undefined ? [] : [
      ['O', price(bar.open)], ['H', price(bar.high)], ['L', price(bar.low)], ['C', price(bar.close)], ['V', volume],
    ];
    // Where there is little room a line ends between two values, not within one.
    setText(this.#readout, bar === undefined ? ''
      : [clock(bar.time * 1e6, false), ...values.map((pair) => pair.join('\u00a0'))].join('  '));
  }

  /** An empty chart says why it is empty. */
  #paintNote({ state }) {
    const { bars, hasTrades, firstTradeAt } = this.#candles;
    setText(this.#note, bars.length === 0
      ? (state === 'live' ? 'No quote and no trade yet.' : 'No data of this symbol yet.')
      : hasTrades ? '' : 'No trade yet: the lines are bid and ask.');
    this.#readout.title = hasTrades ? `Trades since ${clock(firstTradeAt, false)}: all that the gateway still has` : '';
  }
}
