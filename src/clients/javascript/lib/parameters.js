import { QUOTE_FIELDS } from './wire.js';

/**
 * @typedef {'quote' | 'book' | 'trade'} Channel
 */

/**
 * What is wanted of some symbols, as schemas/wire, section 3 has it. What a channel does not have must be left out.
 * @typedef {object} SubscribeOptions
 * @property {Channel} channel
 * @property {readonly string[]} symbols Symbols, and patterns with `*` and `?`.
 * @property {number} [depth] Book: levels per side; 0 (default): all.
 * @property {number} [grouping] Book: how many price steps a level spans; 0 (default): levels as they are. A sum
 *   that an integer cannot say comes as `Number.MAX_SAFE_INTEGER`: at least so much.
 * @property {boolean} [orders] Book: each level says how many orders stand there, as a third number; 0 where the source
 *   does not tell. Default false.
 * @property {number} [intervalMs] At most one update per symbol in this time; 0 (default): as fast as it can be taken.
 * @property {readonly import('./wire.js').QuoteField[]} [fields] Quote: those wanted; default all.
 * @property {number} [minPriceMove] Quote: by how many price steps a price must move; 0 (default): every update.
 * @property {'auto' | 'never'} [merge] Book and quote: `'never'`: each update of the source is a message of its own, as
 *   long as you keep up; `'auto'` (default): what happened since the last message comes as one.
 * @property {number} [history] Trade: how many past trades to begin with; default 0.
 * @property {number} [minTradeSize] Trade: smaller ones are left out; default 0.
 * @property {Filter} [filter] What symbols must be like; default any.
 */

/**
 * @typedef {object} Filter
 * @property {readonly string[]} [venue]
 * @property {readonly string[]} [assetClass]
 * @property {readonly string[]} [currency]
 * @property {Readonly<Record<string, readonly string[]>>} [attributes] Others by name, each one of these texts, or of
 *   these patterns with `*` and `?`.
 * @property {{ readonly from?: string, readonly to?: string }} [expiry] On which days they expire, as `2026-12-31`.
 */

/**
 * @typedef {Partial<Pick<SubscribeOptions,
 *   'depth' | 'grouping' | 'orders' | 'intervalMs' | 'fields' | 'minPriceMove' | 'merge' |
 *   'minTradeSize'>>} SubscribeChanges
 */

const NUMBERS = /** @type {const} */ ({
  book: ['depth', 'grouping', 'intervalMs'],
  quote: ['intervalMs', 'minPriceMove'],
  trade: ['intervalMs', 'history', 'minTradeSize'],
});
const FILTER_KEYS = ['venue', 'assetClass', 'currency', 'attributes', 'expiry'];
const OF_SUBSCRIPTIONS_ONLY = new Set(['intervalMs', 'minPriceMove']);

/** The parameters of a subscription without its symbols. Immutable; the constructor says what is wrong. */
export class Parameters {
  /**
   * @param {Channel} channel
   * @param {Omit<SubscribeOptions, 'channel' | 'symbols'>} options
   */
  constructor(channel, options) {
    if (!(channel in NUMBERS)) {
      throw new TypeError(`channel is '${channel}', but must be 'book', 'quote' or 'trade'`);
    }
    this.channel = channel;
    /** @type {Record<string, number>} */
    this.numbers = {};
    /** @type {readonly import('./wire.js').QuoteField[]} */
    this.fields = QUOTE_FIELDS;
    /** @type {'auto' | 'never'} */
    this.merge = 'auto';
    this.orders = false;
    /** @type {Filter | undefined} */
    this.filter = undefined;
    for (const name of NUMBERS[channel]) {
      this.numbers[name] = 0;
    }
    for (const [name, value] of Object.entries(options)) {
      if (value !== undefined) {
        this.#take(name, value);
      }
    }
    expect(this.merge === 'auto' || !(this.numbers.intervalMs || this.numbers.minPriceMove),
      "merge is 'never', which is every update; intervalMs and minPriceMove must be 0");
    Object.freeze(this.numbers);
    Object.freeze(this);
  }

  /**
   * @param {SubscribeChanges} changes
   * @returns {Parameters}
   */
  with(changes) {
    for (const name of Object.keys(changes)) {
      if (name === 'history' || name === 'filter') {
        throw new TypeError(`${name} cannot be changed while the subscription lasts`);
      }
    }
    const { numbers, filter, fields, merge, orders } = this;
    return new Parameters(this.channel, {
      ...numbers, filter, ...(this.channel === 'quote' ? { fields } : {}), ...this.#ofMerge(merge),
      ...(orders ? { orders } : {}), ...changes,
    });
  }

  /** The fields as the bit set of data messages; 0 where there are none. */
  get fieldBits() {
    const fields = this.channel === 'quote' ? this.fields : [];
    return fields.reduce((bits, field) => bits | (1 << QUOTE_FIELDS.indexOf(field)), 0);
  }

  /**
   * What a request says: all that is not the default.
   * @param {boolean} isOnce without what only a subscription has
   */
  toRequest(isOnce) {
    const numbers = Object.entries(this.numbers)
      .filter(([name, value]) => value !== 0 && !(isOnce && OF_SUBSCRIPTIONS_ONLY.has(name)));
    return {
      ...Object.fromEntries(numbers),
      ...(this.fields.length < QUOTE_FIELDS.length ? { fields: this.fields } : {}),
      ...(this.merge !== 'auto' && !isOnce ? { merge: this.merge } : {}),
      ...(this.orders ? { orders: true } : {}),
      ...(this.filter && Object.keys(this.filter).length > 0 ? { filter: this.filter } : {}),
    };
  }

  /** All that the channel has and that can be changed while streams are held. */
  toUpdate() {
    const { history, ...numbers } = this.numbers;
    const ofQuote = this.channel === 'quote' ? { fields: this.fields } : {};
    return { ...numbers, ...this.#ofMerge(this.merge), ...ofQuote, ...(this.orders ? { orders: true } : {}) };
  }

  /**
   * Trades come one by one: they have no such parameter.
   * @param {'auto' | 'never'} merge
   */
  #ofMerge(merge) {
    return this.channel === 'trade' ? {} : { merge };
  }

  /**
   * Whether a client that holds what the other shows can go on with these.
   * @param {Parameters} other
   */
  showsNothingBeyond(other) {
    return this.numbers.depth === other.numbers.depth
      && this.numbers.grouping === other.numbers.grouping
      && this.orders === other.orders
      && this.fields.every((field) => other.fields.includes(field));
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  #take(name, value) {
    if (name === 'filter') {
      this.filter = filterOf(value);
    } else if (name === 'fields' && this.channel === 'quote') {
      const unknown = value.find((/** @type {any} */ field) => !QUOTE_FIELDS.includes(field));
      expect(unknown === undefined && value.length > 0, `'${unknown}' is no field of a quote`);
      this.fields = Object.freeze(QUOTE_FIELDS.filter((field) => value.includes(field)));
    } else if (name === 'merge' && this.channel !== 'trade') {
      expect(value === 'auto' || value === 'never', `merge is '${value}', but must be 'auto' or 'never'`);
      this.merge = value;
    } else if (name === 'orders' && this.channel === 'book') {
      expect(typeof value === 'boolean', `orders is ${value}, but must be true or false`);
      this.orders = value;
    } else {
      expect(name in this.numbers, `channel '${this.channel}' has no parameter '${name}'`);
      expect(Number.isSafeInteger(value) && value >= 0, `${name} is ${value}, but must be an integer from 0`);
      this.numbers[name] = value;
    }
  }
}

/**
 * Checks a filter, and leaves out what asks for nothing.
 * @param {Filter} filter
 * @returns {Filter}
 */
export function filterOf(filter) {
  for (const name of Object.keys(filter)) {
    expect(FILTER_KEYS.includes(name), `symbols have no attribute '${name}'`);
  }
  const { attributes = {}, expiry = {}, ...own } = filter;
  for (const name of Object.keys(expiry)) {
    expect(['from', 'to'].includes(name), `expiry has no '${name}', but 'from' and 'to'`);
  }
  const days = Object.fromEntries(Object.entries(expiry).filter(([, day]) => day !== undefined && day !== null));
  const asked = withoutEmpty(attributes);
  return {
    ...withoutEmpty(own),
    ...(Object.keys(asked).length > 0 ? { attributes: asked } : {}),
    ...(Object.keys(days).length > 0 ? { expiry: days } : {}),
  };
}

/**
 * An attribute of which nothing is asked is left out: on the wire an empty array would match nothing.
 * @param {Readonly<Record<string, readonly string[] | undefined>>} lists
 */
function withoutEmpty(lists) {
  return /** @type {Record<string, readonly string[]>} */ (
    Object.fromEntries(Object.entries(lists).filter(([, values]) => values && values.length > 0)));
}

/**
 * @param {boolean} holds
 * @param {string} otherwise
 */
function expect(holds, otherwise) {
  if (!holds) {
    throw new TypeError(otherwise);
  }
}
