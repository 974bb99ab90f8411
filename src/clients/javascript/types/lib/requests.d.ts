/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {[number, number | null, number | null]} ResumePoint
 * @typedef {{ op: string, id?: number, [key: string]: any }} Request
 */
/** @param {string} symbol */
export function isPattern(symbol: string): boolean;
/**
 * One subscription (or its state once) as one or more requests, none of them larger than the gateway takes.
 * @param {'subscribe' | 'snapshot'} op
 * @param {Subscription} subscription
 * @param {readonly string[]} symbols all of its own, or some
 * @param {string | null} resumeEpoch null: without what is held
 * @param {number} requestBytesMax
 * @returns {Request[]}
 */
export function divide(op: "subscribe" | "snapshot", subscription: Subscription, symbols: readonly string[], resumeEpoch: string | null, requestBytesMax: number): Request[];
/**
 * What a client asks of the present session about the subscriptions that it has. A wish is kept at once, so that a
 * connection that breaks meanwhile does not lose it.
 */
export class Requester {
    /** @param {import('./loop.js').SessionLoop} sessions */
    constructor(sessions: import("./loop.js").SessionLoop);
    /**
     * @param {Subscription} subscription
     * @param {import('./parameters.js').SubscribeChanges} changes
     * @returns {Promise<import('./subscription.js').SymbolError[]>}
     */
    update(subscription: Subscription, changes: import("./parameters.js").SubscribeChanges): Promise<import("./subscription.js").SymbolError[]>;
    /**
     * @param {Subscription} subscription
     * @param {boolean} isPaused
     */
    pause(subscription: Subscription, isPaused: boolean): Promise<void>;
    /** @param {Subscription} subscription */
    unsubscribe(subscription: Subscription): Promise<void>;
    #private;
}
export type Subscription = import("./subscription.js").Subscription;
export type ResumePoint = [number, number | null, number | null];
export type Request = {
    op: string;
    id?: number;
    [key: string]: any;
};
