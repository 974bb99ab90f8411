/**
 * Time and sales: the newest trade on top. Trades that came as one roll-up are one row that says so; one that the venue
 * cancelled is struck through, one that it corrected has its new values.
 * @module
 */
import { byId, el, setText } from './dom.js';
import { clock, exact, trimmed, whole } from './numbers.js';

const rowsMax = 120;
const sides = { unknown: 0, buy: 1, sell: 2 };
const signs = ['', '▲', '▼'];

export class Tape {
  #root = byId('tape-rows');
  /** What came since the last frame. @type {Array<() => void>} */
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
    this.#push(() => this.#add((row) => this.#writeTrade(row, trade, terms)));
  }

  addRollUp(rollUp, terms) {
    this.#push(() => this.#add((row) => this.#writeRollUp(row, rollUp, terms)));
  }

  /** Marks the newest trade with that number, if it is still shown. */
  amend(amendment, terms) {
    this.#push(() => {
      const row = this.#root.querySelector(`[data-trade-id="${amendment.tradeId}"]`);
      if (row !== null && !row.classList.contains('is-cancelled')) {
        this.#writeAmendment(row, amendment, terms);
      }
    });
  }

  paint() {
    this.#waiting.forEach((act) => act());
    this.#waiting = [];
  }

  #add(write) {
    const row = this.#root.childElementCount < rowsMax ? newRow() : this.#root.lastElementChild;
    write(row);
    this.#root.prepend(row);
  }

  #push(act) {
    if (this.#waiting.length === rowsMax) {
      this.#waiting.shift();
    }

    this.#waiting.push(act);
  }

  #writeTrade(row, trade, { priceScale, sizeScale }) {
    const side = sides[trade.aggressor];
    row.className = this.#isLarge(trade.size) ? 'tape-row is-large' : 'tape-row';
    row.dataset.tradeId = trade.tradeId ?? '';
    row.title = '';
    setText(cells(row)[0], clock(trade.occurredAt));
    this.#writeValues(row, side, trade, { priceScale, sizeScale });
  }

  #writeAmendment(row, { kind, occurredAt, aggressor, ...values }, terms) {
    if (kind === 'cancel') {
      row.classList.add('is-cancelled');
      row.title = `Cancelled at ${clock(occurredAt)}`;
      return;
    }

    row.classList.add('is-corrected');
    row.title = `Corrected at ${clock(occurredAt)}`;
    this.#writeValues(row, sides[aggressor], values, terms);
  }

  #writeValues(row, side, { price, size }, { priceScale, sizeScale }) {
    const [, priceCell, sizeCell] = cells(row);
    row.dataset.aggressor = side;
    setText(priceCell, `${signs[side]} ${exact(price, priceScale)}`);
    setText(sizeCell, trimmed(size, sizeScale));
  }

  #writeRollUp(row, { merged, volume, vwap, cancels, corrections }, { priceScale, sizeScale }) {
    const count = merged === null ? 'Trades' : `${whole(merged - cancels - corrections)} trades`;
    row.className = 'tape-row is-rolled-up';
    row.dataset.aggressor = 0;
    row.dataset.tradeId = '';
    row.title = '';
    const sum = volume === null || vwap === null ? 'not known one by one'
      : `as one: ${trimmed(volume, sizeScale)} at ${exact(vwap, priceScale + 4)}`;
    const amended = cancels + corrections;
    row.textContent = `${count} ${sum}${amended > 0 ? `, and ${whole(amended)} cancelled or corrected` : ''}`;
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
