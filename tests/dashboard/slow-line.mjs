/**
 * A line that is as slow as a phone's in a bad place: all connections over it share what it carries, and each byte takes
 * its time.
 * @module
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** "Slow 3G" as web performance is measured with it: 400 kbit/s each way, 400 ms there and back. */
export const slow3G = { bytesPerSecond: 50_000, roundTripMs: 400 };

export class SlowLine {
  #line;
  #port;
  #server;
  #sockets = new Set();
  /** When each direction has carried what was given to it. */
  #freeAt = { up: 0, down: 0 };
  #busyUntil = 0;
  #busyMs = 0;
  /** What was sent to the browser so far. */
  bytesDown = 0;

  constructor(port, line = slow3G) {
    this.#port = port;
    this.#line = line;
  }

  /** @returns {Promise<number>} the port of its near end */
  async open() {
    this.#server = createServer((near) => this.#join(near)).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this.#server.address().port;
  }

  /** For how long something was under way so far: how long the line takes, whatever the machines at its ends do. */
  get busyMs() {
    return this.#busyMs - Math.max(0, this.#busyUntil - performance.now());
  }

  close() {
    this.#server.close();
    this.#sockets.forEach((socket) => socket.destroy());
  }

  #join(near) {
    const far = connect(this.#port, '127.0.0.1');
    // To open a connection takes a way there and back, too.
    const openAt = performance.now() + this.#line.roundTripMs;
    this.#countUntil(openAt);
    for (const [from, to, direction] of [[near, far, 'up'], [far, near, 'down']]) {
      /** Timers of one millisecond come in any order; bytes do not. */
      const underWay = [];
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      for (const [event, take] of [['data', (bytes) => bytes], ['end', () => null]]) {
        from.on(event, (bytes) => {
          underWay.push(take(bytes));
          this.#carry(bytes?.length ?? 0, direction, openAt, () => {
            const arrived = underWay.shift();
            arrived === null ? to.end() : to.write(arrived);
          });
        });
      }
    }
  }

  #carry(length, direction, openAt, arrive) {
    const begin = Math.max(this.#freeAt[direction], performance.now(), direction === 'up' ? openAt : 0);
    this.#freeAt[direction] = begin + length / this.#line.bytesPerSecond * 1000;
    this.#countUntil(this.#freeAt[direction] + this.#line.roundTripMs / 2);
    setTimeout(() => {
      this.bytesDown += direction === 'down' ? length : 0;
      arrive();
    }, this.#freeAt[direction] + this.#line.roundTripMs / 2 - performance.now());
  }

  /** Something is under way from now on until then. */
  #countUntil(time) {
    this.#busyMs += Math.max(0, time - Math.max(this.#busyUntil, performance.now()));
    this.#busyUntil = Math.max(this.#busyUntil, time);
  }
}
