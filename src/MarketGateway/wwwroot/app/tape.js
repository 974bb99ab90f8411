/**
 * Time and sales: the newest trade on top. Trades that came as one roll-up are one row that says so.
 * @module
 */
import { byId, el, setText } from './dom.js';
import { clock, exact, trimmed, whole } from './numbers.js';

const rowsMax = 120;
const sides = { unknown: 0, buy: 1, sell: 2 };
const signs = ['', '▲', '▼'];

export class Tape {
  #root = byId('tape-rows');
  /** What came since the last frame. @type {Array<(row: HTMLElement) => void>} */
  #waiting = [];
  #sizes = [];

  /** Begins anew for a symbol. */
  reset() {
    this.#waiting = [];
    this.#sizes = [];
    this.#root.replaceChildren();
    this.#root.scrollTop = 0;
  }

  addTrade(trade, terms) {
    this.#push((row) => this.#writeTrade(row, trade, terms));
  }

  addRollUp(rollUp, terms) {
    this.#push((row) => this.#writeRollUp(row, rollUp, terms));
  }

  paint() {
    for (const write of this.#waiting) {
      const row = this.#root.childElementCount < rowsMax ? newRow() : this.#root.lastElementChild;
      write(row);
      this.#root.prepend(row);
    }

    this.#waiting = [];
  }

  #push(write) {
    if (this.#waiting.length === rowsMax) {
      this.#waiting.shift();
    }

    this.#waiting.push(write);
  }

  #writeTrade(row, trade, { priceScale, sizeScale }) {
    const side = sides[trade.aggressor];
    row.className = this.#isLarge(trade.size) ? 'tape-row is-large' : 'tape-row';
    row.dataset.aggressor = side;
    const [time, price, size] = cells(row);
    setText(time, clock(trade.occurredAt));
    setText(price, `${signs[side]} ${exact(trade.price, priceScale)}`);
    setText(size, trimmed(trade.size, sizeScale));
  }

  #writeRollUp(row, { merged, volume, vwap }, { priceScale, sizeScale }) {
    const count = merged === null ? 'Trades' : `${whole(merged)} trades`;
    row.className = 'tape-row is-rolled-up';
    row.dataset.aggressor = 0;
    row.textContent = volume === null ? `${count} not known one by one`
      : `${count} as one: ${trimmed(volume, sizeScale)} at ${exact(vwap, priceScale + 4)}`;
  }

  /** Four times the mean of the last fifty. */
  #isLarge(size) {
    const mean = this.#sizes.reduce((sum, other) => sum + other, 0) / this.#sizes.length;
    this.#sizes.push(size);
    if (this.#sizes.length > 50) this.#sizes.shift();
    return this.#sizes.length > 20 && size > 4 * mean;
  }
}

function newRow() {
  return el('div', { className: 'tape-row' });
}

function cells(row) {
  if (row.childElementCount !== 3) {
    row.replaceChildren(el('span'), el('span'), el('span'));
  }

  return row.children;
}
