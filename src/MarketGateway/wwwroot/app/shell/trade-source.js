/**
 * The trades of a symbol for all parts that show them: asked for once, however many there are.
 * @module
 */

/** What a chart begins with; the gateway gives as many as it keeps. */
const tradesBefore = 1000;

export class TradeSource {
  #client;
  /** @type {Map<string, { subscription: any, listeners: Set<any> }>} */
  #sources = new Map();

  /** @param {import('@marketgateway/client').MarketClient} client */
  constructor(client) {
    this.#client = client;
  }

  /**
   * @param {{ onChange: (change: any) => void, onRefused?: (error: any) => void }} listener told of all that came
   *   before it, too
   * @returns {() => void} what ends it
   */
  follow(symbol, listener) {
    const source = this.#sources.get(symbol) ?? this.#begin(symbol);
    source.listeners.add(listener);
    const stream = source.subscription.get(symbol);
    if (stream) {
      listener.onChange({ stream, kind: 'trades', trades: stream.recent(), amendments: [] });
    }

    return () => {
      source.listeners.delete(listener);
      if (source.listeners.size === 0 && this.#sources.get(symbol) === source) {
        this.#sources.delete(symbol);
        source.subscription.unsubscribe().catch(() => {});
      }
    };
  }

  #begin(symbol) {
    const subscription = this.#client.subscribe({ channel: 'trade', symbols: [symbol], history: tradesBefore });
    const source = { subscription, listeners: new Set() };
    subscription.on('change', (change) => source.listeners.forEach((listener) => listener.onChange(change)));
    subscription.on('error', (error) => source.listeners.forEach((listener) => listener.onRefused?.(error)));
    this.#sources.set(symbol, source);
    return source;
  }
}
