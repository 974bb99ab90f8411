/**
 * Tells the gateway which flushes have been processed, that is until a frame was drawn or the listeners were through:
 * once they are half of the window, and the rest after a while. An acknowledgement costs the gateway nearly as much as
 * a flush, and only a full window holds it back.
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
