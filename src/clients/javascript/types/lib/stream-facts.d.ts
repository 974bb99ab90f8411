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
    constructor(symbol: string, subscription: import("./subscription.js").Subscription);
    symbol: string;
    subscription: import("./subscription.js").Subscription<any>;
    /** What was counted so far; `verified` checksums agreed with ours. */
    counts: {
        messages: number;
        snapshots: number;
        verified: number;
        checksumFailures: number;
        chainBreaks: number;
        inconsistencies: number;
        unreadable: number;
        discarded: number;
        resyncs: number;
    };
    isPaused: boolean;
    /** @type {MarketPhase | null} What the market does, beside `state`. Null: not told. */
    phase: MarketPhase | null;
    /** @type {number | null} Since when, in microseconds by the venue's clock. */
    phaseSince: number | null;
    /** @type {string | null} The name that was asked for and stood for the symbol; null: the symbol was. */
    alias: string | null;
    /** @type {string | null} What the alias stands for now: another than `symbol` when the contract has rolled. */
    aliasOf: string | null;
    /** @internal The number in the present session; 0: none. */
    number: number;
    /**
     * @internal What was asked for when the gateway last acknowledged it; null: not known.
     * @type {import('./parameters.js').Parameters | null}
     */
    asked: import("./parameters.js").Parameters | null;
    /** @internal */
    resyncs: ResyncPace;
    get channel(): import("./parameters.js").Channel;
}
/**
 * What the market does with the instrument, whatever the state of the stream.
 */
export type MarketPhase = "pre_open" | "auction" | "open" | "halt" | "close";
import { ResyncPace } from './pace.js';
