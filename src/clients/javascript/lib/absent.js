const WAIT_MIN_MS = 1000;
const WAIT_MAX_MS = 30_000;
/** After so many attempts (31 s) a stream is over; its symbol is asked for all the same, in case it comes back. */
const PATIENT_ATTEMPTS = 5;

/**
 * Streams of earlier sessions whose symbols the gateway of this one does not know. It may just have started, and not
 * have read of them yet: so those that were named are asked for again. Patterns find theirs by themselves.
 */
export class AbsentStreams {
  #clock;
  #ask;
  #end;
  /** @type {Set<import('./stream.js').MarketStream>} */
  #absent = new Set();
  #attempts = 0;
  /** @type {any} */
  #timer = null;

  /**
   * @param {import('./clock.js').Clock} clock
   * @param {(subscription: import('./subscription.js').Subscription, symbols: string[]) => void} ask
   * @param {(stream: import('./stream.js').MarketStream) => void} end
   */
  constructor(clock, ask, end) {
    this.#clock = clock;
    this.#ask = ask;
    this.#end = end;
  }

  /** @param {import('./stream.js').MarketStream} stream */
  add(stream) {
    if (this.#attempts >= PATIENT_ATTEMPTS) {
      this.#end(stream);
    } else {
      stream.distrust('unknown_symbol');
    }
    this.#absent.add(stream);
    if (this.#timer === null) {
      const waitMs = Math.min(WAIT_MIN_MS * 2 ** this.#attempts, WAIT_MAX_MS);
      this.#timer = this.#clock.setTimeout(() => this.#askAgain(), waitMs);
    }
  }

  /** The session is over. */
  stop() {
    this.#clock.clearTimeout(this.#timer);
    this.#absent.clear();
  }

  #askAgain() {
    this.#timer = null;
    this.#attempts++;
    const absent = [...this.#absent].filter(({ number, subscription }) => number === 0 && !subscription.isEnded);
    this.#absent.clear();
    for (const subscription of new Set(absent.map((stream) => stream.subscription))) {
      const symbols = absent.filter((stream) => stream.subscription === subscription).map(({ symbol }) => symbol);
      const named = symbols.filter((symbol) => subscription.symbols.includes(symbol));
      if (named.length > 0) {
        this.#ask(subscription, named);
      }
    }
    // An answer puts back those that are named; the others only wait.
    for (const stream of absent.filter(({ symbol, subscription }) => !subscription.symbols.includes(symbol))) {
      this.add(stream);
    }
  }
}
