import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumOf, quoteChecksumOf } from '../../src/clients/javascript/index.js';
import { connected, entry, settle, subscribed, uncaught } from './fakes.mjs';
import { vectors } from './vectors.mjs';

const book = (kind, stream, from, to, bids, held = bids) =>
  [kind, stream, from, to, from === null ? 0 : to - from, 0, bids.flat(), [], checksumOf(held, [])];

/** A subscription to the book of X, held at version 10 with one bid. */
async function bookScene({ depth = 0, ...options } = {}, limits = {}) {
  const scene = await connected(options, limits);
  const books = scene.client.subscribe({ channel: 'book', symbols: ['X'], depth });
  const [{ id }] = scene.last().takeRequests();
  scene.last().give(subscribed(id, [entry(7, { depth })]), book(1, 7, null, 10, [[100, 5]]));
  return { ...scene, books, stream: books.get('X') };
}

test('a book follows its snapshot and deltas, and its state becomes the client\'s', async () => {
  const { last, stream, client, states } = await bookScene();
  last().give(book(2, 7, 10, 13, [[101, 2]], [[101, 2], [100, 5]]));
  assert.deepEqual(stream.bids(), [[101, 2], [100, 5]]);
  assert.equal(stream.version, 13);
  const account = { merged: 3, unknownJumps: 0, firstVersion: 10, lastVersion: 13, restarts: 0 };
  assert.deepEqual({ ...stream.account }, account);
  assert.equal(stream.counts.verified, 2);
  assert.equal(client.state, 'live');
  assert.deepEqual(states, ['connecting', 'live', 'syncing', 'live']);
  assert.equal(client.totals.updates, 3);
});

test('a symbol is found in whichever form it was typed', async () => {
  const { client, last } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['Cafe\u0301'] });
  const [{ id, symbols }] = last().takeRequests();
  assert.deepEqual(symbols, ['Caf\u00e9']);
  last().give(subscribed(id, [{ ...entry(7), symbol: 'Caf\u00e9' }]), book(1, 7, null, 10, [[100, 5]]));
  assert.deepEqual([books.get('Cafe\u0301')?.version, books.get('Caf\u00e9')?.version], [10, 10]);
});

test('a wrong checksum is resynced, and the account goes on through what was under way', async () => {
  const { last, stream, client, clock } = await bookScene();
  const broken = [];
  client.on('broken', ({ verdict }) => broken.push(verdict));
  last().give([2, 7, 10, 12, 2, 0, [101, 2], [], 1]);
  assert.equal(client.state, 'syncing');
  assert.equal(stream.state, 'syncing');
  last().give(book(2, 7, 12, 13, [[102, 2]], [[102, 2], [101, 2], [100, 5]]));
  const [{ id, ...resync }, ...others] = last().takeRequests();
  assert.deepEqual(resync, { op: 'resync', streams: [7] });
  assert.deepEqual(others, [], 'one resync, not one per message');
  assert.equal(client.state, 'syncing', 'a checksum that fits again proves ten levels only');
  last().give({ op: 'resynced', id, streams: [7], errors: [] }, book(1, 7, 13, 15, [[90, 1]]));
  assert.equal(client.state, 'live');
  assert.deepEqual(stream.bids(), [[90, 1]]);
  assert.deepEqual([stream.account.merged, stream.account.unknownJumps], [5, 0]);
  assert.deepEqual(broken, ['checksumWrong']);
  assert.equal(client.totals.resyncs, 1);
  await clock.advance(0);
});

test('a quote held in another scale is found out by its checksum, and not offered for a resume', async () => {
  const { client, last, clock } = await connected();
  client.subscribe({ channel: 'quote', symbols: ['X'], fields: ['bidPrice', 'bidSize'] });
  const quote = entry(1, { channel: 'quote', fields: 3 });
  const first = [3, 1, null, 5, 0, 0, 3, [94, 5], quoteChecksumOf([94, 5])];
  last().give(subscribed(last().takeRequests()[0].id, [quote]), first);
  const [stream] = client.streams;
  assert.deepEqual([stream.state, stream.counts.verified, stream.checksum], ['live', 1, quoteChecksumOf([94, 5])]);
  last().drop();
  await clock.advance(300);
  last().open();
  // Another replica has finer scales at the same version, and a delta of a size alone looks right in either.
  const { id, resume } = last().takeRequests().find(({ op }) => op === 'subscribe');
  assert.deepEqual(resume.streams, { X: [5, null, null, '0.2.0'] });
  last().give(subscribed(id, [{ ...quote, start: 'delta' }]), [4, 1, 5, 7, 2, 0, 2, [6], quoteChecksumOf([940, 6])]);
  assert.deepEqual([stream.state, stream.reason, stream.counts.checksumFailures], ['syncing', 'checksumWrong', 1]);
  const [resync] = last().takeRequests();
  assert.deepEqual([resync.op, resync.streams], ['resync', [1]]);
  last().drop();
  await clock.advance(1000);
  last().open();
  assert.equal(last().takeRequests().find(({ op }) => op === 'subscribe').resume, undefined);
});

test('a stream that stays broken asks again after 1 s, 2 s, 4 s, and not per message', async () => {
  const { last, clock } = await bookScene();
  const asked = [];
  for (let second = 0; second < 16; second++) {
    last().give([1, 7, null, 20 + second, 0, 0, [1, 1], [], 1]);
    asked.push(...last().takeRequests().map(() => second));
    await clock.advance(1000);
  }
  assert.deepEqual(asked, [0, 1, 3, 7, 15]);
});

test('a stream that stays broken asks no more often than the gateway allows', async () => {
  const { last, clock } = await bookScene({}, { resyncMs: 3000 });
  const asked = [];
  for (let second = 0; second < 12; second++) {
    last().give([1, 7, null, 20 + second, 0, 0, [1, 1], [], 1]);
    asked.push(...last().takeRequests().map(() => second));
    await clock.advance(1000);
  }
  assert.deepEqual(asked, [0, 3, 6, 10]);
});

test('a resync that came too often is asked for again when the gateway said', async () => {
  const { last, clock } = await bookScene();
  const brokenAt = (version) => [1, 7, null, version, 0, 0, [1, 1], [], 1];
  last().give(brokenAt(20));
  const [{ id }] = last().takeRequests();
  const error = { stream: 7, code: 'rate_limited', message: 'too often', retryMs: 2500 };
  last().give({ op: 'resynced', id, streams: [], errors: [error] });
  await clock.advance(2400);
  last().give(brokenAt(21));
  assert.deepEqual(last().takeRequests(), []);
  await clock.advance(100);
  last().give(brokenAt(22));
  assert.deepEqual(last().takeRequests().map(({ op }) => op), ['resync']);
});

test('a message that does not chain is discarded with all that follow it, until the snapshot', async () => {
  const { last, stream } = await bookScene();
  last().give(book(2, 7, 11, 12, [[101, 2]]), book(2, 7, 12, 14, [[101, 3]]));
  assert.deepEqual(stream.bids(), [[100, 5]]);
  assert.equal(stream.counts.chainBreaks, 1);
  assert.equal(stream.counts.discarded, 1);
  const [{ op, id }] = last().takeRequests();
  assert.equal(op, 'resync');
  last().give({ op: 'resynced', id, streams: [7], errors: [] }, book(1, 7, 14, 15, [[90, 1]]));
  assert.equal(stream.state, 'live');
  assert.equal(stream.account.unknownJumps, 1, 'what was discarded is not known');
});

test('a trade stream goes on after a resync from wherever the gateway stands', async () => {
  const { client, last } = await connected();
  const trades = client.subscribe({ channel: 'trade', symbols: ['X'], history: 1 });
  const [{ id, history }] = last().takeRequests();
  assert.equal(history, 1);
  const trade = (version) => [version, 0, 100, 1, 1, version];
  last().give(subscribed(id, [entry(8, { channel: 'trade' })]), [5, 8, null, 5, 0, 0, [trade(5)]]);
  last().give([5, 8, 6, 7, 1, 0, [trade(7)]]);
  const [resync] = last().takeRequests();
  last().give({ op: 'resynced', id: resync.id, streams: [8], errors: [] }, [5, 8, 7, 9, 1, 0, [trade(9)]]);
  const stream = trades.get('X');
  assert.deepEqual(stream.recent().map(({ version }) => version), [5, 9]);
  assert.equal(stream.state, 'live');
  last().give([5, 8, 9, 11, 2, 0, [trade(11)]]);
  assert.equal(stream.counts.inconsistencies, 1, 'two trades merged, one sent, none filtered');
});

test('states, errors and patterns are the gateway\'s', async () => {
  const { client, last, states } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X*', 'NOPE'], filter: {
    venue: ['V'],
    currency: [],
    attributes: { underlying: ['ES', 'N*'], right: [] },
    expiry: { from: '2026-12-01', to: undefined },
  } });
  const errors = [];
  books.on('error', ({ symbol, code }) => errors.push([symbol, code]));
  const [{ id, symbols, filter }] = last().takeRequests();
  assert.deepEqual(symbols, ['NOPE', 'X*']);
  assert.deepEqual(filter, { venue: ['V'], attributes: { underlying: ['ES', 'N*'] }, expiry: { from: '2026-12-01' } });
  const refusal = { symbol: 'NOPE', code: 'unknown_symbol', message: 'no' };
  last().give(subscribed(id, [entry(1), entry(2, { symbol: 'XY', state: 'loading', reason: 'no_data' })],
    { errors: [refusal], patterns: [{ pattern: 'X*', matched: 2 }] }), book(1, 1, null, 1, [[1, 1]]));
  await books.ready;
  assert.deepEqual(errors, [['NOPE', 'unknown_symbol']]);
  assert.deepEqual(books.patterns, [{ pattern: 'X*', matched: 2 }]);
  assert.equal(client.state, 'live', 'a symbol without data yet is not out of step');
  last().give({ op: 'status', streams: [1], state: 'stale', reason: 'feed_unreachable', since: 5 });
  assert.deepEqual([client.state, books.get('X').reason, books.get('X').since], ['stale', 'feed_unreachable', 5]);
  last().give({ op: 'status', streams: [1], state: 'gapped', reason: 'sequence_gap', since: 6 });
  assert.equal(books.get('X').state, 'gapped');
  last().give({ op: 'session', lagging: true, since: 7 });
  last().give({ op: 'session', lagging: false, since: 8 });
  assert.deepEqual(states.slice(-4), ['stale', 'live', 'lagging', 'live']);
});

test('a refused subscription is given up', async () => {
  const { client, last } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X'] });
  const [{ id }] = last().takeRequests();
  last().give({ op: 'error', id, code: 'too_many', message: 'no' });
  await assert.rejects(books.ready, { code: 'too_many' });
  assert.deepEqual(client.subscriptions, []);
});

test('an update that is refused for every stream leaves everything as it was', async () => {
  const { books, last, stream } = await bookScene({ depth: 3 });
  const updating = books.update({ depth: 5 });
  const [{ id, streams, depth }] = last().takeRequests();
  assert.deepEqual([streams, depth], [[7], 5]);
  last().give({ op: 'updated', id, streams: [], errors: [{ stream: 7, code: 'already_subscribed', message: 'held' }] });
  await assert.rejects(updating, { code: 'already_subscribed' });
  assert.equal(books.options.numbers.depth, 3);
  assert.equal(stream.terms.depth, 3);
});

test('between an update and its snapshot there is nothing to resume from', async () => {
  const { books, last, clock } = await bookScene();
  const updating = books.update({ grouping: 4 });
  const [{ id }] = last().takeRequests();
  const updated = { ...entry(9, { grouping: 4, start: 'snapshot' }), was: 7 };
  last().give({ op: 'updated', id, streams: [updated], errors: [] });
  await updating;
  last().drop();
  await clock.advance(300);
  last().open();
  const [, { grouping, resume }] = last().takeRequests();
  assert.deepEqual([grouping, resume], [4, undefined], 'levels of another grouping would be wrong for ever');
});

test('pause and update go on in the next session', async () => {
  const { books, last, clock } = await bookScene({ depth: 3 });
  const calls = [books.update({ depth: 5 }), books.pause()];
  last().drop();
  await Promise.all(calls);
  await clock.advance(300);
  last().open();
  const [, { id, depth, resume }] = last().takeRequests();
  assert.deepEqual([depth, resume], [5, undefined], 'three levels do not make five');
  last().give(subscribed(id, [entry(1, { depth: 5 })]));
  assert.deepEqual(last().takeRequests().map(({ op }) => op), ['pause']);
});

test('a stream that an update renumbers meanwhile is paused and unsubscribed all the same', async () => {
  const { books, last } = await bookScene({ depth: 3 });
  const calls = [books.update({ depth: 5 }), books.pause(), books.unsubscribe()];
  const [update, pause, unsubscribe] = last().takeRequests();
  const [was] = update.streams;
  const renumbered = { ...entry(9, { depth: 5 }), was, start: 'delta' };
  last().give({ op: 'updated', id: update.id, streams: [renumbered], errors: [] });
  const errors = [{ stream: was, code: 'not_subscribed', message: `this session does not hold stream ${was}` }];
  last().give({ op: 'paused', id: pause.id, streams: [], errors });
  last().give({ op: 'unsubscribed', id: unsubscribe.id, streams: [], errors });
  await settle();
  const again = last().takeRequests();
  assert.deepEqual(again.map(({ op, streams }) => [op, streams]), [['pause', [9]], ['unsubscribe', [9]]]);
  last().give({ op: 'paused', id: again[0].id, streams: [9], errors: [] });
  last().give({ op: 'unsubscribed', id: again[1].id, streams: [9], errors: [] });
  assert.deepEqual(await Promise.all(calls), [[], undefined, undefined]);
});

test('a snapshot comes once, and is nobody\'s stream', async () => {
  const { client, last } = await connected();
  const asked = client.snapshot({ channel: 'book', symbols: ['X'], depth: 2, intervalMs: 100 });
  await settle();
  const [{ id, op, ...rest }] = last().takeRequests();
  assert.deepEqual([op, rest], ['snapshot', { channel: 'book', symbols: ['X'], depth: 2 }]);
  last().give({ ...subscribed(id, [entry(99)]), op: 'snapshot' });
  last().give(book(1, 99, null, 4, [[3, 3]]));
  const once = await asked;
  assert.deepEqual(once.get('X').bids(), [[3, 3]]);
  assert.deepEqual(client.streams, []);
});

test('a slow reader sees each stream once, at its newest', async () => {
  const { books, last } = await bookScene();
  const reader = books[Symbol.asyncIterator]();
  assert.equal((await reader.next()).value.stream.version, 10);
  last().give(book(2, 7, 10, 11, [[101, 2]], [[101, 2], [100, 5]]));
  last().give(book(2, 7, 11, 15, [[101, 0]], [[100, 5]]));
  const { value } = await reader.next();
  assert.deepEqual([value.from, value.to, value.messages, value.merged], [10, 15, 2, 5]);
  const waiting = reader.next();
  const ending = books.unsubscribe();
  const [{ id }] = last().takeRequests();
  last().give({ op: 'unsubscribed', id, streams: [7], errors: [] });
  await ending;
  let next = await waiting;
  while (!next.done) {
    next = await reader.next();
  }
  assert.equal(books.get('X').state, 'ended');
});

test('what does not say whose it is ends the connection, and the next one resumes', async () => {
  const { last, client, clock, stream } = await bookScene();
  const errors = [];
  client.on('error', ({ name }) => errors.push(name));
  const first = last();
  first.give([2, '7', 10]);
  assert.deepEqual(errors, ['WireError']);
  assert.ok(first.isTerminated);
  await clock.advance(300);
  last().open();
  const [, { resume }] = last().takeRequests();
  assert.deepEqual(resume, { epoch: 'e1', streams: { X: [stream.version, null, null, '0.2.0'] } });
});

test('what a later version of the protocol may send is passed over, and counted', async () => {
  const { last, client, stream } = await bookScene();
  for (const { message } of vectors('growth.json')) {
    if (!Array.isArray(message) || message[0] === 77) {
      last().give(message);
    }
  }
  assert.equal(client.totals.unknown, 2, 'an op and a kind; keys and order do not matter');
  last().give([...book(2, 7, 10, 11, [[101, 2]], [[101, 2], [100, 5]]), 'more', { of: 'it' }]);
  assert.equal(stream.version, 11);
  assert.equal(client.state, 'live');
});

test('a client that asks for stamps knows how new what it holds is, and how long the line takes', async () => {
  const { last, stream, client, clock } = await bookScene({ stamps: true });
  const heard = [];
  client.on('change', ({ sentAt, newest }) => heard.push([sentAt, newest]));
  assert.equal(stream.newest, null);
  assert.equal(client.latency.lineMs, null);
  const sentAt = clock.wall() - 3000;
  const delta = book(2, 7, 10, 11, [[101, 2]], [[101, 2], [100, 5]]);
  last().give([0, sentAt], [...delta, 'of a later version', sentAt - 40_000]);
  assert.equal(stream.newest, sentAt - 40_000);
  assert.equal(client.latency.lineMs, 3);
  assert.deepEqual(heard, [[sentAt, sentAt - 40_000]]);
  last().give([0, sentAt + 1], [...book(2, 7, 11, 12, [[101, 3]], [[101, 3], [100, 5]]), null]);
  assert.equal(stream.newest, sentAt - 40_000, 'what is not known leaves it as it was');
  last().give([0, sentAt + 2], [...book(2, 7, 12, 13, [[101, 4]], [[101, 4], [100, 5]]), 'no time']);
  assert.equal(stream.counts.unreadable, 1);
});

test('stamps are asked for only where they are wanted', async () => {
  const hellos = [];
  for (const options of [{ stamps: true }, { stamps: false }, {}]) {
    hellos.push((await connected(options)).hello[0]);
  }
  assert.deepEqual(hellos.map((hello) => hello.stamps), [true, undefined, undefined]);
  await assert.rejects(connected({ stamps: 1 }), /stamps is 1, but must be true or false/);
});

test('a listener that throws harms nothing, and its error surfaces', async () => {
  const { books, last, stream } = await bookScene({ window: 1 });
  const surfaced = uncaught();
  books.on('change', () => {
    throw new Error('of the listener');
  });
  last().give(book(2, 7, 10, 11, [[101, 2]], [[101, 2], [100, 5]]));
  assert.equal((await surfaced).message, 'of the listener');
  assert.equal(stream.version, 11);
  assert.equal(last().acknowledged.at(-1), 3);
});

test('parameters that a channel does not have are refused at once', async () => {
  const { client } = await connected();
  const refused = (options) => assert.throws(() => client.subscribe(options), TypeError, JSON.stringify(options));
  refused({ channel: 'book', symbols: [] });
  refused({ channel: 'candle', symbols: ['X'] });
  refused({ channel: 'book', symbols: ['X'], dept: 5 });
  refused({ channel: 'book', symbols: ['X'], history: 5 });
  refused({ channel: 'quote', symbols: ['X'], fields: ['bid'] });
  refused({ channel: 'quote', symbols: ['X'], fields: [] });
  refused({ channel: 'trade', symbols: ['X'], minTradeSize: -1 });
  refused({ channel: 'trade', symbols: ['X'], filter: { exchange: ['X'] } });
  refused({ channel: 'trade', symbols: ['X'], filter: { expiry: { until: '2026-12-01' } } });
});

test('prices are written as their scale says, exactly', async () => {
  const { stream } = await bookScene();
  assert.equal(stream.formatPrice(684850), '6848.50');
  assert.equal(stream.formatPrice(-5), '-0.05');
  assert.equal(stream.formatPrice(9007199254740991), '90071992547409.91');
  assert.equal(stream.formatSize(12), '12');
  assert.equal(stream.formatPrice(null), '');
});
