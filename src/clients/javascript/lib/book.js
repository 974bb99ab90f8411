import { checksumOfSides } from './checksum.js';
import { BookSide } from './side.js';
import { MarketStream } from './stream.js';

/**
 * The book of one symbol, cut to the depth of the stream; its checksum is compared at every message.
 */
export class BookStream extends MarketStream {
  #bids = new BookSide(true);
  #asks = new BookSide(false);
  #isChecksumRight = false;
  #isProven = false;
  #isShort = false;
  #checksum = 0;

  /**
   * The best levels as `[price, size]`, or `[price, size, orders]` where the subscription asked for `orders`, highest
   * price first.
   * @param {number} [levels]
   */
  bids(levels) {
    return this.#bids.best(levels);
  }

  /**
   * The best levels, alike, lowest price first.
   * @param {number} [levels]
   */
  asks(levels) {
    return this.#asks.best(levels);
  }

  /** @returns {import('./side.js').Level | null} */
  get bestBid() {
    return this.#bids.best(1)[0] ?? null;
  }

  /** @returns {import('./side.js').Level | null} */
  get bestAsk() {
    return this.#asks.best(1)[0] ?? null;
  }

  /** CRC-32 over the best 10 levels of each side as computed here at the last message. */
  get checksum() {
    return this.#checksum;
  }

  /** Whether that is what the gateway said. */
  get isChecksumRight() {
    return this.#isChecksumRight;
  }

  /** @internal @override */
  get isResumable() {
    // Before the next message has filled up a depth that was raised, the edges would say that the book ends there.
    // What was wrong once may be wrong on below the levels of the checksum: only a snapshot mends it.
    return this.#isProven && !this.#isShort;
  }

  /**
   * @internal
   * @override
   * @param {import('./wire.js').DataMessage} message
   * @returns {import('./stream.js').Verdict}
   */
  change(message) {
    this.#bids.apply(message.bids ?? [], message.hasOrders);
    this.#asks.apply(message.asks ?? [], message.hasOrders);
    this.#truncate();
    this.#isShort = false;
    this.#checksum = checksumOfSides(this.#bids, this.#asks);
    this.#isChecksumRight = this.#checksum === message.checksum;
    this.#isProven &&= this.#isChecksumRight;
    this.counts[this.#isChecksumRight ? 'verified' : 'checksumFailures']++;
    return this.#isChecksumRight ? 'applied' : 'checksumWrong';
  }

  /** @internal @override */
  clear() {
    this.#bids.clear();
    this.#asks.clear();
    this.#checksum = 0;
    this.#isChecksumRight = false;
    this.#isProven = true;
  }

  /** @internal @override */
  changeScales() {
    this.clear();
    this.#isProven = false;
  }

  /**
   * @internal
   * @override
   * @param {import('./stream.js').Terms} before
   */
  changeTerms(before) {
    this.#isShort ||= before.depth !== 0 && (this.terms.depth === 0 || this.terms.depth > before.depth);
  }

  /**
   * @internal
   * @override
   * @returns {[number | null, number | null]}
   */
  edges() {
    // After a depth was lowered the rest goes with the next message; what is offered must be without it.
    this.#truncate();
    return [this.#edge(this.#bids), this.#edge(this.#asks)];
  }

  /** @param {BookSide} side */
  #edge(side) {
    const { depth } = this.terms;
    return depth > 0 && side.length === depth ? side.priceAt(depth - 1) : null;
  }

  #truncate() {
    this.#bids.truncate(this.terms.depth);
    this.#asks.truncate(this.terms.depth);
  }
}
