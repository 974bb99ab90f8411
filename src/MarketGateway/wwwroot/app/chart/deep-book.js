/**
 * A deeper book of a symbol than the ladder shows, for those who draw it.
 * @module
 */

const depth = 100;
const intervalMs = 200;

export class DeepBook {
  #client;
  #subscription = null;
  #symbol = null;

  /** @param {import('@marketgateway/client').MarketClient} client */
  constructor(client) {
    this.#client = client;
  }

  show(symbol) {
    this.dispose();
    this.#symbol = symbol;
    this.#subscription = this.#client.subscribe({ channel: 'book', symbols: [symbol], depth, intervalMs });
  }

  /** The book while it can be trusted, else null. @returns {import('@marketgateway/client').BookStream | null} */
  get book() {
    const book = this.#subscription?.get(this.#symbol) ?? null;
    return book?.version !== null && book?.state === 'live' ? book : null;
  }

  dispose() {
    this.#subscription?.unsubscribe().catch(() => {});
    this.#subscription = null;
  }
}
