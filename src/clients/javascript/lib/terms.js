/**
 * What the gateway made of a subscription to one symbol.
 * @typedef {object} Terms
 * @property {number} depth Book: levels per side; 0: all.
 * @property {number} intervalMs At most one update in this time; 0: as fast as the connection takes them.
 * @property {number} history Trade: how many past trades came first.
 * @property {number} grouping Book: how many price steps a level spans; 0 or 1: as they are.
 * @property {number} fields Quote: the bit set of the fields that come.
 * @property {number} minPriceMove Quote: by how many price steps a price must move before an update comes.
 * @property {'auto' | 'never'} merge Book and quote: `'never'`: each update is a message of its own.
 * @property {boolean} orders Book: whether each level says how many orders stand there.
 * @property {number} minTradeSize Trade: smaller ones do not come one by one.
 * @property {number} priceScale Prices are in units of 10^-priceScale.
 * @property {number} sizeScale Sizes are in units of 10^-sizeScale.
 * @property {number} tickSize Smallest price step, as a price.
 * @property {string | null} generation What versions and numbers mean, opaque: two that differ do not compare; null:
 *   nothing has arrived.
 */

/**
 * Those of a stream that is not acknowledged yet.
 * @type {Terms}
 */
export const NO_TERMS = {
  depth: 0, intervalMs: 0, history: 0, grouping: 0, fields: 0, minPriceMove: 0, merge: 'auto', orders: false,
  minTradeSize: 0,
  priceScale: 0, sizeScale: 0, tickSize: 1, generation: null,
};
const TERM_NAMES = /** @type {(keyof Terms)[]} */ (Object.keys(NO_TERMS));

/**
 * @param {Record<string, any>} entry of `subscribed`, `snapshot` or `updated`
 * @returns {Terms}
 */
export function termsOf(entry) {
  const terms = { ...NO_TERMS };
  for (const name of TERM_NAMES) {
    /** @type {any} */ (terms)[name] = entry[name] ?? NO_TERMS[name];
  }
  return terms;
}
