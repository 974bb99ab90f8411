import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, entry, heartbeat, newClient, settle, subscribed } from './fakes.mjs';

const jwt = (payload) => `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;

test('a token travels as a second subprotocol, as header or as first message', async () => {
  const token = 'ab>?/ü';
  const bySubprotocol = await connected({ token });
  const [own, bearer] = bySubprotocol.last().protocols;
  assert.equal(own, 'marketgateway.v1.json');
  assert.equal(bearer, `marketgateway.bearer.${Buffer.from(token).toString('base64url')}`);
  assert.match(bearer, /^[a-zA-Z0-9._-]+$/, 'all of it is allowed in a subprotocol');

  const byHeader = await connected({ token, tokenBy: 'header' });
  assert.deepEqual(byHeader.last().protocols, ['marketgateway.v1.json']);
  assert.deepEqual(byHeader.last().options, { headers: { Authorization: `Bearer ${token}` } });

  const byMessage = await connected({ token, tokenBy: 'message' });
  assert.deepEqual(byMessage.last().protocols, ['marketgateway.v1.json']);
  assert.deepEqual(byMessage.hello.map(({ op, token: shown }) => [op, shown]), [['hello', undefined], ['auth', token]]);
});

test('a token is asked for at every connection, and again before it expires', async () => {
  let asked = 0;
  const exp = 1_700_000_000 + 100;
  const { last, clock, client } = await connected({ token: async () => jwt({ exp, n: ++asked }) });
  last().give(heartbeat);
  assert.equal(asked, 1);
  for (let beat = 0; beat < 79; beat++) {
    last().give(heartbeat);
    await clock.advance(1000);
  }
  assert.deepEqual(last().takeRequests(), []);
  last().give(heartbeat);
  await clock.advance(1200);
  const [{ id, op }] = last().takeRequests();
  assert.deepEqual([op, asked], ['auth', 2]);
  last().give({ op: 'authenticated', id, principal: 'me' });
  last().drop();
  await clock.advance(300);
  assert.equal(asked, 3);
  assert.equal(client.state, 'connecting');
});

test('a session whose token has expired is followed by one with another, and by none without', async () => {
  let token = 'one';
  const { client, clock, last, sockets } = await connected({ token: () => token });
  token = 'two';
  last().give(heartbeat);
  last().end(4504, 'token_expired');
  await clock.advance(300);
  assert.equal(sockets.length, 2);
  last().open();
  last().give(heartbeat);
  last().end(4504, 'token_expired');
  await clock.advance(1000);
  assert.equal(sockets.length, 2);
  assert.deepEqual([client.state, client.stateReason], ['closed', 'the token has expired, and there is no other']);
  token = 'three';
  client.connect();
  await settle();
  assert.equal(sockets.length, 3);

  const fixed = await connected({ token: 'one' });
  fixed.last().end(4504, 'token_expired');
  await settle();
  assert.equal(fixed.client.state, 'closed');
});

test('streams that a renewed token does not allow end, and say why', async () => {
  const { client, last } = await connected();
  const books = client.subscribe({ channel: 'book', symbols: ['X'] });
  const [{ id }] = last().takeRequests();
  last().give(subscribed(id, [entry(1)]));
  const error = { stream: 1, code: 'not_allowed', message: 'your token does not allow X' };
  last().give({ op: 'unsubscribed', id: null, streams: [1], errors: [error] });
  assert.deepEqual([books.get('X').state, books.get('X').reason], ['ended', 'not_allowed']);
  assert.deepEqual(books.errors, [{ symbol: 'X', code: 'not_allowed', message: error.message }]);
});

test('a token that cannot be had is a failed attempt', async () => {
  const { client, sockets } = newClient({ token: () => Promise.reject(new Error('no token')) });
  await assert.rejects(client.connect(), { code: 'closed', message: /no token/ });
  assert.equal(sockets.length, 0);
});
