/**
 * Tells the gateway which flushes have been processed: one acknowledgement for all that came until a frame was drawn
 * or the listeners were through.
 */
export class Acknowledger {
    /**
     * @param {import('./options.js').Settings} settings
     * @param {(flush: number) => void} send
     */
    constructor(settings: import("./options.js").Settings, send: (flush: number) => void);
    /** @param {number} flush the listeners are through with it */
    processed(flush: number): void;
    stop(): void;
    #private;
}
