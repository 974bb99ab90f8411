/**
 * Asks the addresses in turn, until one answers; a refusal is an answer.
 * @param {readonly string[]} urls
 * @param {string | undefined} token
 * @param {import('./parameters.js').Filter} filter
 * @param {AbortSignal} signal
 * @returns {Promise<Instrument[]>}
 */
export function askInstruments(urls: readonly string[], token: string | undefined, filter: import("./parameters.js").Filter, signal: AbortSignal): Promise<Instrument[]>;
/**
 * @param {any} answer that of `GET /v1/instruments` (schemas/wire, section 7)
 * @returns {Instrument[]}
 */
export function instrumentsOf({ instruments, aliases }: any): Instrument[];
/**
 * A symbol and what is known of it. What is null is not known; decimals are texts, which lose nothing.
 */
export type Instrument = {
    symbol: string;
    venue: string;
    assetClass: string;
    currency: string;
    /**
     * Prices are integers in units of 10^-priceScale.
     */
    priceScale: number;
    sizeScale: number;
    /**
     * The smallest step of a price, in units of 10^-priceScale.
     */
    tickSize: number;
    description: string;
    /**
     * False after the definition was withdrawn.
     */
    isListed: boolean;
    /**
     * What else is known, as texts by name.
     */
    attributes: Readonly<Record<string, string>>;
    /**
     * The day on which it expires, as `2026-03-20`.
     */
    expiry: string | null;
    /**
     * What one contract stands for.
     */
    multiplier: string | null;
    /**
     * The smallest size that is traded.
     */
    lotSize: string | null;
    /**
     * The price at which an option is exercised.
     */
    strike: string | null;
    /**
     * What a derivative is derived from.
     */
    underlying: string | null;
    right: "C" | "P" | null;
    /**
     * When it is traded, as the venue writes it.
     */
    sessionHours: string | null;
    phase: import("./stream-facts.js").MarketPhase | null;
    /**
     * Microseconds.
     */
    phaseSince: number | null;
    /**
     * Other names that stand for it.
     */
    aliases: readonly string[];
};
