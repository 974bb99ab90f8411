import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumOf, quoteChecksumOf } from '../../src/clients/javascript/index.js';
import { connected, entry, heartbeat, newClient, settle, subscribed } from './fakes.mjs';

test('hello asks for what is not the default; the window is on', async () => {
  const { hello, client, states } = await connected({ maxBytesPerSecond: 5000, name: 'me' });
  assert.deepEqual(hello, [
    { op: 'hello', id: 1, heartbeatMs: 1000, window: 8, maxBytesPerSecond: 5000, client: 'me' }]);
  assert.deepEqual([client.state, client.epoch, states], ['live', 'e1', ['connecting', 'live']]);
});

test('what a listener subscribes to when the connection begins is asked for once, and the market before the way to it',
  async () => {
    const { client, clock, last } = await connected({ pingMs: 5000 });
    client.subscribe({ channel: 'book', symbols: ['X'] });
    client.on('connected', () => client.subscribe({ channel: 'book', symbols: ['Y'] }));
    last().drop();
    await clock.advance(300);
    last().open();
    assert.deepEqual(
      last().takeRequests().map(({ op, symbols }) => symbols?.[0] ?? op), ['hello', 'X', 'ping', 'Y']);
  });

test('connect goes through the addresses once, then fails; it can be called again', async () => {
  const { client, sockets } = newClient({ urls: ['ws://a/', 'ws://b/'] });
  const connecting = client.connect();
  await settle();
  sockets[0].drop();
  await settle();
  sockets[1].drop();
  await assert.rejects(connecting, { code: 'closed', message: /no gateway at ws:\/\/b/ });
  assert.equal(client.state, 'closed');
  const again = client.connect();
  await settle();
  assert.equal(sockets[2].url, 'ws://a/');
  sockets[2].open();
  await again;
  assert.equal(client.state, 'live');
});

test('what speaks another subprotocol is no gateway', async () => {
  const { client, sockets } = newClient();
  const connecting = client.connect();
  await settle();
  sockets[0].readyState = 1;
  sockets[0].onopen();
  await assert.rejects(connecting, { message: /no MarketGateway/ });
});

test('a gateway that does not answer the connection is given up', async () => {
  const { client, clock, sockets } = newClient({ connectTimeoutMs: 3000 });
  const failing = assert.rejects(client.connect(), { message: /no answer within 3 s/ });
  await clock.advance(3000);
  await failing;
  assert.ok(sockets[0].isTerminated);
});

test('after a loss the waits are random up to a bound that doubles, over all addresses', async () => {
  const { clock, sockets, last, client } = await connected({ urls: ['ws://a/', 'ws://b/'], backoff: { maxMs: 4000 } });
  const bounds = [];
  last().drop();
  for (let attempt = 0; attempt < 7; attempt++) {
    await settle();
    bounds.push(Math.round(Math.max(...clock.waits)));
    assert.equal(client.state, 'connecting');
    assert.match(client.stateReason, /connecting again in/);
    await clock.advance(bounds.at(-1));
    last().drop();
  }
  assert.deepEqual(bounds, [250, 500, 1000, 2000, 4000, 4000, 4000]);
  assert.deepEqual(sockets.slice(0, 4).map(({ url }) => url), ['ws://a/', 'ws://b/', 'ws://a/', 'ws://b/']);
});

test('a session that had a heartbeat begins the waits anew; one without does not', async () => {
  const { clock, last } = await connected();
  const waitAfter = async (isProven) => {
    if (isProven) {
      last().give(heartbeat);
    }
    last().drop();
    await settle();
    const wait = Math.round(Math.max(...clock.waits));
    await clock.advance(wait);
    last().open();
    await settle();
    return wait;
  };
  assert.deepEqual([await waitAfter(false), await waitAfter(false), await waitAfter(true)], [250, 500, 250]);
});

test('the waits are spread from nothing on', async () => {
  const { clock, last, sockets } = await connected({ random: () => 0 });
  last().drop();
  await clock.advance(0);
  assert.equal(sockets.length, 2);
});

for (const [code, isFinal] of [[4000, false], [4003, false], [4499, false], [1001, false], [1011, false],
  [4500, true], [4502, true], [4999, true]]) {
  test(`close code ${code} is ${isFinal ? 'final' : 'followed by another connection'}`, async () => {
    const { client, clock, last, sockets } = await connected();
    const reading = client.changes().next();
    const failing = isFinal && assert.rejects(reading, { code: 'closed' });
    last().end(code, 'why');
    await clock.advance(1000);
    assert.equal(client.state, isFinal ? 'closed' : 'connecting');
    assert.equal(sockets.length, isFinal ? 1 : 2);
    if (isFinal) {
      assert.match(client.stateReason, /why/);
      await failing;
    }
  });
}

test('goaway is honoured: it leaves after the time, and connects elsewhere', async () => {
  const { client, clock, last, sockets } = await connected({ urls: ['ws://a/', 'ws://b/'] });
  const first = last();
  first.give(heartbeat, { op: 'goaway', reason: 'draining', reconnectMs: 2000 });
  assert.equal(client.state, 'live', 'until then it serves');
  await clock.advance(1000);
  first.give(heartbeat);
  assert.equal(first.closedWith, undefined);
  await clock.advance(1000);
  assert.equal(first.closedWith, 1000);
  first.end(1000);
  await clock.advance(300);
  assert.deepEqual(sockets.map(({ url }) => url), ['ws://a/', 'ws://b/']);
});

test('closed by the draining gateway before the time, it stays away until then', async () => {
  const { client, clock, last, sockets } = await connected();
  last().give(heartbeat, { op: 'goaway', reason: 'draining', reconnectMs: 2000 });
  last().end(1001, 'going_away');
  await clock.advance(1900);
  assert.deepEqual([client.state, sockets.length], ['connecting', 1]);
  assert.match(client.stateReason, /draining/);
  await clock.advance(500);
  assert.equal(sockets.length, 2);
});

test('a silent gateway is stale after one and a half intervals, and dead after three', async () => {
  const { client, clock, last, sockets } = await connected();
  last().give(heartbeat);
  await clock.advance(1500);
  assert.deepEqual([client.state, client.stateReason], ['stale', 'a heartbeat is overdue']);
  last().give(heartbeat);
  assert.equal(client.state, 'live');
  await clock.advance(3000);
  assert.ok(sockets[0].isTerminated);
  assert.equal(client.state, 'connecting');
  assert.match(client.stateReason, /no sign of life/);
  await clock.advance(300);
  assert.equal(sockets.length, 2);
});

test('after each silence the client bears twice as much, so that a bad line is not cut for ever', async () => {
  const { clock, last } = await connected();
  const borne = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    last().give(heartbeat);
    let seconds = 0;
    for (const socket = last(); !socket.isTerminated; seconds += 0.5) {
      await clock.advance(500);
    }
    borne.push(seconds);
    await clock.advance(10_000);
    last().open();
  }
  assert.deepEqual(borne, [3, 6, 12, 24, 48, 48]);
  last().drop();
  await clock.advance(10_000);
  last().open();
  await clock.advance(3000);
  assert.ok(last().isTerminated, 'a loss of another kind begins anew');
});

test('time in which the page was frozen does not count against the gateway', async () => {
  const { client, clock, last, sockets } = await connected();
  last().give(heartbeat);
  clock.freeze(60_000);
  await clock.advance(0);
  assert.equal(sockets[0].isTerminated, undefined);
  last().give(heartbeat);
  assert.equal(client.state, 'live');
});

test('requests are paced to what the gateway takes; acknowledgements are not', async () => {
  const { client, clock, last } = await connected({ window: 1 }, { requestsPerSecond: 10 });
  for (let i = 0; i < 30; i++) {
    client.subscribe({ channel: 'book', symbols: [`X${i}`] });
  }
  const perSecond = [last().takeRequests().length];
  for (let second = 0; second < 3; second++) {
    last().give(heartbeat);
    await clock.advance(1000);
    perSecond.push(last().takeRequests().length);
  }
  assert.ok(perSecond.every((count) => count <= 10), String(perSecond));
  assert.ok(perSecond[0] + perSecond[1] + perSecond[2] + perSecond[3] >= 30, String(perSecond));
  assert.deepEqual(last().acknowledged, [1, 2, 3, 4]);
});

test('a subscription larger than a request is divided, and ready when all parts are answered', async () => {
  const { client, last } = await connected({}, { requestBytes: 4096 });
  const symbols = Array.from({ length: 500 }, (_, index) => `SYMBOL-${index}`);
  const books = client.subscribe({ channel: 'book', symbols });
  const requests = last().takeRequests();
  assert.ok(requests.length > 1);
  assert.ok(requests.every((request) => JSON.stringify(request).length <= 4096));
  assert.deepEqual(requests.flatMap((request) => request.symbols), symbols);
  for (const { id } of requests) {
    assert.equal(books.isAnswered, false);
    last().give(subscribed(id, []));
  }
  assert.equal(await books.ready, books);
});

test('a resume offers version and edges where the side is full, also of symbols that a pattern found', async () => {
  const { client, clock, last } = await connected();
  client.subscribe({ channel: 'book', symbols: ['X*'], depth: 2 });
  const [{ id }] = last().takeRequests();
  last().give(subscribed(id, [entry(1, { symbol: 'XA', depth: 2 }), entry(2, { symbol: 'XB', depth: 2 })]));
  const flat = [9, 1, 8, 1];
  last().give([1, 1, null, 5, 0, 0, flat, [10, 1], checksumOf([[9, 1], [8, 1]], [[10, 1]])]);
  last().give(heartbeat);
  last().drop();
  await clock.advance(300);
  last().open();
  const [, subscribe] = last().takeRequests();
  assert.deepEqual(subscribe.resume, { epoch: 'e1', streams: { XA: [5, 8, null, '0.2.0'] } });
  last().give(subscribed(subscribe.id, [entry(4, { symbol: 'XA', depth: 2, start: 'delta' })]));
  assert.equal(client.streams[0].version, 5);
  assert.equal(client.streams[0].state, 'live');
});

test('symbols that a gateway does not know yet are asked for again, for it may just have started', async () => {
  const { client, clock, last } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X', 'P*'] });
  const [{ id }] = last().takeRequests();
  const loading = { state: 'loading', reason: 'no_data' };
  last().give(subscribed(id, [entry(1, loading), entry(2, { symbol: 'PQ', ...loading })]));
  last().drop();
  await clock.advance(300);
  last().open();
  const unknown = { errors: [{ symbol: 'X', code: 'unknown_symbol', message: 'no' }] };
  const [, again] = last().takeRequests();
  last().give(subscribed(again.id, [], unknown));
  assert.equal(client.state, 'syncing');
  const asked = [];
  for (let second = 0; second < 40; second++) {
    last().give(heartbeat);
    for (const request of last().takeRequests()) {
      assert.deepEqual(request.symbols, ['X'], 'a pattern finds by itself');
      asked.push(second);
      last().give(subscribed(request.id, [], unknown));
    }
    await clock.advance(1000);
  }
  assert.deepEqual(asked, [1, 3, 7, 15, 31]);
  const ends = books.streams.map(({ state, reason }) => [state, reason]);
  assert.deepEqual(ends, [['ended', 'unknown_symbol'], ['ended', 'unknown_symbol']]);
  assert.equal(client.state, 'live', 'they are over, as far as one can tell');
  for (let second = 0; second < 30 && asked.length < 6; second++) {
    last().give(heartbeat);
    await clock.advance(1000);
    for (const request of last().takeRequests()) {
      asked.push(second);
      last().give(subscribed(request.id, [entry(3, loading)]));
    }
  }
  last().give(subscribed(again.id, [entry(4, { symbol: 'PQ', ...loading })]));
  assert.deepEqual(books.streams.map(({ state }) => state), ['loading', 'loading'], 'both are there again');
  assert.deepEqual(books.errors, []);
});

test('in another epoch nothing is offered, and the account begins anew', async () => {
  const { client, clock, last } = await connected();
  client.subscribe({ channel: 'quote', symbols: ['X'] });
  const [{ id }] = last().takeRequests();
  const quote = entry(1, { channel: 'quote', fields: 1 });
  const [nine, eight, seven] = [9, 8, 7].map((bid) => [[bid], quoteChecksumOf([bid])]);
  last().give(subscribed(id, [quote]), [3, 1, null, 5, 0, 0, 1, ...nine], [4, 1, 5, 9, 4, 0, 1, ...eight]);
  last().drop();
  await clock.advance(300);
  last().open({ epoch: 'e2' });
  const [, subscribe] = last().takeRequests();
  assert.equal(subscribe.resume, undefined);
  assert.equal(client.streams[0].version, null);
  last().give(subscribed(subscribe.id, [quote]), [3, 1, null, 2, 0, 0, 1, ...seven]);
  assert.deepEqual([client.streams[0].get('bidPrice'), client.streams[0].account.merged], [7, 0]);
});

test('close says goodbye, and does not wait for ever', async () => {
  const { client, clock, last, sockets } = await connected();
  const reading = client.changes().next();
  const closing = client.close();
  assert.equal(last().closedWith, 1000);
  await clock.advance(2000);
  await closing;
  assert.equal(client.state, 'closed');
  assert.deepEqual(await reading, { value: undefined, done: true });
  await clock.advance(60_000);
  assert.equal(sockets.length, 1);
  assert.deepEqual(clock.waits, []);
});

test('a request that is not answered in time fails, and so does one whose session ends', async () => {
  const { client, clock, last } = await connected({ requestTimeoutMs: 2000, heartbeatMs: 30_000 });
  const late = client.request({ op: 'ping' });
  late.catch(() => {});
  await clock.advance(2000);
  await assert.rejects(late, { code: 'timeout' });
  const cut = client.request({ op: 'ping' });
  cut.catch(() => {});
  await settle();
  last().drop();
  await assert.rejects(cut, { code: 'session_ended' });
  await assert.rejects(client.ping(), { code: 'not_connected' });
});

test('the way to the gateway is measured, and its clock with it', async () => {
  const { client, clock, last, hello } = await connected({ pingMs: 5000 });
  const { id } = hello.find(({ op }) => op === 'ping');
  await clock.advance(40);
  last().give({ op: 'pong', id, time: clock.wall() + 7_000_000 - 20_000 });
  await settle();
  assert.equal(client.latency.roundTripMs, 40);
  assert.equal(client.gatewayTime - clock.wall(), 7_000_000);
});

test('options that are out of range are named', () => {
  for (const [name, value] of [['window', 1025], ['heartbeatMs', 100], ['maxBytesPerSecond', 10], ['urls', 'http://x'],
    ['tradesKept', 0], ['backoff', { minMs: 0 }], ['name', 'x'.repeat(65)], ['tokenBy', 'cookie'],
    ['encoding', 'xml']]) {
    assert.throws(() => newClient({ [name]: value }), { name: 'TypeError', message: new RegExp(`^${name} is`) });
  }
});
