// What begins and ends while a client lives: connections, subscriptions, and who waits for them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checksumOf } from '../../src/clients/javascript/index.js';
import { connected, entry, newClient, settle, subscribed } from './fakes.mjs';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc');
const CLIENT = new URL('../../src/clients/javascript/', import.meta.url);
const pattern = { pattern: 'X*', matched: 1 };

/** Subscribes and unsubscribes, with all answers; what is left of the subscription is told by a weak reference. */
async function cycle({ client, last }, symbols, stream) {
  const subscription = client.subscribe({ channel: 'book', symbols });
  const [{ id }] = last().takeRequests();
  const patterns = symbols[0].includes('*') ? [pattern] : [];
  last().give(subscribed(id, [entry(stream)], { patterns }));
  const ending = subscription.unsubscribe();
  await settle();
  for (const { id: each, streams = [] } of last().takeRequests()) {
    last().give({ op: 'unsubscribed', id: each, streams, errors: [] });
  }
  await ending;
  return new WeakRef(subscription);
}

for (const symbols of [['X'], ['X*']]) {
  test(`a subscription of ${symbols} that has ended is kept by nobody`, async () => {
    const scene = await connected();
    const ended = [];
    for (let stream = 1; stream <= 5; stream++) {
      ended.push(await cycle(scene, symbols, stream));
    }
    await settle();
    collect();
    assert.deepEqual(ended.map((reference) => reference.deref()), Array(5).fill(undefined));
    assert.equal(scene.client.state, 'live');
  });
}

test('what a pattern finds after its subscription has ended is given back, and costs no connection', async () => {
  const scene = await connected();
  const subscription = scene.client.subscribe({ channel: 'book', symbols: ['X*'] });
  const [{ id }] = scene.last().takeRequests();
  scene.last().give(subscribed(id, [], { patterns: [{ ...pattern, matched: 0 }] }));
  const ending = subscription.unsubscribe();
  const [unsubscribe] = scene.last().takeRequests();
  scene.last().give(
    subscribed(id, [entry(7)]), { op: 'unsubscribed', id: unsubscribe.id, streams: [], errors: [] });
  await ending;
  assert.deepEqual(scene.last().takeRequests().map(({ op, streams }) => [op, streams]), [['unsubscribe', [7]]]);
  assert.equal(scene.sockets.length, 1);
});

test('too many requests do not end a subscription: it is asked for again when that is granted', async () => {
  const { client, last, clock } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X'] });
  const limited = (id) => ({ op: 'error', id, code: 'rate_limited', message: 'too many', retryMs: 400 });
  last().give(limited(last().takeRequests()[0].id));
  await clock.advance(399);
  assert.deepEqual(last().takeRequests(), []);
  await clock.advance(1);
  const [{ op, id }] = last().takeRequests();
  assert.equal(op, 'subscribe');
  last().give(subscribed(id, [entry(3)]), [1, 3, null, 1, 0, 0, [100, 5], [], checksumOf([[100, 5]], [])]);
  assert.equal((await books.ready).get('X').state, 'live');
});

test('a refusal of what was asked again for a symbol that had gone leaves the others alone', async () => {
  const { client, last, clock } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X', 'Y'] });
  const both = [entry(3), entry(4, { symbol: 'Y' })];
  last().give(subscribed(last().takeRequests()[0].id, both));
  last().drop();
  await clock.advance(300);
  last().open();
  const unknown = { symbol: 'Y', code: 'unknown_symbol', message: '' };
  const request = last().takeRequests().find(({ op }) => op === 'subscribe');
  last().give(subscribed(request.id, [entry(3)], { errors: [unknown] }));
  await clock.advance(1000);
  const again = last().takeRequests().find(({ op }) => op === 'subscribe');
  last().give({ op: 'error', id: again.id, code: 'too_many', message: '', retryMs: null });
  assert.equal(books.isEnded, false);
  assert.equal(client.subscriptions.length, 1);
});

test('what is held is never read in the other scales of an update', async () => {
  const { client, last } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X'] });
  last().give(
    subscribed(last().takeRequests()[0].id, [entry(3)]),
    [1, 3, null, 1, 0, 0, [100, 5], [], checksumOf([[100, 5]], [])]);
  last().give({ op: 'updated', id: 99, streams: [{ ...entry(3, { priceScale: 3 }), was: 3 }], errors: [] });
  assert.deepEqual([books.get('X').bids(), books.get('X').state], [[], 'syncing']);
});

test('connect, close and connect again in one go, as React does it, is one connection and no rejection', async () => {
  const { client, last, sockets, clock } = newClient();
  const first = client.connect();
  const closing = client.close();
  const second = client.connect();
  await clock.advance(0);
  await Promise.all([first, closing]);
  await settle();
  last().open();
  await second;
  assert.equal(client.state, 'live');
  assert.equal(sockets.filter(({ readyState }) => readyState === 1).length, 1);
});

test('whoever closes last is not connected again', async () => {
  const { client, sockets, clock } = newClient();
  const calls = [client.connect(), client.close(), client.connect(), client.close()];
  await clock.advance(0);
  await Promise.all(calls);
  await settle();
  assert.equal(client.state, 'closed');
  assert.ok(sockets.every(({ readyState }) => readyState !== 1));
});

test('an aborted signal ends the wait for a connection, and later the connection', async () => {
  const waiting = new AbortController();
  const { client, clock } = newClient();
  const connecting = client.connect({ signal: waiting.signal });
  waiting.abort();
  await assert.rejects(connecting, { name: 'AbortError' });
  await clock.advance(0);
  assert.equal(client.state, 'closed');
  const living = new AbortController();
  const other = newClient();
  const opening = other.client.connect({ signal: living.signal });
  await settle();
  other.last().open();
  await opening;
  living.abort();
  assert.equal(other.last().closedWith, 1000);
});

test('an aborted signal ends a subscription and those who read it', async () => {
  const { client, last } = await connected();
  const abort = new AbortController();
  const books = client.subscribe({ channel: 'book', symbols: ['X'], signal: abort.signal });
  last().give(subscribed(last().takeRequests()[0].id, [entry(3)]));
  const reading = (async () => {
    for await (const change of books) {
      assert.ok(change);
    }
    return 'through';
  })();
  abort.abort();
  const [{ op, id }] = last().takeRequests();
  assert.equal(op, 'unsubscribe');
  last().give({ op: 'unsubscribed', id, streams: [3], errors: [] });
  assert.equal(await reading, 'through');
  assert.ok(books.isEnded);
  assert.equal(client.subscribe({ channel: 'book', symbols: ['X'], signal: AbortSignal.abort() }).isEnded, true);
});

test('a snapshot that is not waited for any more is told so', async () => {
  const { client } = await connected();
  const abort = new AbortController();
  const once = client.snapshot({ channel: 'book', symbols: ['X'], signal: abort.signal });
  abort.abort();
  await assert.rejects(once, { name: 'AbortError' });
});

test('what browsers load knows nothing of ws, and what Node loads does', () => {
  const { exports } = JSON.parse(readFileSync(new URL('package.json', CLIENT), 'utf8'));
  assert.deepEqual([exports['.'].node, exports['.'].default], ['./node.js', './index.js']);
  const seen = new Set();
  const visit = (url) => {
    if (seen.has(url.href)) {
      return;
    }
    seen.add(url.href);
    const source = readFileSync(url, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
    for (const [, specifier] of source.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
      assert.notEqual(specifier, 'ws', url.pathname);
      if (specifier.startsWith('.')) {
        visit(new URL(specifier, url));
      }
    }
  };
  visit(new URL('index.js', CLIENT));
  assert.ok(seen.size > 20);
});
