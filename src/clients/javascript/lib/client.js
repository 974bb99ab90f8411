import { Emitter } from './emitter.js';
import { askInstruments } from './instruments.js';
import { SessionLoop } from './loop.js';
import { settingsOf } from './options.js';
import { filterOf, Parameters } from './parameters.js';
import { Requester } from './requests.js';
import { untilAborted } from './signal.js';
import { Subscription } from './subscription.js';

/**
 * `connecting`: no session, but trying; `syncing`: some stream waits for a snapshot; `live`: all is as good as the
 * feed; `lagging`: this client does not keep up; `stale`: no news, of the gateway or of its feed; `closed`: for good,
 * until `connect()` is called again.
 * @typedef {'connecting' | 'syncing' | 'live' | 'lagging' | 'stale' | 'closed'} ClientState
 */

/**
 * @typedef {object} ClientStanding
 * @property {ClientState} state
 * @property {string} reason
 */

/**
 * @typedef {object} ClientEvents
 * @property {ClientStanding} state The state or its reason is another.
 * @property {{ url: string, session: string, epoch: string }} connected A session began.
 * @property {import('./changes.js').Change} change A message was applied to a stream.
 * @property {import('./stream.js').MarketStream} status The state of a stream changed.
 * @property {{ stream: import('./stream.js').MarketStream, verdict: import('./stream.js').Verdict }} broken A stream is
 *   not what the gateway says; a resync follows by itself.
 * @property {{ flush: number, bytes: number }} flush All of a flush was applied.
 * @property {import('./traffic.js').Heartbeat} heartbeat
 * @property {Error} error The gateway refused something, or sent what cannot be read.
 */

/**
 * @typedef {import('./parameters.js').SubscribeOptions} SubscribeOptions
 * @typedef {import('./book.js').BookStream} BookStream
 * @typedef {import('./quote.js').QuoteStream} QuoteStream
 * @typedef {import('./trades.js').TradeStream} TradeStream
 */

/**
 * The stream of a channel.
 * @template {import('./parameters.js').Channel} C
 * @typedef {C extends 'book' ? BookStream : C extends 'quote' ? QuoteStream : TradeStream} StreamOf
 */

/**
 * A client of MarketGateway: local books, quotes and trades that follow the gateway's, whose chain and checksums are
 * verified at every message. It connects again with back-off, to any replica, resumes where it stood, and asks for a
 * snapshot by itself when something does not add up.
 * @extends {Emitter<ClientEvents>}
 */
export class MarketClient extends Emitter {
  #settings;
  #loop;
  #requester;

  /** @param {import('./options.js').ClientOptions} [options] */
  constructor(options = {}) {
    super();
    this.#settings = settingsOf(options);
    this.#loop = new SessionLoop(this.#settings, this);
    this.#requester = new Requester(this.#loop);
  }

  /** @returns {ClientState} */
  get state() {
    return this.#loop.holdings.standing.state;
  }

  /** Why the client is in its state. */
  get stateReason() {
    return this.#loop.holdings.standing.reason;
  }

  /** The address of the gateway that the client is connected, or connecting, to. */
  get url() {
    return this.#loop.url;
  }

  /** Names the log that versions belong to; null: not connected yet. */
  get epoch() {
    return this.#loop.holdings.epoch;
  }

  /** The last heartbeat: how far the feed has come. */
  get heartbeat() {
    return this.#loop.holdings.traffic.heartbeat;
  }

  /** @returns {import('./traffic.js').Totals} a copy */
  get totals() {
    return { ...this.#loop.holdings.traffic.totals };
  }

  /** The gateway's clock now, in microseconds, as far as pings have told. */
  get gatewayTime() {
    return this.#loop.holdings.traffic.gatewayTime;
  }

  /**
   * Milliseconds: the way to the gateway and back at the last ping, and how old the oldest update of the last delta was
   * when it arrived here, from the venue's clock on; null: not known yet. `lineMs` is how long the last flush was on
   * its way, from the gateway's clock to ours, as they are set; null without the option `stamps`.
   */
  get latency() {
    const { roundTripMs, ageMs, lineMs } = this.#loop.holdings.traffic;
    return { roundTripMs, ageMs, lineMs };
  }

  get subscriptions() {
    return [...this.#loop.holdings.subscriptions];
  }

  /** The streams of all subscriptions. */
  get streams() {
    return this.#loop.holdings.streams;
  }

  /** @internal Those who read all of it. */
  get readers() {
    return this.#loop.holdings.readers;
  }

  /**
   * Connects, and stays connected until {@link close}. Fulfilled by the first session, and by a `close()` that comes
   * before it; rejected when none of the addresses has a gateway at first, or the signal is aborted before. Later
   * losses are mended without a word, but for the state.
   * @param {{ signal?: AbortSignal }} [options] `signal` closes the client, whenever it is aborted
   * @returns {Promise<this>}
   */
  async connect({ signal } = {}) {
    await untilAborted(signal, this.#loop.connect(), () => this.close());
    return this;
  }

  /**
   * The definitions of the symbols that you may see, sorted; needs no connection.
   * @param {{ filter?: import('./parameters.js').Filter }} [options] `filter` as for {@link subscribe}
   * @returns {Promise<import('./instruments.js').Instrument[]>} rejected with a `RequestError` where it is refused, or
   *   no address answers
   */
  async instruments({ filter = {} } = {}) {
    const { urls, token, connectTimeoutMs } = this.#settings;
    const shown = typeof token === 'function' ? await token() : token;
    return askInstruments(urls, shown, filterOf(filter), AbortSignal.timeout(connectTimeoutMs));
  }

  /** Says goodbye to the gateway and ends; subscriptions stay, for another {@link connect}. */
  async close() {
    await this.#loop.close();
  }

  /**
   * Subscribes, now or as soon as there is a connection, and again in every later one. An aborted `signal` ends the
   * subscription, and those who read it.
   * @template {import('./parameters.js').Channel} C
   * @param {SubscribeOptions & { channel: C, signal?: AbortSignal }} options
   * @returns {Subscription<StreamOf<C>>}
   * @throws {TypeError} a parameter is out of range, or not of the channel
   */
  subscribe({ signal, ...options }) {
    const subscription = this.#subscriptionOf(options);
    if (signal?.aborted) {
      subscription.end('aborted');
      return subscription;
    }
    this.#loop.subscribe(subscription);
    if (signal) {
      const abort = () => subscription.unsubscribe().catch((error) => this.emit('error', error));
      signal.addEventListener('abort', abort, { once: true });
      subscription.onEnd = () => signal.removeEventListener('abort', abort);
    }
    return subscription;
  }

  /**
   * The state of some symbols once, without a subscription; interval and price move mean nothing here.
   * @template {import('./parameters.js').Channel} C
   * @param {SubscribeOptions & { channel: C, signal?: AbortSignal }} options
   * @returns {Promise<Subscription<StreamOf<C>>>} whose streams hold what came, and change no more
   */
  async snapshot({ signal, ...options }) {
    const once = this.#subscriptionOf(options);
    return untilAborted(signal, this.#loop.snapshot(once), () => {});
  }

  /**
   * Shows the gateway who the client is, with the token of the options (asked for anew, if it is a function). Rarely
   * needed: where a token says when it expires and can be asked for, the client does so before.
   * @returns {Promise<string>} the name under which the gateway knows the client
   */
  authenticate() {
    return this.#loop.authenticate();
  }

  /**
   * Asks for a stream anew. Rarely needed: the client does so itself whenever a stream is not proven.
   * @param {import('./stream.js').MarketStream} stream
   */
  async resync(stream) {
    await this.#loop.request({ op: 'resync', streams: [stream.number] });
  }

  /** @returns {Promise<number>} the milliseconds to the gateway and back */
  ping() {
    return this.#loop.ping();
  }

  /**
   * Any request of schemas/wire, section 3; its `id` is added.
   * @param {{ op: string, [key: string]: any }} request
   * @returns {Promise<import('./wire.js').ControlMessage>} the answer
   */
  request(request) {
    return this.#loop.request(request);
  }

  /**
   * Every stream as it changes, beginning with those that hold something. A reader that takes its time sees each at its
   * newest: nothing queues up. Ends when the client is closed; throws when it closed for another reason.
   * @returns {AsyncGenerator<import('./changes.js').Change, void, void>}
   */
  changes() {
    return this.#loop.holdings.readers.read(this.streams);
  }

  /**
   * @param {SubscribeOptions} options
   * @returns {Subscription<any>}
   */
  #subscriptionOf({ channel, symbols, ...parameters }) {
    if (!Array.isArray(symbols) || symbols.length === 0) {
      throw new TypeError('symbols must name at least one symbol or pattern');
    }
    return new Subscription(this.#requester, symbols, new Parameters(channel, parameters), this.#settings.tradesKept);
  }
}
