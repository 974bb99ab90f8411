// Checks a running gateway against openapi.yaml: each address is asked, well and badly, and answers what stands there.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Gateway, freePort } from '../javascript/gateway.mjs';
import { WIRE, accepts, compile, compileSchema, pathOf } from './schemas.mjs';

const { paths } = await SwaggerParser.dereference(pathOf(WIRE, 'openapi.yaml'));

/** What is asked of each address, and the status with which it is to answer. */
const QUESTIONS = [
  ['get', '/v1/instruments', '', 200],
  ['get', '/v1/instruments', '?venue=XCME&expiry.from=2026-12-01&attributes.underlying=ES,N*', 200],
  ['get', '/v1/instruments', '?expiry.from=tomorrow', 400],
  ['get', '/v1/shards', '', 200],
  ['get', '/v1/shards', '?shard=a', 400],
  ['get', '/v1/snapshot/book/{symbol}', '?depth=3', 200],
  ['get', '/v1/snapshot/book/{symbol}', '?depth=three', 400],
  ['get', '/v1/snapshot/book/{symbol}', '?depht=3', 400],
  ['get', '/v1/snapshot/quote/{symbol}', '', 200],
  ['get', '/v1/snapshot/quote/{symbol}', '?depth=3', 400],
  ['get', '/v1/snapshot/trade/{symbol}', '', 200],
  ['get', '/v1/snapshot/trade/{symbol}', '?history=3', 400],
  ['get', '/v1/events', '', 400],
  ['get', '/v1/events', '?symbols=ESH6&symbol=ESH6', 400],
  ['get', '/v1/events', '?symbols=ESH6&depth=ten&channel=book', 400],
  ['post', '/v1/ticket', '', 200],
  ['post', '/v1/ticket', '?for=events', 400],
  ['get', '/v1/stream', '', 426],
  ['get', '/v1/stream', '?symbols=ESH6', 400],
  ['get', '/healthz/live', '', 200],
  ['get', '/healthz/ready', '', 200],
  ['get', '/healthz/startup', '', 200],
  ['get', '/metrics', '', 200],
];

const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AQIDBAUGBwgJCgsMDQ4PEA==',
};

let gateway;
let metricsPort;

before(async () => {
  metricsPort = await freePort();
  gateway = await new Gateway(await freePort(), '--Metrics:Url', `http://127.0.0.1:${metricsPort}`).start();
});

after(() => gateway?.kill());

const addressOf = (path) =>
  `http://127.0.0.1:${path.startsWith('/metrics') ? metricsPort : gateway.port}${path.replace('{symbol}', 'ESH6')}`;

/** Fails unless the document states this answer of an address. */
function assertStated(method, path, status, contentType, body) {
  const stated = paths[path][method].responses[status];
  assert.ok(stated, `openapi.yaml states no ${status} of ${path}`);
  const [mediaType] = contentType.split(';');
  const content = stated.content[mediaType];
  assert.ok(content, `openapi.yaml states no ${mediaType} for ${status} of ${path}`);
  accepts(compileSchema(content.schema), mediaType.endsWith('json') ? JSON.parse(body) : body, `${status} of ${path}`);
}

for (const [method, path, query, status] of QUESTIONS) {
  test(`${method} ${path}${query} answers ${status} as openapi.yaml says`, async () => {
    const answer = await fetch(addressOf(path) + query, { method: method.toUpperCase() });
    assert.equal(answer.status, status);
    assertStated(method, path, status, answer.headers.get('content-type'), await answer.text());
  });
}

test('a symbol that there is not is answered as openapi.yaml says', async () => {
  for (const path of Object.keys(paths).filter((name) => name.endsWith('{symbol}'))) {
    const answer = await fetch(addressOf(path.replace('{symbol}', 'NONE')));
    assert.equal(answer.status, 404);
    assertStated('get', path, 404, answer.headers.get('content-type'), await answer.text());
  }
});

/** Asks for a WebSocket; the answer, upgraded or not. */
async function shakeHands(headers) {
  const sent = request(addressOf('/v1/stream'), { headers: { ...HANDSHAKE, ...headers } }).end();
  const [answer, socket] = await Promise.race([once(sent, 'response'), once(sent, 'upgrade')]);
  socket?.destroy();
  return answer;
}

test('a handshake with subprotocols that are not known is refused as openapi.yaml says', async () => {
  const answer = await shakeHands({ 'sec-websocket-protocol': 'graphql-ws, mqtt' });
  const body = (await answer.setEncoding('utf8').toArray()).join('');
  assertStated('get', '/v1/stream', answer.statusCode, answer.headers['content-type'], body);
  assert.equal(JSON.parse(body).code, 'unknown_subprotocol');
});

test('of several subprotocols the first that is known is chosen, and no compression is', async () => {
  const answer = await shakeHands({
    'sec-websocket-protocol': 'mqtt, marketgateway.v1.json, marketgateway.v1.msgpack',
    'sec-websocket-extensions': 'permessage-deflate',
  });
  assert.ok(paths['/v1/stream'].get.responses[answer.statusCode]);
  assert.equal(answer.headers['sec-websocket-protocol'], 'marketgateway.v1.json');
  assert.equal(answer.headers['sec-websocket-extensions'], undefined);
});

test('below /v1 nothing is compressed', async () => {
  const answer = await fetch(addressOf('/v1/instruments'), { headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(answer.headers.get('content-encoding'), null);
});

test('an event stream answers with the messages of the schemas', async () => {
  const [control, data] = [compile(WIRE, 'control.schema.json'), compile(WIRE, 'data.schema.json')];
  const answer = await fetch(addressOf('/v1/events?symbols=ESH6&channel=book&depth=3&venue=XCME&heartbeatMs=500&id=7'));
  assert.ok(paths['/v1/events'].get.responses[answer.status].content[answer.headers.get('content-type')]);
  let text = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split('\n\n').length > 20) {
      break;
    }
  }
  const messages = [...text.matchAll(/^data: (.*)\n$/gm)].map(([, message]) => JSON.parse(message));
  for (const message of messages) {
    accepts(Array.isArray(message) ? data : control, message);
  }
  const [welcome, , subscribed] = messages;
  assert.equal(welcome.op, 'welcome');
  assert.deepEqual([subscribed.op, subscribed.id, subscribed.streams.length], ['subscribed', 7, 1]);
  assert.ok(messages.some(Array.isArray));
});

test('no address of openapi.yaml is left out here', () => {
  const asked = new Set(QUESTIONS.map(([method, path]) => `${method} ${path}`));
  const stated = Object.entries(paths).flatMap(([path, item]) =>
    ['get', 'post', 'put', 'delete', 'patch'].filter((method) => item[method]).map((method) => `${method} ${path}`));
  assert.deepEqual([...asked].sort(), stated.sort());
});
