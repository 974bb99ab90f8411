/**
 * What happened to a stream. To a listener: one message, or a change of state (`kind` is `state`). To an async iterator
 * that takes its time: everything since it last saw the stream, as one.
 * @template {import('./stream.js').MarketStream} [S=any]
 * @typedef {object} Change
 * @property {S} stream The stream, always at its newest.
 * @property {'snapshot' | 'delta' | 'trades' | 'rollUp' | 'cancel' | 'correction' | 'state'} kind Of the newest
 *   message.
 * @property {number | null} from The version that it stood at before; null: nothing before.
 * @property {number | null} to The version that it stands at.
 * @property {number} messages How many messages it stands for; 0: only the state changed.
 * @property {number} merged How many source updates they stand for, as far as it is known.
 * @property {number | null} oldest When the oldest of those updates occurred that show, in microseconds; null: none.
 * @property {number | null} newest When the newest of them occurred; null without the option `stamps`.
 * @property {number | null} sentAt When the gateway sent the newest message; null without the option `stamps`.
 * @property {readonly import('./wire.js').Trade[]} trades The trades that came one by one, oldest first.
 * @property {readonly import('./wire.js').TradeAmendment[]} amendments What the venue cancelled or corrected of
 *   trades, in `trades` or before, oldest first.
 */

/** Of trades, and of what became of them, that nobody takes out, a reader keeps the newest so many per stream. */
const TRADES_KEPT = 1000;

/**
 * Changes for one reader: each stream is in it at most once, so nothing queues up behind a slow reader.
 */
export class ChangeQueue {
  /** @type {Map<any, Change>} */
  #changes = new Map();
  /** @type {(() => void) | null} */
  #wake = null;
  #isEnded = false;
  /** @type {Error | null} */
  #error = null;

  /** @param {Change} change */
  post(change) {
    const waiting = this.#changes.get(change.stream);
    this.#changes.set(change.stream, waiting ? joined(waiting, change) : change);
    this.#wake?.();
  }

  /** @param {Error | null} [error] what the reader is told once it has taken what is left */
  end(error = null) {
    this.#isEnded = true;
    this.#error ??= error;
    this.#wake?.();
  }

  /** @returns {Promise<Change | null>} null: ended */
  async take() {
    while (true) {
      const [first] = this.#changes;
      if (first) {
        this.#changes.delete(first[0]);
        return first[1];
      }
      if (this.#error) {
        throw this.#error;
      }
      if (this.#isEnded) {
        return null;
      }
      await new Promise((resolve) => {
        this.#wake = () => resolve(undefined);
      });
    }
  }
}

/** The queues of those who read with `for await`. */
export class ChangeReaders {
  /** @type {Set<{ post(change: Change): void, end(error: Error | null): void }>} */
  #queues = new Set();
  #isEnded = false;
  /** @type {Error | null} */
  #error = null;

  /** @param {Change} change */
  post(change) {
    for (const queue of this.#queues) {
      queue.post(change);
    }
  }

  /** @param {Error | null} [error] */
  end(error = null) {
    this.#isEnded = true;
    this.#error = error;
    for (const queue of this.#queues) {
      queue.end(error);
    }
  }

  /**
   * @internal One more who is told of changes, and of the end.
   * @param {{ post(change: Change): void, end(error: Error | null): void }} queue
   */
  add(queue) {
    this.#queues.add(queue);
    if (this.#isEnded) {
      queue.end(this.#error);
    }
  }

  /**
   * @internal
   * @param {{ post(change: Change): void, end(error: Error | null): void }} queue
   */
  remove(queue) {
    this.#queues.delete(queue);
  }

  /** What was ended can be read again: the client connects anew. */
  reopen() {
    this.#isEnded = false;
    this.#error = null;
  }

  /**
   * @param {Iterable<import('./stream.js').MarketStream>} held with these a reader begins
   * @returns {AsyncGenerator<Change, void, void>}
   */
  read(held) {
    return readAll([this], held);
  }
}

/**
 * Reads several as one: it ends when all of them have, and throws where each had an error.
 * @param {readonly ChangeReaders[]} readers
 * @param {Iterable<import('./stream.js').MarketStream>} held with these a reader begins
 * @returns {AsyncGenerator<Change, void, void>}
 */
export async function* readAll(readers, held) {
  const queue = new ChangeQueue();
  for (const stream of held) {
    if (stream.version !== null) {
      queue.post(stateChange(stream));
    }
  }
  const open = new Set(readers);
  let hasEndedWell = false;
  if (open.size === 0) {
    queue.end();
  }
  const added = readers.map((each) => ({
    /** @param {Change} change */
    post: (change) => queue.post(change),
    /** @param {Error | null} error */
    end: (error) => {
      hasEndedWell ||= error === null;
      if (open.delete(each) && open.size === 0) {
        queue.end(hasEndedWell ? null : error);
      }
    },
  }));
  readers.forEach((each, index) => each.add(added[index]));
  try {
    for (let change = await queue.take(); change !== null; change = await queue.take()) {
      yield change;
    }
  } finally {
    readers.forEach((each, index) => each.remove(added[index]));
  }
}

/**
 * @param {import('./stream.js').MarketStream} stream
 * @returns {Change}
 */
export function stateChange(stream) {
  const { version } = stream;
  const nothing = { messages: 0, merged: 0, oldest: null, newest: null, sentAt: null, trades: [], amendments: [] };
  return { stream, kind: 'state', from: version, to: version, ...nothing };
}

/**
 * @param {import('./stream.js').MarketStream} stream
 * @param {import('./wire.js').DataMessage} message
 * @returns {Change}
 */
export function messageChange(stream, message) {
  const { kind, from, to, merged, oldest, newest, sentAt, trades = [], amendments = [] } = message;
  return { stream, kind, from, to, messages: 1, merged: merged ?? 0, oldest, newest, sentAt, trades, amendments };
}

/**
 * @param {Change} earlier
 * @param {Change} later
 * @returns {Change}
 */
function joined(earlier, later) {
  return {
    stream: later.stream,
    kind: later.kind === 'state' ? earlier.kind : later.kind,
    from: earlier.from,
    to: later.to,
    messages: earlier.messages + later.messages,
    merged: earlier.merged + later.merged,
    oldest: earlier.oldest ?? later.oldest,
    newest: later.newest ?? earlier.newest,
    sentAt: later.sentAt ?? earlier.sentAt,
    trades: both(earlier.trades, later.trades),
    amendments: both(earlier.amendments, later.amendments),
  };
}

/**
 * @template T
 * @param {readonly T[]} earlier
 * @param {readonly T[]} later
 */
function both(earlier, later) {
  return later.length === 0 ? earlier : [...earlier, ...later].slice(-TRADES_KEPT);
}
