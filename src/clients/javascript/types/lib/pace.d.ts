/**
 * How often one stream may ask for a resync: at once the first time, then after 1 s, 2 s, 4 s ... up to 30 s, so that
 * a stream which stays broken does not cost the gateway a snapshot per update.
 */
export class ResyncPace {
    /**
     * Whether a resync may be asked for now; if so, it counts as asked for.
     * @param {number} now milliseconds
     * @param {number} waitMin for how many milliseconds the gateway wants to be left alone after one
     */
    tryTake(now: number, waitMin?: number): boolean;
    /**
     * The gateway refused a resync, and says when it would grant one.
     * @param {number} next milliseconds
     */
    waitUntil(next: number): void;
    /** A new session: the gateway counts from zero, and so do we. */
    reset(): void;
    #private;
}
/**
 * How many requests may be sent now: refilled steadily to a little less than the gateway allows, so that clocks which
 * disagree about a second do not cost an answer `rate_limited`.
 */
export class RequestAllowance {
    /**
     * @param {import('./clock.js').Clock} clock
     * @param {number} perSecond
     */
    constructor(clock: import("./clock.js").Clock, perSecond: number);
    /** @returns {number} 0: taken; else after how many milliseconds to try again */
    tryTake(): number;
    #private;
}
