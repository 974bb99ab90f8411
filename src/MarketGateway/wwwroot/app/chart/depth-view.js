/**
 * How much stands in the book up to each price: what it costs to go through it.
 * @module
 */
import { exact } from '../lib/numbers.js';
import { colour } from '../shell/theme.js';
import { CanvasView } from './canvas-view.js';

const axisHeight = 18;
const topMargin = 26;

export class DepthView extends CanvasView {
  constructor(desk) {
    super(desk, 'cumulative size by price');
  }

  draw(book) {
    const context = this.context();
    const [bids, asks] = book === null ? [[], []] : [summed(book.bids()), summed(book.asks())];
    if (bids.length === 0 || asks.length === 0) {
      return '';
    }

    const middle = (bids[0].price + asks[0].price) / 2;
    const reach = Math.max(1, Math.min(middle - bids.at(-1).price, asks.at(-1).price - middle));
    const largest = Math.max(
      1, at(bids, (price) => price >= middle - reach), at(asks, (price) => price <= middle + reach));
    const x = (price) => (price - middle + reach) / (2 * reach) * this.width;
    const y = (sum) => this.height - axisHeight - sum / largest * (this.height - axisHeight - topMargin);
    this.#drawSide(context, bids, x, y, 0, ['--up', '--up-fill']);
    this.#drawSide(context, asks, x, y, this.width, ['--down', '--down-fill']);
    this.#drawAxis(context, middle, reach, x, book.terms.priceScale);
    return this.#readout(context, bids, asks, middle, reach, book.terms);
  }

  #drawSide(context, levels, x, y, edge, [stroke, fill]) {
    const base = y(0);
    context.beginPath();
    context.moveTo(x(levels[0].price), base);
    let last = base;
    for (const { price, sum } of levels) {
      context.lineTo(x(price), last);
      last = y(sum);
      context.lineTo(x(price), last);
    }

    context.lineTo(edge, last);
    context.strokeStyle = colour(stroke);
    context.stroke();
    context.lineTo(edge, base);
    context.fillStyle = colour(fill);
    context.fill();
  }

  #drawAxis(context, middle, reach, x, scale) {
    context.fillStyle = colour('--muted');
    context.textAlign = 'center';
    for (const share of [-0.7, 0, 0.7]) {
      const price = Math.round(middle + share * reach);
      context.fillText(exact(price, scale), x(price), this.height - 5);
    }
  }

  /** What stands between the middle and the pointer. */
  #readout(context, bids, asks, middle, reach, { priceScale, sizeScale }) {
    if (this.pointer === null) {
      return `Bids ${whole(bids.at(-1).sum, sizeScale)} in ${bids.length} levels, `
        + `asks ${whole(asks.at(-1).sum, sizeScale)} in ${asks.length}`;
    }

    const price = middle - reach + this.pointer.x / this.width * 2 * reach;
    const isBid = price < middle;
    const sum = isBid ? at(bids, (one) => one >= price) : at(asks, (one) => one <= price);
    context.strokeStyle = colour('--muted');
    context.setLineDash([3, 3]);
    context.strokeRect(this.pointer.x, 0, 0, this.height - axisHeight);
    context.setLineDash([]);
    const distance = Math.abs(price / middle - 1) * 1e4;
    return `${exact(Math.round(price), priceScale)}   ${isBid ? 'sell' : 'buy'} ${whole(sum, sizeScale)} to get there   `
      + `${distance.toFixed(1)} bp from the middle`;
  }
}

function summed(levels) {
  let sum = 0;
  return levels.map(([price, size]) => ({ price, sum: sum += size }));
}

/** The sum up to the last level that is within. */
function at(levels, isWithin) {
  return levels.findLast(({ price }) => isWithin(price))?.sum ?? 0;
}

function whole(size, scale) {
  return exact(size, scale).replace(/(\.\d\d)\d*$/, '$1');
}
