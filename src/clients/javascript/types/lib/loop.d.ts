/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./link.js').End & { isProven: boolean, waitMs: number }} SessionEnd
 */
/** Session after session until the client is closed or told to stay away. */
export class SessionLoop {
    /**
     * @param {import('./options.js').Settings} settings
     * @param {import('./client.js').MarketClient} events
     */
    constructor(settings: import("./options.js").Settings, events: import("./client.js").MarketClient);
    /** @type {string | null} */
    url: string | null;
    holdings: Holdings;
    /**
     * Begins, unless it has; fulfilled by the first `welcome`, and by a `close()` that comes before.
     * @returns {Promise<void>}
     */
    connect(): Promise<void>;
    /** Says goodbye and ends. */
    close(): Promise<void>;
    /**
     * Remembers a subscription and asks for it in this session and in every later one.
     * @param {Subscription} subscription
     */
    subscribe(subscription: Subscription): void;
    /**
     * @param {{ op: string, [key: string]: any }} request
     * @param {{ asked?: import('./parameters.js').Parameters }} [context]
     */
    request(request: {
        op: string;
        [key: string]: any;
    }, context?: {
        asked?: import("./parameters.js").Parameters;
    }): Promise<import("./wire.js").ControlMessage>;
    /** @param {Subscription} once */
    snapshot(once: Subscription): Promise<import("./subscription.js").Subscription<any>>;
    /** Measures the way to the gateway and back, in milliseconds. */
    ping(): Promise<number>;
    /** Shows the gateway who the client is, with a token asked for anew. */
    authenticate(): Promise<any>;
    #private;
}
export type Subscription = import("./subscription.js").Subscription;
export type SessionEnd = import("./link.js").End & {
    isProven: boolean;
    waitMs: number;
};
import { Holdings } from './holdings.js';
