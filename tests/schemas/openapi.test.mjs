// Checks schemas/wire/openapi.yaml: that it is OpenAPI, its references lead somewhere, and the vectors of HTTP fit it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import SwaggerParser from '@apidevtools/swagger-parser';
import { WIRE, accepts, compileSchema, pathOf, readJson } from './schemas.mjs';

const OPENAPI = pathOf(WIRE, 'openapi.yaml');
const dereferenced = await SwaggerParser.dereference(OPENAPI);

/** What the document says of a request line: the address, with its symbol put in. */
function pathItemOf(line) {
  const { pathname, searchParams } = new URL(line, 'http://localhost');
  const [name] = Object.keys(dereferenced.paths).filter((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
  return { item: dereferenced.paths[name], searchParams };
}

test('openapi.yaml is valid OpenAPI 3.1', async () => {
  assert.match((await SwaggerParser.bundle(OPENAPI)).openapi, /^3\.1\./);
  await SwaggerParser.validate(OPENAPI);
});

test('the document for operators is valid OpenAPI 3.1', async () => {
  await SwaggerParser.validate(pathOf(WIRE, '..', 'admin', 'openapi.yaml'));
});

test('a document that is not OpenAPI is found out', async () => {
  const info = { title: 'a path without a slash', version: '1' };
  await assert.rejects(SwaggerParser.validate({ openapi: '3.1.0', info, paths: { x: {} } }));
});

test('each answer of the HTTP vectors is one that openapi.yaml states for its address', () => {
  let checked = 0;
  for (const { path, status, contentType, body } of readJson(WIRE, 'vectors', 'http.json')) {
    const { item } = pathItemOf(path);
    if (!item) {
      // Only there, to show what is said of an address that is none.
      assert.equal(body.code, 'unknown_channel', path);
      continue;
    }
    const { responses } = item.get ?? item.post;
    const { schema } = responses[status].content[contentType];
    accepts(compileSchema(schema), body, `${status} of ${path}`);
    checked++;
  }
  assert.ok(checked >= 15);
});

test('the query of an event stream has the keys of subscribe, of its filter, and of hello what can be asked for', () => {
  const { subscribe, filter } = readJson(WIRE, 'requests.schema.json').$defs;
  const { attributes, expiry, ...lists } = filter.properties;
  const ends = Object.keys(expiry.properties).map((end) => `expiry.${end}`);
  const ofFilter = [...Object.keys(lists), ...ends, 'attributes.NAME'].sort();
  const keys = [...Object.keys(subscribe.properties), ...ofFilter, 'heartbeatMs', 'stamps'];
  const expected = keys.filter((key) => !['op', 'filter', 'resume'].includes(key)).sort();
  const queryOf = (path) =>
    dereferenced.paths[path].get.parameters.filter((key) => key.in === 'query').map(({ name }) => name).sort();
  assert.deepEqual(queryOf('/v1/events'), expected);
  assert.deepEqual(queryOf('/v1/instruments'), ofFilter);
});
