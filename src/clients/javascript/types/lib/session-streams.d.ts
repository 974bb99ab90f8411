/**
 * A state that was asked for once and has not come yet.
 * @typedef {object} OneOff
 * @property {import('./stream.js').MarketStream} stream
 * @property {import('./subscription.js').Subscription} once
 */
/**
 * The streams of one session by their numbers, those among them that are not proven at present, and the states that
 * were asked for once.
 */
export class SessionStreams {
    /** @param {import('./session.js').SessionOwner} owner */
    constructor(owner: import("./session.js").SessionOwner);
    /** How long after a resync of a stream the gateway grants the next; 0: it does not say. */
    resyncMs: number;
    /** @param {import('./wire.js').DataMessage} message */
    apply(message: import("./wire.js").DataMessage): void;
    /**
     * A message that cannot be read spoils the stream that it is about, and nothing else.
     * @param {number} number
     * @param {WireError} error
     */
    refuse(number: number, error: WireError): void;
    /**
     * The streams that were given up since the last call: the gateway is to send them no more.
     * @returns {number[]}
     */
    takeGivenUp(): number[];
    /**
     * One entry of `subscribed`.
     * @param {import('./stream.js').MarketStream} stream
     * @param {Record<string, any>} entry
     * @param {import('./parameters.js').Parameters} asked
     */
    acknowledge(stream: import("./stream.js").MarketStream, entry: Record<string, any>, asked: import("./parameters.js").Parameters): void;
    /**
     * One entry of `snapshot`: the next message of its number belongs to nothing that is held.
     * @param {import('./subscription.js').Subscription} once
     * @param {Record<string, any>} entry
     */
    awaitOnce(once: import("./subscription.js").Subscription, entry: Record<string, any>): void;
    /**
     * One entry of `updated`: the stream goes on, perhaps under another number.
     * @param {Record<string, any>} entry
     * @param {import('./parameters.js').Parameters | null} asked null: by a request that was not the subscription's
     */
    update(entry: Record<string, any>, asked: import("./parameters.js").Parameters | null): void;
    /**
     * Nobody's answer: streams that are held already are of another generation, perhaps in other scales.
     * @param {Record<string, any>[]} entries
     */
    renew(entries: Record<string, any>[]): void;
    /**
     * The name by which these were asked for stands for another symbol now. They go on with theirs.
     * @param {Record<string, any>} message
     */
    move({ alias, symbol, streams }: Record<string, any>): void;
    /** @param {Record<string, any>} status */
    report(status: Record<string, any>): void;
    /**
     * @param {number[]} numbers
     * @param {boolean} isPaused
     */
    setPaused(numbers: number[], isPaused: boolean): void;
    /** @param {number[]} numbers */
    unsubscribe(numbers: number[]): void;
    /**
     * Streams that the gateway has ended, and why.
     * @param {{ stream: number, code: string, message: string }[]} errors
     */
    revoke(errors: {
        stream: number;
        code: string;
        message: string;
    }[]): void;
    /** @param {number[]} numbers */
    resynced(numbers: number[]): void;
    /**
     * Those of the errors of `resynced` that say when to ask again.
     * @param {{ stream: number, retryMs?: number }[]} errors
     * @param {number} now milliseconds
     */
    postponeResyncs(errors: {
        stream: number;
        retryMs?: number;
    }[], now: number): void;
    /**
     * The streams to ask for anew now; those that were asked for a moment ago wait their turn.
     * @param {number} now milliseconds
     * @returns {number[]}
     */
    takeResyncsDue(now: number): number[];
    /** @param {Error} error */
    disconnect(error: Error): void;
    #private;
}
/**
 * A state that was asked for once and has not come yet.
 */
export type OneOff = {
    stream: import("./stream.js").MarketStream;
    once: import("./subscription.js").Subscription;
};
import { WireError } from './errors.js';
