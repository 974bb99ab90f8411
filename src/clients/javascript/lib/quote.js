import { MarketStream } from './stream.js';
import { QUOTE_FIELDS } from './wire.js';

/**
 * @typedef {import('./wire.js').QuoteField} QuoteField
 */

/** Best bid and ask, last trade and statistics of the day of one symbol. */
export class QuoteStream extends MarketStream {
  /** @type {Map<QuoteField, number | null>} */
  #values = new Map();

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
    const { fields } = this.terms;
    const names = QUOTE_FIELDS.filter((_, bit) => fields & (1 << bit));
    return Object.fromEntries(names.map((name) => [name, this.get(name)]));
  }

  /**
   * @internal
   * @override
   * @param {import('./wire.js').DataMessage} message
   * @returns {import('./stream.js').Verdict}
   */
  change({ values }) {
    for (const [name, value] of values ?? []) {
      this.#values.set(name, value);
    }
    return 'applied';
  }

  /** @internal @override */
  clear() {
    this.#values.clear();
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
}
