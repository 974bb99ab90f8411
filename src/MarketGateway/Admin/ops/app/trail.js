/**
 * The last three minutes of a figure, drawn from zero: what is small stays small.
 * @module
 */
import { fitted } from '/ops/shared/app/lib/canvas.js';
import { el } from '/ops/shared/app/lib/dom.js';
import { colour } from '/ops/shared/app/shell/theme.js';

const points = 90;
const height = 34;

export class Trail {
  #values = [];
  #least;
  element;

  /** @param {string} label @param {number} least the scale never ends below it, so that noise looks like noise */
  constructor(label, least) {
    this.#least = least;
    this.element = el('canvas', { role: 'img', 'aria-label': `${label}, the last three minutes` });
  }

  /** @param {number | null} value null: unknown, and a gap */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > points) {
      this.#values.shift();
    }
  }

  paint(tone) {
    const { clientWidth: width } = this.element;
    if (width === 0) {
      return;
    }

    const context = fitted(this.element, width, height);
    const most = Math.max(this.#least, ...this.#values.map((value) => value ?? 0));
    const step = width / points;
    const left = width - this.#values.length * step;
    context.fillStyle = colour(tone);
    this.#values.forEach((value, index) => {
      const high = value === null ? 0 : Math.max(1, value / most * (height - 2));
      context.fillRect(left + index * step, height - high, Math.max(1, step - 1), high);
    });
  }
}
