import { readAll } from './changes.js';
import { MarketClient } from './client.js';
import { Emitter } from './emitter.js';
import { settingsOf } from './options.js';
import { Parameters } from './parameters.js';
import { findPlacement } from './placement.js';
import { ShardedSubscription } from './sharded-subscription.js';
import { untilAborted } from './signal.js';

/** The worst first: what one shard is, the whole is not better than. */
const STATES = /** @type {const} */ (['closed', 'connecting', 'syncing', 'lagging', 'stale', 'live']);
const FORWARDED = /** @type {const} */ (['change', 'status', 'broken', 'error']);

/**
 * @typedef {object} ShardedEvents
 * @property {import('./client.js').ClientStanding & { shard: string }} state The state of a shard is another.
 * @property {import('./changes.js').Change} change
 * @property {import('./stream.js').MarketStream} status
 * @property {import('./client.js').ClientEvents['broken']} broken
 * @property {Error} error
 */

/**
 * A market that is split over shards, behind one client: it asks any gateway which symbols live where, and opens a
 * connection to each shard, with a back-off of its own. Where one is away its streams are not live, and the others go
 * on. Of a market that is whole it is one connection.
 * @extends {Emitter<ShardedEvents>}
 */
export class ShardedClient extends Emitter {
  #options;
  #settings;
  /** @type {Map<string, MarketClient>} */
  #shards = new Map();
  /** @type {import('./placement.js').Placement | null} */
  #placement = null;
  /** @type {ShardedSubscription[]} */
  #subscriptions = [];
  #isSettled = false;
  #isClosed = false;
  /** @type {Promise<void> | null} asking which shards there are; it is not asked twice */
  #finding = null;
  #tellFound = () => {};
  /** @type {Promise<void>} which shards there are is known, or nobody will know */
  #found = new Promise((resolve) => {
    this.#tellFound = resolve;
  });

  /**
   * @param {import('./options.js').ClientOptions & { fetch?: typeof globalThis.fetch }} [options] those of
   *   {@link MarketClient}, for each connection; `fetch` asks which shards there are
   */
  constructor({ fetch = globalThis.fetch?.bind(globalThis), ...options } = {}) {
    super();
    this.#options = options;
    this.#settings = { ...settingsOf(options), fetch };
  }

  /** The client of each shard, by name, once it is known; the name is empty where the market is whole. */
  get shards() {
    return /** @type {ReadonlyMap<string, MarketClient>} */ (this.#shards);
  }

  /** The worst that holds for any shard. */
  get state() {
    const places = [...this.#shards.values()].map(({ state }) => STATES.indexOf(state));
    return STATES[places.length > 0 ? Math.min(...places) : 0];
  }

  /** Why, and of which shard. */
  get stateReason() {
    const worst = [...this.#shards].filter(([, client]) => client.state === this.state);
    return worst.map(([name, { stateReason }]) => (name ? `${name}: ${stateReason}` : stateReason)).join('; ')
      || 'not connected';
  }

  get subscriptions() {
    return [...this.#subscriptions];
  }

  /** The streams of all subscriptions, of all shards. */
  get streams() {
    return this.#subscriptions.flatMap(({ streams }) => streams);
  }

  /** @returns {import('./traffic.js').Totals} over all connections */
  get totals() {
    const every = [...this.#shards.values()].map(({ totals }) => totals);
    const names = /** @type {(keyof import('./traffic.js').Totals)[]} */ (Object.keys(every[0] ?? {}));
    return /** @type {any} */ (Object.fromEntries(
      names.map((name) => [name, every.reduce((sum, totals) => sum + totals[name], 0)])));
  }

  /**
   * Connects to every shard, and stays connected until {@link close}. Rejected where nobody says which shards there
   * are, or none of them is there; one that is away is tried again, with back-off.
   * @param {{ signal?: AbortSignal }} [options] `signal` closes the client, whenever it is aborted
   * @returns {Promise<this>}
   */
  async connect({ signal } = {}) {
    this.#isClosed = false;
    await untilAborted(signal, this.#connect(), () => this.close());
    return this;
  }

  /** Says goodbye to all shards and ends; subscriptions stay, for another {@link connect}. */
  async close() {
    this.#isClosed = true;
    this.#tellFound();
    await Promise.all([...this.#shards.values()].map((client) => client.close()));
  }

  /**
   * Subscribes, on the shards where the symbols live; patterns and filters on all of them.
   * @template {import('./parameters.js').Channel} C
   * @param {import('./parameters.js').SubscribeOptions & { channel: C, signal?: AbortSignal }} options
   * @returns {ShardedSubscription<import('./client.js').StreamOf<C>>}
   */
  subscribe({ signal, ...options }) {
    const subscription = new ShardedSubscription(this, checked(options));
    this.#subscriptions.push(subscription);
    const abort = () => subscription.unsubscribe().catch((error) => this.emit('error', error));
    if (signal?.aborted) {
      abort();
      return subscription;
    }
    this.#begin(subscription);
    if (signal) {
      signal.addEventListener('abort', abort, { once: true });
      subscription.onEnd = () => signal.removeEventListener('abort', abort);
    }
    return subscription;
  }

  /**
   * The definitions of all shards' symbols, sorted; rejected where one is away.
   * @param {{ filter?: import('./parameters.js').Filter }} [options]
   * @returns {Promise<import('./instruments.js').Instrument[]>}
   */
  async instruments(options) {
    const parts = await Promise.all([...this.#shards.values()].map((client) => client.instruments(options)));
    return parts.flat().sort((one, other) => (one.symbol < other.symbol ? -1 : 1));
  }

  /**
   * The state of some symbols once; rejected where a shard that is asked is away.
   * @template {import('./parameters.js').Channel} C
   * @param {import('./parameters.js').SubscribeOptions & { channel: C, signal?: AbortSignal }} options
   * @returns {Promise<ShardedSubscription<import('./client.js').StreamOf<C>>>} whose streams change no more
   */
  async snapshot({ signal, ...options }) {
    const once = new ShardedSubscription(this, checked(options));
    const parts = [...this.#partsOf(options.symbols)];
    once.begin(new Map(await Promise.all(parts.map(async ([name, symbols]) => /** @type {const} */ ([
      name, await /** @type {MarketClient} */ (this.#shards.get(name)).snapshot({ ...options, symbols, signal })])))));
    return once;
  }

  /** @returns {AsyncGenerator<import('./changes.js').Change, void, void>} of all subscriptions, those of later too */
  async *changes() {
    await this.#found;
    yield* readAll([...this.#shards.values()].map(({ readers }) => readers), this.streams);
  }

  /**
   * @internal
   * @param {ShardedSubscription} subscription
   */
  forget(subscription) {
    this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
  }

  /**
   * @internal Whether a shard has no session now.
   * @param {string} name
   */
  isAway(name) {
    return this.#isSettled && ['connecting', 'closed'].includes(this.#shards.get(name)?.state ?? 'closed');
  }

  async #connect() {
    try {
      this.#finding ??= this.#find().finally(() => {
        this.#finding = null;
      });
      await this.#finding;
      if (this.#isClosed) {
        return;
      }
      const clients = [...this.#shards.values()];
      const outcomes = await Promise.allSettled(clients.map((client) => client.connect()));
      this.#isSettled = true;
      const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      if (failures.length === outcomes.length) {
        await this.close();
        throw failures[0];
      }
    } catch (error) {
      this.#subscriptions.forEach((subscription) => subscription.refuse(/** @type {Error} */ (error)));
      throw error;
    }
    this.#subscriptions.forEach((subscription) => subscription.check());
  }

  async #find() {
    if (this.#placement !== null) {
      return;
    }
    const { urls, token, connectTimeoutMs, fetch: ask } = this.#settings;
    const shown = typeof token === 'function' ? await token() : token;
    this.#placement = await findPlacement(urls, shown, ask, AbortSignal.timeout(connectTimeoutMs));
    const { places } = this.#placement;
    for (const { name, url } of places.length > 0 ? places : [{ name: '', url: urls }]) {
      this.#shards.set(name, this.#clientOf(name, url));
    }
    this.#tellFound();
    this.#subscriptions.forEach((subscription) => this.#begin(subscription));
  }

  /**
   * @param {string} name
   * @param {string | readonly string[]} urls
   */
  #clientOf(name, urls) {
    const client = new MarketClient({ ...this.#options, urls, keepsTrying: true });
    for (const event of FORWARDED) {
      client.on(event, (detail) => this.emit(event, /** @type {any} */ (detail)));
    }
    client.on('state', (standing) => {
      this.emit('state', { shard: name, ...standing });
      this.#subscriptions.forEach((subscription) => subscription.check());
    });
    return client;
  }

  /** @param {ShardedSubscription<any>} subscription */
  #begin(subscription) {
    if (this.#placement !== null) {
      const begun = [...this.#partsOf(subscription.symbols)].map(([name, symbols]) => {
        const client = /** @type {MarketClient} */ (this.#shards.get(name));
        return /** @type {const} */ ([name, client.subscribe({ ...subscription.options, symbols })]);
      });
      subscription.begin(new Map(begun));
    }
  }

  /** @param {readonly string[]} symbols */
  #partsOf(symbols) {
    return this.#placement?.places.length ? this.#placement.parts(symbols) : new Map([['', [...symbols]]]);
  }
}

/**
 * The options, as each shard is asked; wrong ones are refused at once.
 * @template {import('./parameters.js').SubscribeOptions} O
 * @param {O} options
 * @returns {O}
 */
function checked(options) {
  const { channel, symbols, ...parameters } = options;
  if (!Array.isArray(symbols) || symbols.length === 0) {
    throw new TypeError('symbols must name at least one symbol or pattern');
  }
  void new Parameters(channel, parameters);
  return options;
}
