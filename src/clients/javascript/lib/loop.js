import { Acknowledger } from './acknowledger.js';
import { RequestError } from './errors.js';
import { Holdings } from './holdings.js';
import { Link } from './link.js';
import { Session } from './session.js';
import { webSocketOf } from './socket.js';
import { Upkeep } from './upkeep.js';

const DOUBLINGS_MAX = 30;
const PATIENCE_MAX = 16;
/** The token's time is over: with another one the client may come again. */
const TOKEN_EXPIRED = 4504;

/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./link.js').End & { isProven: boolean, waitMs: number }} SessionEnd
 */

/** Session after session until the client is closed or told to stay away. */
export class SessionLoop {
  /** @type {string | null} */
  url = null;
  holdings;
  #settings;
  #clock;
  #events;
  #upkeep;
  /** @type {Link | null} */
  #link = null;
  /** @type {Promise<void> | null} */
  #running = null;
  /** @type {Promise<void>} */
  #connecting = Promise.resolve();
  /** @type {(error?: Error) => void} */
  #settleConnect = () => {};
  #hasConnected = false;
  #isClosing = false;
  /** Whether the last word was `connect()`, not `close()`. */
  #isWanted = false;
  #nextUrl = 0;
  /**
   * A WebSocket tells of a message only when all of it is there: on a line so bad that one flush takes longer than
   * silence is borne, a client would connect for ever. So after each silence it bears twice as much.
   */
  #patience = 1;
  #hurry = () => {};
  /** @type {string | undefined} the token of the last connection */
  #shown;
  #isTokenOver = false;

  /**
   * @param {import('./options.js').Settings} settings
   * @param {import('./client.js').MarketClient} events
   */
  constructor(settings, events) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#events = events;
    this.holdings = new Holdings(settings, events, () => this.#showTokenFirst(), (welcome) => this.#welcomed(welcome));
    this.#upkeep = new Upkeep(settings, () => this.ping(), () => this.#showToken());
  }

  /**
   * Begins, unless it has; fulfilled by the first `welcome`, and by a `close()` that comes before.
   * @returns {Promise<void>}
   */
  connect() {
    this.#isWanted = true;
    if (this.#running !== null && this.#isClosing) {
      // Not before that has ended: React mounts, unmounts and mounts again in one go.
      return this.#running.then(() => (this.#isWanted ? this.connect() : undefined));
    }
    if (this.#running === null) {
      this.#isClosing = false;
      this.#hasConnected = false;
      this.holdings.reopen();
      this.#connecting = new Promise((resolve, reject) => {
        this.#settleConnect = (error) => (error ? reject(error) : resolve());
      });
      this.#connecting.catch(() => {});
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
    }
    return this.#connecting;
  }

  /** Says goodbye and ends. */
  async close() {
    this.#isWanted = false;
    this.#isClosing = true;
    this.#hurry();
    const patienceMs = this.holdings.session ? this.#settings.closeTimeoutMs : 0;
    const patience = this.#clock.setTimeout(() => this.#link?.abandon('closed'), patienceMs);
    this.#link?.close();
    await this.#running;
    this.#clock.clearTimeout(patience);
  }

  /**
   * Remembers a subscription and asks for it in this session and in every later one.
   * @param {Subscription} subscription
   */
  subscribe(subscription) {
    this.holdings.subscriptions.push(subscription);
    this.holdings.session?.subscribe(subscription, null);
    this.holdings.stateMayHaveChanged();
  }

  /**
   * @param {{ op: string, [key: string]: any }} request
   * @param {{ asked?: import('./parameters.js').Parameters }} [context]
   */
  async request(request, context) {
    return this.#session().request(request, context);
  }

  /** @param {Subscription} once */
  async snapshot(once) {
    this.#session().snapshot(once);
    const { requestTimeoutMs } = this.#settings;
    const timer = this.#clock.setTimeout(
      () => once.refuse(new RequestError('timeout', 'not all of the snapshot came in time')), requestTimeoutMs);
    try {
      return await once.ready;
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }

  /** Measures the way to the gateway and back, in milliseconds. */
  async ping() {
    const start = this.#clock.now();
    const { time } = await this.request({ op: 'ping' });
    const roundTripMs = this.#clock.now() - start;
    this.holdings.traffic.countPing(roundTripMs, time);
    return roundTripMs;
  }

  /** Shows the gateway who the client is, with a token asked for anew. */
  async authenticate() {
    const token = await this.#token();
    if (token === undefined) {
      throw new TypeError('the client has no token to show');
    }
    const { principal } = await this.request({ op: 'auth', token });
    this.#upkeep.renewBeforeExpiry(token);
    return principal;
  }

  async #run() {
    const hurry = () => this.#hurry();
    // A tab that comes back to the network does not sit the back-off out.
    globalThis.addEventListener?.('online', hurry);
    let end = await this.#runSession();
    for (let attempt = 0; !this.#isClosing && (end.canReconnect || this.#isTokenOver); attempt++) {
      if (this.#hasConnected) {
        attempt = end.isProven ? 0 : attempt;
        await this.#backOff(end, attempt);
      } else if (attempt + 1 >= this.#settings.urls.length) {
        if (!this.#settings.keepsTrying) {
          break;
        }
        this.#settleConnect(new RequestError('closed', end.reason));
        await this.#backOff(end, attempt);
      }
      if (!this.#isClosing) {
        end = await this.#runSession();
      }
    }
    globalThis.removeEventListener?.('online', hurry);
    this.#finish(this.#isClosing ? 'closed by the client' : end.reason);
  }

  /** @returns {Promise<SessionEnd>} */
  async #runSession() {
    const { urls } = this.#settings;
    const url = urls[this.#nextUrl++ % urls.length];
    const broken = { canReconnect: true, code: null, isProven: false, waitMs: 0 };
    this.url = url;
    this.holdings.setStanding({ state: 'connecting', reason: `connecting to ${url}` });
    try {
      const [WebSocket, token] = await Promise.all([webSocketOf(this.#settings), this.#token()]);
      if (this.#isTokenOver && token === this.#shown) {
        this.#isTokenOver = false;
        return { ...broken, reason: 'the token has expired, and there is no other', canReconnect: false };
      }
      return await this.#runLink(WebSocket, url, token);
    } catch (error) {
      const { message: reason } = /** @type {Error} */ (error);
      return { ...broken, reason };
    }
  }

  /**
   * @param {any} WebSocket
   * @param {string} url
   * @param {string | undefined} token
   * @returns {Promise<SessionEnd>}
   */
  async #runLink(WebSocket, url, token) {
    const link = new Link(WebSocket, url, this.#settings, token, this.#patience, {
      onFlush: (data) => this.#receive(session, acknowledger, data),
      onQuiet: (isQuiet) => {
        session.isQuiet = isQuiet;
        this.holdings.stateMayHaveChanged();
      },
    });
    const session = new Session(link, this.#settings, this.holdings);
    const acknowledger = new Acknowledger(this.#settings, (flush) => link.acknowledge(flush));
    this.#link = link;
    this.#shown = token;
    this.#upkeep.renewBeforeExpiry(token);
    if (this.#isClosing) {
      link.abandon('closed');
    }
    const end = await link.ended;
    this.#isTokenOver = end.code === TOKEN_EXPIRED && typeof this.#settings.token === 'function';
    this.#patience = end.isSilent ? Math.min(2 * this.#patience, PATIENCE_MAX) : 1;
    acknowledger.stop();
    this.#upkeep.stop();
    this.#link = this.holdings.session = null;
    session.end();
    const { goAway, isProven } = session;
    return {
      ...end,
      reason: goAway?.reason ?? (this.#hasConnected ? end.reason : `no gateway at ${url}: ${end.reason}`),
      isProven,
      waitMs: goAway ? Math.max(0, goAway.at - this.#clock.now()) : 0,
    };
  }

  /**
   * @param {Session} session
   * @param {Acknowledger} acknowledger
   * @param {ArrayBuffer | string} data
   */
  #receive(session, acknowledger, data) {
    try {
      session.receive(data);
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.holdings.onError(/** @type {Error} */ (error));
      this.#link?.abandon(`flush ${session.flush}: ${message}`);
      return;
    }
    this.holdings.onFlush(session.flush, typeof data === 'string' ? data.length : data.byteLength);
    acknowledger.processed(session.flush);
  }

  /** At once: no request for a stream may come before it. */
  #showTokenFirst() {
    if (this.#settings.tokenBy === 'message' && this.#shown !== undefined) {
      this.request({ op: 'auth', token: this.#shown }).catch((error) => this.holdings.onError(error));
    }
  }

  /** @param {import('./wire.js').ControlMessage} welcome */
  #welcomed(welcome) {
    this.#upkeep.keepPinging();
    this.#hasConnected = true;
    this.#events.emit('connected', { url: this.url ?? '', session: welcome.session, epoch: welcome.epoch });
    this.#settleConnect();
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
    this.holdings.setStanding({ state: 'connecting', reason: `${reason}; connecting again in ${seconds} s` });
    await new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(undefined), delayMs);
      this.#hurry = () => {
        this.#clock.clearTimeout(timer);
        resolve(undefined);
      };
    });
    this.#hurry = () => {};
  }

  /** @param {string} reason */
  #finish(reason) {
    this.holdings.setStanding({ state: 'closed', reason });
    const error = new RequestError('closed', reason);
    this.holdings.end(error, this.#isClosing);
    // Who closes a client knows that it is not connected: that is no failure.
    this.#settleConnect(this.#isClosing ? undefined : error);
  }

  #showToken() {
    this.authenticate().catch((error) => this.holdings.onError(error));
  }

  async #token() {
    const { token } = this.#settings;
    return typeof token === 'function' ? token() : token;
  }

  #session() {
    const { session } = this.holdings;
    if (session === null) {
      throw new RequestError('not_connected', 'not connected to a gateway');
    }
    return session;
  }
}
