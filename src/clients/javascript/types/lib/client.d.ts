/**
 * `connecting`: no session, but trying; `syncing`: some stream waits for a snapshot; `live`: all is as good as the
 * feed; `lagging`: this client does not keep up; `stale`: no news, of the gateway or of its feed; `closed`: for good,
 * until `connect()` is called again.
 * @typedef {'connecting' | 'syncing' | 'live' | 'lagging' | 'stale' | 'closed'} ClientState
 */
/**
 * @typedef {object} ClientStanding
 * @property {ClientState} state
 * @property {string} reason
 */
/**
 * @typedef {object} ClientEvents
 * @property {ClientStanding} state The state or its reason is another.
 * @property {{ url: string, session: string, epoch: string }} connected A session began.
 * @property {import('./changes.js').Change} change A message was applied to a stream.
 * @property {import('./stream.js').MarketStream} status The state of a stream changed.
 * @property {{ stream: import('./stream.js').MarketStream, verdict: import('./stream.js').Verdict }} broken A stream is
 *   not what the gateway says; a resync follows by itself.
 * @property {{ flush: number, bytes: number }} flush All of a flush was applied.
 * @property {import('./traffic.js').Heartbeat} heartbeat
 * @property {Error} error The gateway refused something, or sent what cannot be read.
 */
/**
 * @typedef {import('./parameters.js').SubscribeOptions} SubscribeOptions
 * @typedef {import('./book.js').BookStream} BookStream
 * @typedef {import('./quote.js').QuoteStream} QuoteStream
 * @typedef {import('./trades.js').TradeStream} TradeStream
 */
/**
 * The stream of a channel.
 * @template {import('./parameters.js').Channel} C
 * @typedef {C extends 'book' ? BookStream : C extends 'quote' ? QuoteStream : TradeStream} StreamOf
 */
/**
 * A client of MarketGateway: local books, quotes and trades that follow the gateway's, whose chain and checksums are
 * verified at every message. It connects again with back-off, to any replica, resumes where it stood, and asks for a
 * snapshot by itself when something does not add up.
 * @extends {Emitter<ClientEvents>}
 */
export class MarketClient extends Emitter<ClientEvents> {
    /** @param {import('./options.js').ClientOptions} [options] */
    constructor(options?: import("./options.js").ClientOptions);
    /** @returns {ClientState} */
    get state(): ClientState;
    /** Why the client is in its state. */
    get stateReason(): string;
    /** The address of the gateway that the client is connected, or connecting, to. */
    get url(): string | null;
    /** Names the log that versions belong to; null: not connected yet. */
    get epoch(): string | null;
    /** The last heartbeat: how far the feed has come. */
    get heartbeat(): import("./traffic.js").Heartbeat | null;
    /** @returns {import('./traffic.js').Totals} a copy */
    get totals(): import("./traffic.js").Totals;
    /** The gateway's clock now, in microseconds, as far as pings have told. */
    get gatewayTime(): number;
    /**
     * Milliseconds: the way to the gateway and back at the last ping, and how old the oldest update of the last delta was
     * when it arrived here, from the venue's clock on; null: not known yet. `lineMs` is how long the last flush was on
     * its way, from the gateway's clock to ours, as they are set; null without the option `stamps`.
     */
    get latency(): {
        roundTripMs: number | null;
        ageMs: number | null;
        lineMs: number | null;
    };
    get subscriptions(): Subscription<any>[];
    /** The streams of all subscriptions. */
    get streams(): any[];
    /** @internal Those who read all of it. */
    get readers(): import("./changes.js").ChangeReaders;
    /**
     * Connects, and stays connected until {@link close}. Fulfilled by the first session, and by a `close()` that comes
     * before it; rejected when none of the addresses has a gateway at first, or the signal is aborted before. Later
     * losses are mended without a word, but for the state.
     * @param {{ signal?: AbortSignal }} [options] `signal` closes the client, whenever it is aborted
     * @returns {Promise<this>}
     */
    connect({ signal }?: {
        signal?: AbortSignal;
    }): Promise<this>;
    /**
     * The definitions of the symbols that you may see, sorted; needs no connection.
     * @param {{ filter?: import('./parameters.js').Filter }} [options] `filter` as for {@link subscribe}
     * @returns {Promise<import('./instruments.js').Instrument[]>} rejected with a `RequestError` where it is refused, or
     *   no address answers
     */
    instruments({ filter }?: {
        filter?: import("./parameters.js").Filter;
    }): Promise<import("./instruments.js").Instrument[]>;
    /** Says goodbye to the gateway and ends; subscriptions stay, for another {@link connect}. */
    close(): Promise<void>;
    /**
     * Subscribes, now or as soon as there is a connection, and again in every later one. An aborted `signal` ends the
     * subscription, and those who read it.
     * @template {import('./parameters.js').Channel} C
     * @param {SubscribeOptions & { channel: C, signal?: AbortSignal }} options
     * @returns {Subscription<StreamOf<C>>}
     * @throws {TypeError} a parameter is out of range, or not of the channel
     */
    subscribe<C extends import("./parameters.js").Channel>({ signal, ...options }: SubscribeOptions & {
        channel: C;
        signal?: AbortSignal;
    }): Subscription<StreamOf<C>>;
    /**
     * The state of some symbols once, without a subscription; interval and price move mean nothing here.
     * @template {import('./parameters.js').Channel} C
     * @param {SubscribeOptions & { channel: C, signal?: AbortSignal }} options
     * @returns {Promise<Subscription<StreamOf<C>>>} whose streams hold what came, and change no more
     */
    snapshot<C extends import("./parameters.js").Channel>({ signal, ...options }: SubscribeOptions & {
        channel: C;
        signal?: AbortSignal;
    }): Promise<Subscription<StreamOf<C>>>;
    /**
     * Shows the gateway who the client is, with the token of the options (asked for anew, if it is a function). Rarely
     * needed: where a token says when it expires and can be asked for, the client does so before.
     * @returns {Promise<string>} the name under which the gateway knows the client
     */
    authenticate(): Promise<string>;
    /**
     * Asks for a stream anew. Rarely needed: the client does so itself whenever a stream is not proven.
     * @param {import('./stream.js').MarketStream} stream
     */
    resync(stream: import("./stream.js").MarketStream): Promise<void>;
    /** @returns {Promise<number>} the milliseconds to the gateway and back */
    ping(): Promise<number>;
    /**
     * Any request of schemas/wire, section 3; its `id` is added.
     * @param {{ op: string, [key: string]: any }} request
     * @returns {Promise<import('./wire.js').ControlMessage>} the answer
     */
    request(request: {
        op: string;
        [key: string]: any;
    }): Promise<import("./wire.js").ControlMessage>;
    /**
     * Every stream as it changes, beginning with those that hold something. A reader that takes its time sees each at its
     * newest: nothing queues up. Ends when the client is closed; throws when it closed for another reason.
     * @returns {AsyncGenerator<import('./changes.js').Change, void, void>}
     */
    changes(): AsyncGenerator<import("./changes.js").Change, void, void>;
    #private;
}
/**
 * `connecting`: no session, but trying; `syncing`: some stream waits for a snapshot; `live`: all is as good as the
 * feed; `lagging`: this client does not keep up; `stale`: no news, of the gateway or of its feed; `closed`: for good,
 * until `connect()` is called again.
 */
export type ClientState = "connecting" | "syncing" | "live" | "lagging" | "stale" | "closed";
export type ClientStanding = {
    state: ClientState;
    reason: string;
};
export type ClientEvents = {
    /**
     * The state or its reason is another.
     */
    state: ClientStanding;
    /**
     * A session began.
     */
    connected: {
        url: string;
        session: string;
        epoch: string;
    };
    /**
     * A message was applied to a stream.
     */
    change: import("./changes.js").Change;
    /**
     * The state of a stream changed.
     */
    status: import("./stream.js").MarketStream;
    /**
     * A stream is
     * not what the gateway says; a resync follows by itself.
     */
    broken: {
        stream: import("./stream.js").MarketStream;
        verdict: import("./stream.js").Verdict;
    };
    /**
     * All of a flush was applied.
     */
    flush: {
        flush: number;
        bytes: number;
    };
    heartbeat: import("./traffic.js").Heartbeat;
    /**
     * The gateway refused something, or sent what cannot be read.
     */
    error: Error;
};
export type SubscribeOptions = import("./parameters.js").SubscribeOptions;
export type BookStream = import("./book.js").BookStream;
export type QuoteStream = import("./quote.js").QuoteStream;
export type TradeStream = import("./trades.js").TradeStream;
/**
 * The stream of a channel.
 */
export type StreamOf<C extends import("./parameters.js").Channel> = C extends "book" ? BookStream : C extends "quote" ? QuoteStream : TradeStream;
import { Emitter } from './emitter.js';
import { Subscription } from './subscription.js';
