import { AbsentStreams } from './absent.js';
import { WireError } from './errors.js';
import { divide, isPattern } from './requests.js';

/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./stream.js').MarketStream} MarketStream
 * @typedef {import('./wire.js').ControlMessage} ControlMessage
 */

/**
 * Asks the gateway of one session for subscriptions and snapshots, and takes its answers apart: which streams begin, go
 * on as others, are refused, or are missed.
 */
export class SubscriptionAnswers {
  #session;
  #link;
  #pending;
  #streams;
  #owner;
  #absent;

  /**
   * @param {import('./session.js').Session} session
   * @param {import('./session.js').SessionLink} link
   * @param {import('./pending.js').PendingRequests} pending
   * @param {import('./session-streams.js').SessionStreams} streams
   * @param {import('./session.js').SessionOwner} owner
   * @param {import('./clock.js').Clock} clock
   */
  constructor(session, link, pending, streams, owner, clock) {
    this.#session = session;
    this.#link = link;
    this.#pending = pending;
    this.#streams = streams;
    this.#owner = owner;
    this.#absent = new AbsentStreams(
      clock, (subscription, symbols) => this.#askAgain(subscription, symbols), (stream) => this.#endAbsent(stream));
  }

  /**
   * Asks for a subscription, with what its streams hold when that can be resumed.
   * @param {Subscription} subscription
   * @param {string | null} resumeEpoch
   */
  subscribe(subscription, resumeEpoch) {
    const requests = divide('subscribe', subscription, subscription.symbols, resumeEpoch, this.#requestBytes);
    const asked = subscription.options;
    subscription.beginRequest(requests.length);
    for (const request of requests) {
      this.send({ asked, subscription, request, resolve() {}, reject() {} });
    }
  }

  /**
   * Sends the request of a subscription, for the first time or again.
   * @param {import('./pending.js').Pending} pending
   */
  send(pending) {
    this.#link.send({ ...pending.request, id: this.#pending.add(pending) });
  }

  /**
   * Asks for the state once.
   * @param {Subscription} once
   */
  snapshot(once) {
    const requests = divide('snapshot', once, once.symbols, null, this.#requestBytes);
    once.beginRequest(requests.length);
    for (const request of requests) {
      const reject = (/** @type {Error} */ error) => once.refuse(error);
      this.send({ asked: once.options, subscription: once, request, resolve() {}, reject });
    }
  }

  /** The session is over. */
  stop() {
    this.#absent.stop();
  }

  /** @param {ControlMessage} message */
  onSubscribed(message) {
    if (message.id === null) {
      this.#streams.renew(message.streams);
      return;
    }
    if (this.#pending.isOurs(message.id) && this.#pending.get(message.id) === undefined) {
      // A pattern found it while its subscription was given up.
      this.#giveBack(message.streams.map((/** @type {any} */ { stream }) => stream));
      return;
    }
    const { pending, subscription } = this.#pendingSubscription(message);
    const asked = /** @type {import('./parameters.js').Parameters} */ (pending.asked);
    const begun = [];
    const resumed = message.resumed ?? [];
    for (const entry of [...message.streams, ...resumed.map((/** @type {any[]} */ brief) => writeOut(brief, asked))]) {
      const stream = subscription.getOrAdd(entry.symbol);
      if (subscription.isEnded || (stream.number !== 0 && stream.number !== entry.stream)) {
        // Found after it was given up, or anew by a pattern although its stream has other parameters since.
        this.#giveBack([entry.stream]);
        continue;
      }
      this.#streams.acknowledge(stream, entry, asked);
      subscription.clearError(entry.symbol);
      begun.push(entry.stream);
    }
    this.#catchUp(subscription, asked, begun);
    this.#refusals(message, subscription);
    if (!pending.isAnswered && !message.more) {
      pending.isAnswered = true;
      subscription.partAnswered();
      this.#missUnanswered(subscription);
    }
    if (!message.more && (subscription.isEnded || !pending.request?.symbols.some(isPattern))) {
      // Only a pattern is answered again; what is kept for nothing would be kept for the life of the connection.
      this.#pending.take(message.id);
    }
    this.#owner.stateMayHaveChanged();
  }

  /** @param {ControlMessage} message */
  onSnapshot(message) {
    const { subscription: once } = this.#pendingSubscription(message);
    for (const entry of message.streams) {
      this.#streams.awaitOnce(once, entry);
    }
    this.#refusals(message, once);
    if (!message.more) {
      this.#pending.take(message.id);
      once.partAnswered();
    }
  }

  /** @param {number[]} streams */
  #giveBack(streams) {
    if (streams.length > 0) {
      this.#session.request({ op: 'unsubscribe', streams }).catch(() => {});
    }
  }

  get #requestBytes() {
    return this.#session.welcome?.limits.requestBytes;
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
      if (stream?.number === 0 && error.code === 'unknown_symbol') {
        this.#absent.add(stream);
      } else if (stream?.number === 0) {
        stream.end(error.code);
        this.#owner.onStatus(stream);
      }
    }
    for (const match of message.patterns) {
      subscription.addPattern(match);
    }
  }

  /**
   * A symbol that a pattern found in an earlier session, and does not find now, is in no answer.
   * @param {Subscription} subscription
   */
  #missUnanswered(subscription) {
    for (const stream of subscription.isAnswered ? subscription.streams : []) {
      if (stream.number === 0 && stream.state !== 'ended' && !subscription.symbols.includes(stream.symbol)) {
        if (stream.alias === null) {
          this.#absent.add(stream);
        } else {
          stream.end('alias_moved');
          this.#owner.onStatus(stream);
        }
      }
    }
  }

  /**
   * @param {Subscription} subscription
   * @param {string[]} symbols of its own
   */
  #askAgain(subscription, symbols) {
    const asked = subscription.options;
    for (const request of divide('subscribe', subscription, symbols, null, this.#requestBytes)) {
      this.send({ asked, subscription, request, isAnswered: true, resolve() {}, reject() {} });
    }
  }

  /** @param {MarketStream} stream */
  #endAbsent(stream) {
    if (stream.state !== 'ended') {
      stream.end('unknown_symbol');
      this.#owner.onStatus(stream);
      this.#owner.stateMayHaveChanged();
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
      this.#session.request({ op: 'pause', streams: begun }).catch(report);
    }
    const { options } = subscription;
    if (options !== asked) {
      this.#session.request({ op: 'update', streams: begun, ...options.toUpdate() }, { asked: options }).catch(report);
    }
  }
}

/**
 * What an entry of `resumed` stands for: the stream goes on with the parameters of its request, and its symbol is as it
 * should be. Since when is not told.
 * @param {any[]} entry
 * @param {import('./parameters.js').Parameters} asked
 * @returns {Record<string, any>} as in `streams`
 */
function writeOut([symbol, stream, priceScale, sizeScale, tickSize, phase, phaseSince], asked) {
  if (typeof symbol !== 'string' || ![stream, priceScale, sizeScale, tickSize].every(Number.isSafeInteger)) {
    throw new WireError("an entry of 'resumed' is not [symbol, stream, priceScale, sizeScale, tickSize]");
  }
  return {
    symbol, stream, ...asked.numbers, fields: asked.fieldBits, merge: asked.merge, priceScale, sizeScale, tickSize,
    state: 'live', reason: 'ok', since: null, phase, phaseSince, start: 'delta',
  };
}
