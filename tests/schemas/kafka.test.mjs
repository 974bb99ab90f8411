// Checks schemas/kafka: every good record against the JSON Schema of its topic, and its MessagePack bytes.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { KAFKA, accepts, compile, decodeAll, hexOf, pathOf, readJson, refuses } from './schemas.mjs';

const file = pathOf(KAFKA, 'vectors.json');
const skip = existsSync(file) ? false : 'schemas/kafka/vectors.json is missing';

test('each good record fits the schema of its topic', { skip }, () => {
  const validators = {
    books: compile(KAFKA, 'book.schema.json'),
    ticks: compile(KAFKA, 'tick.schema.json'),
    instruments: compile(KAFKA, 'instrument.schema.json'),
    alias: compile(KAFKA, 'alias.schema.json'),
  };
  const good = readJson(file).records.filter((record) => !record.error);
  assert.ok(good.length >= 20);
  for (const { name, topic, json, jsonText } of good) {
    const record = json ?? (jsonText && JSON.parse(jsonText));
    if (record) {
      accepts(validators[[9, 'alias'].includes(record.type) ? 'alias' : topic], record, name);
    }
  }
});

test('each audit record fits its schema, and its bytes are the shortest', () => {
  const fits = compile(KAFKA, 'audit.schema.json');
  for (const { name, json, messagepack } of readJson(KAFKA, 'audit-vectors.json').records) {
    accepts(fits, json, name);
    assert.deepEqual(decodeAll(messagepack), [json], name);
    assert.equal(hexOf(json), messagepack, name);
    refuses(fits, [2, ...json.slice(1)], `${name}, in another version`);
    refuses(fits, json.slice(0, 6), `${name}, cut off`);
  }
});

test('the MessagePack bytes of each good record are one array in the shortest encoding', { skip }, () => {
  for (const { name, messagepack, error, sameAs } of readJson(file).records) {
    if (!error && messagepack) {
      const [record, ...others] = decodeAll(messagepack);
      assert.ok(Array.isArray(record) && others.length === 0, name);
      if (!sameAs) {
        assert.equal(hexOf(record), messagepack, name);
      }
    }
  }
});
