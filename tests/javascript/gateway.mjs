import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.mjs';

const BINARY = fileURLToPath(new URL('../../src/MarketGateway/bin/Debug/net10.0/MarketGateway', import.meta.url));

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A gateway of its own, with the embedded broker and a simulated market. */
export class Gateway {
  #process = null;
  #log = '';
  /** Another one than that of the build. */
  binary = BINARY;

  constructor(port, ...settings) {
    this.port = port;
    this.settings = settings;
  }

  async start() {
    const child = spawn(this.binary, ['--Urls', `http://127.0.0.1:${this.port}`, ...this.settings]);
    this.#process = child;
    child.on('error', (error) => {
      this.#log += String(error);
    });
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text) => {
        this.#log = (this.#log + text).slice(-20_000);
      });
    }
    await eventually('the gateway is ready', async () => {
      if (child.exitCode !== null) {
        throw new Error(`the gateway ended: ${this.#log}`);
      }
      return (await fetch(`http://127.0.0.1:${this.port}/healthz/ready`).catch(() => null))?.ok;
    });
    return this;
  }

  /** Without a goodbye. */
  async kill() {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  }

  async json(path) {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`);
    return response.json();
  }
}
