import { RequestAllowance } from './pace.js';
import { encodeRequest } from './wire.js';

const SUBPROTOCOLS = { msgpack: 'marketgateway.v1.msgpack', json: 'marketgateway.v1.json' };
const BEARER = 'marketgateway.bearer.';
/** Before `welcome` says how many requests a gateway takes. */
const REQUESTS_PER_SECOND = 10;
/** So many intervals without a message are the end of the connection. */
const SILENT_INTERVALS = 3;

/**
 * How a connection ended, and whether to connect again.
 * @typedef {object} End
 * @property {string} reason
 * @property {boolean} canReconnect
 * @property {number | null} code The WebSocket close code; null: it broke.
 * @property {boolean} [isSilent] Nothing came for too long.
 */

/**
 * @typedef {object} LinkEvents
 * @property {(flush: ArrayBuffer | string) => void} onFlush
 * @property {(isQuiet: boolean) => void} onQuiet A heartbeat is overdue, or no longer.
 */

/** One WebSocket to one gateway: flushes in, paced requests out, and a watch over silence. */
export class Link {
  #settings;
  #clock;
  #events;
  /** @type {any} */
  #socket;
  /** @type {(end: End) => void} */
  #resolveEnded = () => {};
  /** @type {object[]} */
  #waiting = [];
  /** @type {RequestAllowance} */
  #allowance;
  /** @type {any} */
  #drain = null;
  /** @type {any} */
  #watch = null;
  #heartbeatMs;
  #silenceMs = 0;
  #tickedAt = 0;
  #isQuiet = false;
  #patience;
  #isEnded = false;

  /**
   * @param {any} WebSocket
   * @param {string} url
   * @param {import('./options.js').Settings} settings
   * @param {string | undefined} token
   * @param {number} patience how many times longer than usual silence is borne
   * @param {LinkEvents} events
   */
  constructor(WebSocket, url, settings, token, patience, events) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#events = events;
    this.#patience = patience;
    this.#heartbeatMs = settings.heartbeatMs;
    this.#allowance = new RequestAllowance(this.#clock, REQUESTS_PER_SECOND);
    /** @type {Promise<End>} */
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#open(WebSocket, url, token);
  }

  /**
   * Sends a request as soon as the gateway's limit allows.
   * @param {object} request
   */
  send(request) {
    this.#waiting.push(request);
    this.#sendWaiting();
  }

  /** @param {number} flush acknowledgements count towards no limit */
  acknowledge(flush) {
    this.#write({ op: 'ack', flush });
  }

  /** @param {number} perSecond */
  limitRequests(perSecond) {
    this.#allowance = new RequestAllowance(this.#clock, perSecond);
  }

  /** @param {number} ms what the gateway has made of the interval asked for */
  expectHeartbeats(ms) {
    this.#heartbeatMs = ms;
  }

  /** Says goodbye; `ended` follows when the gateway has answered. */
  close() {
    if (!this.#isEnded) {
      this.#socket.close(1000);
    }
  }

  /**
   * Ends at once, whatever the other side does.
   * @param {string} reason
   * @param {{ canReconnect?: boolean, isSilent?: boolean }} [how]
   */
  abandon(reason, { canReconnect = true, isSilent = false } = {}) {
    if (this.#isEnded) {
      return;
    }
    this.#end({ reason, canReconnect, code: null, isSilent });
    if (this.#socket?.terminate) {
      this.#socket.terminate();
    } else {
      this.#socket?.close();
    }
  }

  /**
   * @param {any} WebSocket
   * @param {string} url
   * @param {string | undefined} token
   */
  #open(WebSocket, url, token) {
    const { tokenBy, encoding, connectTimeoutMs } = this.#settings;
    const protocols = [SUBPROTOCOLS[encoding]];
    if (token !== undefined && tokenBy === 'subprotocol') {
      protocols.push(BEARER + base64Url(token));
    }
    // Only the package ws takes a third argument; browsers have no way to set a header.
    const isHeader = token !== undefined && tokenBy === 'header';
    const options = isHeader ? [{ headers: { Authorization: `Bearer ${token}` } }] : [];
    const socket = new WebSocket(url, protocols, ...options);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    this.#watch = this.#clock.setTimeout(
      () => this.abandon(`no answer within ${connectTimeoutMs / 1000} s`), connectTimeoutMs);
    let error = '';
    socket.onopen = () => this.#opened();
    socket.onmessage = (/** @type {{ data: any }} */ { data }) => this.#received(data);
    socket.onerror = (/** @type {{ message?: string }} */ event) => {
      error = event.message || 'it could not be reached, or refused the connection';
    };
    socket.onclose = (/** @type {{ code: number, reason: string }} */ { code, reason }) => {
      // 1006 is no code of the gateway: it says that the connection broke.
      const isBroken = code === 1006 || code === 1005;
      this.#end({
        reason: isBroken ? error || 'the connection broke' : `${reason} (${code})`.trim(),
        canReconnect: code < 4500 || code > 4999,
        code: isBroken ? null : code,
      });
    };
  }

  #opened() {
    this.#clock.clearTimeout(this.#watch);
    if (this.#isEnded) {
      return;
    }
    const expected = SUBPROTOCOLS[this.#settings.encoding];
    if (this.#socket.protocol !== expected) {
      this.abandon(`it does not speak ${expected}: it is no MarketGateway`);
      return;
    }
    this.#tick();
  }

  /** @param {ArrayBuffer | string} data */
  #received(data) {
    if (this.#isEnded) {
      return;
    }
    this.#silenceMs = 0;
    this.#tickedAt = this.#clock.now();
    if (this.#isQuiet) {
      this.#isQuiet = false;
      this.#events.onQuiet(false);
    }
    this.#events.onFlush(data);
  }

  /**
   * Adds up silence in steps of at most twice the beat: while a page is frozen its clock goes on, but no message can
   * be told to it, and the time lost so must not count against the gateway.
   */
  #tick() {
    const beat = this.#heartbeatMs / 2;
    const now = this.#clock.now();
    this.#silenceMs += this.#tickedAt === 0 ? 0 : Math.min(now - this.#tickedAt, 2 * beat);
    this.#tickedAt = now;
    if (this.#silenceMs >= SILENT_INTERVALS * this.#patience * this.#heartbeatMs) {
      const seconds = (this.#silenceMs / 1000).toFixed(1);
      this.abandon(`no sign of life from the gateway for ${seconds} s`, { isSilent: true });
      return;
    }
    const isQuiet = this.#silenceMs >= 1.5 * this.#heartbeatMs;
    if (isQuiet !== this.#isQuiet) {
      this.#isQuiet = isQuiet;
      this.#events.onQuiet(isQuiet);
    }
    this.#watch = this.#clock.setTimeout(() => this.#tick(), beat);
  }

  #sendWaiting() {
    while (this.#drain === null && this.#waiting.length > 0) {
      const waitMs = this.#allowance.tryTake();
      if (waitMs > 0) {
        this.#drain = this.#clock.setTimeout(() => {
          this.#drain = null;
          this.#sendWaiting();
        }, waitMs);
        return;
      }
      this.#write(/** @type {object} */ (this.#waiting.shift()));
    }
  }

  /** @param {object} request */
  #write(request) {
    const OPEN = 1;
    if (!this.#isEnded && this.#socket.readyState === OPEN) {
      this.#socket.send(encodeRequest(request, this.#settings.encoding));
    }
  }

  /** @param {End} end */
  #end(end) {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    this.#clock.clearTimeout(this.#watch);
    this.#clock.clearTimeout(this.#drain);
    this.#resolveEnded(end);
  }
}

/** @param {string} text */
function base64Url(text) {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
