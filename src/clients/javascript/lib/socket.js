/**
 * What makes a WebSocket where the platform has none.
 * @type {(() => Promise<any>) | null}
 */
let fallback = null;

/**
 * Names what makes one where there is no global `WebSocket`. A bundle for browsers has nothing of it: only `node.js`,
 * which Node finds by the package's `exports`, does this.
 * @param {() => Promise<any>} load
 */
export function provideWebSocket(load) {
  fallback = load;
}

/**
 * The constructor to use.
 * @param {import('./options.js').Settings} settings
 * @returns {Promise<any>}
 */
export async function webSocketOf({ WebSocket }) {
  if (WebSocket ?? globalThis.WebSocket) {
    return WebSocket ?? globalThis.WebSocket;
  }
  try {
    if (fallback !== null) {
      return await fallback();
    }
  } catch {
    // Said below.
  }
  throw new Error("there is no WebSocket here: install the package 'ws', or pass a constructor as option WebSocket");
}
