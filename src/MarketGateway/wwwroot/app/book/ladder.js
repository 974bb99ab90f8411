/**
 * The order-book ladder: asks above, bids below, a bar for what stands at each price, and the sum up to it.
 * @module
 */
import { el, setAttribute, setText } from '../lib/dom.js';
import { exact, nothing, whole, widthOf } from '../lib/numbers.js';
import { SizeDigits } from '../lib/size-digits.js';
import { anchoredSlots, anchorFor, levelSlots } from './slots.js';

/** Of the page's type, with some room to spare; and of all columns together. */
const digitWidth = 7.7;
const padding = 60;

export class Ladder {
  element = el('div', { className: 'ladder', role: 'table', 'aria-label': 'Price levels', tabIndex: 0 });
  #head = el('div', { className: 'ladder-head', 'aria-hidden': 'true' },
    el('em', {}, 'Σ'), el('span', {}, 'Bid'), el('span', {}, 'Price'), el('span', {}, 'Ask'), el('em', {}, 'Σ'));
  #sum = el('span');
  #share = el('span');
  #limit = el('span', { className: 'limit' });
  /** @type {Row[]} best ask last, so that the list reads from the top */
  #asks = [];
  /** @type {Row[]} */
  #bids = [];
  #spread = el('div', { className: 'ladder-spread', role: 'row' },
    el('span', { role: 'cell' }), el('span', { role: 'cell' }), el('span', { role: 'cell' }));
  /** What is drawn, as a text that changes with it; null: draws anew whatever it is. */
  #drawn = null;
  #ownSizes = new SizeDigits();
  #priceWidth = 0;
  #sizeWidth = 0;
  #sumWidth = 0;
  #width = 0;

  #anchor = null;

  depth = 0;
  /** Whether prices stay where they are. */
  isAnchored = false;
  /** Rises when other prices are marked. */
  marks = 0;
  /** Whether somebody wants to hear of a price. @type {(price: number) => boolean} */
  isMarked = () => false;

  constructor(body, foot, id) {
    this.element.id = id ?? '';
    body.append(this.#head, this.element);
    foot.append(this.#sum, this.#share, this.#limit);
  }

  set width(pixels) {
    this.#width = pixels;
    this.#layOut();
  }

  get rowHeight() {
    return this.#bids[0]?.element.offsetHeight || 20;
  }

  get spreadHeight() {
    return this.#spread.offsetHeight || 22;
  }

  set limit(text) {
    setText(this.#limit, text);
  }

  /** @param {number} depth rows per side */
  resize(depth) {
    this.depth = depth;
    this.#asks = Array.from({ length: depth }, () => new Row('ask'));
    this.#bids = Array.from({ length: depth }, () => new Row('bid'));
    this.element.replaceChildren(
      ...this.#asks.toReversed().map((row) => row.element), this.#spread, ...this.#bids.map((row) => row.element));
    this.#drawn = null;
    this.centre();
  }

  /** The price of the row that an element is part of; null: none. */
  priceAt(element) {
    const row = element.closest('.ladder-row');
    return [...this.#asks, ...this.#bids].find((one) => one.element === row)?.price ?? null;
  }

  /** Brings the best prices to the middle. */
  centre() {
    this.#anchor = null;
    this.#drawn = null;
    const { element } = this;
    const room = element.clientHeight - this.#spread.offsetHeight;
    element.scrollTop = this.#spread.offsetTop - element.offsetTop - room / 2;
  }

  /**
   * @param {import('@marketgateway/client').BookStream | null} book
   * @param {SizeDigits} [sizes] how sizes are written
   */
  paint(book, sizes = this.#ownSizes) {
    const drawn = book === null ? ''
      : `${book.number} ${book.version} ${sizes.digits} ${this.isAnchored} ${this.marks}`;
    if (drawn === this.#drawn) {
      return;
    }

    setAttribute(this.element, 'data-symbol', book?.symbol ?? null);
    if (book === null) {
      this.#clear();
    } else {
      this.#paint(book, sizes);
    }

    this.#drawn = drawn;
    setAttribute(this.element, 'data-version', book?.version ?? null);
  }

  #paint(book, sizes) {
    const { priceScale, sizeScale } = book.terms;
    const [bids, asks] = [levelSlots(book.bids(this.depth), true), levelSlots(book.asks(this.depth), false)];
    const text = {
      price: (price) => this.#fitPrice(exact(price, priceScale)), size: (size) => sizes.text(size, sizeScale),
    };
    const largest = Math.max(1, ...bids.map(sizeOf), ...asks.map(sizeOf));
    const [above, below] = this.#slots(bids, asks, book.terms);
    this.#asks.forEach((row, rank) => row.paint(above[rank], text, largest, this.isMarked));
    this.#bids.forEach((row, rank) => row.paint(below[rank], text, largest, this.isMarked));
    const [bidSum, askSum] = [bids.at(-1)?.sum ?? 0, asks.at(-1)?.sum ?? 0];
    this.#fitSizes(text.size(largest), text.size(Math.max(bidSum, askSum)));
    this.#paintSpread(bids[0], asks[0], book.terms);
    this.#paintFoot(book, bidSum, askSum, text.size);
  }

  #slots(bids, asks, { tickSize, grouping }) {
    const best = bids[0]?.price ?? asks[0]?.price;
    if (!this.isAnchored || best === undefined) {
      return [asks, bids];
    }

    const step = (tickSize || 1) * (grouping || 1);
    this.#anchor = anchorFor(this.#anchor, best, step, this.depth);
    const { above, below } = anchoredSlots(bids, asks, this.#anchor, step, this.depth);
    return [above, below];
  }

  /** The spread in price, in price steps and in hundredths of a percent of the middle, and the middle. */
  #paintSpread(bid, ask, { priceScale, tickSize }) {
    const [first, second, third] = this.#spread.children;
    if (bid === undefined || ask === undefined) {
      [first, second, third].forEach((cell) => setText(cell, ''));
      return;
    }

    const spread = ask.price - bid.price;
    const steps = spread / (tickSize || 1);
    setText(first, exact(spread, priceScale));
    const points = (spread * 2e4 / (ask.price + bid.price)).toFixed(2);
    setText(second, `${Number(steps.toFixed(1))} ${steps === 1 ? 'tick' : 'ticks'} · ${points} bp`);
    setText(third, `mid ${exact(Math.round((ask.price + bid.price) * 5), priceScale + 1)}`);
  }

  #paintFoot(book, bid, ask, sizeText) {
    const share = bid + ask === 0 ? nothing : `${Math.round(bid / (bid + ask) * 100)} % bid`;
    setText(this.#sum, `Σ ${sizeText(bid)} / ${sizeText(ask)}`);
    setText(this.#share, share);
    this.#sum.title = `version ${book.version}, checksum ${book.checksum}`;
  }

  /** Columns are as wide as the widest number so far, and never become narrower for the same book. */
  #fitPrice(text) {
    const width = widthOf(text);
    if (width > this.#priceWidth) {
      this.#priceWidth = width;
      this.#layOut();
    }

    return text;
  }

  #fitSizes(size, sum) {
    const [sizeWidth, sumWidth] = [widthOf(size), widthOf(sum)];
    if (sizeWidth > this.#sizeWidth || sumWidth > this.#sumWidth) {
      this.#sizeWidth = Math.max(this.#sizeWidth, sizeWidth);
      this.#sumWidth = Math.max(this.#sumWidth, sumWidth);
      this.#layOut();
    }
  }

  /** The sums go where there is no room for them. */
  #layOut() {
    const { style, dataset } = this.element.parentElement;
    style.setProperty('--price-width', `${this.#priceWidth.toFixed(2)}ch`);
    style.setProperty('--size-width', `${this.#sizeWidth.toFixed(2)}ch`);
    const digits = this.#priceWidth + 2 * this.#sizeWidth + 2 * this.#sumWidth;
    dataset.sums = String(digits * digitWidth + padding <= this.#width);
  }

  #clear() {
    for (const row of [...this.#asks, ...this.#bids]) row.clear();
    for (const cell of [...this.#spread.children, this.#sum, this.#share]) setText(cell, '');
    [this.#priceWidth, this.#sizeWidth, this.#sumWidth] = [0, 0, 0];
    this.limit = '';
  }
}

const sizeOf = ({ size }) => size;

/** One price of one side. */
class Row {
  #bar = el('i');
  #bid = el('span', { className: 'bid-size', role: 'cell' });
  #price = el('span', { className: 'at', role: 'cell' });
  #ask = el('span', { className: 'ask-size', role: 'cell' });
  #bidSum = el('em', { role: 'cell' });
  #askSum = el('em', { role: 'cell' });
  #side;
  #share = 0;
  #isBest = false;
  #isMarked = false;

  constructor(side) {
    this.#side = side;
    this.element = el('div', { className: 'ladder-row', role: 'row', 'data-side': side },
      this.#bar, this.#bidSum, this.#bid, this.#price, this.#ask, this.#askSum);
  }

  /** @param {import('./slots.js').Slot | undefined} slot */
  paint(slot, text, largest, isMarked) {
    if (slot === undefined) {
      this.clear();
      return;
    }

    const { price, size, sum, isBid, isBest, orders } = slot;
    this.#take(isBid ? 'bid' : 'ask', isBest, isMarked(price), price);
    setText(this.#price, text.price(price));
    const [sizeText, sumText] = size === 0 ? ['', ''] : [text.size(size), text.size(sum)];
    // The other side's cell is free: there stands how many orders make up the size, where that is known.
    const ordersText = orders > 0 ? whole(orders) : '';
    setText(this.#bid, isBid ? sizeText : ordersText);
    setText(this.#ask, isBid ? ordersText : sizeText);
    setText(this.#bidSum, isBid ? sumText : '');
    setText(this.#askSum, isBid ? '' : sumText);
    this.#drawBar(Math.round(size / largest * 100) / 100);
  }

  clear() {
    for (const cell of [this.#bid, this.#price, this.#ask, this.#bidSum, this.#askSum]) setText(cell, '');
    this.#take(this.#side, false, false, null);
    this.#drawBar(0);
  }

  /** The price that the row stands for, as a number. @type {number | null} */
  price = null;

  #take(side, isBest, isMarked, price) {
    this.price = price;
    if (this.#side !== side) {
      this.#side = side;
      this.element.dataset.side = side;
    }

    if (this.#isBest !== isBest) {
      this.#isBest = isBest;
      setAttribute(this.element, 'data-best', isBest ? '' : null);
    }

    if (this.#isMarked !== isMarked) {
      this.#isMarked = isMarked;
      setAttribute(this.element, 'data-marked', isMarked ? '' : null);
    }
  }

  #drawBar(share) {
    if (share !== this.#share) {
      this.#share = share;
      this.#bar.style.transform = `scaleX(${share})`;
    }
  }
}
