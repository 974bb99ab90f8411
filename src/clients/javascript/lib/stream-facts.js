import { ResyncPace } from './pace.js';

/**
 * What the market does with the instrument, whatever the state of the stream.
 * @typedef {'pre_open' | 'auction' | 'open' | 'halt' | 'close'} MarketPhase
 */

/**
 * What is known of a stream beside what its messages say. Written by the session alone.
 * @abstract
 */
export class StreamFacts {
  /**
   * @internal
   * @param {string} symbol
   * @param {import('./subscription.js').Subscription} subscription
   */
  constructor(symbol, subscription) {
    this.symbol = symbol;
    this.subscription = subscription;
    /** What was counted so far; `verified` checksums agreed with ours. */
    this.counts = {
      messages: 0, snapshots: 0, verified: 0, checksumFailures: 0, chainBreaks: 0, inconsistencies: 0, unreadable: 0,
      discarded: 0, resyncs: 0,
    };
    this.isPaused = false;
    /** @type {MarketPhase | null} What the market does, beside `state`. Null: not told. */
    this.phase = null;
    /** @type {number | null} Since when, in microseconds by the venue's clock. */
    this.phaseSince = null;
    /** @type {string | null} The name that was asked for and stood for the symbol; null: the symbol was. */
    this.alias = null;
    /** @type {string | null} What the alias stands for now: another than `symbol` when the contract has rolled. */
    this.aliasOf = null;
    /** @internal The number in the present session; 0: none. */
    this.number = 0;
    /**
     * @internal What was asked for when the gateway last acknowledged it; null: not known.
     * @type {import('./parameters.js').Parameters | null}
     */
    this.asked = subscription.options;
    /** @internal */
    this.resyncs = new ResyncPace();
  }

  get channel() {
    return this.subscription.channel;
  }
}
