/** A hidden tab has no animation frames, and its timers run once a second: so its streams go on, slowly. */
const FRAME_PATIENCE_MS = 1000;

/** For so long a client may owe an acknowledgement that nobody waits for. */
const OWING_PATIENCE_MS = 250;

/**
 * Tells the gateway which flushes have been processed, that is until a frame was drawn or the listeners were through:
 * once they are half of the window, and the rest after a while. An acknowledgement costs the gateway nearly as much as
 * a flush, and only a full window holds it back.
 */
export class Acknowledger {
  #settings;
  #send;
  #flush = 0;
  #processed = 0;
  #acknowledged = 0;
  #isWaiting = false;
  /** @type {any} */
  #timer = null;
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
      this.#pace();
      return;
    }
    this.#isWaiting = true;
    const waited = acknowledgeAfter === 'frame' ? this.#frame() : runOf(acknowledgeAfter);
    waited.then(() => {
      this.#isWaiting = false;
      this.#pace();
    });
  }

  stop() {
    this.#isStopped = true;
    this.#settings.clock.clearTimeout(this.#timer);
  }

  #pace() {
    this.#processed = this.#flush;
    if (2 * (this.#processed - this.#acknowledged) >= this.#settings.window) {
      this.#acknowledge();
    } else {
      this.#timer ??= this.#settings.clock.setTimeout(() => {
        this.#timer = null;
        this.#acknowledge();
      }, OWING_PATIENCE_MS);
    }
  }

  #acknowledge() {
    if (!this.#isStopped && this.#processed > this.#acknowledged) {
      this.#acknowledged = this.#processed;
      this.#send(this.#processed);
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
