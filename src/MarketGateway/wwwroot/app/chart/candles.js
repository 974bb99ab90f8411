/**
 * Candles of one symbol, made of its trades and of its quotes: what was paid in each period, how much of it, and where
 * bid and ask stood at its end. Prices stay the integers that they are.
 * @module
 */

const tradesMax = 20_000;
const barsMax = 4000;

/**
 * @typedef {object} Bar
 * @property {number} time the beginning of the period, in seconds since 1970
 * @property {number | null} open
 * @property {number | null} high
 * @property {number | null} low
 * @property {number | null} close
 * @property {number} volume
 * @property {number} bought how much of it was bought by the aggressor
 * @property {number | null} bid
 * @property {number | null} ask
 */

export class Candles {
  #period;
  /** @type {Bar[]} by time */
  bars = [];
  /** As they came. */
  #trades = [];

  /** @param {number} period in seconds */
  constructor(period) {
    this.#period = period;
  }

  get period() {
    return this.#period;
  }

  /** What trades know is cut anew; quotes of earlier periods are merged, or lost where periods become shorter. */
  set period(seconds) {
    this.#period = seconds;
    this.#rebuild();
  }

  get hasTrades() {
    return this.#trades.length > 0;
  }

  get firstTradeAt() {
    return this.#trades[0]?.occurredAt ?? null;
  }

  /** @returns {Bar} the bar that it went into */
  addTrade(trade) {
    this.#trades.push(trade);
    if (this.#trades.length > tradesMax * 1.1) {
      this.#trades.splice(0, this.#trades.length - tradesMax);
    }

    return this.#count(trade);
  }

  addQuote(microseconds, bid, ask) {
    return Object.assign(this.#barAt(microseconds), { bid, ask });
  }

  /** A trade was cancelled, or has another price and size. */
  amend({ kind, tradeId, price, size, aggressor }) {
    const at = this.#trades.findLastIndex((trade) => trade.tradeId === tradeId);
    if (at >= 0) {
      this.#trades.splice(at, 1, ...(kind === 'cancel' ? [] : [{ ...this.#trades[at], price, size, aggressor }]));
      this.#rebuild();
    }
  }

  /** Brings all prices to other scales of the symbol. */
  rescale(factor) {
    this.#trades = this.#trades.map((trade) => ({ ...trade, price: trade.price * factor }));
    for (const bar of this.bars) {
      for (const name of ['open', 'high', 'low', 'close', 'bid', 'ask']) {
        bar[name] = bar[name] === null ? null : bar[name] * factor;
      }
    }
  }

  #count({ occurredAt, price, size, aggressor }) {
    const bar = this.#barAt(occurredAt);
    bar.open ??= price;
    bar.high = Math.max(bar.high ?? price, price);
    bar.low = Math.min(bar.low ?? price, price);
    bar.close = price;
    bar.volume += size;
    bar.bought += aggressor === 'buy' ? size : 0;
    return bar;
  }

  #rebuild() {
    const quotes = this.bars.filter(({ bid }) => bid !== null);
    this.bars = [];
    for (const trade of this.#trades) {
      this.#count(trade);
    }

    for (const { time, bid, ask } of quotes) {
      this.addQuote(time * 1e6, bid, ask);
    }
  }

  #barAt(microseconds) {
    const time = Math.floor(microseconds / 1e6 / this.#period) * this.#period;
    // Nearly always the last one; venue times may stand a little out of order.
    let at = this.bars.length - 1;
    while (at >= 0 && this.bars[at].time > time) {
      at--;
    }

    if (at >= 0 && this.bars[at].time === time) {
      return this.bars[at];
    }

    const bar = { time, open: null, high: null, low: null, close: null, volume: 0, bought: 0, bid: null, ask: null };
    this.bars.splice(at + 1, 0, bar);
    if (this.bars.length > barsMax * 1.1) {
      this.bars.splice(0, this.bars.length - barsMax);
    }

    return bar;
  }
}
