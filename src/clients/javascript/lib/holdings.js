import { ChangeReaders, messageChange, stateChange } from './changes.js';
import { standingOf } from './standing.js';
import { Traffic } from './traffic.js';

/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./session.js').SessionOwner} SessionOwner
 */

/**
 * What outlives a session: the subscriptions, their streams, the epoch of their versions, what was counted, and those
 * who read and listen.
 * @implements {SessionOwner}
 */
export class Holdings {
  /** @type {import('./client.js').ClientStanding} */
  standing = { state: 'closed', reason: 'not connected' };
  /** @type {string | null} */
  epoch = null;
  /** @type {Session | null} the one that was welcomed and has not ended */
  session = null;
  readers = new ChangeReaders();
  /** @type {Subscription[]} */
  subscriptions = [];
  #events;
  #onSession;
  #onAsked;
  #isStateDirty = false;

  /**
   * @param {import('./options.js').Settings} settings
   * @param {import('./client.js').MarketClient} events
   * @param {() => void} onSession before anything is asked for
   * @param {(welcome: import('./wire.js').ControlMessage) => void} onAsked after all was asked for that was there
   */
  constructor(settings, events, onSession, onAsked) {
    this.traffic = new Traffic(settings.clock);
    this.#events = events;
    this.#onSession = onSession;
    this.#onAsked = onAsked;
  }

  get streams() {
    return this.subscriptions.flatMap((subscription) => subscription.streams);
  }

  /**
   * @param {Session} session
   * @param {import('./wire.js').ControlMessage} welcome
   */
  onWelcome(session, welcome) {
    if (this.epoch !== null && this.epoch !== welcome.epoch) {
      this.#forgetVersions();
    }
    // Streams that hold nothing have nothing to offer: a new epoch needs no case of its own.
    const resumeEpoch = this.epoch === null ? null : welcome.epoch;
    this.epoch = welcome.epoch;
    this.session = session;
    this.traffic.beginSession();
    this.#onSession();
    for (const subscription of this.subscriptions) {
      session.subscribe(subscription, resumeEpoch);
    }
    this.#onAsked(welcome);
    this.stateMayHaveChanged();
  }

  /**
   * @param {import('./stream.js').MarketStream} stream
   * @param {import('./wire.js').DataMessage} message
   * @param {import('./stream.js').Verdict} verdict
   * @param {boolean} isStateChanged
   */
  onMessage(stream, message, verdict, isStateChanged) {
    this.#isStateDirty ||= isStateChanged;
    if (verdict === 'discarded' || verdict === 'chainBroken' || verdict === 'inconsistent') {
      return;
    }
    this.traffic.countMessage(message);
    const change = messageChange(stream, message);
    this.#post(change);
    stream.subscription.emit('change', change);
    this.#events.emit('change', change);
  }

  /** @param {number} sentAt */
  onStamp(sentAt) {
    this.traffic.countStamp(sentAt);
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
   * @param {import('./errors.js').RequestError} error
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

  /**
   * All of a flush was applied.
   * @param {number} flush
   * @param {number} bytes
   */
  onFlush(flush, bytes) {
    this.traffic.totals.flushes++;
    this.traffic.totals.bytes += bytes;
    if (this.#isStateDirty) {
      this.stateMayHaveChanged();
    }
    this.#events.emit('flush', { flush, bytes });
  }

  stateMayHaveChanged() {
    this.#isStateDirty = false;
    if (this.session && this.standing.state !== 'closed') {
      this.setStanding(standingOf(this.session, this.subscriptions));
    }
  }

  /** @param {import('./client.js').ClientStanding} standing */
  setStanding(standing) {
    if (this.standing.state !== standing.state || this.standing.reason !== standing.reason) {
      this.standing = standing;
      this.#events.emit('state', standing);
    }
  }

  /** @param {Subscription} subscription later sessions do not ask for it any more */
  forget(subscription) {
    this.subscriptions = this.subscriptions.filter((other) => other !== subscription);
    this.session?.forget(subscription);
  }

  /** Those who read with `for await` may begin again. */
  reopen() {
    this.readers.reopen();
    for (const subscription of this.subscriptions) {
      subscription.readers.reopen();
    }
  }

  /**
   * @param {Error} error for those who wait for an answer
   * @param {boolean} isWished whether readers end in peace
   */
  end(error, isWished) {
    const told = isWished ? null : error;
    for (const subscription of this.subscriptions) {
      subscription.refuse(error);
      subscription.readers.end(told);
    }
    this.readers.end(told);
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
}
