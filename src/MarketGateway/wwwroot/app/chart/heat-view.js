/**
 * The book over time: what rests at which price, for how long. A column per beat, taken from the book that the page
 * holds.
 * @module
 */
import { exact } from '../lib/numbers.js';
import { colour } from '../shell/theme.js';
import { CanvasView, paintEveryMs } from './canvas-view.js';

const columnWidth = 3;
const rowHeight = 4;
const axisWidth = 78;
/** Columns that are kept: as many as the widest screen shows. */
const columnsMax = 900;
/** Prices in sight at most; beyond them several share a row. */
const rowsMax = 160;

/**
 * @typedef {object} Column
 * @property {Map<number, number>} sizes size by price, bids below zero
 * @property {number} middle
 * @property {number} at in microseconds
 */

export class HeatView extends CanvasView {
  /** @type {Column[]} */
  #columns = [];

  constructor(desk) {
    super(desk, 'the book over time');
  }

  clear() {
    this.#columns = [];
  }

  draw(book) {
    if (book !== null) {
      this.#take(book);
    }

    const context = this.context();
    const last = this.#columns.at(-1);
    if (last === undefined || book === null) {
      return '';
    }

    const { tickSize, priceScale } = book.terms;
    const rows = Math.min(rowsMax, Math.floor(this.height / rowHeight));
    const step = this.#stepOf(last, tickSize, rows);
    const centre = Math.round(last.middle / step);
    const high = this.height / rows;
    const y = (price) => (centre + rows / 2 - price / step) * high;
    const shown = this.#columns.slice(-Math.floor((this.width - axisWidth) / columnWidth));
    const largest = loudest(shown);
    const x = (index) => this.width - axisWidth - (shown.length - index) * columnWidth;
    shown.forEach((column, index) => this.#drawColumn(context, column, x(index), y, high, largest));
    this.#drawMiddle(context, shown, y);
    this.#drawAxis(context, centre, step, rows, y, priceScale);
    return this.#readout(shown, centre, step, rows, high, book.terms);
  }

  #take(book) {
    const [bids, asks] = [book.bids(), book.asks()];
    if (bids.length === 0 || asks.length === 0) {
      return;
    }

    const sizes = new Map();
    bids.forEach(([price, size]) => sizes.set(price, -size));
    asks.forEach(([price, size]) => sizes.set(price, size));
    this.#columns.push({ sizes, middle: (bids[0][0] + asks[0][0]) / 2, at: this.desk.client.gatewayTime });
    if (this.#columns.length > columnsMax) {
      this.#columns.shift();
    }
  }

  /** So that half of the book that is held is in sight. */
  #stepOf({ sizes }, tickSize, rows) {
    const prices = [...sizes.keys()];
    const range = Math.max(...prices) - Math.min(...prices);
    return Math.max(1, Math.ceil(range / 2 / rows / tickSize)) * tickSize;
  }

  #drawColumn(context, { sizes }, x, y, high, largest) {
    for (const [price, size] of sizes) {
      const top = y(price);
      if (top >= 0 && top < this.height) {
        context.globalAlpha = Math.min(1, 0.08 + Math.sqrt(Math.abs(size) / largest) * 0.92);
        context.fillStyle = colour(size < 0 ? '--up' : '--down');
        context.fillRect(x, top - high / 2, columnWidth, Math.max(1, high - 0.5));
      }
    }

    context.globalAlpha = 1;
  }

  #drawMiddle(context, shown, y) {
    context.beginPath();
    shown.forEach(({ middle }, index) =>
      context.lineTo(this.width - axisWidth - (shown.length - index) * columnWidth, y(middle)));
    context.strokeStyle = colour('--text');
    context.lineWidth = 1;
    context.stroke();
  }

  #drawAxis(context, centre, step, rows, y, scale) {
    context.fillStyle = colour('--muted');
    context.textAlign = 'right';
    for (let row = -Math.floor(rows / 2); row < rows / 2; row += Math.ceil(rows / 12)) {
      const price = (centre + row) * step;
      const at = y(price) + 4;
      // Half a number at the edge is none.
      if (at > 10 && at < this.height - 3) {
        context.fillText(exact(price, scale), this.width - 8, at);
      }
    }
  }

  #readout(shown, centre, step, rows, high, { priceScale, sizeScale }) {
    const reach = `Each column ${paintEveryMs} ms; brighter is larger.`;
    const index = shown.length - Math.ceil((this.width - axisWidth - (this.pointer?.x ?? 0)) / columnWidth);
    const column = this.pointer === null ? undefined : shown[index];
    if (column === undefined) {
      return reach;
    }

    const price = (centre + rows / 2 - this.pointer.y / high) * step;
    let sum = 0;
    for (const [at, size] of column.sizes) {
      sum += Math.abs(at - price) <= step / 2 ? Math.abs(size) : 0;
    }

    const ago = ((shown.at(-1).at - column.at) / 1e6).toFixed(1);
    return `${exact(Math.round(price / step) * step, priceScale)}   ${exact(sum, sizeScale)} rested   ${ago} s ago`;
  }
}

/** What all but the largest twentieth stay below: one giant should not make all others pale. */
function loudest(columns) {
  const sizes = columns.filter((_, index) => index % 10 === 0)
    .flatMap((column) => [...column.sizes.values()].map(Math.abs))
    .sort((one, other) => one - other);
  return sizes[Math.floor(sizes.length * 0.95)] || 1;
}
