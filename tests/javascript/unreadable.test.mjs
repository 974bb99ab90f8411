// A message that is not what its kind says costs the stream that it is about, never the connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumOf, quoteChecksumOf } from '../../src/clients/javascript/index.js';
import { connected, entry, heartbeat, subscribed } from './fakes.mjs';
import { bytesOf, vectors } from './vectors.mjs';

const IMPOSSIBLE = [1, 3, null, 43, 0, 1, [475000, 18014398509481982], [], 1];
const snapshot = (to) => [1, 3, null, to, 0, 0, [9, 1], [], checksumOf([[9, 1]], [])];
const quote = (kind, from, to, bid) => [kind, 8, from, to, 0, 0, 1, [bid], quoteChecksumOf([bid])];

/** A book as stream 3 at version 1041, and a quote as stream 8. */
async function scene() {
  const scene = await connected();
  const { client, last } = scene;
  const books = client.subscribe({ channel: 'book', symbols: ['X'] });
  const quotes = client.subscribe({ channel: 'quote', symbols: ['X'], fields: ['bidPrice'] });
  const [first, second] = last().takeRequests();
  last().give(subscribed(first.id, [entry(3)]), snapshot(1041));
  last().give(subscribed(second.id, [entry(8, { channel: 'quote', fields: 1 })]), quote(3, null, 7, 5));
  const errors = [];
  client.on('error', ({ name, message }) => errors.push(`${name}: ${message}`));
  return { ...scene, books, book: books.get('X'), quote: quotes.get('X'), errors };
}

test('what cannot be costs its stream; the others, also those behind it in the flush, go on', async () => {
  for (const { name, stream, json, messagepack } of vectors('unreadable.json')) {
    const { last, book, quote: other, client, errors } = await scene();
    if (stream === null) {
      last().onmessage({ data: json });
      assert.ok(last().isTerminated, name);
      continue;
    }
    for (const data of [json + JSON.stringify(quote(4, 7, 9, 6)), bytesOf(messagepack)]) {
      last().onmessage({ data });
    }
    assert.deepEqual([book.state, book.reason, book.version], ['syncing', 'unreadable', 1041], name);
    assert.equal(book.counts.unreadable, 2, name);
    assert.deepEqual([other.state, other.get('bidPrice')], ['live', 6], name);
    const requests = last().takeRequests();
    assert.deepEqual(requests.map(({ op, streams }) => [op, streams]), [['resync', [3]]], name);
    assert.ok(!last().isTerminated && errors[0].startsWith('WireError: book X: '), errors[0]);
    last().give({ op: 'resynced', id: requests[0].id, streams: [3], errors: [] }, snapshot(1050));
    assert.deepEqual([book.state, book.bids(), client.state], ['live', [[9, 1]], 'live'], name);
  }
});

test('a stream whose resync cannot be read either is given up, and its reader is told', async () => {
  const { last, books, book, quote: other, client, clock } = await scene();
  const told = [];
  books.on('error', ({ symbol, code }) => told.push([symbol, code]));
  // However many were on their way before the gateway answered.
  last().give(IMPOSSIBLE, IMPOSSIBLE);
  const [{ id }] = last().takeRequests();
  assert.equal(book.state, 'syncing');
  last().give({ op: 'resynced', id, streams: [3], errors: [] }, IMPOSSIBLE);
  assert.deepEqual([book.state, book.reason, told], ['ended', 'unreadable', [['X', 'unreadable']]]);
  const [unsubscribe, ...rest] = last().takeRequests();
  assert.deepEqual([unsubscribe.op, unsubscribe.streams, rest], ['unsubscribe', [3], []]);
  last().give(IMPOSSIBLE, quote(4, 7, 9, 6));
  last().give({ op: 'unsubscribed', id: unsubscribe.id, streams: [3], errors: [] });
  assert.deepEqual([other.version, client.state, last().isTerminated], [9, 'live', undefined]);
  assert.deepEqual(last().takeRequests(), []);

  // Another gateway, another try.
  last().drop();
  await clock.advance(1000);
  last().open();
  const again = last().takeRequests().find(({ channel }) => channel === 'book');
  last().give(subscribed(again.id, [entry(4)]), snapshot(1060).with(1, 4));
  assert.equal(book.state, 'live');
});

test('once something could be read again, a stream has another resync', async () => {
  const { last, book, clock } = await scene();
  for (let round = 0; round < 3; round++) {
    last().give(IMPOSSIBLE);
    let requests = last().takeRequests();
    for (let second = 0; second < 30 && requests.length === 0; second++) {
      await clock.advance(1000);
      last().give(heartbeat);
      requests = last().takeRequests();
    }
    const [{ id, op }] = requests;
    assert.equal(op, 'resync');
    last().give({ op: 'resynced', id, streams: [3], errors: [] }, snapshot(1050 + round));
    assert.equal(book.state, 'live');
  }
});

test('a trade stream goes on after what cannot be read', async () => {
  const { client, last } = await connected();
  const trades = client.subscribe({ channel: 'trade', symbols: ['X'] });
  last().give(subscribed(last().takeRequests()[0].id, [entry(5, { channel: 'trade' })]), [5, 5, null, 6, 0, 1, []]);
  last().give([5, 5, 6, 7, 1, 1, [[7, 1, 2 ** 60, 1, 1, null]]]);
  const [{ id }] = last().takeRequests();
  last().give({ op: 'resynced', id, streams: [5], errors: [] }, [5, 5, 7, 8, 1, 1, [[8, 1, 5, 1, 1, null]]]);
  const stream = trades.get('X');
  assert.deepEqual([stream.state, stream.version, stream.account.unknownJumps], ['live', 8, 1]);
});

test('a state asked for once that cannot be read is an error of its symbol', async () => {
  const { client, last } = await connected();
  const asking = client.snapshot({ channel: 'book', symbols: ['X'] });
  const [{ id }] = last().takeRequests();
  const answer = { op: 'snapshot', id, streams: [entry(3)], errors: [], patterns: [], more: false };
  last().give(answer, IMPOSSIBLE);
  const once = await asking;
  assert.deepEqual(once.errors.map(({ symbol, code }) => [symbol, code]), [['X', 'unreadable']]);
});
