/**
 * @template {import('./stream.js').MarketStream} [S=any]
 * @typedef {import('./subscription.js').Subscription<S>} Subscription
 */
/**
 * What was asked for in one call, over the shards that its symbols live on. Otherwise as a `Subscription`.
 * @template {import('./stream.js').MarketStream} [S=any]
 * @extends {Emitter<import('./subscription.js').SubscriptionEvents<S>>}
 */
export class ShardedSubscription<S extends import("./stream.js").MarketStream = any> extends Emitter<import("./subscription.js").SubscriptionEvents<S>> {
    /**
     * @internal
     * @param {import('./sharded-client.js').ShardedClient} owner
     * @param {import('./parameters.js').SubscribeOptions} options
     */
    constructor(owner: import("./sharded-client.js").ShardedClient, options: import("./parameters.js").SubscribeOptions);
    /** @internal */
    onEnd: () => void;
    /** @internal */
    options: import("./parameters.js").SubscribeOptions;
    channel: import("./parameters.js").Channel;
    symbols: readonly string[];
    /** What is asked of each shard, by its name; empty before it is known which there are. */
    get parts(): ReadonlyMap<string, Subscription<S>>;
    /**
     * Fulfilled when each shard that is there has answered for every symbol; `away` names the others. Rejected where one
     * refused the request as a whole, or none can be found.
     * @returns {Promise<this>}
     */
    get ready(): Promise<this>;
    /** All streams, of all shards; those of a shard that is away are `syncing`. */
    get streams(): S[];
    /** The shards that are asked and not connected now: their streams are not live, or are not there yet. */
    get away(): string[];
    get isPaused(): boolean;
    get isEnded(): boolean;
    /** The symbols that are not served, and why; where several shards are asked, once all of them have said so. */
    get errors(): import("./subscription.js").SymbolError[];
    /** The patterns, and how many symbols each matched on all shards. */
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
     * Gives the streams other parameters, on all shards.
     * @param {import('./parameters.js').SubscribeChanges} changes
     * @returns {Promise<import('./subscription.js').SymbolError[]>} one for each stream that stays as it was
     */
    update(changes: import("./parameters.js").SubscribeChanges): Promise<import("./subscription.js").SymbolError[]>;
    /** Wants nothing but states until it is resumed. */
    pause(): Promise<void>;
    /** Goes on: one message brings each stream up to date. */
    resume(): Promise<void>;
    /** Ends it with all of its streams. */
    unsubscribe(): Promise<void>;
    /** @internal */
    allReaders(): Promise<import("./changes.js").ChangeReaders[]>;
    /**
     * @internal
     * @param {Map<string, Subscription<S>>} parts
     */
    begin(parts: Map<string, Subscription<S>>): void;
    /** @internal Whether all that can answer have. */
    check(): void;
    /**
     * @internal
     * @param {Error} error
     */
    refuse(error: Error): void;
    /** @returns {AsyncGenerator<import('./changes.js').Change<S>, void, void>} each stream as it changes */
    [Symbol.asyncIterator](): AsyncGenerator<import("./changes.js").Change<S>, void, void>;
    #private;
}
export type Subscription<S extends import("./stream.js").MarketStream = any> = import("./subscription.js").Subscription<S>;
import { Emitter } from './emitter.js';
