import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { messagesOf } from '../../src/clients/javascript/lib/wire.js';

const BINARY_FRAME = 0x82;
const TICK_MS = 50;

/** Between client and gateway: cuts connections, passes them on slowly, and falsifies a checksum. */
export class Proxy {
  #server;
  #links = new Set();
  #corruptions = 0;
  #bytesPerTick = Infinity;
  #wake = new Set();
  accepted = 0;

  constructor(gatewayPort) {
    this.#server = createServer((client) => this.#join(client, connect(gatewayPort, '127.0.0.1')));
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `ws://127.0.0.1:${this.#server.address().port}/v1/stream`;
    return this;
  }

  /** Breaks every connection, in the middle of whatever it is at. */
  cut() {
    for (const sockets of this.#links) {
      sockets.forEach((socket) => socket.destroy());
    }
  }

  /** Passes on so much, as over a bad line; Infinity: all at once. */
  slowDown(bytesPerSecond) {
    this.#bytesPerTick = (bytesPerSecond * TICK_MS) / 1000;
    this.#wake.forEach((wake) => wake());
  }

  /** Falsifies the checksum of the next delta of a book that ends a flush. */
  corruptNext() {
    this.#corruptions++;
  }

  get corruptionsDue() {
    return this.#corruptions;
  }

  close() {
    this.#server.close();
    this.cut();
  }

  #join(client, gateway) {
    this.accepted++;
    const sockets = [client, gateway];
    this.#links.add(sockets);
    for (const socket of sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.forEach((other) => other.destroy());
        this.#links.delete(sockets);
      });
    }
    client.pipe(gateway);
    this.#forward(gateway, client);
  }

  /** Reads from the gateway no faster than it passes on, so that the gateway feels the slow line. */
  async #forward(gateway, client) {
    const frames = new Frames((payload) => this.#falsify(payload));
    try {
      for await (const chunk of gateway) {
        for (let rest = frames.pass(chunk); rest.length > 0;) {
          const part = rest.subarray(0, Math.max(1, Math.min(rest.length, this.#bytesPerTick)));
          rest = rest.subarray(part.length);
          if (!client.write(part)) {
            await once(client, 'drain');
          }
          if (Number.isFinite(this.#bytesPerTick)) {
            await this.#tick();
          }
        }
      }
    } catch {
      client.destroy();
    }
  }

  #tick() {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wake.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, TICK_MS);
      this.#wake.add(wake);
    });
  }

  #falsify(payload) {
    if (this.#corruptions === 0) {
      return;
    }
    const last = [...messagesOf(payload)].at(-1);
    if (Array.isArray(last) && last[0] === 2) {
      this.#corruptions--;
      // The checksum stands last; its last bit fits every encoding of an integer.
      payload[payload.length - 1] ^= 1;
    }
  }
}

/** Takes a gateway's bytes apart into frames, which it does not mask. */
class Frames {
  #see;
  #buffer = Buffer.alloc(0);
  #isUpgraded = false;

  constructor(see) {
    this.#see = see;
  }

  /** @returns what is complete by now */
  pass(chunk) {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    let passed = 0;
    for (let end = this.#end(passed); end > 0; end = this.#end(passed)) {
      passed = end;
    }
    const complete = this.#buffer.subarray(0, passed);
    this.#buffer = this.#buffer.subarray(passed);
    return complete;
  }

  /** Where the frame that begins at a place ends; 0: it is not complete. */
  #end(start) {
    if (!this.#isUpgraded) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      this.#isUpgraded = end >= 0;
      return end < 0 ? 0 : end + 4;
    }
    const head = this.#buffer.subarray(start);
    const short = head.length < 2 ? NaN : head[1] & 0x7f;
    const headLength = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (head.length < headLength) {
      return 0;
    }
    const length = short === 126 ? head.readUInt16BE(2) : short === 127 ? Number(head.readBigUInt64BE(2)) : short;
    if (!(head.length >= headLength + length)) {
      return 0;
    }
    if (head[0] === BINARY_FRAME) {
      this.#see(head.subarray(headLength, headLength + length));
    }
    return start + headLength + length;
  }
}
