/**
 * The order-book ladder: asks above, bids below, a bar for what stands at each price.
 * @module
 */
import { byId, el, setAttribute, setText } from './dom.js';
import { exact, nothing, trimmed } from './numbers.js';

export class Ladder {
  #root = byId('ladder');
  #foot = byId('book-foot');
  /** @type {Row[]} best ask last, so that the list reads from the top */
  #asks = [];
  /** @type {Row[]} */
  #bids = [];
  #spread = el('div', { className: 'ladder-spread', role: 'row' }, el('span', { role: 'cell' }));
  #drawn = '';
  #depth = 0;

  constructor() {
    this.#foot.append(el('span'), el('span'));
  }

  /** @param {number} depth rows per side */
  resize(depth) {
    this.#depth = depth;
    this.#asks = Array.from({ length: depth }, () => new Row('ask'));
    this.#bids = Array.from({ length: depth }, () => new Row('bid'));
    this.#root.replaceChildren(
      ...this.#asks.toReversed().map((row) => row.element), this.#spread, ...this.#bids.map((row) => row.element));
    this.#drawn = '';
    this.centre();
  }

  /** Brings the best prices to the middle. */
  centre() {
    this.#root.scrollTop = this.#spread.offsetTop - this.#root.offsetTop - this.#root.clientHeight / 2;
  }

  /** @param {import('@marketgateway/client').BookStream | null} book */
  paint(book) {
    const drawn = book === null ? '' : `${book.number} ${book.version}`;
    if (drawn === this.#drawn) {
      return;
    }

    this.#drawn = drawn;
    setAttribute(this.#root, 'data-version', book?.version ?? null);
    setAttribute(this.#root, 'data-symbol', book?.symbol ?? null);
    if (book === null) {
      this.#clear();
      return;
    }

    const { priceScale, sizeScale } = book.terms;
    const bids = book.bids(this.#depth);
    const asks = book.asks(this.#depth);
    const largest = Math.max(1, ...bids.map(sizeOf), ...asks.map(sizeOf));
    this.#asks.forEach((row, rank) => row.paint(asks[rank], rank, priceScale, sizeScale, largest));
    this.#bids.forEach((row, rank) => row.paint(bids[rank], rank, priceScale, sizeScale, largest));
    const spread = bids.length > 0 && asks.length > 0 ? asks[0][0] - bids[0][0] : null;
    setText(this.#spread.firstChild, `spread ${exact(spread, priceScale)}`);
    this.#paintFoot(book, total(bids), total(asks));
  }

  #paintFoot(book, bid, ask) {
    const { sizeScale } = book.terms;
    const share = bid + ask === 0 ? nothing : `${Math.round(bid / (bid + ask) * 100)} % bid`;
    setText(this.#foot.firstChild, `Σ ${trimmed(bid, sizeScale)} / ${trimmed(ask, sizeScale)}`);
    setText(this.#foot.lastChild, share);
    this.#foot.title = `version ${book.version}, checksum ${book.checksum}`;
  }

  #clear() {
    for (const row of [...this.#asks, ...this.#bids]) row.clear();
    setText(this.#spread.firstChild, '');
    setText(this.#foot.firstChild, '');
    setText(this.#foot.lastChild, '');
  }
}

const sizeOf = ([, size]) => size;
const total = (levels) => levels.reduce((sum, [, size]) => sum + size, 0);

/** One price of one side. */
class Row {
  #bar = el('i');
  #bid = el('span', { className: 'bid-size', role: 'cell' });
  #price = el('span', { className: 'at', role: 'cell' });
  #ask = el('span', { className: 'ask-size', role: 'cell' });
  #side;

  constructor(side) {
    this.#side = side;
    this.element = el(
      'div', { className: 'ladder-row', role: 'row', 'data-side': side }, this.#bar, this.#bid, this.#price, this.#ask);
  }

  paint(level, rank, priceScale, sizeScale, largest) {
    if (level === undefined) {
      this.clear();
      return;
    }

    const [price, size] = level;
    setText(this.#price, exact(price, priceScale));
    setText(this.#side === 'bid' ? this.#bid : this.#ask, trimmed(size, sizeScale));
    setAttribute(this.element, 'data-best', rank === 0 ? '' : null);
    this.#bar.style.transform = `scaleX(${size / largest})`;
  }

  clear() {
    for (const cell of [this.#bid, this.#price, this.#ask]) setText(cell, '');
    this.#bar.style.transform = 'scaleX(0)';
  }
}
