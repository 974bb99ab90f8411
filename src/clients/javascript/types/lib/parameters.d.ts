/**
 * Checks a filter, and leaves out what asks for nothing.
 * @param {Filter} filter
 * @returns {Filter}
 */
export function filterOf(filter: Filter): Filter;
/** The parameters of a subscription without its symbols. Immutable; the constructor says what is wrong. */
export class Parameters {
    /**
     * @param {Channel} channel
     * @param {Omit<SubscribeOptions, 'channel' | 'symbols'>} options
     */
    constructor(channel: Channel, options: Omit<SubscribeOptions, "channel" | "symbols">);
    channel: Channel;
    /** @type {Record<string, number>} */
    numbers: Record<string, number>;
    /** @type {readonly import('./wire.js').QuoteField[]} */
    fields: readonly import("./wire.js").QuoteField[];
    /** @type {'auto' | 'never'} */
    merge: "auto" | "never";
    orders: boolean;
    /** @type {Filter | undefined} */
    filter: Filter | undefined;
    /**
     * @param {SubscribeChanges} changes
     * @returns {Parameters}
     */
    with(changes: SubscribeChanges): Parameters;
    /** The fields as the bit set of data messages; 0 where there are none. */
    get fieldBits(): number;
    /**
     * What a request says: all that is not the default.
     * @param {boolean} isOnce without what only a subscription has
     */
    toRequest(isOnce: boolean): {
        filter?: Filter | undefined;
        orders?: boolean | undefined;
        merge?: "never" | undefined;
        fields?: readonly import("./wire.js").QuoteField[] | undefined;
    };
    /** All that the channel has and that can be changed while streams are held. */
    toUpdate(): {
        orders?: boolean | undefined;
        fields: readonly import("./wire.js").QuoteField[];
        merge?: undefined;
    } | {
        orders?: boolean | undefined;
        fields?: undefined;
        merge?: undefined;
    } | {
        orders?: boolean | undefined;
        fields: readonly import("./wire.js").QuoteField[];
        merge: "auto" | "never";
    } | {
        orders?: boolean | undefined;
        fields?: undefined;
        merge: "auto" | "never";
    };
    /**
     * Whether a client that holds what the other shows can go on with these.
     * @param {Parameters} other
     */
    showsNothingBeyond(other: Parameters): boolean;
    #private;
}
export type Channel = "quote" | "book" | "trade";
/**
 * What is wanted of some symbols, as schemas/wire, section 3 has it. What a channel does not have must be left out.
 */
export type SubscribeOptions = {
    channel: Channel;
    /**
     * Symbols, and patterns with `*` and `?`.
     */
    symbols: readonly string[];
    /**
     * Book: levels per side; 0 (default): all.
     */
    depth?: number | undefined;
    /**
     * Book: how many price steps a level spans; 0 (default): levels as they are. A sum
     * that an integer cannot say comes as `Number.MAX_SAFE_INTEGER`: at least so much.
     */
    grouping?: number | undefined;
    /**
     * Book: each level says how many orders stand there, as a third number; 0 where the source
     * does not tell. Default false.
     */
    orders?: boolean | undefined;
    /**
     * At most one update per symbol in this time; 0 (default): as fast as it can be taken.
     */
    intervalMs?: number | undefined;
    /**
     * Quote: those wanted; default all.
     */
    fields?: readonly import("./wire.js").QuoteField[] | undefined;
    /**
     * Quote: by how many price steps a price must move; 0 (default): every update.
     */
    minPriceMove?: number | undefined;
    /**
     * Book and quote: `'never'`: each update of the source is a message of its own, as
     * long as you keep up; `'auto'` (default): what happened since the last message comes as one.
     */
    merge?: "auto" | "never" | undefined;
    /**
     * Trade: how many past trades to begin with; default 0.
     */
    history?: number | undefined;
    /**
     * Trade: smaller ones are left out; default 0.
     */
    minTradeSize?: number | undefined;
    /**
     * What symbols must be like; default any.
     */
    filter?: Filter | undefined;
};
export type Filter = {
    venue?: readonly string[] | undefined;
    assetClass?: readonly string[] | undefined;
    currency?: readonly string[] | undefined;
    /**
     * Others by name, each one of these texts, or of
     * these patterns with `*` and `?`.
     */
    attributes?: Readonly<Record<string, readonly string[]>> | undefined;
    /**
     * On which days they expire, as `2026-12-31`.
     */
    expiry?: {
        readonly from?: string;
        readonly to?: string;
    } | undefined;
};
export type SubscribeChanges = Partial<Pick<SubscribeOptions, "depth" | "grouping" | "orders" | "intervalMs" | "fields" | "minPriceMove" | "merge" | "minTradeSize">>;
