/**
 * A request that is not, or not fully, answered.
 * @typedef {object} Pending
 * @property {(answer: import('./wire.js').ControlMessage) => void} resolve
 * @property {(error: Error) => void} reject
 * @property {import('./parameters.js').Parameters} [asked]
 * @property {import('./subscription.js').Subscription} [subscription] Whose answers come again, with every symbol that
 *   one of its patterns finds.
 * @property {boolean} [isAnswered]
 * @property {{ op: string, [key: string]: any }} [request] Without `id`: what to send again where it came too early.
 * @property {any} [timer]
 */
/** The requests of one session by their `id`. */
export class PendingRequests {
    /** @param {import('./options.js').Settings} settings */
    constructor(settings: import("./options.js").Settings);
    /**
     * @param {Pending} pending
     * @returns {number} its `id`
     */
    add(pending: Pending): number;
    /**
     * @param {string} op
     * @param {import('./parameters.js').Parameters | undefined} asked
     * @param {(id: number) => void} send
     * @returns {Promise<import('./wire.js').ControlMessage>} the answer
     */
    ask(op: string, asked: import("./parameters.js").Parameters | undefined, send: (id: number) => void): Promise<import("./wire.js").ControlMessage>;
    /**
     * Whether it was ever given to a request.
     * @param {number} id
     */
    isOurs(id: number): boolean;
    /** How many requests may still be answered. */
    get size(): number;
    /**
     * Nothing more is expected of the requests of a subscription that has ended, but of those that are not answered yet.
     * @param {import('./subscription.js').Subscription} subscription
     */
    forget(subscription: import("./subscription.js").Subscription): void;
    /** @param {number} id */
    get(id: number): Pending | undefined;
    /**
     * Nothing more is expected of it.
     * @param {number} id
     */
    take(id: number): Pending | undefined;
    /** @param {Error} error */
    fail(error: Error): void;
    #private;
}
/**
 * A request that is not, or not fully, answered.
 */
export type Pending = {
    resolve: (answer: import("./wire.js").ControlMessage) => void;
    reject: (error: Error) => void;
    asked?: import("./parameters.js").Parameters | undefined;
    /**
     * Whose answers come again, with every symbol that
     * one of its patterns finds.
     */
    subscription?: import("./subscription.js").Subscription<any> | undefined;
    isAnswered?: boolean | undefined;
    /**
     * Without `id`: what to send again where it came too early.
     */
    request?: {
        [key: string]: any;
        op: string;
    } | undefined;
    timer?: any;
};
