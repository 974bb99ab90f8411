import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MarketClient, ShardedClient } from '../../src/clients/javascript/node.js';
import { murmur2, partitionOf, Placement } from '../../src/clients/javascript/lib/placement.js';
import { eventually } from './eventually.mjs';
import { freePort } from './gateway.mjs';
import { vectors } from './vectors.mjs';

const BINARY = fileURLToPath(new URL('../../src/MarketGateway/bin/Debug/net10.0/MarketGateway', import.meta.url));
const BACKOFF = { minMs: 50, maxMs: 200 };

test('a symbol lives where Kafka\'s own producers put it', () => {
  for (const { symbol, murmur2: hash, partitions } of vectors('partitions.json')) {
    assert.equal(murmur2(new TextEncoder().encode(symbol)), hash, symbol);
    for (const [count, partition] of partitions) {
      assert.equal(partitionOf(symbol, count), partition, symbol);
    }
  }
});

test('named symbols are asked for where they live, and patterns everywhere', () => {
  const [whole, split, topics] = vectors('http.json')
    .filter(({ path }) => path === '/v1/shards').map(({ body }) => body);
  const asked = 'wss://md.example/a/v1/stream';
  const placement = new Placement(split, asked);
  assert.deepEqual(placement.places.map(({ url }) => url),
    ['wss://md.example/a/v1/stream', 'wss://md.example/b/v1/stream']);
  const symbols = ['ESH6', 'A', 'BTC-USD', 'foobar', 'N*', 'ES.c.0'];
  const of = (shard) => symbols.filter(
    (symbol) => ['N*', 'ES.c.0'].includes(symbol) || 'ab'[Number(partitionOf(symbol, 6) >= 3)] === shard);
  assert.deepEqual([...placement.parts(symbols)], [['a', of('a')], ['b', of('b')]]);
  assert.deepEqual([...new Placement(topics, asked).parts(['A'])], [['futures', ['A']], ['spot', ['A']]]);
  assert.deepEqual(new Placement(whole, asked).places, []);
});

/** Two shards: the first has the embedded broker and the simulated market, the second reads from there. */
class SplitMarket {
  #processes = [];
  #broker = null;

  async start(shard) {
    this.ports ??= [await freePort(), await freePort()];
    this.urls ??= this.ports.map((port, index) => `ws://127.0.0.1:${port}/${'ab'[index]}/v1/stream`);
    const settings = {
      Urls: `http://127.0.0.1:${this.ports[shard]}`, 'Metrics:Url': '', 'Authentication:Mode': 'Anonymous',
      'Shards:Name': 'ab'[shard], 'Shards:PartitionCount': 4,
      'Shards:Members:a:Url': this.urls[0], 'Shards:Members:a:Partitions': '0-1',
      'Shards:Members:b:Url': this.urls[1], 'Shards:Members:b:Partitions': '2,3',
      'Simulation:UpdatesPerSecond': 1000, 'Simulation:SnapshotInterval': '00:00:02',
      ...(this.#broker ? { 'Kafka:BootstrapServers': this.#broker } : {}),
    };
    const child = spawn(BINARY, Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]));
    this.#processes[shard] = child;
    child.stderr.resume();
    const lines = createInterface(child.stdout);
    await new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error(`shard ${shard} ended`)));
      lines.on('line', (line) => {
        this.#broker ??= /embedded broker at (\S+)\. It/.exec(line)?.[1] ?? null;
        if (line.includes('The feed is ready')) {
          resolve();
        }
      });
    });
  }

  async symbols(shard) {
    const answer = await fetch(`http://127.0.0.1:${this.ports[shard]}/v1/instruments`);
    return (await answer.json()).instruments.map(({ symbol }) => symbol);
  }

  async kill(shard) {
    const child = this.#processes[shard];
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  }
}

const market = new SplitMarket();
let here;
let there;

before(async () => {
  await market.start(0);
  await market.start(1);
  here = await market.symbols(0);
  there = await market.symbols(1);
});

after(async () => {
  await market.kill(1);
  await market.kill(0);
});

test('one subscription spans shards, and goes on where one is away', async (t) => {
  const client = new ShardedClient({ urls: market.urls[0], backoff: BACKOFF });
  t.after(() => client.close());
  // As a page does it: subscribed before it is known which shards there are.
  const books = client.subscribe({ channel: 'book', symbols: [here[0], there[0], 'NOBODYS'], depth: 5 });
  await client.connect();
  await books.ready;
  assert.deepEqual(books.errors.map(({ symbol, code }) => [symbol, code]), [['NOBODYS', 'unknown_symbol']]);
  const seen = new Set();
  for await (const { stream } of books) {
    seen.add(stream.symbol);
    if (seen.size === 2) {
      break;
    }
  }
  const quotes = await client.subscribe({ channel: 'quote', symbols: ['*'] }).ready;
  assert.deepEqual(quotes.patterns, [{ pattern: '*', matched: here.length + there.length }]);
  await eventually('all is live', () => client.state === 'live');

  await market.kill(1);
  await eventually('it is away', () => books.away.length === 1);
  assert.deepEqual([books.away, client.state, books.get(there[0]).state], [['b'], 'connecting', 'syncing']);
  assert.match(client.stateReason, /^b: /);
  const { version } = books.get(here[0]);
  await eventually('the other goes on', () =>
    books.get(here[0]).version > version && books.get(here[0]).state === 'live');
  // Of a gateway that has just started a pattern waits for what it has not read yet.
  const late = await client.subscribe({ channel: 'trade', symbols: [here[1], `${there[1]}*`], history: 5 }).ready;
  assert.deepEqual(late.streams.map(({ symbol }) => symbol), [here[1]]);

  await market.start(1);
  await eventually('all is live again', () =>
    client.state === 'live' && books.get(there[0]).state === 'live' && late.get(there[1]));
  for (const { counts } of books.streams) {
    assert.deepEqual([counts.chainBreaks, counts.checksumFailures], [0, 0]);
  }
  const of = new Set();
  for await (const { stream } of client.changes()) {
    of.add(here.includes(stream.symbol));
    if (of.size === 2) {
      break;
    }
  }
  const once = await client.snapshot({ channel: 'book', symbols: [here[0], there[0]], depth: 1 });
  assert.deepEqual(once.streams.map((book) => book.bids().length), [1, 1]);
  await books.unsubscribe();
  assert.ok(books.isEnded && !client.subscriptions.includes(books));
});

test('a shard that is away from the beginning is connected to when it comes', async (t) => {
  await market.kill(1);
  const client = new ShardedClient({ urls: market.urls[0], backoff: BACKOFF });
  t.after(() => client.close());
  await client.connect();
  const books = await client.subscribe({ channel: 'book', symbols: [here[0], `${there[0]}*`] }).ready;
  assert.deepEqual(books.away, ['b']);
  await market.start(1);
  await eventually('its books come', () => books.get(there[0])?.state === 'live');
});

test('a client that nobody answers fails, and one that is closed at once does not', async () => {
  const nobody = new ShardedClient({ urls: `ws://127.0.0.1:${await freePort()}/v1/stream` });
  const books = nobody.subscribe({ channel: 'book', symbols: ['A'] });
  await assert.rejects(nobody.connect(), /no gateway that knows of shards/);
  await assert.rejects(books.ready);
  const closed = new ShardedClient({ urls: market.urls[0] });
  const connecting = closed.connect();
  await closed.close();
  await connecting;
  assert.equal((await closed.connect()).state === 'closed', false);
  await closed.close();
});

test('the wrong shard says which is the right one', async (t) => {
  const client = await new MarketClient({ urls: market.urls[0] }).connect();
  t.after(() => client.close());
  const [error] = (await client.subscribe({ channel: 'book', symbols: [there[0]] }).ready).errors;
  assert.equal(error.code, 'wrong_shard');
  assert.ok(error.message.includes(market.urls[1]), error.message);
});
