import { MarketStream } from './stream.js';

/**
 * @typedef {import('./wire.js').Trade} Trade
 * @typedef {import('./wire.js').RollUp} RollUp
 */

const ROLL_UPS_KEPT = 100;

/**
 * The trades of one symbol: the most recent ones one by one, and what is known of those that the gateway rolled up
 * because this client was too slow or too long away. Each change names its trades; here the last are kept.
 */
export class TradeStream extends MarketStream {
  /** @type {Trade[]} */
  #kept = [];
  /** @type {RollUp[]} */
  #rollUps = [];
  #count = 0;
  /** @type {string | null} */
  #keptGeneration = null;
  #mayStart = true;

  /**
   * The last trades that are kept, oldest first: a copy that stays as it is.
   * @param {number} [count] at most so many
   * @returns {Trade[]}
   */
  recent(count = Infinity) {
    const kept = Math.min(count, this.subscription.tradesKept);
    return kept === 0 ? [] : this.#kept.slice(-kept);
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
    this.#mayStart = false;
    return 'applied';
  }

  /** @internal @override Versions of another epoch cannot be compared with those to come. */
  clear() {
    this.#kept.length = 0;
    this.#rollUps.length = 0;
  }

  /**
   * A history counts in no account; trades below the smallest size are counted, but do not come.
   * @param {import('./wire.js').DataMessage} message
   */
  #isCountRight({ from, merged, trades = [] }) {
    if (from === null || merged === null) {
      return true;
    }
    return this.terms.minTradeSize > 0 ? merged >= trades.length : merged === trades.length;
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
    this.#kept = isExact ? converted : [];
    this.#rollUps.length = 0;
  }

  /**
   * @param {Trade[]} trades
   * @param {boolean} isFirst
   */
  #keep(trades, isFirst) {
    // The history of a new start may repeat what is held already. Versions of two generations do not compare.
    const isRepeated = isFirst && this.#keptGeneration === this.terms.generation;
    const held = (isRepeated ? this.#kept.at(-1)?.version : undefined) ?? -Infinity;
    this.#keptGeneration = this.terms.generation;
    const fresh = trades.filter(({ version }) => version > held);
    this.#count += fresh.length;
    this.#kept.push(...fresh);
    const excess = this.#kept.length - this.subscription.tradesKept;
    // Cut now and then, not at every trade.
    if (excess > this.subscription.tradesKept) {
      this.#kept.splice(0, excess);
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
