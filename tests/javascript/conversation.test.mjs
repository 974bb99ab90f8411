import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarketClient } from '../../src/clients/javascript/index.js';
import { Holdings } from '../../src/clients/javascript/lib/holdings.js';
import { settingsOf } from '../../src/clients/javascript/lib/options.js';
import { Session } from '../../src/clients/javascript/lib/session.js';
import { bring, newSubscription, viewOf } from './held.mjs';
import { bytesOf, vectors } from './vectors.mjs';

for (const file of ['conversation.json', 'resumption.json']) {
  for (const encoding of ['msgpack', 'json']) {
    test(`after each flush of ${file} (${encoding}) the client holds what the vectors say`, async () => {
      const { given, steps } = vectors(file);
      const player = new Player(given, encoding);
      for (const step of steps) {
        await player.play(step);
      }
      assert.equal(player.compared, steps.filter(({ flush }) => flush).length);
      assert.equal(player.broken, 0);
    });
  }
}

/** Plays a recording against a session without a socket. */
class Player {
  compared = 0;
  broken = 0;
  #given;
  #encoding;
  #sent = [];
  #holdings;
  #session;
  #once = null;

  constructor(given, encoding) {
    this.#given = given;
    this.#encoding = encoding;
    // The client of one recording says hello, that of the other does not; neither pings by itself.
    const hello = given === null ? { window: 6, heartbeatMs: 500, name: 'reference/1' } : { window: 0, name: '' };
    const settings = settingsOf({ ...hello, encoding, pingMs: 0 });
    const events = new MarketClient();
    events.on('broken', () => this.broken++);
    this.#holdings = new Holdings(settings, events, () => {}, () => {});
    const ignore = () => {};
    const link = {
      send: (request) => this.#sent.push(request),
      limitRequests: ignore, expectHeartbeats: ignore, abandon: ignore, close: ignore,
    };
    this.#session = new Session(link, settings, this.#holdings);
  }

  async play({ from, message, messages, messagepack, state, flush, close, step }) {
    if (close) {
      this.#session.end();
    } else if (from === 'client') {
      this.#ask(message, `step ${step}`);
    } else {
      const lines = () => messages.map((each) => `${JSON.stringify(each)}\n`).join('');
      this.#session.receive(this.#encoding === 'json' ? lines() : bytesOf(messagepack));
      assert.equal(this.#session.flush, flush);
      this.#compare(state, `step ${step}`);
    }
  }

  #ask(message, step) {
    const { op, id, ...rest } = message;
    if (op === 'ack') {
      assert.ok(this.#session.flush >= message.flush, step);
      return;
    }
    if (op === 'subscribe' && !('dept' in message)) {
      this.#subscribe(message);
    } else if (op === 'snapshot') {
      this.#once = newSubscription(rest);
      this.#session.snapshot(this.#once);
    } else if (op !== 'hello') {
      const isRefused = 'dept' in message;
      this.#session.request({ op, ...rest }).catch(({ code }) => assert.ok(isRefused && code === 'unknown_field'));
    }
    this.#assertSent(message, step);
  }

  #subscribe({ op, id, resume, ...rest }) {
    const subscription = newSubscription(rest);
    for (const view of this.#given?.streams ?? []) {
      const { channel, options: { numbers } } = subscription;
      if (view.channel === channel && view.depth === (numbers.depth ?? 0) && view.grouping === (numbers.grouping ?? 0)
          && subscription.symbols.includes(view.symbol)) {
        const stream = subscription.getOrAdd(view.symbol);
        bring(stream, view);
        stream.disconnect();
      }
    }
    this.#holdings.subscriptions.push(subscription);
    this.#session.subscribe(subscription, resume?.epoch ?? null);
  }

  /** What is sent beyond the recording is a default; patterns are put last. */
  #assertSent(expected, step) {
    const sent = this.#sent.shift();
    for (const [key, value] of Object.entries(sent)) {
      if (!(key in expected)) {
        assert.equal(value, 0, `${step}: ${key}`);
      }
    }
    for (const [key, value] of Object.entries(expected)) {
      const inOrder = (list) => (key === 'symbols' ? [...list].sort() : list);
      assert.deepEqual(inOrder(sent[key]), inOrder(value), `${step}: ${key}`);
    }
  }

  #compare({ epoch, lagging, streams, once = [] }, step) {
    assert.equal(this.#holdings.epoch, epoch, step);
    assert.equal(this.#session.isLagging, lagging, step);
    const held = this.#holdings.streams.filter(({ number }) => number !== 0).sort((a, b) => a.number - b.number);
    assert.deepEqual(held.map(viewOf), [...streams].sort((a, b) => a.stream - b.stream), step);
    for (const view of once) {
      const { stream, ...expected } = view;
      const { stream: ours, ...seen } = viewOf(this.#once.get(view.symbol));
      assert.deepEqual(seen, expected, step);
    }
    this.compared++;
  }
}
