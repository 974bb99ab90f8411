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
export function settingsOf(options: ClientOptions): Settings;
/**
 * All settings of a client.
 */
export type ClientOptions = {
    /**
     * One or more replicas, `ws:` or `wss:`, tried in turn; any serves any
     * client. The default in a browser is `/v1/stream` of the page's own origin, elsewhere
     * `ws://localhost:8080/v1/stream`.
     */
    urls?: string | readonly string[] | undefined;
    /**
     * Who the client is, or a function that is asked for
     * it at every connection (and by `authenticate()`), so that it can be renewed. Default: none.
     */
    token?: string | (() => string | PromiseLike<string>) | undefined;
    /**
     * How the token travels: as a second subprotocol (default;
     * the only way before the first message that browsers have), as `Authorization` header (`ws` in Node only), or as
     * first message.
     */
    tokenBy?: "message" | "header" | "subprotocol" | undefined;
    /**
     * What the operator sees in the gateway's log, at most 64 bytes.
     */
    name?: string | undefined;
    /**
     * 250 to 30,000; default 1,000. After three intervals of silence the client connects
     * again.
     */
    heartbeatMs?: number | undefined;
    /**
     * How many flushes may be under way before the first of them is acknowledged, 0 to 1,024;
     * default 8. The gateway then conflates for a client that is slow to process, not only for one that is slow to read;
     * 0: no window, the connection alone limits.
     */
    window?: number | undefined;
    /**
     * What a flush waits for
     * before it is acknowledged: the next animation frame (default in browsers; once a second in a hidden tab, which has
     * no frames), the listeners (default elsewhere), or a function.
     */
    acknowledgeAfter?: "frame" | "processing" | (() => void | PromiseLike<void>) | undefined;
    /**
     * The pace that the gateway keeps to, at least 1,000; default 0: no limit.
     */
    maxBytesPerSecond?: number | undefined;
    /**
     * Whether the gateway says when it sends each flush, and how new what it tells is:
     * `client.latency.lineMs`, `stream.newest`, `newest` and `sentAt` of each change. Default false; it costs 11 bytes
     * a flush and 9 a message.
     */
    stamps?: boolean | undefined;
    /**
     * Default `msgpack`.
     */
    encoding?: "json" | "msgpack" | undefined;
    /**
     * The waits between connections: random between 0 and
     * `minMs` x 2^attempts, at most `maxMs`; default 250 and 10,000.
     */
    backoff?: {
        minMs?: number;
        maxMs?: number;
    } | undefined;
    /**
     * Whether it goes on where no address has a gateway at first; `connect()` is rejected
     * all the same. Default: false, it closes.
     */
    keepsTrying?: boolean | undefined;
    /**
     * How long opening a connection may take; default 10,000.
     */
    connectTimeoutMs?: number | undefined;
    /**
     * How long an answer may take before the call fails; default 10,000.
     */
    requestTimeoutMs?: number | undefined;
    /**
     * How long the gateway may take to say goodbye; default 2,000.
     */
    closeTimeoutMs?: number | undefined;
    /**
     * How often the way to the gateway is measured; default 5,000; 0: never.
     */
    pingMs?: number | undefined;
    /**
     * How many trades of a symbol a {@link import ('./trades.js').TradeStream} keeps;
     * default 1,000.
     */
    tradesKept?: number | undefined;
    /**
     * The constructor; default the global one, else that of the package `ws`.
     */
    WebSocket?: any;
    /**
     * For tests.
     */
    clock?: import("./clock.js").Clock | undefined;
    /**
     * The source of jitter, in [0, 1); for tests.
     */
    random?: (() => number) | undefined;
};
export type Settings = Required<Omit<ClientOptions, "token" | "urls" | "WebSocket" | "backoff">> & {
    urls: readonly string[];
    token: ClientOptions["token"];
    WebSocket: any;
    backoff: {
        minMs: number;
        maxMs: number;
    };
};
