import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Browser } from '../../src/dashboard/browser.mjs';
import { freePort, Gateway } from '../javascript/gateway.mjs';
import { SlowLine } from './slow-line.mjs';
const source = path.resolve(import.meta.dirname, '../../src');
const published = mkdtempSync(path.join(tmpdir(), 'published-'));
const watch = `
  new MutationObserver((_, observer) => {
    if ([...document.querySelectorAll('.ladder-row .at, .watch-row .c-bid')].some((cell) => /\\d/.test(cell.textContent))) {
      observer.disconnect();
      requestAnimationFrame(() => window.firstPrice(String(performance.now())));
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });`;
execFileSync('cp', ['-a', `${path.join(source, 'MarketGateway/bin/Debug/net10.0')}/.`, published]);
execFileSync('node', [path.join(source, 'dashboard/bundle.mjs'), path.join(published, 'wwwroot')]);
const gateway = new Gateway(await freePort(), '--Metrics:Url', '');
gateway.binary = path.join(published, 'MarketGateway');
await gateway.start();
const browser = new Browser();
for (let i = 0; i < 3; i++) {
  const line = new SlowLine(gateway.port);
  const port = await line.open();
  const page = await browser.open({ script: watch });
  await page.call('Runtime.addBinding', { name: 'firstPrice' });
  const t0 = performance.now();
  const at = () => Math.round(performance.now() - t0);
  const names = new Map();
  page.listen((method, p) => {
    if (method === 'Network.requestWillBeSent') { names.set(p.requestId, p.request.url.replace(/^.*?\d\//, '/')); console.log(at(), 'request', names.get(p.requestId)); }
    if (method === 'Network.responseReceived') console.log(at(), 'response', names.get(p.requestId), JSON.stringify(p.response.timing && { c: p.response.timing.connectStart, ce: p.response.timing.connectEnd, s: p.response.timing.sendStart, h: p.response.timing.receiveHeadersStart }));
    if (method === 'Network.loadingFinished') console.log(at(), 'finished', names.get(p.requestId), p.encodedDataLength);
    if (method === 'Network.webSocketCreated') console.log(at(), 'ws created', p.url);
    if (method === 'Network.webSocketWillSendHandshakeRequest') console.log(at(), 'ws handshake sent');
    if (method === 'Network.webSocketHandshakeResponseReceived') console.log(at(), 'ws handshake response');
    if (method === 'Network.webSocketFrameSent') console.log(at(), 'ws sent', p.response.payloadData.length);
    if (method === 'Network.webSocketFrameReceived') console.log(at(), 'ws received', p.response.payloadData.length * 3 / 4);
  });
  const seen = new Promise((resolve) => page.listen((method, { name, payload }) => {
    if (method === 'Runtime.bindingCalled' && name === 'firstPrice') resolve(Number(payload));
  }));
  await page.go(`http://127.0.0.1:${port}/#symbol=ESH6`);
  const ms = await seen;
  console.log('first price', ms, 'line', line.busyMs, line.bytesDown);
  await page.close(); line.close();
}
await browser.close(); await gateway.kill(); rmSync(published, { recursive: true });
