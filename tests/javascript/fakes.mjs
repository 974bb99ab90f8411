// A gateway and a clock that do what a test says, when it says so.
import { MarketClient } from '../../src/clients/javascript/index.js';
import { messagesOf } from '../../src/clients/javascript/lib/wire.js';

/** Lets everything run that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The next error that nobody catches; without this the runner takes it for a failure of the test. */
export function uncaught() {
  return new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback((error) => {
      process.setUncaughtExceptionCaptureCallback(null);
      resolve(error);
    });
  });
}

/** Time passes only by `advance`. */
export class FakeClock {
  #now = 1;
  #timers = new Map();
  #last = 0;

  now = () => this.#now;
  wall = () => 1_700_000_000_000_000 + this.#now * 1000;
  clearTimeout = (timer) => this.#timers.delete(timer);
  setTimeout = (callback, ms) => {
    this.#timers.set(++this.#last, { at: this.#now + ms, callback });
    return this.#last;
  };

  async advance(ms) {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [timer, { at, callback }] = next;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, at);
      callback();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** A page that is frozen: time passes, but nothing runs. */
  freeze(ms) {
    this.#now += ms;
  }

  get waits() {
    return [...this.#timers.values()].map(({ at }) => at - this.#now);
  }

  #next(end) {
    return [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
  }
}

/** The gateway's end of one connection. */
export class FakeSocket {
  readyState = 0;
  protocol = '';
  sent = [];

  constructor(url, protocols, options) {
    Object.assign(this, { url, protocols, options });
  }

  /** @returns the requests that came since the last call, without acknowledgements */
  takeRequests() {
    const requests = this.sent.filter(({ op }) => op !== 'ack');
    this.sent = this.sent.filter(({ op }) => op === 'ack');
    return requests;
  }

  get acknowledged() {
    return this.sent.filter(({ op }) => op === 'ack').map(({ flush }) => flush);
  }

  send(data) {
    this.sent.push(...messagesOf(data));
  }

  close(code) {
    this.closedWith = code;
  }

  terminate() {
    this.isTerminated = true;
    this.drop();
  }

  open(welcome = {}) {
    this.readyState = 1;
    this.protocol = this.protocols[0];
    this.onopen();
    this.give(welcomeOf(welcome));
  }

  give(...messages) {
    this.onmessage({ data: messages.map((message) => JSON.stringify(message)).join('\n') });
  }

  end(code, reason = '') {
    this.readyState = 3;
    this.onclose({ code, reason });
  }

  drop() {
    this.end(1006);
  }
}

export function welcomeOf({ epoch = 'e1', ...limits }) {
  return {
    op: 'welcome', protocol: 1, session: 's', epoch, time: 0, heartbeatMs: 1000,
    limits: {
      requestBytes: 65536, subscriptions: 1000, patterns: 10, depth: 100, history: 100, requestsPerSecond: 100,
      sessions: 1000, ...limits,
    },
  };
}

export const heartbeat = { op: 'heartbeat', time: 0, topics: [] };

/** A client whose sockets and clock are a test's. */
export function newClient(options = {}) {
  const sockets = [];
  const clock = new FakeClock();
  class WebSocket extends FakeSocket {
    constructor(url, protocols, third) {
      super(url, protocols, third);
      sockets.push(this);
    }
  }
  const client = new MarketClient({
    urls: ['ws://a/'], encoding: 'json', WebSocket, clock, pingMs: 0, random: () => 0.999999, ...options,
  });
  const states = [];
  client.on('state', ({ state }) => states.at(-1) !== state && states.push(state));
  return { client, sockets, clock, states, last: () => sockets.at(-1) };
}

/** Connected, and the hello taken. */
export async function connected(options, welcome) {
  const scene = newClient(options);
  const connecting = scene.client.connect();
  await settle();
  scene.last().open(welcome);
  await connecting;
  scene.hello = scene.last().takeRequests();
  return scene;
}

/** An entry of `subscribed`. */
export function entry(stream, more = {}) {
  return {
    symbol: 'X', stream, channel: 'book', depth: 0, intervalMs: 0, history: 0, grouping: 0, fields: 0, minPriceMove: 0,
    minTradeSize: 0, priceScale: 2, sizeScale: 0, tickSize: 1, generation: '0.2.0', state: 'live',
    reason: 'ok', since: 0, start: 'snapshot',
    ...more,
  };
}

export function subscribed(id, streams, { resumed = [], errors = [], patterns = [], more = false } = {}) {
  return { op: 'subscribed', id, streams, resumed, errors, patterns, more };
}
