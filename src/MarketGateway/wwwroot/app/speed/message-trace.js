/**
 * The last ten seconds of messages: a line for each, as high as what was merged in it.
 * @module
 */
import { fitted } from '../lib/canvas.js';
import { colour } from '../shell/theme.js';

const seconds = 10;
const messagesMax = 8192;

export class MessageTrace {
  #at = new Float64Array(messagesMax);
  #merged = new Float64Array(messagesMax);
  #count = 0;
  #width = 0;
  #height = 0;

  constructor(canvas) {
    this.canvas = canvas;
  }

  add(merged, now = performance.now()) {
    this.#at[this.#count % messagesMax] = now;
    this.#merged[this.#count % messagesMax] = merged;
    this.#count++;
  }

  resize(width, height) {
    [this.#width, this.#height] = [width, height];
  }

  clear() {
    this.#count = 0;
  }

  paint(now) {
    const [width, height] = [this.#width, this.#height];
    if (width === 0) {
      return;
    }

    const context = fitted(this.canvas, width, height);
    context.fillStyle = colour('--accent');
    const begin = now - seconds * 1000;
    for (let i = this.#count - 1; i >= Math.max(0, this.#count - messagesMax); i--) {
      const at = this.#at[i % messagesMax];
      if (at < begin) {
        break;
      }

      // One update is a short line, a thousand or more the full height: a logarithm, because bursts are tenfold.
      const share = Math.min(1, 0.18 + Math.log10(Math.max(1, this.#merged[i % messagesMax])) / 3.6);
      context.fillRect((at - begin) / (seconds * 1000) * width, height * (1 - share), 1, height * share);
    }
  }
}
