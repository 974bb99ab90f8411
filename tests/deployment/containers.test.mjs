// compose.yaml against the schema of the Compose specification, and the Dockerfile against its grammar.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import Ajv from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { validate } from "dockerfile-utils";
import { parse } from "yaml";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const schema = JSON.parse(read("node_modules/dclint/schemas/compose.schema.json"));

function complaints(compose) {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  addFormats(ajv);
  delete schema.$schema;
  const fits = ajv.compile(schema);
  return fits(compose) ? [] : fits.errors.map((error) => `${error.instancePath} ${error.message}`);
}

test("compose.yaml fits the Compose specification", () => {
  assert.deepEqual(complaints(parse(read("../../compose.yaml"))), []);
});

test("a misspelt field of a service would be noticed", () => {
  const compose = parse(read("../../compose.yaml"));
  compose.services.gateway.readonly = true;
  assert.notDeepEqual(complaints(compose), []);
});

test("the Dockerfile is one", () => {
  assert.deepEqual(validate(read("../../Dockerfile")), []);
});

test("an instruction that does not exist would be noticed", () => {
  assert.notDeepEqual(validate(read("../../Dockerfile") + "\nENTRY ./MarketGateway\n"), []);
});
