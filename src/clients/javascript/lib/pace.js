const WAIT_MIN_MS = 1000;
const WAIT_MAX_MS = 30_000;
const DOUBLINGS_MAX = 5;

/**
 * How often one stream may ask for a resync: at once the first time, then after 1 s, 2 s, 4 s ... up to 30 s, so that
 * a stream which stays broken does not cost the gateway a snapshot per update.
 */
export class ResyncPace {
  #next = -Infinity;
  #doublings = 0;

  /**
   * Whether a resync may be asked for now; if so, it counts as asked for.
   * @param {number} now milliseconds
   * @param {number} waitMin for how many milliseconds the gateway wants to be left alone after one
   */
  tryTake(now, waitMin = 0) {
    if (now < this.#next) {
      return false;
    }
    // A stream that held for a while after its last resync begins at the short wait again.
    if (now - this.#next > WAIT_MAX_MS) {
      this.#doublings = 0;
    }
    this.#next = now + Math.max(Math.min(WAIT_MIN_MS * 2 ** this.#doublings, WAIT_MAX_MS), waitMin);
    this.#doublings = Math.min(this.#doublings + 1, DOUBLINGS_MAX);
    return true;
  }

  /**
   * The gateway refused a resync, and says when it would grant one.
   * @param {number} next milliseconds
   */
  waitUntil(next) {
    this.#next = next;
  }

  /** A new session: the gateway counts from zero, and so do we. */
  reset() {
    this.#next = -Infinity;
    this.#doublings = 0;
  }
}

/**
 * How many requests may be sent now: refilled steadily to a little less than the gateway allows, so that clocks which
 * disagree about a second do not cost an answer `rate_limited`.
 */
export class RequestAllowance {
  #clock;
  #perMs;
  #max;
  #left;
  #refilledAt;

  /**
   * @param {import('./clock.js').Clock} clock
   * @param {number} perSecond
   */
  constructor(clock, perSecond) {
    this.#clock = clock;
    this.#perMs = (perSecond * 0.9) / 1000;
    this.#max = Math.max(1, Math.floor(perSecond * 0.8));
    this.#left = this.#max;
    this.#refilledAt = clock.now();
  }

  /** @returns {number} 0: taken; else after how many milliseconds to try again */
  tryTake() {
    const now = this.#clock.now();
    this.#left = Math.min(this.#max, this.#left + (now - this.#refilledAt) * this.#perMs);
    this.#refilledAt = now;
    if (this.#left < 1) {
      return Math.ceil((1 - this.#left) / this.#perMs);
    }
    this.#left -= 1;
    return 0;
  }
}
