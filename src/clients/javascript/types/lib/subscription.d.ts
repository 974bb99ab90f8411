/**
 * @typedef {object} SymbolError
 * @property {string} symbol
 * @property {string} code One of schemas/wire, section 4.
 * @property {string} message
 */
/**
 * @template {import('./stream.js').MarketStream} [S=any]
 * @typedef {object} SubscriptionEvents
 * @property {import('./changes.js').Change<S>} change A message was applied to a stream.
 * @property {S} status The state of a stream changed.
 * @property {SymbolError} error A symbol is not served.
 */
/**
 * What was asked for in one call, and what became of it. It outlives connections: after a reconnect the client asks for
 * it again, from where its streams stand. Read it with `for await`, or listen to `change` and `status`.
 * @template {import('./stream.js').MarketStream} [S=any]
 * @extends {Emitter<SubscriptionEvents<S>>}
 */
export class Subscription<S extends import("./stream.js").MarketStream = any> extends Emitter<SubscriptionEvents<S>> {
    /**
     * @internal
     * @param {import('./requests.js').Requester} requester
     * @param {readonly string[]} symbols
     * @param {import('./parameters.js').Parameters} parameters
     * @param {number} tradesKept
     */
    constructor(requester: import("./requests.js").Requester, symbols: readonly string[], parameters: import("./parameters.js").Parameters, tradesKept: number);
    /** @internal */
    requester: import("./requests.js").Requester;
    channel: import("./parameters.js").Channel;
    symbols: readonly string[];
    /** @internal What is asked for, updates included. */
    options: import("./parameters.js").Parameters;
    /** @internal */
    tradesKept: number;
    /** Whether nothing but states is wanted for now. */
    isPaused: boolean;
    isEnded: boolean;
    /** Whether the gateway has answered for every symbol, in the present session. */
    isAnswered: boolean;
    /** @internal */
    readers: ChangeReaders;
    /** @internal */
    onEnd: () => void;
    /**
     * Fulfilled when the gateway has answered for every symbol, in the present session; rejected when it refused the
     * request as a whole.
     * @returns {Promise<this>}
     */
    get ready(): Promise<this>;
    /** All streams; those that a pattern found later are in it. */
    get streams(): S[];
    /** The symbols that are not served, and why. */
    get errors(): SymbolError[];
    /** The patterns, and how many symbols each matched. */
    get patterns(): {
        pattern: string;
        matched: number;
    }[];
    /**
     * The stream of a symbol; undefined: there is none (yet).
     * @param {string} symbol
     */
    get(symbol: string): S | undefined;
    /**
     * Gives the streams other parameters, also in later sessions. What they hold stays and goes on; only another grouping
     * and fields that were not there bring a snapshot.
     * @param {import('./parameters.js').SubscribeChanges} changes
     * @returns {Promise<SymbolError[]>} one for each stream that stays as it was
     */
    update(changes: import("./parameters.js").SubscribeChanges): Promise<SymbolError[]>;
    /** Wants nothing but states until it is resumed, also in later sessions. */
    pause(): Promise<void>;
    /** Goes on: one message brings each stream up to date. */
    resume(): Promise<void>;
    /** Ends it with all of its streams. */
    unsubscribe(): Promise<void>;
    /**
     * @internal
     * @param {number} parts
     */
    beginRequest(parts: number): void;
    /** @internal One part more is due: the data of a symbol whose state was asked for once. */
    awaitPart(): void;
    /** @internal */
    partAnswered(): void;
    /**
     * @internal
     * @param {Error} error
     */
    refuse(error: Error): void;
    /**
     * @internal
     * @param {string} symbol
     * @returns {S}
     */
    getOrAdd(symbol: string): S;
    /**
     * @internal
     * @param {SymbolError} error
     */
    addError(error: SymbolError): void;
    /**
     * @internal It is served after all.
     * @param {string} symbol
     */
    clearError(symbol: string): void;
    /**
     * @internal
     * @param {{ pattern: string, matched: number }} match
     */
    addPattern(match: {
        pattern: string;
        matched: number;
    }): void;
    /**
     * @internal
     * @param {string} reason
     */
    end(reason: string): void;
    /**
     * Each stream as it changes, beginning with those that hold something. A reader that takes its time sees each at its
     * newest: nothing queues up. Ends with the subscription, or when the client is closed.
     * @returns {AsyncGenerator<import('./changes.js').Change<S>, void, void>}
     */
    [Symbol.asyncIterator](): AsyncGenerator<import("./changes.js").Change<S>, void, void>;
    #private;
}
export type SymbolError = {
    symbol: string;
    /**
     * One of schemas/wire, section 4.
     */
    code: string;
    message: string;
};
export type SubscriptionEvents<S extends import("./stream.js").MarketStream = any> = {
    /**
     * A message was applied to a stream.
     */
    change: import("./changes.js").Change<S>;
    /**
     * The state of a stream changed.
     */
    status: S;
    /**
     * A symbol is not served.
     */
    error: SymbolError;
};
import { Emitter } from './emitter.js';
import { ChangeReaders } from './changes.js';
