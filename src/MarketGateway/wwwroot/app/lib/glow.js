/**
 * Lets cells glow for a moment when their number has changed. A class comes and goes; nothing is interpolated and
 * nothing is measured, so that a glow costs two changes of style in its life and none in between.
 * @module
 */

const glowMs = 400;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class Glow {
  /** In order of their ends, since all last equally long. @type {Map<HTMLElement, number>} */
  #ends = new Map();

  /** How many cells may glow at once: in a burst a screen that glows all over says nothing. */
  capacity = 1;

  /** @param {boolean} isUp */
  flash(cell, isUp, now) {
    if (calm.matches || (this.#ends.size >= this.capacity && !this.#ends.has(cell))) {
      return;
    }

    const glow = isUp ? 'up' : 'down';
    if (cell.dataset.glow !== glow) {
      cell.dataset.glow = glow;
    }

    this.#ends.delete(cell);
    this.#ends.set(cell, now + glowMs);
  }

  /** Ends what has glowed long enough. */
  paint(now) {
    for (const [cell, end] of this.#ends) {
      if (end > now) {
        return;
      }

      this.#ends.delete(cell);
      delete cell.dataset.glow;
    }
  }
}
