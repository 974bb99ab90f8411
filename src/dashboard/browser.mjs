/**
 * The system's Chromium, driven over a pipe: what the scripts and the tests of the dashboard look through. Needs no
 * package.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const flags = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--enable-precise-memory-info', '--js-flags=--expose-gc',
  '--remote-debugging-pipe',
];

export class Browser {
  #process;
  #profile = mkdtempSync(path.join(tmpdir(), 'chromium-'));
  #sent = 0;
  #waiting = new Map();
  #listeners = new Set();
  #rest = '';

  constructor(program = process.env.CHROMIUM ?? 'chromium') {
    this.#process = spawn(program, [...flags, `--user-data-dir=${this.#profile}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.#process.stdio[4].setEncoding('utf8').on('data', (text) => this.#take(text));
    this.#process.on('error', (error) => this.#waiting.forEach(({ reject }) => reject(error)));
  }

  /** @param {(method: string, parameters: any, session: string) => void} listener */
  listen(listener) {
    this.#listeners.add(listener);
  }

  /** @returns {Promise<any>} */
  call(method, params = {}, sessionId = undefined) {
    const id = ++this.#sent;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return answer;
  }

  /**
   * Opens a page that has loaded nothing yet.
   * @param {{ width?: number, height?: number, scheme?: 'dark' | 'light', isPhone?: boolean, script?: string }} [look]
   */
  async open({ width = 1600, height = 1000, scheme = 'dark', isPhone = false, script } = {}) {
    // A context of its own: nothing is remembered of the page before.
    const { browserContextId } = await this.call('Target.createBrowserContext');
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, browserContextId);
    await Promise.all(['Page', 'Runtime', 'Network', 'Performance', 'Log'].map((part) => page.call(`${part}.enable`)));
    await page.call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await page.call('Emulation.setDeviceMetricsOverride',
      { width, height, deviceScaleFactor: isPhone ? 2 : 1, mobile: isPhone });
    if (script !== undefined) {
      await page.call('Page.addScriptToEvaluateOnNewDocument', { source: script });
    }

    return page;
  }

  async close() {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
    // The browser's own helpers write into its profile for a moment after it has gone.
    for (let tries = 50; tries > 0; tries--) {
      try {
        rmSync(this.#profile, { recursive: true, force: true });
        return;
      } catch {
        await sleep(100);
      }
    }
  }

  #take(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop();
    for (const { id, result, error, method, params, sessionId } of messages.map((message) => JSON.parse(message))) {
      if (id === undefined) {
        this.#listeners.forEach((listener) => listener(method, params, sessionId));
        continue;
      }

      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      error ? reject(new Error(`${error.message} ${error.data ?? ''}`)) : resolve(result);
    }
  }
}

export class Page {
  #browser;
  #session;
  #context;
  /** What its console said of errors and warnings, and what was thrown. */
  faults = [];

  constructor(browser, session, context) {
    this.#browser = browser;
    this.#session = session;
    this.#context = context;
    this.listen((method, parameters) => {
      if (method === 'Runtime.exceptionThrown') {
        this.faults.push(parameters.exceptionDetails.exception?.description ?? parameters.exceptionDetails.text);
      } else if (method === 'Log.entryAdded' && parameters.entry.level === 'error') {
        this.faults.push(`${parameters.entry.text} ${parameters.entry.url ?? ''}`);
      }
    });
  }

  call(method, parameters) {
    return this.#browser.call(method, parameters, this.#session);
  }

  listen(listener) {
    this.#browser.listen((method, parameters, session) => session === this.#session && listener(method, parameters));
  }

  go(url) {
    return this.call('Page.navigate', { url });
  }

  /** @param {string} expression its value, awaited where it is a promise */
  async evaluate(expression) {
    const { result, exceptionDetails } =
      await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }

    return result.value;
  }

  /** Waits until an expression is true; one that cannot be evaluated yet is not. */
  async until(expression, patienceMs = 60_000) {
    const deadline = Date.now() + patienceMs;
    while (!await this.evaluate(expression).catch(() => false)) {
      if (Date.now() > deadline) {
        throw new Error(`it did not come true: ${expression}`);
      }

      await sleep(50);
    }
  }

  /** The value of one of the counters that the browser keeps of its own work. */
  async metrics() {
    const { metrics } = await this.call('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  /** What lives on the heap, after what does not was collected; bytes. */
  async heap() {
    await this.call('HeapProfiler.collectGarbage');
    return (await this.call('Runtime.getHeapUsage')).usedSize;
  }

  async picture() {
    return Buffer.from((await this.call('Page.captureScreenshot', { format: 'png' })).data, 'base64');
  }

  close() {
    return this.#browser.call('Target.disposeBrowserContext', { browserContextId: this.#context });
  }
}
