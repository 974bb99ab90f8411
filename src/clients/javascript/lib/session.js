import { SubscriptionAnswers } from './answers.js';
import { RequestError, WireError } from './errors.js';
import { PendingRequests } from './pending.js';
import { SessionStreams } from './session-streams.js';
import { messagesOf, readData, readStamp, readStampedData } from './wire.js';

const PROTOCOL = 1;
/** What a gateway does unless it is told otherwise. */
const HEARTBEAT_MS = 1000;

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
 *   verdict: import('./stream.js').Verdict, isStateChanged: boolean) => void} onMessage
 * @property {(sentAt: number) => void} onStamp
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
 * @property {(reason: string, how?: { canReconnect?: boolean }) => void} abandon
 * @property {() => void} close
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
  #pending;
  #answers;
  /** @type {any} */
  #leave = null;
  /** @type {number | null} when the gateway sent this flush */
  #sentAt = null;
  /** @type {Set<any>} */
  #repeats = new Set();
  /** @type {Record<string, (message: ControlMessage) => void>} */
  #handlers = {
    welcome: (message) => this.#onWelcome(message),
    subscribed: (message) => this.#answers.onSubscribed(message),
    unsubscribed: (message) => this.#onUnsubscribed(message),
    resynced: (message) => this.#onResynced(message),
    updated: (message) => this.#onUpdated(message),
    snapshot: (message) => this.#answers.onSnapshot(message),
    paused: (message) => this.#onPaused(message),
    resumed: (message) => this.#onPaused(message),
    hello: (message) => this.#answer(message),
    pong: (message) => this.#answer(message),
    authenticated: (message) => this.#answer(message),
    status: (message) => this.#streams.report(message),
    alias: (message) => this.#streams.move(message),
    session: (message) => this.#onLagging(message),
    heartbeat: (message) => this.#onHeartbeat(message),
    epoch: (message) => this.#owner.onEpoch(message.epoch),
    error: (message) => this.#onError(message),
    goaway: (message) => this.#onGoAway(message),
  };

  /**
   * @param {SessionLink} link
   * @param {import('./options.js').Settings} settings
   * @param {SessionOwner} owner
   */
  constructor(link, settings, owner) {
    this.#link = link;
    this.#settings = settings;
    this.#owner = owner;
    this.#pending = new PendingRequests(settings);
    this.#streams = new SessionStreams(owner);
    this.#answers = new SubscriptionAnswers(this, link, this.#pending, this.#streams, owner, settings.clock);
  }

  /**
   * Takes one flush.
   * @param {ArrayBuffer | ArrayBufferView | string} data
   */
  receive(data) {
    this.flush++;
    this.#sentAt = null;
    for (const message of messagesOf(data)) {
      if (Array.isArray(message)) {
        this.#data(message);
      } else if (message !== null && typeof message === 'object') {
        this.#control(/** @type {ControlMessage} */ (message));
      } else {
        throw new WireError('a message is neither array nor map');
      }
    }
    const givenUp = this.#streams.takeGivenUp();
    if (givenUp.length > 0) {
      this.request({ op: 'unsubscribe', streams: givenUp }).catch(() => {});
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
    this.#answers.subscribe(subscription, resumeEpoch);
  }

  /**
   * Asks for the state once.
   * @param {Subscription} once
   */
  snapshot(once) {
    this.#answers.snapshot(once);
  }

  /**
   * It has ended; nothing is kept for it.
   * @param {Subscription} subscription
   */
  forget(subscription) {
    this.#pending.forget(subscription);
  }

  /** How many requests may still be answered. */
  get pendingRequests() {
    return this.#pending.size;
  }

  /**
   * @param {{ op: string, [key: string]: any }} request without `id`
   * @param {{ asked?: import('./parameters.js').Parameters }} [context]
   * @returns {Promise<ControlMessage>} the answer
   */
  request({ op, ...rest }, { asked } = {}) {
    return this.#pending.ask(op, asked, (id) => this.#link.send({ op, id, ...rest }));
  }

  /** The connection is gone. */
  end() {
    this.#settings.clock.clearTimeout(this.#leave);
    this.#answers.stop();
    this.#repeats.forEach((timer) => this.#settings.clock.clearTimeout(timer));
    const error = new RequestError('session_ended', 'the session ended before the answer');
    this.#pending.fail(error);
    this.#streams.disconnect(error);
  }

  /**
   * What cannot be read costs the stream that it is about; only where that cannot be told either, the connection.
   * @param {any[]} message
   */
  #data(message) {
    const sentAt = readStamp(message);
    if (sentAt !== null) {
      this.#sentAt = sentAt;
      this.#owner.onStamp(sentAt);
      return;
    }
    let known;
    try {
      known = this.#sentAt === null ? readData(message) : readStampedData(message, this.#sentAt);
    } catch (error) {
      if (!(error instanceof WireError) || !message.slice(0, 2).every(Number.isSafeInteger) || message.length < 2) {
        throw error;
      }
      this.#streams.refuse(message[1], error);
      return;
    }
    if (known) {
      this.#streams.apply(known);
    } else {
      this.#owner.onUnknown();
    }
  }

  /** @param {ControlMessage} message */
  #control(message) {
    const { op } = message;
    if (this.welcome === null && op !== 'welcome') {
      throw new WireError(`the session begins with '${op}', not 'welcome'`);
    }
    if (Object.hasOwn(this.#handlers, op)) {
      this.#handlers[op](message);
    } else {
      this.#owner.onUnknown();
    }
  }

  /** @param {ControlMessage} message */
  #onWelcome(message) {
    if (message.protocol !== PROTOCOL) {
      this.#link.abandon(`the gateway speaks protocol ${message.protocol}, this client ${PROTOCOL}`, {
        canReconnect: false,
      });
      return;
    }
    this.welcome = message;
    this.#link.limitRequests(message.limits.requestsPerSecond);
    this.#streams.resyncMs = message.limits.resyncMs ?? 0;
    this.#link.expectHeartbeats(message.heartbeatMs);
    this.#sayHello();
    this.#owner.onWelcome(this, message);
  }

  /** Says what is wanted otherwise than by default. */
  #sayHello() {
    const { heartbeatMs, window, maxBytesPerSecond, name, stamps } = this.#settings;
    if (heartbeatMs !== HEARTBEAT_MS || window > 0 || maxBytesPerSecond > 0 || name !== '' || stamps) {
      // Not named otherwise: a gateway of an earlier version does not know the key.
      const more = stamps ? { stamps } : {};
      this.request({ op: 'hello', heartbeatMs, window, maxBytesPerSecond, client: name, ...more })
        .then((hello) => this.#link.expectHeartbeats(hello.heartbeatMs ?? heartbeatMs))
        .catch((error) => this.#owner.onError(error));
    }
  }

  /** @param {ControlMessage} message */
  #onUpdated(message) {
    const asked = this.#pending.get(message.id)?.asked ?? null;
    for (const entry of message.streams) {
      this.#streams.update(entry, asked);
    }
    this.#answer(message);
    this.#owner.stateMayHaveChanged();
  }

  /** @param {ControlMessage} message */
  #onUnsubscribed(message) {
    if (message.id === null) {
      // Nobody asked for it: a renewed token allows less.
      this.#streams.revoke(message.errors);
    }
    this.#streams.unsubscribe(message.streams);
    this.#answer(message);
  }

  /** @param {ControlMessage} message */
  #onResynced(message) {
    this.#streams.resynced(message.streams);
    this.#streams.postponeResyncs(message.errors, this.#settings.clock.now());
    this.#answer(message);
  }

  /** @param {ControlMessage} message */
  #onPaused(message) {
    this.#streams.setPaused(message.streams, message.op === 'paused');
    this.#answer(message);
  }

  /** @param {ControlMessage} message */
  #onLagging(message) {
    this.isLagging = message.lagging;
    this.#owner.stateMayHaveChanged();
  }

  /** @param {ControlMessage} message */
  #onHeartbeat({ time, topics }) {
    this.isProven = true;
    this.#owner.onHeartbeat({ time, topics });
  }

  /** @param {ControlMessage} message */
  #onError(message) {
    const error = new RequestError(message.code, message.message);
    const pending = this.#pending.take(message.id);
    if (pending === undefined) {
      this.#owner.onError(error);
      return;
    }
    if (pending.subscription && error.code === 'rate_limited' && message.retryMs !== undefined) {
      // That there were too many requests is no word about this one.
      this.#repeat(pending, message.retryMs);
      return;
    }
    pending.reject(error);
    if (pending.subscription && !pending.isAnswered) {
      this.#owner.onSubscriptionRefused(pending.subscription, error);
    } else if (pending.subscription) {
      // It was asked again for symbols that had gone; the others go on.
      this.#owner.onError(error);
    }
  }

  /**
   * @param {import('./pending.js').Pending} pending
   * @param {number} retryMs
   */
  #repeat(pending, retryMs) {
    const timer = this.#settings.clock.setTimeout(() => {
      this.#repeats.delete(timer);
      if (!pending.subscription?.isEnded) {
        this.#answers.send(pending);
      }
    }, retryMs);
    this.#repeats.add(timer);
  }

  /** @param {ControlMessage} message */
  #onGoAway({ reason, reconnectMs }) {
    const { clock } = this.#settings;
    this.goAway = { reason: reason ?? 'the gateway is going away', at: clock.now() + (reconnectMs ?? 0) };
    clock.clearTimeout(this.#leave);
    this.#leave = clock.setTimeout(() => this.#link.close(), reconnectMs ?? 0);
  }

  /** @param {ControlMessage} message */
  #answer(message) {
    this.#pending.take(message.id)?.resolve(message);
  }
}
