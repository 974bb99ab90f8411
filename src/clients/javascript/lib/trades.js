import { MarketStream } from './stream.js';

/**
 * @typedef {import('./wire.js').Trade} Trade
 * @typedef {import('./wire.js').RollUp} RollUp
 * @typedef {import('./wire.js').TradeAmendment} TradeAmendment
 */

const ROLL_UPS_KEPT = 100;

/**
 * The trades of one symbol: the most recent ones one by one, and what is known of those that the gateway rolled up
 * because this client was too slow or too long away. Each change names its trades, cancels and corrections; here the
 * last trades are kept, as they stand now.
 */
export class TradeStream extends MarketStream {
  /** @type {Trade[]} */
  #kept = [];
  /**
   * Which of the trades kept do not stand. What was cancelled keeps its place, so that a cancel that comes
   * twice does not reach for another trade.
   * @type {Map<Trade, 'cancelled' | 'tooSmall'>}
   */
  #gone = new Map();
  /** @type {RollUp[]} */
  #rollUps = [];
  #count = 0;
  /** @type {string | null} */
  #keptGeneration = null;
  #mayStart = true;

  /**
   * The last trades that are kept, oldest first: a copy that stays as it is. Without those that were cancelled, and
   * those that were corrected with their new values.
   * @param {number} [count] at most so many
   * @returns {Trade[]}
   */
  recent(count = Infinity) {
    const kept = Math.min(count, this.subscription.tradesKept);
    const { size } = this.#gone;
    const standing = size === 0 ? this.#kept : this.#kept.filter((trade) => !this.#gone.has(trade));
    return kept === 0 ? [] : standing.slice(-kept);
  }

  /** The last roll-ups, oldest first. */
  get rollUps() {
    return [...this.#rollUps];
  }

  /** How many trades came one by one, history included. */
  get count() {
    return this.#count;
  }

  /** @internal @override */
  get mayStart() {
    return this.#mayStart;
  }

  /** @internal @override */
  awaitStart() {
    this.#mayStart = true;
  }

  /** @internal @override "Trades continue where the session's own cursor stands": no snapshot follows. */
  get continuesAfterResync() {
    return true;
  }

  /**
   * @internal
   * @override
   * @param {import('./wire.js').DataMessage} message
   * @returns {import('./stream.js').Verdict}
   */
  change(message) {
    if (message.rollUp) {
      this.#rollUps.push(message.rollUp);
      this.#rollUps.splice(0, this.#rollUps.length - ROLL_UPS_KEPT);
    } else if (!areInOrder(message) || !this.#isCountRight(message)) {
      return 'inconsistent';
    } else {
      this.#keep(message.trades ?? [], message.from === null);
    }
    message.amendments?.forEach((amendment) => this.#amend(amendment));
    this.#mayStart = false;
    return 'applied';
  }

  /** @internal @override Versions of another epoch cannot be compared with those to come. */
  clear() {
    this.#kept.length = 0;
    this.#gone.clear();
    this.#rollUps.length = 0;
  }

  /**
   * A history counts in no account; trades below the smallest size are counted, but do not come.
   * @param {import('./wire.js').DataMessage} message
   */
  #isCountRight({ from, merged, trades = [], amendments }) {
    if (from === null || merged === null || amendments) {
      return true;
    }
    return this.terms.minTradeSize > 0 ? merged >= trades.length : merged === trades.length;
  }

  /**
   * Of the newest trade with that number. One that is smaller than the stream's trades then is left out until it is
   * larger again.
   * @param {TradeAmendment} amendment
   */
  #amend({ kind, tradeId, price, size, aggressor }) {
    const place = this.#kept.findLastIndex((trade) => trade.tradeId === tradeId);
    const trade = this.#kept[place];
    if (trade === undefined || this.#gone.get(trade) === 'cancelled') {
      return;
    }
    if (kind === 'cancel') {
      this.#gone.set(trade, 'cancelled');
      return;
    }
    const values = /** @type {Pick<Trade, 'price' | 'size' | 'aggressor'>} */ ({ price, size, aggressor });
    const corrected = /** @type {Trade} */ ({ ...trade, ...values, isCorrected: true });
    this.#kept[place] = corrected;
    this.#gone.delete(trade);
    if (values.size < this.terms.minTradeSize) {
      this.#gone.set(corrected, 'tooSmall');
    }
  }

  /**
   * @internal
   * @override A trade that was got stays: in other scales where that is exact, else none is kept.
   * @param {import('./stream.js').Terms} before
   */
  changeScales(before) {
    const converted = this.#kept.map((trade) => ({
      ...trade,
      price: convert(trade.price, before.priceScale, this.terms.priceScale),
      size: convert(trade.size, before.sizeScale, this.terms.sizeScale),
    }));
    const isExact = converted.every(({ price, size }) => Number.isSafeInteger(price) && Number.isSafeInteger(size));
    this.#gone = new Map(this.#kept.flatMap((trade, place) => {
      const why = this.#gone.get(trade);
      return why && isExact ? [[converted[place], why]] : [];
    }));
    this.#kept = isExact ? converted : [];
    this.#rollUps.length = 0;
  }

  /**
   * @param {Trade[]} trades
   * @param {boolean} isFirst
   */
  #keep(trades, isFirst) {
    // The history of a new start may repeat what is held already, and knows better: some may have been cancelled or
    // corrected since. Versions of two generations do not compare.
    const isRepeated = isFirst && this.#keptGeneration === this.terms.generation;
    const held = (isRepeated ? this.#kept.at(-1)?.version : undefined) ?? -Infinity;
    this.#keptGeneration = this.terms.generation;
    this.#count += trades.filter(({ version }) => version > held).length;
    while (isRepeated && trades.length > 0 && (this.#kept.at(-1)?.version ?? -Infinity) >= trades[0].version) {
      this.#gone.delete(/** @type {Trade} */ (this.#kept.pop()));
    }
    this.#kept.push(...trades);
    const excess = this.#kept.length - this.subscription.tradesKept;
    // Cut now and then, not at every trade.
    if (excess > this.subscription.tradesKept) {
      this.#kept.splice(0, excess).forEach((trade) => this.#gone.delete(trade));
    }
  }
}

/**
 * Moves an integer to another decimal scale; not an integer where that is not exact.
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
function convert(value, from, to) {
  return to >= from ? value * 10 ** (to - from) : value / 10 ** (from - to);
}

/** @param {import('./wire.js').DataMessage} message */
function areInOrder({ from, to, trades = [] }) {
  let before = from ?? -Infinity;
  for (const { version } of trades) {
    if (version <= before || version > to) {
      return false;
    }
    before = version;
  }
  return true;
}
