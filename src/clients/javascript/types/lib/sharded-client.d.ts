/**
 * @typedef {object} ShardedEvents
 * @property {import('./client.js').ClientStanding & { shard: string }} state The state of a shard is another.
 * @property {import('./changes.js').Change} change
 * @property {import('./stream.js').MarketStream} status
 * @property {import('./client.js').ClientEvents['broken']} broken
 * @property {Error} error
 */
/**
 * A market that is split over shards, behind one client: it asks any gateway which symbols live where, and opens a
 * connection to each shard, with a back-off of its own. Where one is away its streams are not live, and the others go
 * on. Of a market that is whole it is one connection.
 * @extends {Emitter<ShardedEvents>}
 */
export class ShardedClient extends Emitter<ShardedEvents> {
    /**
     * @param {import('./options.js').ClientOptions & { fetch?: typeof globalThis.fetch }} [options] those of
     *   {@link MarketClient}, for each connection; `fetch` asks which shards there are
     */
    constructor({ fetch, ...options }?: import("./options.js").ClientOptions & {
        fetch?: typeof globalThis.fetch;
    });
    /** The client of each shard, by name, once it is known; the name is empty where the market is whole. */
    get shards(): ReadonlyMap<string, MarketClient>;
    /** The worst that holds for any shard. */
    get state(): "closed" | "connecting" | "live" | "syncing" | "stale" | "lagging";
    /** Why, and of which shard. */
    get stateReason(): string;
    get subscriptions(): ShardedSubscription<any>[];
    /** The streams of all subscriptions, of all shards. */
    get streams(): any[];
    /** @returns {import('./traffic.js').Totals} over all connections */
    get totals(): import("./traffic.js").Totals;
    /**
     * Connects to every shard, and stays connected until {@link close}. Rejected where nobody says which shards there
     * are, or none of them is there; one that is away is tried again, with back-off.
     * @param {{ signal?: AbortSignal }} [options] `signal` closes the client, whenever it is aborted
     * @returns {Promise<this>}
     */
    connect({ signal }?: {
        signal?: AbortSignal;
    }): Promise<this>;
    /** Says goodbye to all shards and ends; subscriptions stay, for another {@link connect}. */
    close(): Promise<void>;
    /**
     * Subscribes, on the shards where the symbols live; patterns and filters on all of them.
     * @template {import('./parameters.js').Channel} C
     * @param {import('./parameters.js').SubscribeOptions & { channel: C, signal?: AbortSignal }} options
     * @returns {ShardedSubscription<import('./client.js').StreamOf<C>>}
     */
    subscribe<C extends import("./parameters.js").Channel>({ signal, ...options }: import("./parameters.js").SubscribeOptions & {
        channel: C;
        signal?: AbortSignal;
    }): ShardedSubscription<import("./client.js").StreamOf<C>>;
    /**
     * The definitions of all shards' symbols, sorted; rejected where one is away.
     * @param {{ filter?: import('./parameters.js').Filter }} [options]
     * @returns {Promise<import('./instruments.js').Instrument[]>}
     */
    instruments(options?: {
        filter?: import("./parameters.js").Filter;
    }): Promise<import("./instruments.js").Instrument[]>;
    /**
     * The state of some symbols once; rejected where a shard that is asked is away.
     * @template {import('./parameters.js').Channel} C
     * @param {import('./parameters.js').SubscribeOptions & { channel: C, signal?: AbortSignal }} options
     * @returns {Promise<ShardedSubscription<import('./client.js').StreamOf<C>>>} whose streams change no more
     */
    snapshot<C extends import("./parameters.js").Channel>({ signal, ...options }: import("./parameters.js").SubscribeOptions & {
        channel: C;
        signal?: AbortSignal;
    }): Promise<ShardedSubscription<import("./client.js").StreamOf<C>>>;
    /** @returns {AsyncGenerator<import('./changes.js').Change, void, void>} of all subscriptions, those of later too */
    changes(): AsyncGenerator<import("./changes.js").Change, void, void>;
    /**
     * @internal
     * @param {ShardedSubscription} subscription
     */
    forget(subscription: ShardedSubscription): void;
    /**
     * @internal Whether a shard has no session now.
     * @param {string} name
     */
    isAway(name: string): boolean;
    #private;
}
export type ShardedEvents = {
    /**
     * The state of a shard is another.
     */
    state: import("./client.js").ClientStanding & {
        shard: string;
    };
    change: import("./changes.js").Change;
    status: import("./stream.js").MarketStream;
    broken: import("./client.js").ClientEvents["broken"];
    error: Error;
};
import { Emitter } from './emitter.js';
import { MarketClient } from './client.js';
import { ShardedSubscription } from './sharded-subscription.js';
