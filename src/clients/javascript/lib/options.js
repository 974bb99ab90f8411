import { systemClock } from './clock.js';

/**
 * All settings of a client.
 * @typedef {object} ClientOptions
 * @property {string | readonly string[]} [urls] One or more replicas, `ws:` or `wss:`, tried in turn; any serves any
 *   client. The default in a browser is `/v1/stream` of the page's own origin, elsewhere
 *   `ws://localhost:8080/v1/stream`.
 * @property {string | (() => string | PromiseLike<string>)} [token] Who the client is, or a function that is asked for
 *   it at every connection (and by `authenticate()`), so that it can be renewed. Default: none.
 * @property {'subprotocol' | 'header' | 'message'} [tokenBy] How the token travels: as a second subprotocol (default;
 *   the only way before the first message that browsers have), as `Authorization` header (`ws` in Node only), or as
 *   first message.
 * @property {string} [name] What the operator sees in the gateway's log, at most 64 bytes.
 * @property {number} [heartbeatMs] 250 to 30,000; default 1,000. After three intervals of silence the client connects
 *   again.
 * @property {number} [window] How many flushes may be under way before the first of them is acknowledged, 0 to 1,024;
 *   default 8. The gateway then conflates for a client that is slow to process, not only for one that is slow to read;
 *   0: no window, the connection alone limits.
 * @property {'frame' | 'processing' | (() => void | PromiseLike<void>)} [acknowledgeAfter] What a flush waits for
 *   before it is acknowledged: the next animation frame (default in browsers; once a second in a hidden tab, which has
 *   no frames), the listeners (default elsewhere), or a function.
 * @property {number} [maxBytesPerSecond] The pace that the gateway keeps to, at least 1,000; default 0: no limit.
 * @property {boolean} [stamps] Whether the gateway says when it sends each flush, and how new what it tells is:
 *   `client.latency.lineMs`, `stream.newest`, `newest` and `sentAt` of each change. Default false; it costs 11 bytes
 *   a flush and 9 a message.
 * @property {'msgpack' | 'json'} [encoding] Default `msgpack`.
 * @property {{ minMs?: number, maxMs?: number }} [backoff] The waits between connections: random between 0 and
 *   `minMs` x 2^attempts, at most `maxMs`; default 250 and 10,000.
 * @property {boolean} [keepsTrying] Whether it goes on where no address has a gateway at first; `connect()` is rejected
 *   all the same. Default: false, it closes.
 * @property {number} [connectTimeoutMs] How long opening a connection may take; default 10,000.
 * @property {number} [requestTimeoutMs] How long an answer may take before the call fails; default 10,000.
 * @property {number} [closeTimeoutMs] How long the gateway may take to say goodbye; default 2,000.
 * @property {number} [pingMs] How often the way to the gateway is measured; default 5,000; 0: never.
 * @property {number} [tradesKept] How many trades of a symbol a {@link import('./trades.js').TradeStream} keeps;
 *   default 1,000.
 * @property {any} [WebSocket] The constructor; default the global one, else that of the package `ws`.
 * @property {import('./clock.js').Clock} [clock] For tests.
 * @property {() => number} [random] The source of jitter, in [0, 1); for tests.
 */

/**
 * @typedef {Required<Omit<ClientOptions, 'token' | 'urls' | 'WebSocket' | 'backoff'>> & {
 *   urls: readonly string[], token: ClientOptions['token'], WebSocket: any, backoff: { minMs: number, maxMs: number },
 * }} Settings
 */

/**
 * The options with their defaults; wrong ones are refused.
 * @param {ClientOptions} options
 * @returns {Settings}
 */
export function settingsOf(options) {
  const hasFrames = typeof requestAnimationFrame === 'function';
  /** @type {Settings} */
  const settings = {
    tokenBy: 'subprotocol',
    name: 'marketgateway-js/1',
    heartbeatMs: 1000,
    window: 8,
    acknowledgeAfter: hasFrames ? 'frame' : 'processing',
    maxBytesPerSecond: 0,
    stamps: false,
    encoding: 'msgpack',
    keepsTrying: false,
    connectTimeoutMs: 10_000,
    requestTimeoutMs: 10_000,
    closeTimeoutMs: 2000,
    pingMs: 5000,
    tradesKept: 1000,
    clock: systemClock,
    random: Math.random,
    ...withoutUndefined(options),
    token: options.token,
    WebSocket: options.WebSocket,
    urls: options.urls === undefined ? [defaultUrl()] : [options.urls].flat(),
    backoff: { minMs: 250, maxMs: 10_000, ...options.backoff },
  };
  validate(settings);
  return settings;
}

/** @param {Settings} settings */
function validate(settings) {
  const { urls, heartbeatMs, window, maxBytesPerSecond, stamps } = settings;
  const { tradesKept, backoff, name, tokenBy, encoding } = settings;
  expect(urls.length > 0 && urls.every((url) => /^wss?:\/\//.test(url)), 'urls', urls, 'ws: or wss: addresses');
  expect(isBetween(heartbeatMs, 250, 30_000), 'heartbeatMs', heartbeatMs, 'an integer from 250 to 30000');
  expect(isBetween(window, 0, 1024), 'window', window, 'an integer from 0 to 1024');
  expect(maxBytesPerSecond === 0 || isBetween(maxBytesPerSecond, 1000, Number.MAX_SAFE_INTEGER),
    'maxBytesPerSecond', maxBytesPerSecond, '0, or an integer of at least 1000');
  expect(typeof stamps === 'boolean', 'stamps', stamps, 'true or false');
  expect(isBetween(tradesKept, 1, 1_000_000), 'tradesKept', tradesKept, 'an integer from 1');
  expect(backoff.minMs > 0 && backoff.maxMs >= backoff.minMs, 'backoff', JSON.stringify(backoff), '0 < minMs <= maxMs');
  expect(new TextEncoder().encode(name).length <= 64, 'name', name, 'at most 64 bytes');
  expect(['subprotocol', 'header', 'message'].includes(tokenBy), 'tokenBy', tokenBy, 'a way to show a token');
  expect(['msgpack', 'json'].includes(encoding), 'encoding', encoding, "'msgpack' or 'json'");
}

function defaultUrl() {
  const page = globalThis.location;
  return page?.host ? `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/v1/stream`
    : 'ws://localhost:8080/v1/stream';
}

/** @param {ClientOptions} options */
function withoutUndefined(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/**
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function isBetween(value, min, max) {
  return Number.isSafeInteger(value) && value >= min && value <= max;
}

/**
 * @param {boolean} holds
 * @param {string} name
 * @param {unknown} value
 * @param {string} right
 */
function expect(holds, name, value, right) {
  if (!holds) {
    throw new TypeError(`${name} is ${value}, but must be ${right}`);
  }
}
