import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumOf, quoteChecksumOf } from '../../src/clients/javascript/index.js';
import {
  encodeRequest, messagesOf, QUOTE_FIELDS, readData, readStamp, readStampedData,
} from '../../src/clients/javascript/lib/wire.js';
import { bring, contentOf, newSubscription } from './held.mjs';
import { bytesOf, hexOf, vectors } from './vectors.mjs';

const KINDS = { snapshot: [1, 3, 9], delta: [2, 4, 10], trades: [5], rollUp: [6], cancel: [7], correction: [8] };

test('each vector of data is read alike from both encodings, member by member', () => {
  const cases = vectors('data.json').filter(({ name }) => !/^stamp$|, stamped$/.test(name));
  assert.ok(cases.length >= 20);
  for (const { name, message, messagepack } of cases) {
    const [fromBytes] = [...messagesOf(bytesOf(messagepack))].map(readData);
    const [fromText] = [...messagesOf(`${JSON.stringify(message)}\n`)].map(readData);
    assert.deepEqual(fromBytes, fromText, name);
    assert.ok(KINDS[fromBytes.kind].includes(message[0]), name);
    const { stream, from, to, merged, oldest } = fromBytes;
    assert.deepEqual([stream, from, to, merged, oldest], message.slice(1, 6), name);
    assert.deepEqual(bodyOf(fromBytes), bodyExpected(message), name);
  }
});

test('the last element of stamped data is when its newest update occurred, and nothing is behind others', () => {
  const stamped = vectors('data.json').filter(({ name }) => name.endsWith(', stamped'));
  assert.ok(stamped.length >= 8);
  const [{ message: stamp }] = vectors('data.json').filter(({ name }) => name === 'stamp');
  const sentAt = readStamp(stamp);
  for (const { name, message } of stamped) {
    assert.equal(readStamp(message), null, name);
    const { newest, ...rest } = readStampedData([...message.slice(0, -1), 'later', message.at(-1)], sentAt);
    assert.equal(newest, message.at(-1), name);
    assert.deepEqual({ ...readData(message.slice(0, -1)), sentAt, newest }, { ...rest, newest }, name);
    assert.equal(readData(message).newest, null, name);
  }
});

test('each vector of control is read alike from both encodings', () => {
  for (const { name, message, messagepack } of vectors('control.json')) {
    assert.deepEqual([...messagesOf(bytesOf(messagepack))], [message], name);
    assert.deepEqual([...messagesOf(`${JSON.stringify(message)}\n`)], [message], name);
  }
});

test('each request is written canonically', () => {
  for (const { name, message, messagepack } of vectors('requests.json')) {
    assert.equal(hexOf(encodeRequest(message, 'msgpack')), messagepack, name);
    assert.deepEqual(JSON.parse(encodeRequest(message, 'json')), message, name);
  }
});

test('each flush is taken apart into its messages, in both encodings', () => {
  for (const { name, messages, messagepack, json } of vectors('flushes.json')) {
    assert.deepEqual([...messagesOf(bytesOf(messagepack))], messages, name);
    assert.deepEqual([...messagesOf(json)], messages, name);
  }
});

test('what a later version 1 may send is read as today, or passed over', () => {
  for (const { name, message, messagepack, readsAs } of vectors('growth.json')) {
    if (!Array.isArray(message)) {
      continue;
    }
    const [read] = [...messagesOf(bytesOf(messagepack))].map(readData);
    assert.deepEqual(read, readsAs && readData(readsAs), name);
  }
});

test('each checksum is the CRC-32 of the best 10 levels', () => {
  for (const { name, bids, asks, checksum } of vectors('checksums.json')) {
    assert.equal(checksumOf(bids, asks), checksum, name);
  }
});

test('each checksum of a quote is the CRC-32 of the values of its fields', () => {
  for (const { name, values, checksum } of vectors('quote-checksums.json')) {
    assert.equal(quoteChecksumOf(values), checksum, name);
  }
});

test('each rule holds: applied with the state after it, or a resync', () => {
  let resyncs = 0;
  const rules = vectors('rules.json');
  for (const { name, before, messagepack, outcome, after } of rules) {
    const subscription = newSubscription({ channel: before.channel, symbols: ['X'] });
    const stream = subscription.getOrAdd('X');
    bring(stream, before);
    const [message] = [...messagesOf(bytesOf(messagepack))].map(readData);
    const verdict = stream.apply(message);
    assert.equal(verdict === 'applied', outcome === 'applied', `${name}: ${verdict}`);
    assert.equal(stream.isSynced, outcome === 'applied', name);
    resyncs += outcome === 'resync' ? 1 : 0;
    if (after) {
      const { version, account } = stream;
      assert.deepEqual(
        { version, account: account.unknownJumps > 0 ? null : account.merged, ...contentOf(stream) },
        only(after, ['version', 'account', 'bids', 'asks', 'checksum', 'fields', 'trades', 'rollUps']), name);
    }
  }
  assert.ok(resyncs > 0 && resyncs < rules.length);
});

test('a message that is not what its kind says is not read', () => {
  const wrong = [
    [1, 3, null, 1, 0, 0, [1], [], 0],
    [1, 3, null, 1, 0, 0, [1, 1.5], [], 0],
    [2, 3, null, 1, 0, 0, [], []],
    [2, 3, null, '1', 0, 0, [], [], 0],
    [2, 3, null, 2 ** 53, 0, 0, [], [], 0],
    [4, 3, 1, 2, 1, 0, 3, [1], 0],
    [4, 3, 1, 2, 1, 0, 1, [1, 2], 0],
    [4, 3, 1, 2, 1, 0, 1, [1]],
    [5, 3, 1, 2, 1, 0, [[1, 2]]],
    [6, 3, 1, 2, 1, 0, 'x', 1, 1, 1, 1, 0, 0, []],
    [6, 3, 1, 2, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1],
    [6, 3, 1, 2, 1, 0, 1, 1, 1, 1, 1, 0, 0, [[1, 1, null]]],
    [7, 3, 1, 2, 1, 0, null],
    [8, 3, 1, 2, 1, 0, 1, 2, 3],
    ['a'],
    [],
  ];
  for (const message of wrong) {
    assert.throws(() => readData(message), { name: 'WireError' }, JSON.stringify(message));
  }
  assert.throws(() => [...messagesOf(Uint8Array.of(0x93, 1))], { name: 'WireError' });
  assert.throws(() => [...messagesOf('{"op":')], { name: 'WireError' });
});

test('what cannot be is not read', () => {
  const cases = vectors('unreadable.json').filter(({ stream }) => stream !== null);
  assert.ok(cases.length >= 20);
  for (const { name, json, messagepack } of cases) {
    for (const flush of [json, bytesOf(messagepack)]) {
      const [message] = messagesOf(flush);
      assert.throws(() => readData(message), { name: 'WireError' }, name);
    }
  }
});

function only(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

function bodyOf({ channel, bids, asks, checksum, values, trades, rollUp, amendments }) {
  if (channel === 'book') {
    return [bids, asks, checksum];
  }
  if (channel === 'quote') {
    return [...values, checksum];
  }
  const amended = amendments?.map(({ version, occurredAt, tradeId, price, size, aggressor }) => {
    const values = price === null ? [] : [price, size, ['unknown', 'buy', 'sell'].indexOf(aggressor)];
    return [version, occurredAt, tradeId, ...values];
  });
  if (amended && !rollUp) {
    return amended[0].slice(2);
  }
  const { volume, vwap, high, low, firstVersion, cancels, corrections } = rollUp ?? {};
  return trades ? trades.map(Object.values) : [volume, vwap, high, low, firstVersion, cancels, corrections,
    cancels !== null && amended?.length === cancels + corrections ? amended : null];
}

function bodyExpected(message) {
  switch (message[0]) {
    case 1:
    case 2:
    case 9:
    case 10:
      return message.slice(6, 9);
    case 3:
    case 4: {
      const names = QUOTE_FIELDS.filter((_, bit) => (message[6] >> bit) & 1);
      return [...names.map((name, index) => [name, message[7][index]]), message[8]];
    }
    case 5:
      return message[6].map((trade) => trade.with(4, ['unknown', 'buy', 'sell'][trade[4]]));
    default:
      return message.slice(6);
  }
}
