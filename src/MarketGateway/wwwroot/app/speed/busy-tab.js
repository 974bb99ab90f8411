/**
 * A tab that needs some time for each flush: what is acknowledged waits for it, one flush after the other, and so the
 * gateway's window shows what it does. The page itself stays quick.
 * @module
 */

export class BusyTab {
  #freeAt = 0;

  /** How long each flush takes, in milliseconds. */
  milliseconds = 0;

  /** Resolves when the flush that has just come counts as processed. */
  process() {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + this.milliseconds;
    return new Promise((done) => setTimeout(done, this.#freeAt - now));
  }
}
