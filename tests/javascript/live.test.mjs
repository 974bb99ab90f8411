import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { MarketClient } from '../../src/clients/javascript/node.js';
import { eventually } from './eventually.mjs';
import { freePort, Gateway } from './gateway.mjs';
import { Proxy } from './proxy.mjs';

/** Some 15 updates per second and symbol: enough to conflate, few enough to meet the market at one version. */
const SETTINGS = ['--Simulation:UpdatesPerSecond', '1000', '--Simulation:BurstMultiplier', '1'];

let gateway;
let proxy;
let clients;
let symbols;

before(async () => {
  gateway = await new Gateway(await freePort(), ...SETTINGS).start();
  const { instruments } = await gateway.json('/v1/instruments');
  symbols = instruments.map(({ symbol }) => symbol).slice(0, 4);
});

after(() => gateway?.kill());

beforeEach(async () => {
  clients = [];
  proxy = await new Proxy(gateway.port).listen();
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  proxy.close();
});

/** A client behind the proxy. */
async function connect(options = {}) {
  const backoff = { minMs: 50, maxMs: 1000 };
  const client = new MarketClient({ urls: proxy.url, heartbeatMs: 500, backoff, ...options });
  clients.push(client);
  client.states = [];
  client.on('state', ({ state }) => client.states.push(state));
  await client.connect();
  return client;
}

const isLive = (client) => eventually('the client is live', () => client.state === 'live');

/** Whenever the client stands where the gateway's answer stands, it must hold the same. */
async function assertEqualsSnapshot(books) {
  for (const book of books.streams) {
    await eventually(`${book.symbol} is met at one version`, async () => {
      const { version, bids, asks, checksum, epoch } = await gateway.json(
        `/v1/snapshot/book/${encodeURIComponent(book.symbol)}?depth=10`);
      if (version !== book.version) {
        return false;
      }
      assert.deepEqual([book.bids(), book.asks(), book.checksum], [bids, asks, checksum], book.symbol);
      assert.equal(clients[0].epoch, epoch);
      return true;
    });
  }
}

test('books, quotes and trades follow the gateway', async () => {
  const client = await connect();
  const books = await client.subscribe({ channel: 'book', symbols, depth: 10 }).ready;
  const quotes = await client.subscribe({ channel: 'quote', symbols: ['*'], intervalMs: 100 }).ready;
  const trades = await client.subscribe({ channel: 'trade', symbols, history: 5 }).ready;
  await isLive(client);
  await eventually('a hundred deltas are verified', () => books.streams.every(({ counts }) => counts.verified >= 25));
  await assertEqualsSnapshot(books);
  assert.ok(quotes.streams.length > symbols.length);
  for (const stream of [...books.streams, ...quotes.streams, ...trades.streams]) {
    const { chainBreaks, checksumFailures, inconsistencies } = stream.counts;
    assert.deepEqual([chainBreaks, checksumFailures, inconsistencies, stream.account.unknownJumps], [0, 0, 0, 0]);
  }
  const quote = quotes.get(symbols[0]);
  assert.ok(quote.get('bidPrice') < quote.get('askPrice'));
  await eventually('heartbeat and latency are known', () => client.heartbeat && client.latency.roundTripMs > 0);
  assert.equal(client.totals.unknown, 0);
});

test('what is merged adds up to the source updates, however a client is slowed', async () => {
  const fast = await connect({ window: 0 });
  const slow = await connect();
  const merged = new Map();
  const [symbol] = symbols;
  const every = fast.subscribe({ channel: 'book', symbols: [symbol] });
  every.on('change', ({ stream }) => merged.set(stream.version, stream.account.merged));
  await every.ready;
  await isLive(fast);
  const some = await slow.subscribe({ channel: 'book', symbols: [symbol], depth: 5, intervalMs: 400 }).ready;
  await eventually('the slow client has seen conflated deltas', () => some.get(symbol)?.counts.messages >= 6
    && some.get(symbol).account.merged > some.get(symbol).counts.messages + 2);
  const counted = await eventually('both stood at the ends of the slow account', () => {
    const { firstVersion, lastVersion, merged: sum } = some.get(symbol).account;
    return merged.has(firstVersion) && merged.has(lastVersion) && sum > 0
      && [sum, merged.get(lastVersion) - merged.get(firstVersion)];
  });
  assert.equal(counted[0], counted[1]);
  assert.ok(counted[0] > some.get(symbol).counts.messages, 'several updates were one message');
});

test('after cuts the client resumes by itself, and its account goes on', async () => {
  const client = await connect();
  const books = await client.subscribe({ channel: 'book', symbols, depth: 10 }).ready;
  await isLive(client);
  const [first] = books.streams;
  const { firstVersion } = first.account;
  for (let cuts = 1; cuts <= 5; cuts++) {
    const { version } = first;
    proxy.cut();
    await eventually('the client has another session', () => client.totals.sessions === cuts + 1);
    await isLive(client);
    await eventually('the book goes on', () => first.version > version && first.isSynced);
  }
  assert.equal(first.account.firstVersion, firstVersion, 'resumed, not begun anew');
  assert.equal(first.account.unknownJumps, 0);
  await assertEqualsSnapshot(books);
});

test('on a slow line the client lags, is told so, holds nothing false, and recovers', async () => {
  // What is under way when the line slows down comes before the word about it: a small window keeps that short.
  const client = await connect({ window: 2, heartbeatMs: 2000 });
  const books = await client.subscribe({ channel: 'book', symbols: ['*'], depth: 10 }).ready;
  await isLive(client);
  proxy.slowDown(2000);
  await eventually('the gateway says that the client lags', () => client.states.includes('lagging'));
  const { messages, updates } = client.totals;
  await eventually('several updates come as one', () => client.totals.messages > messages + 100);
  assert.ok(client.totals.updates - updates > 1.5 * (client.totals.messages - messages));
  proxy.slowDown(Infinity);
  await isLive(client);
  await assertEqualsSnapshot({ streams: books.streams.slice(0, 4) });
  assert.equal(client.totals.resyncs, 0);
});

test('while the screen is busy no more than the window comes, and what waited comes as one', async () => {
  let isBusy = true;
  let release = () => {};
  const acknowledgeAfter = () => (isBusy ? new Promise((resolve) => { release = resolve; }) : undefined);
  const client = await connect({ window: 3, acknowledgeAfter, heartbeatMs: 10_000 });
  const [symbol] = symbols;
  const books = client.subscribe({ channel: 'book', symbols: [symbol], depth: 10 });
  const other = await connect();
  const watch = await other.subscribe({ channel: 'book', symbols: [symbol], depth: 10 }).ready;
  await eventually('the market has moved on', () => watch.get(symbol).counts.messages >= 40);
  // The first flush is welcome; the window counts those after hello.
  assert.ok(client.totals.flushes <= 5, `${client.totals.flushes} flushes`);
  isBusy = false;
  release();
  await isLive(client);
  await eventually('the book caught up', () => books.get(symbol)?.version >= watch.get(symbol).version);
  const { messages } = books.get(symbol).counts;
  assert.ok(messages < watch.get(symbol).counts.messages, 'conflated');
  await assertEqualsSnapshot(books);
});

test('a falsified checksum is found, resynced and recovered from', async () => {
  const client = await connect();
  const broken = [];
  client.on('broken', ({ stream, verdict }) => broken.push([stream.symbol, verdict]));
  const books = await client.subscribe({ channel: 'book', symbols, depth: 10 }).ready;
  await isLive(client);
  for (let round = 1; round <= 3; round++) {
    proxy.corruptNext();
    await eventually('a book is found wrong', () => broken.length === round);
    await eventually('it was resynced', () => client.totals.resyncs >= round && client.state === 'live');
  }
  assert.ok(broken.every(([, verdict]) => verdict === 'checksumWrong'), JSON.stringify(broken));
  assert.equal(books.streams.reduce((sum, { counts }) => sum + counts.checksumFailures, 0), 3);
  assert.ok(books.streams.every(({ account }) => account.unknownJumps === 0 && account.restarts === 0));
  await assertEqualsSnapshot(books);
});

test('every filter is the gateway\'s, and can be changed in place', async () => {
  const client = await connect();
  const [symbol] = symbols;
  const { instruments } = await gateway.json('/v1/instruments');
  const { venue } = instruments.find((instrument) => instrument.symbol === symbol);
  const books = await client.subscribe({ channel: 'book', symbols: [symbol], depth: 3, grouping: 4 }).ready;
  const quotes = await client.subscribe({
    channel: 'quote', symbols: ['*'], fields: ['bidPrice', 'askPrice'], minPriceMove: 2, intervalMs: 50,
    filter: { venue: [venue] },
  }).ready;
  const trades = await client.subscribe({ channel: 'trade', symbols: [symbol], minTradeSize: 2, history: 3 }).ready;
  await isLive(client);
  const book = books.get(symbol);
  assert.deepEqual([book.terms.depth, book.terms.grouping], [3, 4]);
  assert.ok(book.bids().every(([price]) => price % (4 * book.terms.tickSize) === 0));
  assert.equal(quotes.streams.length, instruments.filter((instrument) => instrument.venue === venue).length);
  assert.deepEqual(Object.keys(quotes.get(symbol).fields), ['bidPrice', 'askPrice']);
  assert.ok(trades.get(symbol).recent().every(({ size }) => size >= 2));
  assert.deepEqual(await books.update({ depth: 10, grouping: 0, intervalMs: 100 }), []);
  await isLive(client);
  await eventually('the book has ten levels', () => book.bids().length === 10 && book.isSynced);
  await assertEqualsSnapshot(books);
  await books.pause();
  assert.equal(book.isPaused, true);
  const { messages } = book.counts;
  const others = client.totals.messages;
  await eventually('the market moves on without it', () => client.totals.messages > others + 20);
  assert.equal(book.counts.messages, messages);
  await books.resume();
  await eventually('it goes on', () => book.counts.messages > messages);
  const once = await client.snapshot({ channel: 'trade', symbols: [symbol], history: 2 });
  assert.ok(once.get(symbol).recent().length <= 2);
  await quotes.unsubscribe();
  assert.ok(quotes.streams.every(({ state }) => state === 'ended'));
});

test('a gateway killed and started again is survived without the user\'s doing', async () => {
  const client = await connect();
  const books = await client.subscribe({ channel: 'book', symbols, depth: 10 }).ready;
  const trades = await client.subscribe({ channel: 'trade', symbols, history: 5 }).ready;
  await isLive(client);
  const { epoch } = client;
  await gateway.kill();
  await eventually('the loss is noticed', () => client.state === 'connecting');
  assert.ok(books.streams.every(({ state }) => state === 'syncing'), 'what is held is no longer the market');
  await gateway.start();
  await eventually('the client is live on another log', () => client.state === 'live' && client.epoch !== epoch);
  const standings = () => books.streams.map(({ symbol, state, reason }) => `${symbol} ${state} ${reason}`).join(', ');
  const areSynced = () => books.streams.every(({ isSynced }) => isSynced);
  await eventually(() => `the books are there again: ${standings()}`, areSynced);
  assert.ok(books.streams.every(({ account }) => account.restarts >= 1));
  const before = trades.streams.reduce((sum, { count }) => sum + count, 0);
  await eventually('trades go on', () => trades.streams.reduce((sum, { count }) => sum + count, 0) > before);
  await assertEqualsSnapshot(books);
});
