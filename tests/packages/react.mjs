// Bundles the React hook as for a browser, renders it in a document, and sees a live book in it.
//   node react.mjs ws://localhost:8080/v1/stream
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';

await build({
  entryPoints: ['app.jsx'], bundle: true, format: 'esm', platform: 'browser', outfile: 'bundle.mjs', logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"development"' },
});
const bundle = readFileSync('bundle.mjs', 'utf8');
assert.doesNotMatch(bundle, /import\(["']ws["']\)|from ["']ws["']/, 'a bundle for browsers knows nothing of ws');

const { window } = new JSDOM('<main></main>', { url: 'http://localhost/', pretendToBeVisual: true });
const rejected = [];
process.on('unhandledRejection', (reason) => rejected.push(reason));
Object.assign(globalThis, {
  window, document: window.document, WebSocket: window.WebSocket, requestAnimationFrame: window.requestAnimationFrame,
  cancelAnimationFrame: window.cancelAnimationFrame,
});
// Later versions of Node have one of their own, which is not to be assigned to.
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true });
const { mount } = await import(pathToFileURL('bundle.mjs'));
const main = window.document.querySelector('main');
const unmount = mount(main, process.argv[2], 'ESH6');
const until = Date.now() + 60_000;
while (!/^live( [\d.]+){5} \|( [\d.]+){5}$/.test(main.textContent) && Date.now() < until) {
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
}
assert.match(main.textContent, /^live( [\d.]+){5} \|( [\d.]+){5}$/);
unmount();
assert.deepEqual(rejected, []);
console.log(`rendered: ${main.textContent || 'and unmounted'}`);
process.exit();
