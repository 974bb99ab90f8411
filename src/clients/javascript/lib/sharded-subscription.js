import { readAll } from './changes.js';
import { Emitter } from './emitter.js';

/**
 * @template {import('./stream.js').MarketStream} [S=any]
 * @typedef {import('./subscription.js').Subscription<S>} Subscription
 */

/**
 * What was asked for in one call, over the shards that its symbols live on. Otherwise as a `Subscription`.
 * @template {import('./stream.js').MarketStream} [S=any]
 * @extends {Emitter<import('./subscription.js').SubscriptionEvents<S>>}
 */
export class ShardedSubscription extends Emitter {
  /** @type {Map<string, Subscription<S>>} */
  #parts = new Map();
  /** @type {PromiseWithResolvers<void>} */
  #begun = promise();
  /** @type {PromiseWithResolvers<this>} */
  #ready = promise();
  /** @type {Set<string>} the shards that have answered, or refused */
  #answered = new Set();
  /** @type {Error | null} */
  #refusal = null;
  #owner;
  #isEnded = false;
  /** @internal */
  onEnd = () => {};

  /**
   * @internal
   * @param {import('./sharded-client.js').ShardedClient} owner
   * @param {import('./parameters.js').SubscribeOptions} options
   */
  constructor(owner, options) {
    super();
    this.#owner = owner;
    /** @internal */
    this.options = options;
    this.channel = options.channel;
    this.symbols = Object.freeze([...options.symbols]);
  }

  /** What is asked of each shard, by its name; empty before it is known which there are. */
  get parts() {
    return /** @type {ReadonlyMap<string, Subscription<S>>} */ (this.#parts);
  }

  /**
   * Fulfilled when each shard that is there has answered for every symbol; `away` names the others. Rejected where one
   * refused the request as a whole, or none can be found.
   * @returns {Promise<this>}
   */
  get ready() {
    return this.#ready.promise;
  }

  /** All streams, of all shards; those of a shard that is away are `syncing`. */
  get streams() {
    return this.#all().flatMap(({ streams }) => streams);
  }

  /** The shards that are asked and not connected now: their streams are not live, or are not there yet. */
  get away() {
    return [...this.#parts.keys()].filter((name) => this.#owner.isAway(name));
  }

  get isPaused() {
    return this.#parts.size > 0 && this.#all().every(({ isPaused }) => isPaused);
  }

  get isEnded() {
    return this.#isEnded || (this.#parts.size > 0 && this.#all().every(({ isEnded }) => isEnded));
  }

  /** The symbols that are not served, and why; where several shards are asked, once all of them have said so. */
  get errors() {
    const errors = this.#all().flatMap((part) => part.errors);
    const asked = (/** @type {string} */ symbol) =>
      this.#all().filter(({ symbols }) => symbols.includes(symbol)).length;
    const told = (/** @type {string} */ symbol) => errors.filter((error) => error.symbol === symbol).length;
    return errors.filter(({ symbol }, index) =>
      errors.findIndex((error) => error.symbol === symbol) === index && told(symbol) === asked(symbol));
  }

  /** The patterns, and how many symbols each matched on all shards. */
  get patterns() {
    /** @type {Map<string, number>} */
    const matches = new Map();
    for (const { pattern, matched } of this.#all().flatMap(({ patterns }) => patterns)) {
      matches.set(pattern, (matches.get(pattern) ?? 0) + matched);
    }
    return [...matches].map(([pattern, matched]) => ({ pattern, matched }));
  }

  /**
   * The stream of a symbol; undefined: there is none (yet).
   * @param {string} symbol
   */
  get(symbol) {
    return this.#all().map((part) => part.get(symbol)).find((stream) => stream !== undefined);
  }

  /**
   * Gives the streams other parameters, on all shards.
   * @param {import('./parameters.js').SubscribeChanges} changes
   * @returns {Promise<import('./subscription.js').SymbolError[]>} one for each stream that stays as it was
   */
  async update(changes) {
    await this.#begun.promise;
    return (await Promise.all(this.#all().map((part) => part.update(changes)))).flat();
  }

  /** Wants nothing but states until it is resumed. */
  async pause() {
    await this.#begun.promise;
    await Promise.all(this.#all().map((part) => part.pause()));
  }

  /** Goes on: one message brings each stream up to date. */
  async resume() {
    await this.#begun.promise;
    await Promise.all(this.#all().map((part) => part.resume()));
  }

  /** Ends it with all of its streams. */
  async unsubscribe() {
    this.#isEnded = true;
    this.onEnd();
    this.#owner.forget(this);
    this.#begun.resolve();
    await Promise.all(this.#all().map((part) => part.unsubscribe()));
  }

  /** @returns {AsyncGenerator<import('./changes.js').Change<S>, void, void>} each stream as it changes */
  async *[Symbol.asyncIterator]() {
    yield* readAll(await this.allReaders(), this.streams);
  }

  /** @internal */
  async allReaders() {
    await this.#begun.promise;
    return this.#all().map(({ readers }) => readers);
  }

  /**
   * @internal
   * @param {Map<string, Subscription<S>>} parts
   */
  begin(parts) {
    this.#parts = parts;
    for (const [name, part] of parts) {
      part.on('change', (change) => this.emit('change', change));
      part.on('status', (stream) => this.emit('status', stream));
      part.on('error', (error) => {
        if (this.errors.some(({ symbol }) => symbol === error.symbol)) {
          this.emit('error', error);
        }
      });
      const answered = () => {
        this.#answered.add(name);
        this.check();
      };
      part.ready.then(answered, (error) => {
        this.#refusal ??= this.#owner.isAway(name) ? null : error;
        answered();
      });
    }
    this.#begun.resolve();
  }

  /** @internal Whether all that can answer have. */
  check() {
    const names = [...this.#parts.keys()];
    if (names.length > 0 && names.every((name) => this.#answered.has(name) || this.#owner.isAway(name))) {
      if (this.#refusal) {
        this.#ready.reject(this.#refusal);
      } else {
        this.#ready.resolve(this);
      }
    }
  }

  /**
   * @internal
   * @param {Error} error
   */
  refuse(error) {
    this.#ready.reject(error);
  }

  #all() {
    return [...this.#parts.values()];
  }
}

/** @returns {PromiseWithResolvers<any>} */
function promise() {
  /** @type {any} */
  const made = {};
  made.promise = new Promise((resolve, reject) => {
    made.resolve = resolve;
    made.reject = reject;
  });
  // Nobody has to wait for it.
  made.promise.catch(() => {});
  return made;
}
