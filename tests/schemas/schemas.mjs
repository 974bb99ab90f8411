// What the checks share: where the schemas are, and how a message is validated, encoded and decoded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeMulti, encode } from '@msgpack/msgpack';
import Ajv2020 from 'ajv/dist/2020.js';

const SCHEMAS = path.join(import.meta.dirname, '..', '..', 'schemas');
export const WIRE = path.join(SCHEMAS, 'wire');
export const KAFKA = path.join(SCHEMAS, 'kafka');

export const pathOf = (...parts) => path.join(...parts);
export const readJson = (...parts) => JSON.parse(readFileSync(pathOf(...parts), 'utf8'));

// Strict: a misspelt keyword is an error. Open tuples are meant: arrays may grow at the end. A type may be given beside
// the `$ref` or in a parent.
const ajv = new Ajv2020({
  strict: true, strictTuples: false, strictRequired: false, strictTypes: false, allowUnionTypes: true, allErrors: true,
});

export const compileSchema = (schema) => ajv.compile(schema);

export const compile = (...parts) => compileSchema(readJson(...parts));

export const accepts = (validate, value, name = JSON.stringify(value).slice(0, 80)) =>
  assert.ok(validate(value), `${name}: ${ajv.errorsText(validate.errors)}`);

export const refuses = (validate, value, name) => assert.ok(!validate(value), `${name} fits the schema`);

export const decodeAll = (hex) => [...decodeMulti(Uint8Array.from(Buffer.from(hex, 'hex')))];

export const hexOf = (message) => Buffer.from(encode(message)).toString('hex');
