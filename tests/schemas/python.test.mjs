// Runs the checks that are written in Python: the generator of the vectors, and a client that knows only the README.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { WIRE, pathOf } from './schemas.mjs';

const python = (cwd, ...args) => spawnSync('python3', ['-B', ...args], { cwd, encoding: 'utf8' });
const skip = python('.', '--version').status === 0 ? false : 'python3 is missing';

test('the vectors are what their generator writes', { skip }, () => {
  const { status, stderr } = python(pathOf(WIRE, 'vectors'), 'generate.py', '--check');
  assert.equal(status, 0, stderr);
});

test('a client written from the README holds the stated states', { skip }, () => {
  const { status, stderr } = python(import.meta.dirname, '-m', 'unittest', '-v');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /Ran [1-9]\d* tests/);
});
