/**
 * @param {Record<string, any>} entry of `subscribed`, `snapshot` or `updated`
 * @returns {Terms}
 */
export function termsOf(entry: Record<string, any>): Terms;
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
export const NO_TERMS: Terms;
/**
 * What the gateway made of a subscription to one symbol.
 */
export type Terms = {
    /**
     * Book: levels per side; 0: all.
     */
    depth: number;
    /**
     * At most one update in this time; 0: as fast as the connection takes them.
     */
    intervalMs: number;
    /**
     * Trade: how many past trades came first.
     */
    history: number;
    /**
     * Book: how many price steps a level spans; 0 or 1: as they are.
     */
    grouping: number;
    /**
     * Quote: the bit set of the fields that come.
     */
    fields: number;
    /**
     * Quote: by how many price steps a price must move before an update comes.
     */
    minPriceMove: number;
    /**
     * Book and quote: `'never'`: each update is a message of its own.
     */
    merge: "auto" | "never";
    /**
     * Book: whether each level says how many orders stand there.
     */
    orders: boolean;
    /**
     * Trade: smaller ones do not come one by one.
     */
    minTradeSize: number;
    /**
     * Prices are in units of 10^-priceScale.
     */
    priceScale: number;
    /**
     * Sizes are in units of 10^-sizeScale.
     */
    sizeScale: number;
    /**
     * Smallest price step, as a price.
     */
    tickSize: number;
    /**
     * What versions and numbers mean, opaque: two that differ do not compare; null:
     * nothing has arrived.
     */
    generation: string | null;
};
