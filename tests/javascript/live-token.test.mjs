import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { MarketClient } from '../../src/clients/javascript/node.js';
import { eventually } from './eventually.mjs';
import { freePort, Gateway } from './gateway.mjs';

const KEY = randomBytes(32);
const SETTINGS = [
  '--Authentication:Mode', 'Jwt', '--Authentication:SigningKey', KEY.toString('base64'),
  '--Authentication:Issuer', 'tests', '--Authentication:Audience', 'market-gateway',
  '--Authentication:ClockSkew', '00:00:00',
];
const WAYS = ['subprotocol', 'header', 'message'];

let gateway;
let client;

before(async () => {
  gateway = await new Gateway(await freePort(), ...SETTINGS).start();
});

after(() => gateway?.kill());
afterEach(() => client?.close());

/** A JSON Web Token that lasts so many seconds. */
function tokenOf(seconds, claims = {}) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const jti = randomBytes(6).toString('hex');
  const payload = { iss: 'tests', aud: 'market-gateway', sub: 'desk', jti, exp, ...claims };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`;
}

function newClient(options) {
  client = new MarketClient({ urls: `ws://127.0.0.1:${gateway.port}/v1/stream`, ...options });
  return client;
}

for (const tokenBy of WAYS) {
  test(`a token shown by ${tokenBy} opens what it allows, as deep as it allows`, async () => {
    newClient({ tokenBy, token: tokenOf(3600, { symbols: ['ES*'], max_depth: 5 }) });
    const books = client.subscribe({ channel: 'book', symbols: ['ESH6', 'NQH6'], depth: 10 });
    await client.connect();
    await books.ready;
    await eventually('the book is there', () => books.get('ESH6')?.isSynced);
    assert.equal(books.get('ESH6').terms.depth, 5);
    assert.deepEqual(books.errors.map(({ symbol, code }) => [symbol, code]), [['NQH6', 'not_allowed']]);
  });

  test(`a worthless token shown by ${tokenBy} opens nothing`, async () => {
    newClient({ tokenBy, token: 'not.a.token' });
    const books = client.subscribe({ channel: 'book', symbols: ['ESH6'] });
    await client.connect().catch(({ code }) => assert.equal(code, 'closed'));
    await eventually('the client is closed', () => client.state === 'closed');
    assert.match(client.stateReason, /4503|401/);
    assert.deepEqual(books.streams, []);
  });
}

test('a token that expires is renewed in the same session', async () => {
  let asked = 0;
  const token = async () => {
    asked++;
    return tokenOf(4);
  };
  newClient({ token });
  await client.connect();
  const principals = [await client.authenticate()];
  await eventually('the first token would have expired', () => asked >= 4);
  assert.deepEqual([client.totals.sessions, client.state, principals], [1, 'live', ['desk']]);
});
