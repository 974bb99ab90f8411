/** Counts, and what is known of the gateway's clock and of the way to it. */
export class Traffic {
    /** @param {import('./clock.js').Clock} clock */
    constructor(clock: import("./clock.js").Clock);
    /** @type {Totals} */
    totals: Totals;
    /** @type {Heartbeat | null} */
    heartbeat: Heartbeat | null;
    /** @type {number | null} milliseconds */
    roundTripMs: number | null;
    /** @type {number | null} milliseconds */
    ageMs: number | null;
    /** @type {number | null} milliseconds */
    lineMs: number | null;
    /** The gateway's clock now, in microseconds, as far as pings have told. */
    get gatewayTime(): number;
    /** Another gateway, another clock. */
    beginSession(): void;
    /**
     * @param {import('./wire.js').DataMessage} message
     */
    countMessage({ kind, merged, oldest }: import("./wire.js").DataMessage): void;
    /** @param {number} sentAt when a flush was sent that has come */
    countStamp(sentAt: number): void;
    /**
     * @param {number} roundTripMs
     * @param {number} time the gateway's, when it answered
     */
    countPing(roundTripMs: number, time: number): void;
    #private;
}
export type Heartbeat = {
    /**
     * The gateway's clock, in microseconds.
     */
    time: number;
    /**
     * The time of the newest record read,
     * and how many records are unread; null: unknown.
     */
    topics: {
        topic: string;
        newest: number | null;
        lag: number | null;
    }[];
};
/**
 * What came in since the client was made, over all connections. Take differences for rates.
 */
export type Totals = {
    sessions: number;
    flushes: number;
    bytes: number;
    /**
     * Data messages applied.
     */
    messages: number;
    /**
     * Source updates that they stand for: `updates / messages` is the conflation.
     */
    updates: number;
    resyncs: number;
    /**
     * Messages of a later protocol, or of streams that are no more.
     */
    unknown: number;
};
