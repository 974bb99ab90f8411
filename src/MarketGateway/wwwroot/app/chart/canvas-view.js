/**
 * What the depth chart and the heat map have in common: a canvas over a deep book, and a word where there is none.
 * @module
 */
import { el, setText } from '../lib/dom.js';
import { fitted } from '../lib/canvas.js';
import { DeepBook } from './deep-book.js';

export const paintEveryMs = 200;

export class CanvasView {
  #observer;
  #note = el('p', { className: 'chart-note' });
  #readout = el('p', { className: 'readout', 'aria-live': 'off' });
  #paintedAt = 0;
  #deep;
  canvas;
  width = 0;
  height = 0;
  /** Where the pointer is, in pixels; null: not here. @type {{ x: number, y: number } | null} */
  pointer = null;

  constructor(desk, label) {
    this.desk = desk;
    this.#deep = new DeepBook(desk.client);
    this.canvas = el('canvas', { role: 'img', 'aria-label': label });
    this.element = el('div', { className: 'chart-view' }, this.canvas, this.#readout, this.#note);
    this.#observer = new ResizeObserver(([{ contentRect }]) =>
      Object.assign(this, { width: contentRect.width, height: contentRect.height }));
    this.#observer.observe(this.element);
    this.element.addEventListener('pointermove', ({ offsetX: x, offsetY: y }) => this.pointer = { x, y });
    this.element.addEventListener('pointerleave', () => this.pointer = null);
  }

  show(symbol) {
    this.#deep.show(symbol);
    this.clear();
  }

  /** Forgets what belonged to another symbol. */
  clear() {}

  paint(now) {
    if (now - this.#paintedAt < paintEveryMs || this.width === 0) {
      return;
    }

    this.#paintedAt = now;
    const { book } = this.#deep;
    setText(this.#note, book === null ? 'Waiting for a book that can be trusted.' : '');
    setText(this.#readout, this.draw(book, now) ?? '');
  }

  /** @returns {CanvasRenderingContext2D} cleared */
  context() {
    const context = fitted(this.canvas, this.width, this.height);
    context.font = '11px system-ui, sans-serif';
    return context;
  }

  dispose() {
    this.#observer.disconnect();
    this.#deep.dispose();
  }
}
