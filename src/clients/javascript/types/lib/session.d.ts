/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./stream.js').MarketStream} MarketStream
 * @typedef {import('./wire.js').ControlMessage} ControlMessage
 */
/**
 * What the session tells the client.
 * @typedef {object} SessionOwner
 * @property {(session: Session, welcome: ControlMessage) => void} onWelcome
 * @property {(stream: MarketStream, message: import('./wire.js').DataMessage,
 *   verdict: import('./stream.js').Verdict, isStateChanged: boolean) => void} onMessage
 * @property {(sentAt: number) => void} onStamp
 * @property {(stream: MarketStream) => void} onStatus
 * @property {(stream: MarketStream, verdict: import('./stream.js').Verdict) => void} onBroken
 * @property {(heartbeat: import('./traffic.js').Heartbeat) => void} onHeartbeat
 * @property {(epoch: string) => void} onEpoch
 * @property {(subscription: Subscription, error: RequestError) => void} onSubscriptionRefused
 * @property {(error: Error) => void} onError
 * @property {() => void} onUnknown
 * @property {(count: number) => void} onResync
 * @property {() => void} stateMayHaveChanged
 */
/**
 * @typedef {object} SessionLink
 * @property {(request: object) => void} send
 * @property {(perSecond: number) => void} limitRequests
 * @property {(ms: number) => void} expectHeartbeats
 * @property {(reason: string, how?: { canReconnect?: boolean }) => void} abandon
 * @property {() => void} close
 */
/** One session with one gateway, from `welcome` to its end. It has no socket: flushes go in, requests come out. */
export class Session {
    /**
     * @param {SessionLink} link
     * @param {import('./options.js').Settings} settings
     * @param {SessionOwner} owner
     */
    constructor(link: SessionLink, settings: import("./options.js").Settings, owner: SessionOwner);
    isLagging: boolean;
    isQuiet: boolean;
    /** A heartbeat has come: this session works. */
    isProven: boolean;
    flush: number;
    /** @type {{ reason: string, at: number } | null} when to connect elsewhere, by our clock */
    goAway: {
        reason: string;
        at: number;
    } | null;
    /** @type {ControlMessage | null} */
    welcome: ControlMessage | null;
    /**
     * Takes one flush.
     * @param {ArrayBuffer | ArrayBufferView | string} data
     */
    receive(data: ArrayBuffer | ArrayBufferView | string): void;
    /**
     * Asks for a subscription, with what its streams hold when that can be resumed.
     * @param {Subscription} subscription
     * @param {string | null} resumeEpoch
     */
    subscribe(subscription: Subscription, resumeEpoch: string | null): void;
    /**
     * Asks for the state once.
     * @param {Subscription} once
     */
    snapshot(once: Subscription): void;
    /**
     * It has ended; nothing is kept for it.
     * @param {Subscription} subscription
     */
    forget(subscription: Subscription): void;
    /** How many requests may still be answered. */
    get pendingRequests(): number;
    /**
     * @param {{ op: string, [key: string]: any }} request without `id`
     * @param {{ asked?: import('./parameters.js').Parameters }} [context]
     * @returns {Promise<ControlMessage>} the answer
     */
    request({ op, ...rest }: {
        op: string;
        [key: string]: any;
    }, { asked }?: {
        asked?: import("./parameters.js").Parameters;
    }): Promise<ControlMessage>;
    /** The connection is gone. */
    end(): void;
    #private;
}
export type Subscription = import("./subscription.js").Subscription;
export type MarketStream = import("./stream.js").MarketStream;
export type ControlMessage = import("./wire.js").ControlMessage;
/**
 * What the session tells the client.
 */
export type SessionOwner = {
    onWelcome: (session: Session, welcome: ControlMessage) => void;
    onMessage: (stream: MarketStream, message: import("./wire.js").DataMessage, verdict: import("./stream.js").Verdict, isStateChanged: boolean) => void;
    onStamp: (sentAt: number) => void;
    onStatus: (stream: MarketStream) => void;
    onBroken: (stream: MarketStream, verdict: import("./stream.js").Verdict) => void;
    onHeartbeat: (heartbeat: import("./traffic.js").Heartbeat) => void;
    onEpoch: (epoch: string) => void;
    onSubscriptionRefused: (subscription: Subscription, error: RequestError) => void;
    onError: (error: Error) => void;
    onUnknown: () => void;
    onResync: (count: number) => void;
    stateMayHaveChanged: () => void;
};
export type SessionLink = {
    send: (request: object) => void;
    limitRequests: (perSecond: number) => void;
    expectHeartbeats: (ms: number) => void;
    abandon: (reason: string, how?: {
        canReconnect?: boolean;
    }) => void;
    close: () => void;
};
import { RequestError } from './errors.js';
