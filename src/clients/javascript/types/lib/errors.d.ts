/**
 * The gateway refused a request, or it ended before the answer.
 * `code` is one of schemas/wire, section 4, or `session_ended`, `timeout`, `not_connected`, `closed`.
 */
export class RequestError extends Error {
    /**
     * @param {string} code
     * @param {string} message
     */
    constructor(code: string, message: string);
    code: string;
}
/** What the gateway sent is not the protocol. The client connects again. */
export class WireError extends Error {
    /** @param {string} message */
    constructor(message: string);
}
