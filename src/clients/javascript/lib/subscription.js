import { BookStream } from './book.js';
import { ChangeReaders } from './changes.js';
import { Emitter } from './emitter.js';
import { QuoteStream } from './quote.js';
import { TradeStream } from './trades.js';

/**
 * As the gateway writes a symbol, whichever way it was typed: an e with an accent may be one character or two.
 * @param {string} symbol
 */
const inNormalForm = (symbol) => String(symbol).normalize('NFC');

const STREAMS = { book: BookStream, quote: QuoteStream, trade: TradeStream };

/**
 * @typedef {object} SymbolError
 * @property {string} symbol
 * @property {string} code One of schemas/wire, section 4.
 * @property {string} message
 */

/**
 * @template {import('./stream.js').MarketStream} [S=any]
 * @typedef {object} SubscriptionEvents
 * @property {import('./changes.js').Change<S>} change A message was applied to a stream.
 * @property {S} status The state of a stream changed.
 * @property {SymbolError} error A symbol is not served.
 */

/**
 * What was asked for in one call, and what became of it. It outlives connections: after a reconnect the client asks for
 * it again, from where its streams stand. Read it with `for await`, or listen to `change` and `status`.
 * @template {import('./stream.js').MarketStream} [S=any]
 * @extends {Emitter<SubscriptionEvents<S>>}
 */
export class Subscription extends Emitter {
  /** @type {Map<string, S>} */
  #streams = new Map();
  /** @type {Map<string, SymbolError>} */
  #errors = new Map();
  /** @type {Map<string, { pattern: string, matched: number }>} */
  #patterns = new Map();
  #answersDue = 0;
  /** @type {PromiseWithResolvers<this>} */
  #ready = newReady();

  /**
   * @internal
   * @param {import('./requests.js').Requester} requester
   * @param {readonly string[]} symbols
   * @param {import('./parameters.js').Parameters} parameters
   * @param {number} tradesKept
   */
  constructor(requester, symbols, parameters, tradesKept) {
    super();
    /** @internal */
    this.requester = requester;
    this.channel = parameters.channel;
    this.symbols = Object.freeze(symbols.map(inNormalForm));
    /** @internal What is asked for, updates included. */
    this.options = parameters;
    /** @internal */
    this.tradesKept = tradesKept;
    /** Whether nothing but states is wanted for now. */
    this.isPaused = false;
    this.isEnded = false;
    /** Whether the gateway has answered for every symbol, in the present session. */
    this.isAnswered = false;
    /** @internal */
    this.readers = new ChangeReaders();
    /** @internal */
    this.onEnd = () => {};
  }

  /**
   * Fulfilled when the gateway has answered for every symbol, in the present session; rejected when it refused the
   * request as a whole.
   * @returns {Promise<this>}
   */
  get ready() {
    return this.#ready.promise;
  }

  /** All streams; those that a pattern found later are in it. */
  get streams() {
    return [...this.#streams.values()];
  }

  /** The symbols that are not served, and why. */
  get errors() {
    return [...this.#errors.values()];
  }

  /** The patterns, and how many symbols each matched. */
  get patterns() {
    return [...this.#patterns.values()];
  }

  /**
   * The stream of a symbol; undefined: there is none (yet).
   * @param {string} symbol
   */
  get(symbol) {
    return this.#streams.get(inNormalForm(symbol));
  }

  /**
   * Gives the streams other parameters, also in later sessions. What they hold stays and goes on; only another grouping
   * and fields that were not there bring a snapshot.
   * @param {import('./parameters.js').SubscribeChanges} changes
   * @returns {Promise<SymbolError[]>} one for each stream that stays as it was
   */
  update(changes) {
    return this.requester.update(this, changes);
  }

  /** Wants nothing but states until it is resumed, also in later sessions. */
  pause() {
    return this.requester.pause(this, true);
  }

  /** Goes on: one message brings each stream up to date. */
  resume() {
    return this.requester.pause(this, false);
  }

  /** Ends it with all of its streams. */
  unsubscribe() {
    return this.requester.unsubscribe(this);
  }

  /**
   * Each stream as it changes, beginning with those that hold something. A reader that takes its time sees each at its
   * newest: nothing queues up. Ends with the subscription, or when the client is closed.
   * @returns {AsyncGenerator<import('./changes.js').Change<S>, void, void>}
   */
  [Symbol.asyncIterator]() {
    return this.readers.read(this.#streams.values());
  }

  /**
   * @internal
   * @param {number} parts
   */
  beginRequest(parts) {
    this.#answersDue = parts;
    this.isAnswered = false;
    this.#errors.clear();
  }

  /** @internal One part more is due: the data of a symbol whose state was asked for once. */
  awaitPart() {
    this.#answersDue++;
  }

  /** @internal */
  partAnswered() {
    this.#answersDue--;
    if (this.#answersDue === 0) {
      this.isAnswered = true;
      this.#ready.resolve(this);
    }
  }

  /**
   * @internal
   * @param {Error} error
   */
  refuse(error) {
    this.#ready.reject(error);
  }

  /**
   * @internal
   * @param {string} symbol
   * @returns {S}
   */
  getOrAdd(symbol) {
    let stream = this.#streams.get(symbol);
    if (stream === undefined) {
      stream = /** @type {S} */ (/** @type {unknown} */ (new STREAMS[this.channel](symbol, this)));
      this.#streams.set(symbol, stream);
    }
    return stream;
  }

  /**
   * @internal
   * @param {SymbolError} error
   */
  addError(error) {
    const isNews = this.#errors.get(error.symbol)?.code !== error.code;
    this.#errors.set(error.symbol, error);
    if (isNews) {
      this.emit('error', error);
    }
  }

  /**
   * @internal It is served after all.
   * @param {string} symbol
   */
  clearError(symbol) {
    this.#errors.delete(symbol);
  }

  /**
   * @internal
   * @param {{ pattern: string, matched: number }} match
   */
  addPattern(match) {
    this.#patterns.set(match.pattern, match);
  }

  /**
   * @internal
   * @param {string} reason
   */
  end(reason) {
    this.isEnded = true;
    this.onEnd();
    for (const stream of this.#streams.values()) {
      stream.end(reason);
      this.emit('status', stream);
    }
    this.readers.end();
  }
}

/** @returns {PromiseWithResolvers<any>} */
function newReady() {
  /** @type {any} */
  const ready = {};
  ready.promise = new Promise((resolve, reject) => {
    ready.resolve = resolve;
    ready.reject = reject;
  });
  // Nobody has to wait for it.
  ready.promise.catch(() => {});
  return ready;
}
