// All clients through the conformance kit, and one that is wrong and must fail where it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MGW = `${ROOT}src/MarketGateway.Tools/bin/Debug/net10.0/mgw`;
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const conform = (...args) => {
  const { status, stdout } = spawnSync(MGW, ['conform', ...args], { cwd: ROOT, encoding: 'utf8' });
  return { status, stdout };
};

const CLIENTS = {
  'C#': `'${MGW}' conform-client`,
  Python: `${PYTHON} -B tests/conformance/python_client.py`,
  JavaScript: 'node tests/conformance/javascript-client.mjs',
};

for (const [language, command] of Object.entries(CLIENTS)) {
  test(`the ${language} client keeps all promises`, () => {
    const { status, stdout } = conform('--command', command, '--patience', '60');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /(\d+) of \1 promises hold/);
  });
}

test('a client that believes everything fails where it should, and only there', () => {
  const command = `${PYTHON} -B tests/conformance/wrong_client.py`;
  const right = conform('--command', command, '--only', 'book,later-version,resume-elsewhere', '--patience', '60');
  assert.equal(right.status, 0, right.stdout);
  // What fails is waited for to the end.
  const wrong = conform('--command', command, '--only', 'gap,checksum,quote-checksum,scales,busy', '--patience', '5');
  assert.equal(wrong.status, 1, wrong.stdout);
  assert.match(wrong.stdout, /^0 of 5 promises hold$/m);
});
