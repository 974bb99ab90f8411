/**
 * The price of the last two minutes, a second per point.
 * @module
 */
import { fitted } from '../lib/canvas.js';

const points = 120;
const width = 64;
const height = 17;

export class PriceTrail {
  #prices = new Float64Array(points);
  #count = 0;

  add(price) {
    this.#prices[this.#count % points] = price;
    this.#count++;
  }

  /** How many points there ever were. */
  get count() {
    return this.#count;
  }

  get length() {
    return Math.min(this.#count, points);
  }

  /** The i-th price, the oldest first. */
  at(index) {
    return this.#prices[(this.#count - this.length + index) % points];
  }
}

/** Draws a trail: up from where it began is one colour, down another. */
export function drawTrail(canvas, trail, up, down) {
  const context = fitted(canvas, width, height);
  if (trail === undefined || trail.length < 2) {
    return;
  }

  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < trail.length; i++) {
    low = Math.min(low, trail.at(i));
    high = Math.max(high, trail.at(i));
  }

  const range = high - low || 1;
  const step = (width - 2) / (points - 1);
  const left = width - 1 - (trail.length - 1) * step;
  context.beginPath();
  for (let i = 0; i < trail.length; i++) {
    context.lineTo(left + i * step, height - 2 - (trail.at(i) - low) / range * (height - 4));
  }

  context.strokeStyle = trail.at(trail.length - 1) >= trail.at(0) ? up : down;
  context.lineWidth = 1.2;
  context.stroke();
}
