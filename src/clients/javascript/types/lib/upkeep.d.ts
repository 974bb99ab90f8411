/** What a session needs now and then: pings that measure the way, and a token that has not expired. */
export class Upkeep {
    /**
     * @param {import('./options.js').Settings} settings
     * @param {() => Promise<unknown>} ping
     * @param {() => void} authenticate
     */
    constructor(settings: import("./options.js").Settings, ping: () => Promise<unknown>, authenticate: () => void);
    keepPinging(): void;
    /**
     * Another token is shown before this one expires, if it says when and there is a function to ask.
     * @param {string | undefined} token
     */
    renewBeforeExpiry(token: string | undefined): void;
    stop(): void;
    #private;
}
