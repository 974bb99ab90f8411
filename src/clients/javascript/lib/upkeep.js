import { expiryMsOf } from './token.js';

/** Of the time that a token has left, so much passes before another is shown. */
const RENEWAL = 0.8;

/** What a session needs now and then: pings that measure the way, and a token that has not expired. */
export class Upkeep {
  #settings;
  #ping;
  #authenticate;
  /** @type {any} */
  #pingTimer = null;
  /** @type {any} */
  #renewalTimer = null;

  /**
   * @param {import('./options.js').Settings} settings
   * @param {() => Promise<unknown>} ping
   * @param {() => void} authenticate
   */
  constructor(settings, ping, authenticate) {
    this.#settings = settings;
    this.#ping = ping;
    this.#authenticate = authenticate;
  }

  keepPinging() {
    const { pingMs, clock } = this.#settings;
    if (pingMs > 0) {
      // A ping that is not answered is the business of the watch over silence.
      this.#ping().catch(() => {});
      this.#pingTimer = clock.setTimeout(() => this.keepPinging(), pingMs);
    }
  }

  /**
   * Another token is shown before this one expires, if it says when and there is a function to ask.
   * @param {string | undefined} token
   */
  renewBeforeExpiry(token) {
    const { clock } = this.#settings;
    const leftMs = token === undefined ? null : expiryMsOf(token, clock.wall() / 1000);
    clock.clearTimeout(this.#renewalTimer);
    if (leftMs !== null && typeof this.#settings.token === 'function') {
      this.#renewalTimer = clock.setTimeout(() => this.#authenticate(), leftMs * RENEWAL);
    }
  }

  stop() {
    this.#settings.clock.clearTimeout(this.#pingTimer);
    this.#settings.clock.clearTimeout(this.#renewalTimer);
  }
}
