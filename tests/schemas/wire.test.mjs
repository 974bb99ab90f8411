// Checks schemas/wire: each vector against the JSON Schemas, its encodings against each other, and asyncapi.yaml.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { Parser, fromFile } from '@asyncapi/parser';
import { WIRE, compile, decodeAll, hexOf, readJson, refuses, accepts, pathOf } from './schemas.mjs';

const vectors = (name) => readJson(WIRE, 'vectors', name);
const request = compile(WIRE, 'requests.schema.json');
const control = compile(WIRE, 'control.schema.json');
const data = compile(WIRE, 'data.schema.json');
const http = compile(WIRE, 'http.schema.json');

const fromGateway = (message) => accepts(Array.isArray(message) ? data : control, message);
const sameInBothEncodings = (vector) => {
  assert.deepEqual(decodeAll(vector.messagepack), [vector.message], vector.name);
  assert.equal(hexOf(vector.message), vector.messagepack, `${vector.name}: the canonical encoding`);
};

for (const [file, accepted] of [['data.json', data], ['control.json', control], ['requests.json', request]]) {
  test(`each vector of ${file} fits its schema and is the same in both encodings`, () => {
    const cases = vectors(file);
    assert.ok(cases.length >= 20);
    assert.equal(new Set(cases.map((vector) => vector.name)).size, cases.length, 'names are unique');
    for (const vector of cases) {
      accepts(accepted, vector.message, vector.name);
      sameInBothEncodings(vector);
    }
  });
}

test('every kind and every op has a vector', () => {
  const defsOf = (file) => Object.values(readJson(WIRE, file).$defs);
  const kinds = defsOf('data.schema.json').map((def) => def.prefixItems?.[0].const).filter(Number.isInteger);
  assert.deepEqual([...new Set(vectors('data.json').map(({ message }) => message[0]))].sort(), kinds.sort());
  for (const [file, schema] of [['control.json', 'control.schema.json'], ['requests.json', 'requests.schema.json']]) {
    const ops = defsOf(schema).map((def) => def.properties?.op?.const).filter(Boolean);
    assert.deepEqual([...new Set(vectors(file).map(({ message }) => message.op))].sort(), ops.sort());
  }
});

test('keys of control messages stand in the order of the schema', () => {
  const { $defs } = readJson(WIRE, 'control.schema.json');
  for (const { name, message } of vectors('control.json')) {
    const { required: always, properties } = $defs[message.op];
    const listed = Object.keys(properties).filter((key) => always.includes(key) || key in message);
    assert.deepEqual(Object.keys(message), listed, name);
    const entry = { subscribed: 'subscribedStream', snapshot: 'subscribedStream', updated: 'updatedStream' }[message.op];
    for (const stream of entry ? message.streams : []) {
      const { required } = $defs[entry];
      assert.deepEqual(Object.keys(stream).filter((key) => required.includes(key)), required, name);
    }
  }
});

test('levels are pairs, best price first, and quotes have a value for each bit', () => {
  for (const { name, message } of vectors('data.json')) {
    const [kind] = message;
    if (kind === 0) {
      assert.equal(message.length, 2, name);
    } else if (kind <= 2) {
      for (const [flat, isBetter] of [[message[6], (a, b) => a > b], [message[7], (a, b) => a < b]]) {
        const prices = flat.filter((_, index) => index % 2 === 0);
        assert.equal(flat.length, prices.length * 2, name);
        assert.ok(prices.every((price, index) => index === 0 || isBetter(prices[index - 1], price)), name);
      }
    } else if (kind <= 4) {
      assert.equal(message[7].length, message[6].toString(2).replaceAll('0', '').length, name);
    }
  }
});

test('each bad request is refused by the schema, unless only limits or earlier requests forbid it', () => {
  const codes = new Set();
  for (const { name, code, id, message, json, messagepack, limits, after } of vectors('bad-requests.json')) {
    codes.add(code);
    if (code === 'malformed') {
      assert.equal(id, null, name);
      assert.throws(() => {
        const [first, ...others] = messagepack === null ? [JSON.parse(json)] : decodeAll(messagepack);
        assert.ok(first && typeof first === 'object' && !Array.isArray(first) && others.length === 0);
        // The decoder takes a text that is none for another one, or leaves half a surrogate pair in it.
        assert.ok(messagepack === null || hexOf(first) === messagepack);
        assert.doesNotMatch(JSON.stringify(first), /\\ud[89a-f]/);
      }, name);
      continue;
    }
    assert.deepEqual(decodeAll(messagepack), [message], name);
    assert.deepEqual(JSON.parse(json), message, name);
    assert.equal(Number.isSafeInteger(message.id) && message.id >= 0 ? message.id : null, id, name);
    (limits || after ? accepts : refuses)(request, message, name);
  }
  const { enum: all } = readJson(WIRE, 'control.schema.json').$defs.requestErrorCode;
  // These two are not about what a request looks like, but how often it comes and whose it is.
  const others = ['rate_limited', 'unauthorized'];
  assert.deepEqual([...codes].sort(), all.filter((code) => !others.includes(code)).sort());
});

test('each flush is the same in both encodings, and a JSON flush has a message on each line', () => {
  for (const { name, messages, messagepack, json } of vectors('flushes.json')) {
    assert.deepEqual(decodeAll(messagepack), messages, name);
    assert.ok(json.endsWith('\n'), name);
    assert.deepEqual(json.slice(0, -1).split('\n').map((line) => JSON.parse(line)), messages, name);
  }
});

test('what a later version 1 may send fits today where it is of a known kind', () => {
  for (const vector of vectors('growth.json')) {
    sameInBothEncodings(vector);
    if (vector.readsAs) {
      fromGateway(vector.message);
      fromGateway(vector.readsAs);
    }
  }
});

test('each checksum is the CRC-32 of the best 10 levels', () => {
  for (const { name, bids, asks, checksum } of vectors('checksums.json')) {
    const levels = [...bids.slice(0, 10), ...asks.slice(0, 10)].flat();
    const bytes = Buffer.alloc(levels.length * 8);
    levels.forEach((number, index) => bytes.writeBigInt64LE(BigInt(number), index * 8));
    assert.equal(crc32(bytes), checksum, name);
  }
});

test('each checksum of a quote is the CRC-32 of the values of its fields', () => {
  const cases = vectors('quote-checksums.json');
  assert.ok(cases.length >= 10);
  for (const { name, fields, values, checksum } of cases) {
    assert.equal(values.length, fields.toString(2).replaceAll('0', '').length, name);
    const bytes = Buffer.alloc(values.length * 8);
    values.forEach((value, index) => bytes.writeBigInt64LE(value === null ? -(2n ** 63n) : BigInt(value), index * 8));
    assert.equal(crc32(bytes), checksum, name);
  }
});

test('each group is the sum of its levels, brought to what an integer may be', () => {
  const brought = (value) => [-(2n ** 53n - 1n), value, 2n ** 53n - 1n].sort((a, b) => (a < b ? -1 : 1))[1];
  const cases = vectors('groups.json');
  assert.ok(cases.length >= 5);
  for (const { name, step, bids, asks, bidGroups, askGroups } of cases) {
    for (const [levels, groups, up] of [[bids, bidGroups, 0n], [asks, askGroups, 1n]]) {
      const sums = new Map();
      for (const [price, size] of levels.map((level) => level.map(BigInt))) {
        const rest = ((price % BigInt(step)) + BigInt(step)) % BigInt(step);
        const group = brought(rest === 0n ? price : price - rest + up * BigInt(step));
        sums.set(group, (sums.get(group) ?? 0n) + size);
      }
      const expected = [...sums].map(([price, size]) => [price, brought(size)].map(Number));
      assert.deepEqual(groups, expected.sort(([a], [b]) => (up ? a - b : b - a)), name);
    }
  }
});

test('what cannot be is refused by the schema, as far as a schema can say it', () => {
  const cases = vectors('unreadable.json').filter(({ stream }) => stream !== null);
  assert.ok(cases.length >= 20);
  for (const { name, stream, json, messagepack } of cases) {
    const message = JSON.parse(json);
    assert.deepEqual(decodeAll(messagepack), [message], name);
    assert.equal(message[1], stream, name);
    // The meaning of a place in a flat array, and how many values a bit set has, are said by the text alone.
    const isFlat = /size below 0|without a size|too (few|many) values/.test(name) && !/^a (trade|correction)/.test(name);
    (isFlat ? accepts : refuses)(data, message, name);
  }
});

test('each rule of a client is told by a message that fits its schema', () => {
  for (const vector of vectors('rules.json')) {
    accepts(data, vector.message, vector.name);
    sameInBothEncodings(vector);
    assert.equal(vector.outcome === 'applied', vector.after !== undefined, vector.name);
  }
});

for (const file of ['conversation.json', 'resumption.json']) {
  test(`each step of ${file} fits the schemas and is the same in both encodings`, () => {
    const { steps } = vectors(file);
    let flushes = 0;
    for (const [index, step] of steps.entries()) {
      if (step.from === 'client' && step.message) {
        const isRefused = steps[index + 1].messages?.[0].op === 'error';
        (isRefused ? refuses : accepts)(request, step.message, `step ${step.step}`);
        sameInBothEncodings({ name: `step ${step.step}`, ...step });
      } else if (step.messages) {
        assert.equal(step.flush, ++flushes);
        step.messages.forEach(fromGateway);
        assert.deepEqual(decodeAll(step.messagepack), step.messages);
        assert.equal(step.messages.map(hexOf).join(''), step.messagepack);
      }
    }
    assert.ok(flushes >= 8);
    assert.ok(steps.at(-1).close, 'it ends with a close');
  });
}

test('the conversation shows every kind of data and every control message', () => {
  const messages = vectors('conversation.json').steps.flatMap((step) => step.messages ?? []);
  const shown = new Set(messages.map((message) => (Array.isArray(message) ? message[0] : message.op)));
  const ops = Object.values(readJson(WIRE, 'control.schema.json').$defs).map((def) => def.properties?.op?.const);
  // Nobody in the conversation asks by another name; `alias` has vectors in control.json.
  const expected = [...ops.filter((op) => op && op !== 'alias'), 1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual(expected.filter((kind) => !shown.has(kind)), []);
});

test('HTTP answers fit their schema', () => {
  for (const { path, body } of vectors('http.json')) {
    accepts(http, body, path);
  }
});

test('asyncapi.yaml is valid and names every message of the schemas', async () => {
  const { document, diagnostics } = await fromFile(new Parser(), pathOf(WIRE, 'asyncapi.yaml')).parse();
  // The parser asks for the newest AsyncAPI; 3.0 is what tools read today.
  const findings = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version');
  assert.deepEqual(findings.map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`), []);
  const kindsAndOps = ['requests', 'control', 'data'].flatMap((name) => readJson(WIRE, `${name}.schema.json`).oneOf);
  assert.equal(document.allMessages().all().length, kindsAndOps.length);
  assert.deepEqual(document.channels().all().map((channel) => channel.address()), ['/v1/stream']);
});

test('asyncapi.yaml lists all that comes without having been asked for', async () => {
  const { document } = await fromFile(new Parser(), pathOf(WIRE, 'asyncapi.yaml')).parse();
  const listed = document.operations().get('sendControl').messages().all().map((message) => message.name());
  const ops = Object.values(readJson(WIRE, 'control.schema.json').$defs).filter((def) => def.properties?.op);
  const unanswering = ops.filter((def) => !def.required.includes('id')).map((def) => def.properties.op.const);
  // Some answers come by themselves as well, with `id` nil, and then the README says so.
  const readme = readFileSync(pathOf(WIRE, 'README.md'), 'utf8');
  const alsoUnasked = [...readme.matchAll(/`(\w+)`\s+comes[^.]*?with\s+`id`\s+nil/g)].map(([, op]) => op);
  assert.deepEqual([...new Set([...unanswering, ...alsoUnasked])].sort(), listed.sort());
});
