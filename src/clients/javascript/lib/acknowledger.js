/** A hidden tab has no animation frames, and its timers run once a second: so its streams go on, slowly. */
const FRAME_PATIENCE_MS = 1000;

/**
 * Tells the gateway which flushes have been processed: one acknowledgement for all that came until a frame was drawn
 * or the listeners were through.
 */
export class Acknowledger {
  #settings;
  #send;
  #flush = 0;
  #isWaiting = false;
  #isStopped = false;

  /**
   * @param {import('./options.js').Settings} settings
   * @param {(flush: number) => void} send
   */
  constructor(settings, send) {
    this.#settings = settings;
    this.#send = send;
  }

  /** @param {number} flush the listeners are through with it */
  processed(flush) {
    this.#flush = flush;
    if (this.#settings.window === 0 || this.#isWaiting) {
      return;
    }
    const { acknowledgeAfter } = this.#settings;
    if (acknowledgeAfter === 'processing') {
      this.#send(flush);
      return;
    }
    this.#isWaiting = true;
    const waited = acknowledgeAfter === 'frame' ? this.#frame() : runOf(acknowledgeAfter);
    waited.then(() => this.#acknowledge());
  }

  stop() {
    this.#isStopped = true;
  }

  #acknowledge() {
    this.#isWaiting = false;
    if (!this.#isStopped) {
      this.#send(this.#flush);
    }
  }

  /** The next frame has been drawn, or there is none. */
  #frame() {
    const { clock } = this.#settings;
    return new Promise((resolve) => {
      const patience = clock.setTimeout(() => done(), FRAME_PATIENCE_MS);
      // The callback runs before the frame is drawn; a task after it runs when the screen has it.
      const frame = requestAnimationFrame(() => clock.setTimeout(() => done(), 0));
      const done = () => {
        clock.clearTimeout(patience);
        cancelAnimationFrame(frame);
        resolve(undefined);
      };
    });
  }
}

/**
 * A function that fails must not stop the streams; its error surfaces as an uncaught one.
 * @param {() => void | PromiseLike<void>} wait
 */
async function runOf(wait) {
  try {
    await wait();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
