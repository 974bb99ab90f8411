import { ChangeReaders, messageChange, stateChange } from './changes.js';
import { Acknowledger } from './acknowledger.js';
import { RequestError } from './errors.js';
import { Link } from './link.js';
import { Session } from './session.js';
import { standingOf } from './standing.js';
import { expiryMsOf } from './token.js';
import { Traffic } from './traffic.js';

const DOUBLINGS_MAX = 30;

/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./link.js').End} End
 */

/**
 * Session after session until the client is closed or told to stay away. Keeps what outlives a session: the
 * subscriptions, their streams, and the epoch of their versions.
 * @implements {import('./session.js').SessionOwner}
 */
export class SessionLoop {
  /** @type {import('./client.js').ClientStanding} */
  standing = { state: 'closed', reason: 'not connected' };
  /** @type {string | null} */
  epoch = null;
  /** @type {string | null} */
  url = null;
  readers = new ChangeReaders();
  #settings;
  #events;
  #clock;
  /** @type {Subscription[]} */
  #subscriptions = [];
  /** @type {Session | null} */
  #session = null;
  /** @type {Link | null} */
  #link = null;
  /** @type {Promise<void> | null} */
  #running = null;
  #isClosing = false;
  #isStateDirty = false;
  #nextUrl = 0;
  /** @type {(() => void) | null} */
  #hurry = null;
  /** @type {any} */
  #ping = null;
  /** @type {any} */
  #renewal = null;
  /** @type {((error: Error | null) => void)} */
  #settleConnect = () => {};
  #hasConnected = false;

  /**
   * @param {import('./options.js').Settings} settings
   * @param {import('./client.js').MarketClient} events
   */
  constructor(settings, events) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#events = events;
    this.traffic = new Traffic(settings.clock);
  }

  get subscriptions() {
    return [...this.#subscriptions];
  }

  get streams() {
    return this.#subscriptions.flatMap((subscription) => subscription.streams);
  }

  /** Begins, unless it has; fulfilled by the first `welcome`. */
  async connect() {
    if (this.#running) {
      return this.connecting;
    }
    this.#isClosing = false;
    this.#hasConnected = false;
    this.#openReaders();
    this.connecting = new Promise((resolve, reject) => {
      this.#settleConnect = (error) => (error ? reject(error) : resolve(undefined));
    });
    this.connecting.catch(() => {});
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
    return this.connecting;
  }

  /** Says goodbye and ends. */
  async close() {
    this.#isClosing = true;
    this.#hurry?.();
    this.#link?.close();
    const patience = this.#clock.setTimeout(
      () => this.#link?.abandon('closed'), this.#session ? this.#settings.closeTimeoutMs : 0);
    await this.#running;
    this.#clock.clearTimeout(patience);
  }

  /** Tries again now instead of after the back-off: the host says that the network is there again. */
  hurry() {
    this.#hurry?.();
  }

  /**
   * Remembers a subscription and asks for it in this session and in every later one.
   * @param {Subscription} subscription
   */
  subscribe(subscription) {
    this.#subscriptions.push(subscription);
    this.#session?.subscribe(subscription, null);
    this.stateMayHaveChanged();
  }

  /**
   * Later sessions do not ask for it any more.
   * @param {Subscription} subscription
   */
  forget(subscription) {
    this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
  }

  /**
   * @param {{ op: string, [key: string]: any }} request
   * @param {{ asked?: import('./parameters.js').Parameters }} [context]
   */
  async request(request, context) {
    if (this.#session === null) {
      throw new RequestError('not_connected', 'not connected to a gateway');
    }
    return this.#session.request(request, context);
  }

  /** @param {Subscription} once */
  async snapshot(once) {
    if (this.#session === null) {
      throw new RequestError('not_connected', 'not connected to a gateway');
    }
    this.#session.snapshot(once);
    const { requestTimeoutMs } = this.#settings;
    const timer = this.#clock.setTimeout(
      () => once.refuse(new RequestError('timeout', 'not all of the snapshot came in time')), requestTimeoutMs);
    try {
      return await once.ready;
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }

  /** @returns {Promise<string | undefined>} */
  async token() {
    const { token } = this.#settings;
    return typeof token === 'function' ? token() : token;
  }

  /** Measures the way to the gateway and back. */
  async ping() {
    const start = this.#clock.now();
    const { time } = await this.request({ op: 'ping' });
    const roundTripMs = this.#clock.now() - start;
    this.traffic.countPing(roundTripMs, time);
    return roundTripMs;
  }

  /**
   * @param {Session} session
   * @param {import('./wire.js').ControlMessage} welcome
   */
  onWelcome(session, welcome) {
    if (this.epoch !== null && this.epoch !== welcome.epoch) {
      this.#forgetVersions();
    }
    const resumeEpoch = this.epoch;
    this.epoch = welcome.epoch;
    this.#session = session;
    this.traffic.beginSession();
    if (this.#settings.tokenBy === 'message') {
      this.authenticate().catch((error) => this.onError(error));
    }
    this.#keepPinging();
    for (const subscription of this.#subscriptions) {
      session.subscribe(subscription, resumeEpoch);
    }
    this.#events.emit('connected', { url: this.url ?? '', session: welcome.session, epoch: welcome.epoch });
    this.#hasConnected = true;
    this.stateMayHaveChanged();
    this.#settleConnect(null);
  }

  /**
   * @param {import('./stream.js').MarketStream} stream
   * @param {import('./wire.js').DataMessage} message
   * @param {import('./stream.js').Verdict} verdict
   */
  onMessage(stream, message, verdict) {
    this.#isStateDirty = true;
    if (verdict === 'discarded' || verdict === 'chainBroken' || verdict === 'inconsistent') {
      return;
    }
    this.traffic.countMessage(message);
    const change = messageChange(stream, message);
    this.#post(change);
    stream.subscription.emit('change', change);
    this.#events.emit('change', change);
  }

  /** @param {import('./stream.js').MarketStream} stream */
  onStatus(stream) {
    this.#isStateDirty = true;
    this.#post(stateChange(stream));
    stream.subscription.emit('status', stream);
    this.#events.emit('status', stream);
  }

  /**
   * @param {import('./stream.js').MarketStream} stream
   * @param {import('./stream.js').Verdict} verdict
   */
  onBroken(stream, verdict) {
    this.#events.emit('broken', { stream, verdict });
    this.onStatus(stream);
  }

  /** @param {import('./traffic.js').Heartbeat} heartbeat */
  onHeartbeat(heartbeat) {
    this.traffic.heartbeat = heartbeat;
    this.#events.emit('heartbeat', heartbeat);
  }

  /** @param {string} epoch */
  onEpoch(epoch) {
    this.#forgetVersions();
    this.epoch = epoch;
    this.#isStateDirty = true;
  }

  /**
   * @param {Subscription} subscription
   * @param {RequestError} error
   */
  onSubscriptionRefused(subscription, error) {
    this.forget(subscription);
    subscription.refuse(error);
    subscription.end(error.code);
    this.onError(error);
  }

  /** @param {Error} error */
  onError(error) {
    this.#events.emit('error', error);
  }

  onUnknown() {
    this.traffic.totals.unknown++;
  }

  /** @param {number} count */
  onResync(count) {
    this.traffic.totals.resyncs += count;
  }

  stateMayHaveChanged() {
    this.#isStateDirty = false;
    if (this.#session && this.standing.state !== 'closed') {
      this.#setStanding(standingOf(this.#session, this.streams));
    }
  }

  /** Shows the gateway who the client is, with a token asked for anew. */
  async authenticate() {
    const token = await this.token();
    if (token === undefined) {
      throw new RequestError('not_connected', 'the client has no token');
    }
    const { principal } = await this.request({ op: 'auth', token });
    this.#renewBeforeExpiry(token);
    return principal;
  }

  async #run() {
    let end = await this.#runSession();
    for (let attempt = 0; !this.#isClosing && end.canReconnect; attempt++) {
      const isFirst = !this.#hasConnected;
      if (isFirst && attempt + 1 >= this.#settings.urls.length) {
        break;
      }
      if (!isFirst) {
        attempt = end.isProven ? 0 : attempt;
        await this.#backOff(end, attempt);
      }
      if (!this.#isClosing) {
        end = await this.#runSession();
      }
    }
    this.#finish(this.#isClosing ? null : end.reason);
  }

  /** @returns {Promise<End & { isProven: boolean, waitMs: number }>} */
  async #runSession() {
    const { urls } = this.#settings;
    const url = urls[this.#nextUrl++ % urls.length];
    this.url = url;
    this.#setStanding({ state: 'connecting', reason: `connecting to ${url}` });
    try {
      const [WebSocket, token] = await Promise.all([webSocketOf(this.#settings), this.token()]);
      return await this.#runLink(WebSocket, url, token);
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      return { reason: message, canReconnect: true, code: null, isProven: false, waitMs: 0 };
    }
  }

  /**
   * @param {any} WebSocket
   * @param {string} url
   * @param {string | undefined} token
   */
  async #runLink(WebSocket, url, token) {
    const link = new Link(WebSocket, url, this.#settings, token, {
      onFlush: (data) => this.#receive(session, acknowledger, data),
      onQuiet: (isQuiet) => {
        session.isQuiet = isQuiet;
        this.stateMayHaveChanged();
      },
    });
    const session = new Session(link, this.#settings, this);
    const acknowledger = new Acknowledger(this.#settings, (flush) => link.acknowledge(flush));
    this.#link = link;
    if (token !== undefined) {
      this.#renewBeforeExpiry(token);
    }
    if (this.#isClosing) {
      link.abandon('closed');
    }
    const end = await link.ended;
    this.#clock.clearTimeout(this.#ping);
    this.#clock.clearTimeout(this.#renewal);
    acknowledger.stop();
    this.#link = this.#session = null;
    session.end();
    const { goAway } = session;
    return {
      ...end,
      reason: goAway?.reason ?? (this.#hasConnected ? end.reason : `no gateway at ${url}: ${end.reason}`),
      isProven: session.isProven,
      waitMs: goAway ? Math.max(0, goAway.at - this.#clock.now()) : 0,
    };
  }

  /**
   * @param {Session} session
   * @param {Acknowledger} acknowledger
   * @param {ArrayBuffer | string} data
   */
  #receive(session, acknowledger, data) {
    const bytes = typeof data === 'string' ? data.length : data.byteLength;
    this.traffic.totals.flushes++;
    this.traffic.totals.bytes += bytes;
    try {
      session.receive(data);
    } catch (error) {
      this.onError(/** @type {Error} */ (error));
      this.#link?.abandon(`flush ${session.flush}: ${/** @type {Error} */ (error).message}`);
      return;
    }
    if (this.#isStateDirty) {
      this.stateMayHaveChanged();
    }
    this.#events.emit('flush', { flush: session.flush, bytes });
    acknowledger.processed(session.flush);
  }

  /**
   * Full jitter: a random time up to a bound that doubles, so that thousands of clients of a gateway that went away do
   * not come back in the same second.
   * @param {{ reason: string, waitMs: number }} end
   * @param {number} attempt
   */
  async #backOff({ reason, waitMs }, attempt) {
    const { minMs, maxMs } = this.#settings.backoff;
    const bound = Math.min(minMs * 2 ** Math.min(attempt, DOUBLINGS_MAX), maxMs);
    const delayMs = waitMs + bound * this.#settings.random();
    const seconds = (delayMs / 1000).toFixed(1);
    this.#setStanding({ state: 'connecting', reason: `${reason}; connecting again in ${seconds} s` });
    await new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(undefined), delayMs);
      this.#hurry = () => {
        this.#clock.clearTimeout(timer);
        resolve(undefined);
      };
    });
    this.#hurry = null;
  }

  /** @param {string | null} reason null: as the user wished */
  #finish(reason) {
    this.#setStanding({ state: 'closed', reason: reason ?? 'closed by the client' });
    const error = new RequestError('closed', reason ?? 'closed by the client');
    for (const subscription of this.#subscriptions) {
      subscription.refuse(error);
      subscription.readers.end(reason === null ? null : error);
    }
    this.readers.end(reason === null ? null : error);
    this.#settleConnect(error);
  }

  #openReaders() {
    this.readers.reopen();
    for (const subscription of this.#subscriptions) {
      subscription.readers.reopen();
    }
  }

  #keepPinging() {
    const { pingMs } = this.#settings;
    if (pingMs > 0) {
      // A ping that is not answered is the watch's business.
      this.ping().catch(() => {});
      this.#ping = this.#clock.setTimeout(() => this.#keepPinging(), pingMs);
    }
  }

  /** @param {string} token */
  #renewBeforeExpiry(token) {
    const leftMs = expiryMsOf(token, this.#clock.wall() / 1000);
    this.#clock.clearTimeout(this.#renewal);
    if (leftMs !== null && typeof this.#settings.token === 'function') {
      const renew = () => this.authenticate().catch((error) => this.onError(error));
      this.#renewal = this.#clock.setTimeout(renew, leftMs * 0.8);
    }
  }

  /** @param {import('./changes.js').Change} change */
  #post(change) {
    this.readers.post(change);
    change.stream.subscription.readers.post(change);
  }

  #forgetVersions() {
    for (const stream of this.streams) {
      stream.forget();
    }
  }

  /** @param {import('./client.js').ClientStanding} standing */
  #setStanding(standing) {
    if (this.standing.state !== standing.state || this.standing.reason !== standing.reason) {
      this.standing = standing;
      this.#events.emit('state', standing);
    }
  }
}

/**
 * @param {import('./options.js').Settings} settings
 * @returns {Promise<any>}
 */
async function webSocketOf({ WebSocket }) {
  if (WebSocket) {
    return WebSocket;
  }
  if (globalThis.WebSocket) {
    return globalThis.WebSocket;
  }
  try {
    // Node 20 has no WebSocket of its own. Browsers never come here.
    return (await import('ws')).WebSocket;
  } catch {
    throw new Error("there is no WebSocket here: install the package 'ws', or pass a constructor as option WebSocket");
  }
}
