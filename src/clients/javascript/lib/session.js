import { RequestError, WireError } from './errors.js';
import { divide } from './requests.js';
import { SessionStreams } from './session-streams.js';
import { messagesOf, readData } from './wire.js';

const PROTOCOL = 1;

/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./stream.js').MarketStream} MarketStream
 * @typedef {import('./wire.js').ControlMessage} ControlMessage
 */

/**
 * What the session tells the client.
 * @typedef {object} SessionOwner
 * @property {(session: Session, welcome: ControlMessage) => void} onWelcome
 * @property {(stream: MarketStream, message: import('./wire.js').DataMessage,
 *   verdict: import('./stream.js').Verdict) => void} onMessage
 * @property {(stream: MarketStream) => void} onStatus
 * @property {(stream: MarketStream, verdict: import('./stream.js').Verdict) => void} onBroken
 * @property {(heartbeat: import('./traffic.js').Heartbeat) => void} onHeartbeat
 * @property {(epoch: string) => void} onEpoch
 * @property {(subscription: Subscription, error: RequestError) => void} onSubscriptionRefused
 * @property {(error: Error) => void} onError
 * @property {() => void} onUnknown
 * @property {(count: number) => void} onResync
 * @property {() => void} stateMayHaveChanged
 */

/**
 * @typedef {object} SessionLink
 * @property {(request: object) => void} send
 * @property {(perSecond: number) => void} limitRequests
 * @property {(ms: number) => void} expectHeartbeats
 * @property {(reason: string, canReconnect?: boolean) => void} abandon
 * @property {() => void} close
 */

/**
 * A request that is not (or not fully) answered.
 * @typedef {object} Pending
 * @property {(answer: ControlMessage) => void} resolve
 * @property {(error: Error) => void} reject
 * @property {any} timer
 * @property {import('./parameters.js').Parameters} [asked]
 * @property {Subscription} [subscription]
 * @property {boolean} [isAnswered]
 */

/** One session with one gateway, from `welcome` to its end. It has no socket: flushes go in, requests come out. */
export class Session {
  isLagging = false;
  isQuiet = false;
  /** A heartbeat has come: this session works. */
  isProven = false;
  flush = 0;
  /** @type {{ reason: string, at: number } | null} when to connect elsewhere, by our clock */
  goAway = null;
  /** @type {ControlMessage | null} */
  welcome = null;
  #link;
  #settings;
  #owner;
  #streams;
  #lastId = 0;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  /** @type {any} */
  #leave = null;

  /**
   * @param {SessionLink} link
   * @param {import('./options.js').Settings} settings
   * @param {SessionOwner} owner
   */
  constructor(link, settings, owner) {
    this.#link = link;
    this.#settings = settings;
    this.#owner = owner;
    this.#streams = new SessionStreams(owner);
  }

  /**
   * Takes one flush.
   * @param {ArrayBuffer | ArrayBufferView | string} data
   */
  receive(data) {
    this.flush++;
    for (const message of messagesOf(data)) {
      if (Array.isArray(message)) {
        const known = readData(message);
        known ? this.#streams.apply(known) : this.#owner.onUnknown();
      } else if (message !== null && typeof message === 'object') {
        this.#control(/** @type {ControlMessage} */ (message));
      } else {
        throw new WireError('a message is neither array nor map');
      }
    }
    const due = this.#streams.takeResyncsDue(this.#settings.clock.now());
    if (due.length > 0) {
      this.#owner.onResync(due.length);
      // A stream that could not be resynced stays broken, and has its turn again.
      this.request({ op: 'resync', streams: due }).catch(() => {});
    }
  }

  /**
   * Asks for a subscription, with what its streams hold when that can be resumed.
   * @param {Subscription} subscription
   * @param {string | null} resumeEpoch
   */
  subscribe(subscription, resumeEpoch) {
    const { requestBytes } = this.#welcomed.limits;
    const requests = divide('subscribe', subscription, resumeEpoch, requestBytes);
    const asked = subscription.options;
    subscription.beginRequest(requests.length);
    for (const request of requests) {
      this.#send(request, { asked, subscription, resolve() {}, reject() {}, timer: null });
    }
  }

  /**
   * Asks for the state once.
   * @param {Subscription} once
   */
  snapshot(once) {
    const requests = divide('snapshot', once, null, this.#welcomed.limits.requestBytes);
    once.beginRequest(requests.length);
    for (const request of requests) {
      const reject = (/** @type {Error} */ error) => once.refuse(error);
      this.#send(request, { asked: once.options, subscription: once, resolve() {}, reject, timer: null });
    }
  }

  /**
   * @param {{ op: string, [key: string]: any }} request without `id`
   * @param {{ asked?: import('./parameters.js').Parameters }} [context]
   * @returns {Promise<ControlMessage>} the answer
   */
  request(request, { asked } = {}) {
    const { clock, requestTimeoutMs } = this.#settings;
    return new Promise((resolve, reject) => {
      /** @type {Pending} */
      const pending = { resolve, reject, asked, timer: null };
      const id = this.#send(request, pending);
      pending.timer = clock.setTimeout(() => {
        this.#pending.delete(id);
        reject(new RequestError('timeout', `no answer to '${request.op}' within ${requestTimeoutMs / 1000} s`));
      }, requestTimeoutMs);
    });
  }

  /** The connection is gone. */
  end() {
    const { clock } = this.#settings;
    clock.clearTimeout(this.#leave);
    const error = new RequestError('session_ended', 'the session ended before the answer');
    for (const { reject, timer } of this.#pending.values()) {
      clock.clearTimeout(timer);
      reject(error);
    }
    this.#pending.clear();
    this.#streams.disconnect(error);
  }

  get #welcomed() {
    return /** @type {ControlMessage} */ (this.welcome);
  }

  /**
   * @param {{ op: string, [key: string]: any }} request
   * @param {Pending} pending
   */
  #send({ op, ...rest }, pending) {
    const id = ++this.#lastId;
    this.#pending.set(id, pending);
    this.#link.send({ op, id, ...rest });
    return id;
  }

  /** @param {ControlMessage} message */
  #control(message) {
    const { op } = message;
    if (this.welcome === null && op !== 'welcome') {
      throw new WireError(`the session begins with '${op}', not 'welcome'`);
    }
    const handler = Object.hasOwn(HANDLERS, op) ? HANDLERS[/** @type {keyof typeof HANDLERS} */ (op)] : null;
    handler ? handler.call(this, message) : this.#owner.onUnknown();
  }

  /** @param {ControlMessage} message */
  _welcome(message) {
    if (message.protocol !== PROTOCOL) {
      this.#link.abandon(`the gateway speaks protocol ${message.protocol}, this client ${PROTOCOL}`, false);
      return;
    }
    this.welcome = message;
    this.#link.limitRequests(message.limits.requestsPerSecond);
    const { heartbeatMs, window, maxBytesPerSecond, name } = this.#settings;
    this.request({ op: 'hello', heartbeatMs, window, maxBytesPerSecond, client: name })
      .then((hello) => this.#link.expectHeartbeats(hello.heartbeatMs))
      .catch((error) => this.#owner.onError(error));
    this.#owner.onWelcome(this, message);
  }

  /** @param {ControlMessage} message */
  _subscribed(message) {
    if (message.id === null) {
      this.#streams.renew(message.streams);
      return;
    }
    const { pending, subscription } = this.#pendingSubscription(message);
    const asked = /** @type {import('./parameters.js').Parameters} */ (pending.asked);
    const begun = [];
    for (const entry of message.streams) {
      const stream = subscription.getOrAdd(entry.symbol);
      if (subscription.isEnded || (stream.number !== 0 && stream.number !== entry.stream)) {
        // Found after it was given up, or anew by a pattern although its stream has other parameters since.
        this.request({ op: 'unsubscribe', streams: [entry.stream] }).catch(() => {});
        continue;
      }
      this.#streams.acknowledge(stream, entry, asked);
      begun.push(entry.stream);
    }
    this.#catchUp(subscription, asked, begun);
    this.#refusals(message, subscription);
    if (!pending.isAnswered && !message.more) {
      pending.isAnswered = true;
      subscription.partAnswered();
    }
    this.#owner.stateMayHaveChanged();
  }

  /** @param {ControlMessage} message */
  _snapshot(message) {
    const { subscription: once } = this.#pendingSubscription(message);
    for (const entry of message.streams) {
      this.#streams.awaitOnce(once, entry);
    }
    this.#refusals(message, once);
    if (!message.more) {
      this.#pending.delete(message.id);
      once.partAnswered();
    }
  }

  /** @param {ControlMessage} message */
  _updated(message) {
    const asked = this.#pending.get(message.id)?.asked;
    for (const entry of asked ? message.streams : []) {
      this.#streams.update(entry, /** @type {import('./parameters.js').Parameters} */ (asked));
    }
    this._answer(message);
    this.#owner.stateMayHaveChanged();
  }

  /** @param {ControlMessage} message */
  _unsubscribed(message) {
    this.#streams.unsubscribe(message.streams);
    this._answer(message);
  }

  /** @param {ControlMessage} message */
  _resynced(message) {
    this.#streams.resynced(message.streams);
    this._answer(message);
  }

  /** @param {ControlMessage} message */
  _paused(message) {
    this.#streams.setPaused(message.streams, message.op === 'paused');
    this._answer(message);
  }

  /** @param {ControlMessage} message */
  _status(message) {
    this.#streams.report(message);
  }

  /** @param {ControlMessage} message */
  _session(message) {
    this.isLagging = message.lagging;
    this.#owner.stateMayHaveChanged();
  }

  /** @param {ControlMessage} message */
  _heartbeat({ time, topics }) {
    this.isProven = true;
    this.#owner.onHeartbeat({ time, topics });
  }

  /** @param {ControlMessage} message */
  _epoch({ epoch }) {
    this.#owner.onEpoch(epoch);
  }

  /** @param {ControlMessage} message */
  _error(message) {
    const error = new RequestError(message.code, message.message);
    const pending = this.#take(message.id);
    if (pending === undefined) {
      this.#owner.onError(error);
      return;
    }
    pending.reject(error);
    if (pending.subscription) {
      this.#owner.onSubscriptionRefused(pending.subscription, error);
    }
  }

  /** @param {ControlMessage} message */
  _goAway({ reason, reconnectMs }) {
    const { clock } = this.#settings;
    this.goAway = { reason: reason ?? 'the gateway is going away', at: clock.now() + (reconnectMs ?? 0) };
    clock.clearTimeout(this.#leave);
    this.#leave = clock.setTimeout(() => this.#link.close(), reconnectMs ?? 0);
  }

  /** @param {ControlMessage} message */
  _answer(message) {
    this.#take(message.id)?.resolve(message);
  }

  /** @param {number} id */
  #take(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#settings.clock.clearTimeout(pending?.timer);
    return pending;
  }

  /** @param {ControlMessage} message */
  #pendingSubscription(message) {
    const pending = this.#pending.get(message.id);
    if (pending?.subscription === undefined) {
      throw new WireError(`'${message.op}' answers ${message.id}, which is no such request of ours`);
    }
    return { pending, subscription: pending.subscription };
  }

  /**
   * @param {ControlMessage} message
   * @param {Subscription} subscription
   */
  #refusals(message, subscription) {
    for (const error of message.errors) {
      subscription.addError(error);
      const stream = subscription.get(error.symbol);
      // Two patterns may find the same symbol: the second finding is refused, the stream goes on.
      if (stream && stream.number === 0) {
        stream.end(error.code);
        this.#owner.onStatus(stream);
      }
    }
    for (const match of message.patterns) {
      subscription.addPattern(match);
    }
  }

  /**
   * What was asked of the subscription since its request was sent holds for these streams too.
   * @param {Subscription} subscription
   * @param {import('./parameters.js').Parameters} asked
   * @param {number[]} begun
   */
  #catchUp(subscription, asked, begun) {
    const report = (/** @type {Error} */ error) => this.#owner.onError(error);
    if (begun.length === 0) {
      return;
    }
    // First the pause: the update may give the streams other numbers.
    if (subscription.isPaused) {
      this.request({ op: 'pause', streams: begun }).catch(report);
    }
    const { options } = subscription;
    if (options !== asked) {
      this.request({ op: 'update', streams: begun, ...options.toUpdate() }, { asked: options }).catch(report);
    }
  }
}

const { prototype: session } = Session;
const HANDLERS = {
  welcome: session._welcome,
  hello: session._answer,
  subscribed: session._subscribed,
  unsubscribed: session._unsubscribed,
  resynced: session._resynced,
  updated: session._updated,
  snapshot: session._snapshot,
  paused: session._paused,
  resumed: session._paused,
  pong: session._answer,
  authenticated: session._answer,
  status: session._status,
  session: session._session,
  heartbeat: session._heartbeat,
  epoch: session._epoch,
  error: session._error,
  goaway: session._goAway,
};
