/**
 * The price of the last two minutes, a second per point.
 * @module
 */
import { setAttribute } from '../lib/dom.js';

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

/**
 * A trail as a line: up from where it began is one colour, down another. Not a canvas: each of those is a layer that the
 * browser puts together with all others in every frame.
 */
export class TrailLine {
  #line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');

  constructor() {
    setAttribute(this.element, 'viewBox', `0 0 ${width} ${height}`);
    this.element.append(this.#line);
  }

  /** @param {PriceTrail} trail */
  draw(trail) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < trail.length; i++) {
      low = Math.min(low, trail.at(i));
      high = Math.max(high, trail.at(i));
    }

    const range = high - low || 1;
    const step = (width - 2) / (points - 1);
    const left = width - 1 - (trail.length - 1) * step;
    let line = '';
    for (let i = 0; i < trail.length; i++) {
      const y = height - 2 - (trail.at(i) - low) / range * (height - 4);
      line += `${(left + i * step).toFixed(1)},${y.toFixed(1)} `;
    }

    setAttribute(this.#line, 'points', trail.length < 2 ? null : line);
    setAttribute(this.#line, 'data-tone', trail.at(trail.length - 1) >= trail.at(0) ? 'up' : 'down');
  }
}
