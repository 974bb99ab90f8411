/**
 * Streams of earlier sessions whose symbols the gateway of this one does not know. It may just have started, and not
 * have read of them yet: so those that were named are asked for again. Patterns find theirs by themselves.
 */
export class AbsentStreams {
    /**
     * @param {import('./clock.js').Clock} clock
     * @param {(subscription: import('./subscription.js').Subscription, symbols: string[]) => void} ask
     * @param {(stream: import('./stream.js').MarketStream) => void} end
     */
    constructor(clock: import("./clock.js").Clock, ask: (subscription: import("./subscription.js").Subscription, symbols: string[]) => void, end: (stream: import("./stream.js").MarketStream) => void);
    /** @param {import('./stream.js').MarketStream} stream */
    add(stream: import("./stream.js").MarketStream): void;
    /** The session is over. */
    stop(): void;
    #private;
}
