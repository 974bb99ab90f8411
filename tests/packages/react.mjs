// Bundles the React hook as for a browser, renders it in Chromium, and sees a live book in it.
//   node react.mjs ws://localhost:8080/v1/stream [PATH-OF-CHROMIUM]
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';

const [stream, chromium = 'chromium'] = process.argv.slice(2);
await build({
  entryPoints: ['app.jsx'], bundle: true, format: 'esm', platform: 'browser', outfile: 'bundle.mjs', logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"development"' },
});
const bundle = readFileSync('bundle.mjs', 'utf8');
assert.doesNotMatch(bundle, /import\(["']ws["']\)|from ["']ws["']/, 'a bundle for browsers knows nothing of ws');

// The page says what it shows whenever that changes; once that is a live book, it is told to unmount.
const page = `<!doctype html><meta charset="utf-8"><main></main><script type="module">
  import { mount } from '/bundle.mjs';
  const main = document.querySelector('main');
  const say = async (what) => {
    const answer = await fetch('/', { method: 'POST', body: JSON.stringify(what) });
    return answer.text();
  };
  addEventListener('error', ({ message }) => say({ error: message }));
  addEventListener('unhandledrejection', ({ reason }) => say({ error: String(reason) }));
  let unmount = mount(main, ${JSON.stringify(stream)}, 'ESH6');
  new MutationObserver(async () => {
    if (unmount && (await say({ shown: main.innerText })) === 'unmount') {
      unmount?.();
      unmount = null;
      // A connection that is closed, or a component that is gone, has had its chance to complain after a while.
      setTimeout(() => say({ left: main.innerText }), 500);
    }
  }).observe(main, { childList: true, characterData: true, subtree: true });
</script>`;
const LIVE = /^live( [\d.]+){5} \|( [\d.]+){5}$/;

const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    const said = JSON.parse(await text(request));
    response.end(LIVE.test(said.shown) ? 'unmount' : '');
    server.emit('said', said);
  } else if (request.url === '/bundle.mjs') {
    response.setHeader('content-type', 'text/javascript').end(bundle);
  } else {
    response.setHeader('content-type', 'text/html').end(page);
  }
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const profile = mkdtempSync(join(tmpdir(), 'react-'));

/** The browser's own helpers write into its profile for a moment after it has gone. */
async function removeProfile() {
  for (let tries = 50; ; tries -= 1) {
    try {
      rmSync(profile, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
}

const browser = spawn(chromium, [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`,
  `http://127.0.0.1:${server.address().port}/`,
], { stdio: 'ignore' });
let last = 'nothing';
try {
  const signal = AbortSignal.timeout(90_000);
  for (let left; left === undefined;) {
    const [said] = await once(server, 'said', { signal });
    assert.equal(said.error, undefined, said.error);
    last = LIVE.test(last) ? last : said.shown ?? last;
    left = said.left;
    assert.ok(left === undefined || left === '', `after it was unmounted it shows ${left}`);
  }
} catch (error) {
  throw new Error(`shown last: ${last}`, { cause: error });
} finally {
  browser.kill();
  await once(browser, 'exit');
  await removeProfile();
}
assert.match(last, LIVE);
console.log(`rendered: ${last}, and unmounted`);
process.exit();
