import { WireError } from './errors.js';

/**
 * A state that was asked for once and has not come yet.
 * @typedef {object} OneOff
 * @property {import('./stream.js').MarketStream} stream
 * @property {import('./subscription.js').Subscription} once
 */

/**
 * The streams of one session by their numbers, those among them that are not proven at present, and the states that
 * were asked for once.
 */
export class SessionStreams {
  /** @type {Map<number, import('./stream.js').MarketStream>} */
  #streams = new Map();
  /** @type {Set<import('./stream.js').MarketStream>} */
  #broken = new Set();
  /** @type {Map<number, OneOff[]>} */
  #once = new Map();
  /**
   * Streams of which something could not be read, and nothing could since; true: a resync was answered.
   * @type {Map<import('./stream.js').MarketStream, boolean>}
   */
  #unreadable = new Map();
  /** @type {number[]} */
  #givenUp = [];
  #owner;

  /** How long after a resync of a stream the gateway grants the next; 0: it does not say. */
  resyncMs = 0;

  /** @param {import('./session.js').SessionOwner} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  /** @param {import('./wire.js').DataMessage} message */
  apply(message) {
    const stream = this.#streams.get(message.stream);
    if (stream === undefined) {
      this.#applyOnce(message);
      return;
    }
    const wasSynced = stream.isSynced;
    const verdict = stream.apply(message);
    if (verdict === 'unreadable') {
      this.#onUnreadable(stream, new WireError(`${message.kind} of channel ${message.channel}`));
      return;
    }
    if (verdict === 'applied') {
      this.#broken.delete(stream);
      this.#unreadable.delete(stream);
    } else if (!this.#broken.has(stream)) {
      stream.distrust(verdict);
      this.#broken.add(stream);
      this.#owner.onBroken(stream, verdict);
    }
    this.#owner.onMessage(stream, message, verdict, wasSynced !== stream.isSynced);
  }

  /**
   * A message that cannot be read spoils the stream that it is about, and nothing else.
   * @param {number} number
   * @param {WireError} error
   */
  refuse(number, error) {
    const stream = this.#streams.get(number);
    if (stream) {
      stream.refuse();
      this.#onUnreadable(stream, error);
    } else {
      this.#settleOnce(number, ({ stream: held, once }) => {
        held.refuse();
        once.addError({ symbol: held.symbol, code: 'unreadable', message: error.message });
      });
    }
  }

  /**
   * The streams that were given up since the last call: the gateway is to send them no more.
   * @returns {number[]}
   */
  takeGivenUp() {
    return this.#givenUp.splice(0);
  }

  /**
   * One entry of `subscribed`.
   * @param {import('./stream.js').MarketStream} stream
   * @param {Record<string, any>} entry
   * @param {import('./parameters.js').Parameters} asked
   */
  acknowledge(stream, entry, asked) {
    stream.acknowledge(entry, asked);
    if (entry.alias !== undefined) {
      stream.alias = entry.alias;
      stream.aliasOf = entry.symbol;
    }
    stream.resyncs.reset();
    this.#broken.delete(stream);
    this.#unreadable.delete(stream);
    this.#streams.set(entry.stream, stream);
    this.#owner.onStatus(stream);
  }

  /**
   * One entry of `snapshot`: the next message of its number belongs to nothing that is held.
   * @param {import('./subscription.js').Subscription} once
   * @param {Record<string, any>} entry
   */
  awaitOnce(once, entry) {
    const stream = once.getOrAdd(entry.symbol);
    stream.acknowledge({ ...entry, stream: 0 }, once.options);
    if (entry.state !== 'loading') {
      once.awaitPart();
      const due = this.#once.get(entry.stream) ?? [];
      this.#once.set(entry.stream, [...due, { stream, once }]);
    }
  }

  /**
   * One entry of `updated`: the stream goes on, perhaps under another number.
   * @param {Record<string, any>} entry
   * @param {import('./parameters.js').Parameters | null} asked null: by a request that was not the subscription's
   */
  update(entry, asked) {
    const stream = this.#streams.get(entry.was);
    if (stream === undefined) {
      this.#owner.onUnknown();
      return;
    }
    this.#streams.delete(entry.was);
    this.#streams.set(entry.stream, stream);
    stream.update(entry, asked);
    if (entry.start !== 'delta') {
      // The snapshot that follows mends what may have been broken.
      this.#broken.delete(stream);
    }
    this.#owner.onStatus(stream);
  }

  /**
   * Nobody's answer: streams that are held already are of another generation, perhaps in other scales.
   * @param {Record<string, any>[]} entries
   */
  renew(entries) {
    for (const entry of entries) {
      this.#each([entry.stream], (stream) => {
        const { isPaused } = stream;
        this.acknowledge(stream, entry, stream.asked ?? stream.subscription.options);
        stream.isPaused = isPaused;
      });
    }
  }

  /**
   * The name by which these were asked for stands for another symbol now. They go on with theirs.
   * @param {Record<string, any>} message
   */
  move({ alias, symbol, streams }) {
    this.#each(streams, (stream) => {
      stream.alias = alias;
      stream.aliasOf = symbol;
      this.#owner.onStatus(stream);
    });
  }

  /** @param {Record<string, any>} status */
  report(status) {
    this.#each(status.streams, (stream) => {
      stream.report(status);
      this.#owner.onStatus(stream);
    });
  }

  /**
   * @param {number[]} numbers
   * @param {boolean} isPaused
   */
  setPaused(numbers, isPaused) {
    this.#each(numbers, (stream) => {
      stream.isPaused = isPaused;
      this.#owner.onStatus(stream);
    });
  }

  /** @param {number[]} numbers */
  unsubscribe(numbers) {
    for (const number of numbers) {
      this.#end(number, 'unsubscribed');
    }
  }

  /**
   * Streams that the gateway has ended, and why.
   * @param {{ stream: number, code: string, message: string }[]} errors
   */
  revoke(errors) {
    for (const { stream: number, code, message } of errors) {
      const stream = this.#streams.get(number);
      if (stream) {
        stream.subscription.addError({ symbol: stream.symbol, code, message });
        this.#end(number, code);
      }
    }
  }

  /** @param {number[]} numbers */
  resynced(numbers) {
    this.#each(numbers, (stream) => {
      if (this.#unreadable.has(stream)) {
        this.#unreadable.set(stream, true);
      }
      stream.resynced();
      if (stream.isSynced) {
        this.#broken.delete(stream);
        this.#owner.onStatus(stream);
      }
    });
  }

  /**
   * Those of the errors of `resynced` that say when to ask again.
   * @param {{ stream: number, retryMs?: number }[]} errors
   * @param {number} now milliseconds
   */
  postponeResyncs(errors, now) {
    for (const { stream, retryMs } of errors) {
      if (retryMs !== undefined) {
        this.#streams.get(stream)?.resyncs.waitUntil(now + retryMs);
      }
    }
  }

  /**
   * The streams to ask for anew now; those that were asked for a moment ago wait their turn.
   * @param {number} now milliseconds
   * @returns {number[]}
   */
  takeResyncsDue(now) {
    const due = [];
    for (const stream of this.#broken) {
      if (stream.number !== 0 && !stream.isPaused && stream.resyncs.tryTake(now, this.resyncMs)) {
        stream.counts.resyncs++;
        due.push(stream.number);
      }
    }
    return due;
  }

  /** @param {Error} error */
  disconnect(error) {
    for (const { once } of [...this.#once.values()].flat()) {
      once.refuse(error);
    }
    for (const stream of this.#streams.values()) {
      stream.disconnect();
      this.#owner.onStatus(stream);
    }
  }

  /** @param {import('./wire.js').DataMessage} message */
  #applyOnce(message) {
    this.#settleOnce(message.stream, ({ stream, once }) => {
      if (stream.apply(message) !== 'applied') {
        once.addError({ symbol: stream.symbol, code: 'broken', message: 'the checksum is wrong' });
      }
    });
  }

  /**
   * @param {number} number
   * @param {(first: OneOff) => void} act
   */
  #settleOnce(number, act) {
    const [first, ...others] = this.#once.get(number) ?? [];
    if (first === undefined) {
      // Data may cross an unsubscribe on its way; it is nobody's any more.
      this.#owner.onUnknown();
      return;
    }
    if (others.length > 0) {
      this.#once.set(number, others);
    } else {
      this.#once.delete(number);
    }
    act(first);
    first.once.partAnswered();
  }

  /**
   * A resync may mend what cannot be read. Where what answers it cannot be read either, another would be in vain.
   * @param {import('./stream.js').MarketStream} stream
   * @param {WireError} error
   */
  #onUnreadable(stream, { message }) {
    const { symbol, channel, number } = stream;
    this.#owner.onError(new WireError(`${channel} ${symbol}: ${message}`));
    if (this.#unreadable.get(stream)) {
      this.#givenUp.push(number);
      stream.subscription.addError({ symbol, code: 'unreadable', message });
      this.#end(number, 'unreadable');
      return;
    }
    this.#unreadable.set(stream, false);
    if (!this.#broken.has(stream)) {
      stream.distrust('unreadable');
      this.#broken.add(stream);
      this.#owner.onBroken(stream, 'unreadable');
    }
  }

  /**
   * @param {number} number
   * @param {string} reason
   */
  #end(number, reason) {
    const stream = this.#streams.get(number);
    if (stream) {
      this.#streams.delete(number);
      this.#broken.delete(stream);
      this.#unreadable.delete(stream);
      stream.end(reason);
      this.#owner.onStatus(stream);
    }
  }

  /**
   * @param {number[]} numbers
   * @param {(stream: import('./stream.js').MarketStream, number: number) => void} act
   */
  #each(numbers, act) {
    for (const number of numbers) {
      const stream = this.#streams.get(number);
      if (stream) {
        act(stream, number);
      } else {
        this.#owner.onUnknown();
      }
    }
  }
}
