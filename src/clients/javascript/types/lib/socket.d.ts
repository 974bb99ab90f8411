/**
 * Names what makes one where there is no global `WebSocket`. A bundle for browsers has nothing of it: only `node.js`,
 * which Node finds by the package's `exports`, does this.
 * @param {() => Promise<any>} load
 */
export function provideWebSocket(load: () => Promise<any>): void;
/**
 * The constructor to use.
 * @param {import('./options.js').Settings} settings
 * @returns {Promise<any>}
 */
export function webSocketOf({ WebSocket }: import("./options.js").Settings): Promise<any>;
