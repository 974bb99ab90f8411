import { quoteChecksumOf } from './checksum.js';
import { MarketStream } from './stream.js';
import { QUOTE_FIELDS } from './wire.js';

/**
 * @typedef {import('./wire.js').QuoteField} QuoteField
 */

/**
 * Best bid and ask, last trade and statistics of the day of one symbol; its checksum is compared at every message.
 */
export class QuoteStream extends MarketStream {
  /** @type {Map<QuoteField, number | null>} */
  #values = new Map();
  #isChecksumRight = false;
  #isProven = false;
  #checksum = 0;

  /**
   * One field: prices and sizes in the scales of the stream, times in microseconds, `lastAggressor` 0 unknown, 1 buy,
   * 2 sell; null: no value, not known yet, or not a field of the stream.
   * @param {QuoteField} field
   * @returns {number | null}
   */
  get(field) {
    return this.#values.get(field) ?? null;
  }

  /**
   * The fields of the stream by name: a copy that stays as it is.
   * @returns {Partial<Record<QuoteField, number | null>>}
   */
  get fields() {
    return Object.fromEntries(this.#names.map((name) => [name, this.get(name)]));
  }

  /** CRC-32 over the fields of the stream as computed here at the last message. */
  get checksum() {
    return this.#checksum;
  }

  /** Whether that is what the gateway said. */
  get isChecksumRight() {
    return this.#isChecksumRight;
  }

  /** @internal @override */
  get isResumable() {
    return this.#isProven;
  }

  /**
   * @internal
   * @override
   * @param {import('./wire.js').DataMessage} message
   * @returns {import('./stream.js').Verdict}
   */
  change({ values, checksum }) {
    for (const [name, value] of values ?? []) {
      this.#values.set(name, value);
    }
    this.#checksum = quoteChecksumOf(this.#names.map((name) => this.get(name)));
    this.#isChecksumRight = this.#checksum === checksum;
    this.#isProven &&= this.#isChecksumRight;
    this.counts[this.#isChecksumRight ? 'verified' : 'checksumFailures']++;
    return this.#isChecksumRight ? 'applied' : 'checksumWrong';
  }

  /** @internal @override */
  clear() {
    this.#values.clear();
    this.#checksum = 0;
    this.#isChecksumRight = false;
    this.#isProven = true;
  }

  /** @internal @override */
  changeTerms() {
    // A field that comes no more would stay for ever as it was.
    const { fields } = this.terms;
    for (const [bit, name] of QUOTE_FIELDS.entries()) {
      if ((fields & (1 << bit)) === 0) {
        this.#values.delete(name);
      }
    }
  }

  /** The fields of the stream, in the order of their bits. */
  get #names() {
    const { fields } = this.terms;
    return QUOTE_FIELDS.filter((_, bit) => fields & (1 << bit));
  }
}
