/**
 * How a connection ended, and whether to connect again.
 * @typedef {object} End
 * @property {string} reason
 * @property {boolean} canReconnect
 * @property {number | null} code The WebSocket close code; null: it broke.
 * @property {boolean} [isSilent] Nothing came for too long.
 */
/**
 * @typedef {object} LinkEvents
 * @property {(flush: ArrayBuffer | string) => void} onFlush
 * @property {(isQuiet: boolean) => void} onQuiet A heartbeat is overdue, or no longer.
 */
/** One WebSocket to one gateway: flushes in, paced requests out, and a watch over silence. */
export class Link {
    /**
     * @param {any} WebSocket
     * @param {string} url
     * @param {import('./options.js').Settings} settings
     * @param {string | undefined} token
     * @param {number} patience how many times longer than usual silence is borne
     * @param {LinkEvents} events
     */
    constructor(WebSocket: any, url: string, settings: import("./options.js").Settings, token: string | undefined, patience: number, events: LinkEvents);
    /** @type {Promise<End>} */
    ended: Promise<End>;
    /**
     * Sends a request as soon as the gateway's limit allows.
     * @param {object} request
     */
    send(request: object): void;
    /** @param {number} flush acknowledgements count towards no limit */
    acknowledge(flush: number): void;
    /** @param {number} perSecond */
    limitRequests(perSecond: number): void;
    /** @param {number} ms what the gateway has made of the interval asked for */
    expectHeartbeats(ms: number): void;
    /** Says goodbye; `ended` follows when the gateway has answered. */
    close(): void;
    /**
     * Ends at once, whatever the other side does.
     * @param {string} reason
     * @param {{ canReconnect?: boolean, isSilent?: boolean }} [how]
     */
    abandon(reason: string, { canReconnect, isSilent }?: {
        canReconnect?: boolean;
        isSilent?: boolean;
    }): void;
    #private;
}
/**
 * How a connection ended, and whether to connect again.
 */
export type End = {
    reason: string;
    canReconnect: boolean;
    /**
     * The WebSocket close code; null: it broke.
     */
    code: number | null;
    /**
     * Nothing came for too long.
     */
    isSilent?: boolean | undefined;
};
export type LinkEvents = {
    onFlush: (flush: ArrayBuffer | string) => void;
    /**
     * A heartbeat is overdue, or no longer.
     */
    onQuiet: (isQuiet: boolean) => void;
};
