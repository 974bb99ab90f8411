// The scripts of the README and of the page of examples, run as they are printed against a gateway; only its address is
// another.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { freePort, Gateway } from '../javascript/gateway.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const EXAMPLES = readFileSync(new URL('../../examples/README.md', import.meta.url), 'utf8');
const ADDRESS = 'localhost:8080';
const PATIENCE_MS = 60_000;
// The two packages are Debian's, and only its own Python has them.
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

let gateway;
let later;
let laterPort;

before(async () => {
  gateway = await new Gateway(await freePort()).start();
  later = spawn(PYTHON, [fileURLToPath(new URL('later_version.py', import.meta.url)), gateway.port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(later.stdout.setEncoding('utf8'), 'data');
  laterPort = Number(line);
});

after(async () => {
  later?.kill();
  await gateway?.kill();
});

/** The one block of a language that follows a heading, with the port to go to. */
function scriptOf(heading, language, port, page = README) {
  const section = page.split(/^#+ /m).find((text) => text.startsWith(heading));
  assert.ok(section, `the page has a section '${heading}'`);
  const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))];
  assert.equal(blocks.length, 1, `'${heading}' has one block of ${language}`);
  const script = blocks[0][1];
  assert.ok(script.includes(ADDRESS));
  return script.replaceAll(ADDRESS, `127.0.0.1:${port}`);
}

/** Runs a script from standard input, in the root of the project; fails with all it said. */
async function run(command, args, script, environment = {}) {
  const child = spawn(command, args, { cwd: ROOT, timeout: PATIENCE_MS, env: { ...process.env, ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  child.stdin.end(script);
  const [code, signal] = await once(child, 'close');
  assert.equal(code, 0, `${command} ended with ${code ?? signal}:\n${output}`);
  return output.trimEnd().split('\n');
}

function assertProven(lines, proof) {
  const levels = lines.filter((line) => proof.test(line));
  assert.ok(levels.length >= 5, lines.join('\n'));
  assert.deepEqual(lines.filter((line) => !proof.test(line)), []);
}

const WAYS = [['a gateway', () => gateway.port], ['a later version 1', () => laterPort]];

for (const [from, port] of WAYS) {
  test(`the Node script reads a book from ${from} and proves its checksum`, async () => {
    const script = scriptOf('From Node', 'js', port());
    const lines = await run(process.execPath, ['--input-type=module'], script);
    assertProven(lines, /^[\d.]+ \/ [\d.]+ at \d+, merged \d+, checksum \d+ is right$/);
  });

  test(`the script of the Python client reads a book from ${from}, with what Debian has`, async () => {
    const script = scriptOf('From Python\n', 'python', port());
    const lines = await run(PYTHON, ['-B', '-'], script, { PYTHONPATH: 'src/clients/python/src' });
    assertProven(lines, /^\d+\.\d\d \/ \d+\.\d\d at \d+, merged \d+, checksum \d+ is right$/);
  });

  test(`the Python script reads a book from ${from} and proves its checksum with what Debian has`, async () => {
    const script = scriptOf('From Python, without', 'python', port(), EXAMPLES);
    const lines = await run(PYTHON, ['-'], script);
    assertProven(lines, /^\d+\.\d\d \/ \d+\.\d\d at \d+ merged \d+ checksum \d+ is True$/);
  });
}
