/**
 * Keeps a client connected from the first moment on. The client itself mends what breaks later; it gives up where no
 * gateway answers at first, and where the gateway says that it need not come back.
 * @module
 */

const retryMs = 1500;

/**
 * @param {import('@marketgateway/client').MarketClient} client
 * @param {() => boolean} isWanted false: let it be
 */
export async function keepConnected(client, isWanted = () => true) {
  while (isWanted()) {
    try {
      await client.connect();
      await closed(client);
    } catch {
      // The state says why.
    }

    await new Promise((again) => setTimeout(again, retryMs));
  }
}

/**
 * Calls back when the gateway refuses to serve without (another) token. A WebSocket that is refused does not say why;
 * the same question by HTTP does.
 * @param {import('@marketgateway/client').MarketClient} client
 * @param {() => Promise<number>} askStatus
 * @param {() => void} onUnauthorized
 */
export function watchAuthorization(client, askStatus, onUnauthorized) {
  let isAsking = false;
  client.on('state', async ({ state, reason }) => {
    const hasFailed = state === 'closed' || (state === 'connecting' && reason.includes('again'));
    if (hasFailed && !isAsking) {
      isAsking = true;
      const status = await askStatus().catch(() => 0);
      isAsking = false;
      if (status === 401) {
        onUnauthorized();
      }
    }
  });
}

function closed(client) {
  return new Promise((resolve) => {
    const stop = client.on('state', ({ state }) => {
      if (state === 'closed') {
        stop();
        resolve();
      }
    });
  });
}
