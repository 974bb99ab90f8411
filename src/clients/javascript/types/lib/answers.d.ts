/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./stream.js').MarketStream} MarketStream
 * @typedef {import('./wire.js').ControlMessage} ControlMessage
 */
/**
 * Asks the gateway of one session for subscriptions and snapshots, and takes its answers apart: which streams begin, go
 * on as others, are refused, or are missed.
 */
export class SubscriptionAnswers {
    /**
     * @param {import('./session.js').Session} session
     * @param {import('./session.js').SessionLink} link
     * @param {import('./pending.js').PendingRequests} pending
     * @param {import('./session-streams.js').SessionStreams} streams
     * @param {import('./session.js').SessionOwner} owner
     * @param {import('./clock.js').Clock} clock
     */
    constructor(session: import("./session.js").Session, link: import("./session.js").SessionLink, pending: import("./pending.js").PendingRequests, streams: import("./session-streams.js").SessionStreams, owner: import("./session.js").SessionOwner, clock: import("./clock.js").Clock);
    /**
     * Asks for a subscription, with what its streams hold when that can be resumed.
     * @param {Subscription} subscription
     * @param {string | null} resumeEpoch
     */
    subscribe(subscription: Subscription, resumeEpoch: string | null): void;
    /**
     * Sends the request of a subscription, for the first time or again.
     * @param {import('./pending.js').Pending} pending
     */
    send(pending: import("./pending.js").Pending): void;
    /**
     * Asks for the state once.
     * @param {Subscription} once
     */
    snapshot(once: Subscription): void;
    /** The session is over. */
    stop(): void;
    /** @param {ControlMessage} message */
    onSubscribed(message: ControlMessage): void;
    /** @param {ControlMessage} message */
    onSnapshot(message: ControlMessage): void;
    #private;
}
export type Subscription = import("./subscription.js").Subscription;
export type MarketStream = import("./stream.js").MarketStream;
export type ControlMessage = import("./wire.js").ControlMessage;
