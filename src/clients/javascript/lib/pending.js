import { RequestError } from './errors.js';

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
  #settings;
  #lastId = 0;
  /** @type {Map<number, Pending>} */
  #pending = new Map();

  /** @param {import('./options.js').Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * @param {Pending} pending
   * @returns {number} its `id`
   */
  add(pending) {
    this.#pending.set(++this.#lastId, pending);
    return this.#lastId;
  }

  /**
   * @param {string} op
   * @param {import('./parameters.js').Parameters | undefined} asked
   * @param {(id: number) => void} send
   * @returns {Promise<import('./wire.js').ControlMessage>} the answer
   */
  ask(op, asked, send) {
    const { clock, requestTimeoutMs } = this.#settings;
    return new Promise((resolve, reject) => {
      /** @type {Pending} */
      const pending = { resolve, reject, asked };
      const id = this.add(pending);
      pending.timer = clock.setTimeout(() => {
        this.#pending.delete(id);
        reject(new RequestError('timeout', `no answer to '${op}' within ${requestTimeoutMs / 1000} s`));
      }, requestTimeoutMs);
      send(id);
    });
  }

  /**
   * Whether it was ever given to a request.
   * @param {number} id
   */
  isOurs(id) {
    return Number.isInteger(id) && id > 0 && id <= this.#lastId;
  }

  /** How many requests may still be answered. */
  get size() {
    return this.#pending.size;
  }

  /**
   * Nothing more is expected of the requests of a subscription that has ended, but of those that are not answered yet.
   * @param {import('./subscription.js').Subscription} subscription
   */
  forget(subscription) {
    for (const [id, pending] of this.#pending) {
      if (pending.subscription === subscription && pending.isAnswered) {
        this.#pending.delete(id);
      }
    }
  }

  /** @param {number} id */
  get(id) {
    return this.#pending.get(id);
  }

  /**
   * Nothing more is expected of it.
   * @param {number} id
   */
  take(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#settings.clock.clearTimeout(pending?.timer);
    return pending;
  }

  /** @param {Error} error */
  fail(error) {
    for (const id of [...this.#pending.keys()]) {
      this.take(id)?.reject(error);
    }
  }
}
