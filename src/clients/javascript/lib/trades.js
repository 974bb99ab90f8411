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
      this.#keep(message.trades ?? []);
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

  /** @param {Trade[]} trades */
  #keep(trades) {
    // The history of a new start may repeat what is held already.
    const held = this.#kept.at(-1)?.version ?? -Infinity;
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
