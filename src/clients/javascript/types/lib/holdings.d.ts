/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./session.js').SessionOwner} SessionOwner
 */
/**
 * What outlives a session: the subscriptions, their streams, the epoch of their versions, what was counted, and those
 * who read and listen.
 * @implements {SessionOwner}
 */
export class Holdings implements SessionOwner {
    /**
     * @param {import('./options.js').Settings} settings
     * @param {import('./client.js').MarketClient} events
     * @param {() => void} onSession before anything is asked for
     * @param {(welcome: import('./wire.js').ControlMessage) => void} onAsked after all was asked for that was there
     */
    constructor(settings: import("./options.js").Settings, events: import("./client.js").MarketClient, onSession: () => void, onAsked: (welcome: import("./wire.js").ControlMessage) => void);
    /** @type {import('./client.js').ClientStanding} */
    standing: import("./client.js").ClientStanding;
    /** @type {string | null} */
    epoch: string | null;
    /** @type {Session | null} the one that was welcomed and has not ended */
    session: Session | null;
    readers: ChangeReaders;
    /** @type {Subscription[]} */
    subscriptions: Subscription[];
    traffic: Traffic;
    get streams(): any[];
    /**
     * @param {Session} session
     * @param {import('./wire.js').ControlMessage} welcome
     */
    onWelcome(session: Session, welcome: import("./wire.js").ControlMessage): void;
    /**
     * @param {import('./stream.js').MarketStream} stream
     * @param {import('./wire.js').DataMessage} message
     * @param {import('./stream.js').Verdict} verdict
     * @param {boolean} isStateChanged
     */
    onMessage(stream: import("./stream.js").MarketStream, message: import("./wire.js").DataMessage, verdict: import("./stream.js").Verdict, isStateChanged: boolean): void;
    /** @param {number} sentAt */
    onStamp(sentAt: number): void;
    /** @param {import('./stream.js').MarketStream} stream */
    onStatus(stream: import("./stream.js").MarketStream): void;
    /**
     * @param {import('./stream.js').MarketStream} stream
     * @param {import('./stream.js').Verdict} verdict
     */
    onBroken(stream: import("./stream.js").MarketStream, verdict: import("./stream.js").Verdict): void;
    /** @param {import('./traffic.js').Heartbeat} heartbeat */
    onHeartbeat(heartbeat: import("./traffic.js").Heartbeat): void;
    /** @param {string} epoch */
    onEpoch(epoch: string): void;
    /**
     * @param {Subscription} subscription
     * @param {import('./errors.js').RequestError} error
     */
    onSubscriptionRefused(subscription: Subscription, error: import("./errors.js").RequestError): void;
    /** @param {Error} error */
    onError(error: Error): void;
    onUnknown(): void;
    /** @param {number} count */
    onResync(count: number): void;
    /**
     * All of a flush was applied.
     * @param {number} flush
     * @param {number} bytes
     */
    onFlush(flush: number, bytes: number): void;
    stateMayHaveChanged(): void;
    /** @param {import('./client.js').ClientStanding} standing */
    setStanding(standing: import("./client.js").ClientStanding): void;
    /** @param {Subscription} subscription later sessions do not ask for it any more */
    forget(subscription: Subscription): void;
    /** Those who read with `for await` may begin again. */
    reopen(): void;
    /**
     * @param {Error} error for those who wait for an answer
     * @param {boolean} isWished whether readers end in peace
     */
    end(error: Error, isWished: boolean): void;
    #private;
}
export type Subscription = import("./subscription.js").Subscription;
export type Session = import("./session.js").Session;
export type SessionOwner = import("./session.js").SessionOwner;
import { ChangeReaders } from './changes.js';
import { Traffic } from './traffic.js';
