/**
 * @typedef {object} Heartbeat
 * @property {number} time The gateway's clock, in microseconds.
 * @property {{ topic: string, newest: number | null, lag: number | null }[]} topics The time of the newest record read,
 *   and how many records are unread; null: unknown.
 */

/**
 * What came in since the client was made, over all connections. Take differences for rates.
 * @typedef {object} Totals
 * @property {number} sessions
 * @property {number} flushes
 * @property {number} bytes
 * @property {number} messages Data messages applied.
 * @property {number} updates Source updates that they stand for: `updates / messages` is the conflation.
 * @property {number} resyncs
 * @property {number} unknown Messages of a later protocol, or of streams that are no more.
 */

const MICROSECONDS = 1000;
/** The way to the gateway and back of the last so many pings; the shortest tells most about its clock. */
const PINGS_KEPT = 8;

/** Counts, and what is known of the gateway's clock and of the way to it. */
export class Traffic {
  /** @type {Totals} */
  totals = { sessions: 0, flushes: 0, bytes: 0, messages: 0, updates: 0, resyncs: 0, unknown: 0 };
  /** @type {Heartbeat | null} */
  heartbeat = null;
  /** @type {number | null} milliseconds */
  roundTripMs = null;
  /** @type {number | null} milliseconds */
  ageMs = null;
  /** @type {number | null} milliseconds */
  lineMs = null;
  #clock;
  /** @type {{ roundTripMs: number, offset: number }[]} */
  #pings = [];

  /** @param {import('./clock.js').Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** The gateway's clock now, in microseconds, as far as pings have told. */
  get gatewayTime() {
    return this.#clock.wall() + (this.#best?.offset ?? 0);
  }

  get #best() {
    return this.#pings.reduce((best, ping) => (best && best.roundTripMs <= ping.roundTripMs ? best : ping),
      /** @type {{ roundTripMs: number, offset: number } | undefined} */ (undefined));
  }

  /** Another gateway, another clock. */
  beginSession() {
    this.totals.sessions++;
    this.#pings = [];
  }

  /**
   * @param {import('./wire.js').DataMessage} message
   */
  countMessage({ kind, merged, oldest }) {
    this.totals.messages++;
    this.totals.updates += merged ?? 0;
    // A snapshot tells of the newest update, which in a quiet market may be long ago.
    if (kind !== 'snapshot' && oldest !== null && merged !== 0) {
      this.ageMs = Math.max(0, (this.gatewayTime - oldest) / MICROSECONDS);
    }
  }

  /** @param {number} sentAt when a flush was sent that has come */
  countStamp(sentAt) {
    this.lineMs = (this.#clock.wall() - sentAt) / MICROSECONDS;
  }

  /**
   * @param {number} roundTripMs
   * @param {number} time the gateway's, when it answered
   */
  countPing(roundTripMs, time) {
    this.roundTripMs = roundTripMs;
    const offset = time + (roundTripMs / 2) * MICROSECONDS - this.#clock.wall();
    this.#pings.push({ roundTripMs, offset });
    this.#pings.splice(0, this.#pings.length - PINGS_KEPT);
  }
}
