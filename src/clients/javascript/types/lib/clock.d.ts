/**
 * Time comes in through the door: tests bring their own.
 * @typedef {object} Clock
 * @property {() => number} now Milliseconds that only rise; where they begin means nothing.
 * @property {() => number} wall Microseconds since 1970-01-01T00:00:00Z, as the host believes.
 * @property {(callback: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */
/** @type {Clock} */
export const systemClock: Clock;
/**
 * Time comes in through the door: tests bring their own.
 */
export type Clock = {
    /**
     * Milliseconds that only rise; where they begin means nothing.
     */
    now: () => number;
    /**
     * Microseconds since 1970-01-01T00:00:00Z, as the host believes.
     */
    wall: () => number;
    setTimeout: (callback: () => void, ms: number) => any;
    clearTimeout: (timer: any) => void;
};
