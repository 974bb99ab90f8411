/**
 * The watch list: what passes the filters, sorted, in a window of rows that scrolls over it. Only rows in sight exist.
 * @module
 */
import { el, setAttribute, setText } from '../lib/dom.js';
import { onFrame } from '../lib/frames.js';
import { Glow } from '../lib/glow.js';
import { exact, whole, widthOf } from '../lib/numbers.js';
import { Part } from '../lib/part.js';
import { showPage } from '../shell/pages.js';
import { columns, fitting } from './columns.js';
import { WatchFilters } from './filters.js';
import { WatchRow } from './watch-row.js';

/** So many rows are written in one frame, and the others in the next ones: a burst is spread over some frames. */
const writtenMax = 12;
/** An order that changes faster cannot be read. */
const sortEveryMs = 1000;
/** The widest usual price; a wider one makes room for itself. */
const usualPriceWidth = 8.6;
const collator = new Intl.Collator('en', { numeric: true });

export class WatchList extends Part {
  #desk;
  #filters;
  #glow = new Glow();
  #head = el('div', { className: 'watch-head', role: 'group', 'aria-label': 'Sort by' });
  #list = el('div', {
    className: 'watch-list', id: 'watch-list', role: 'grid', tabIndex: 0, 'aria-label': 'Instruments',
  });
  #foot = el('p', { className: 'watch-foot', id: 'watch-foot' });
  #space = el('div', { role: 'presentation' });
  /** @type {import('./listing.js').Listing[]} */
  #shown = [];
  /** @type {WatchRow[]} */
  #rows = [];
  #changes = -1;
  #sortedAt = 0;
  #chosen = null;
  #rowHeight = 0;
  #height = 0;
  #width = 0;
  #scrollTop = 0;
  #turn = 0;
  #priceWidth = usualPriceWidth;
  #digit = 7;
  #columns = '';

  /** @type {(symbol: string) => void} */
  onChoose = () => {};

  constructor(root, desk) {
    super(root);
    this.#desk = desk;
    this.#filters = new WatchFilters(desk, {
      onChange: () => this.#changes = -1, onDone: () => this.focus(), shown: () => this.#shown,
      onLayout: () => this.#layOut(),
    });
    root.append(this.#filters.element, this.#head, this.#list, this.#foot);
    this.#list.append(this.#space);
    this.#buildHead();
    this.listen(this.#list, 'click', (event) => this.#click(event));
    this.listen(this.#list, 'keydown', (event) => this.#key(event));
    // Asking for it in a frame would lay the page out in the middle of drawing.
    this.listen(this.#list, 'scroll', () => this.#scrollTop = this.#list.scrollTop);
    this.watchSize(this.#list, (width, height) => this.#resize(width, height));
    this.own(onFrame((now) => this.#paint(now)));
  }

  get chosen() {
    return this.#chosen;
  }

  focus() {
    this.#list.focus();
    if (this.#shown.length > 0 && this.#indexOfChosen() < 0) {
      this.choose(this.#shown[0].symbol);
    }
  }

  /** Puts the chosen symbol on the list that is shown, or takes it off. */
  toggleChosen() {
    if (this.#chosen !== null) {
      this.#filters.toggle(this.#chosen);
    }
  }

  focusSearch() {
    this.#filters.focusSearch();
  }

  choose(symbol) {
    if (symbol !== this.#chosen) {
      this.#chosen = symbol;
      this.onChoose(symbol);
    }

    this.#bringIntoSight(this.#indexOfChosen());
  }

  #paint(now) {
    const isSorting = this.#desk.store.get('sort')[0] !== 'symbol' && now - this.#sortedAt > sortEveryMs;
    if (this.#changes !== this.#desk.market.changes || isSorting) {
      this.#sortedAt = now;
      this.#filter();
    }

    const count = this.#rows.length;
    const first = Math.floor(this.#scrollTop / (this.#rowHeight || 1));
    const favourites = this.#desk.store.get('favourites');
    let written = 0;
    for (let i = 0; i < count; i++) {
      const slot = (this.#turn + i) % count;
      // Row n always shows index n modulo the pool, so that scrolling by one re-uses all others as they are.
      const index = first + (slot - first % count + count) % count;
      const listing = this.#shown[index];
      const row = this.#rows[slot];
      const { symbol } = listing ?? {};
      row.place(listing, index, this.#rowHeight, symbol === this.#chosen, favourites.includes(symbol));
      if (row.isBehind(listing, now) && written < writtenMax) {
        row.write(listing, now);
        written++;
        if (written === writtenMax) {
          this.#turn = slot + 1;
        }
      }
    }

    this.#glow.paint(now);
    const active = this.#indexOfChosen();
    setAttribute(this.#list, 'aria-activedescendant', active < 0 || count === 0 ? null : `row-${active % count}`);
  }

  #filter() {
    const { market, store } = this.#desk;
    this.#changes = market.changes;
    this.#filters.refresh();
    const [by, isDown] = store.get('sort');
    this.#shown = market.listings.filter((listing) => this.#filters.passes(listing)).sort(order(by, isDown));
    const all = market.listings.length;
    // A tenth of the cells that can glow: three in each row.
    this.#glow.capacity = Math.max(1, Math.floor(Math.min(this.#rows.length - 1, this.#shown.length) * 3 / 10));
    setAttribute(this.#list, 'aria-rowcount', this.#shown.length);
    this.#space.style.height = `${this.#shown.length * this.#rowHeight}px`;
    setText(this.#foot, this.#shown.length === all ? `${whole(all)} instruments`
      : this.#shown.length === 0 ? 'Nothing matches. Esc clears the search.'
      : `${whole(this.#shown.length)} of ${whole(all)} instruments`);
    this.#makeRoom();
  }

  /** Columns are as wide as the widest price needs; they never become narrower, so that they do not tremble. */
  #makeRoom() {
    let width = this.#priceWidth;
    for (const { last, bid, ask, priceScale } of this.#desk.market.listings) {
      const widths = [last, bid, ask].map((price) => price === null ? 0 : widthOf(exact(price, priceScale)));
      width = Math.max(width, ...widths);
    }

    if (width !== this.#priceWidth) {
      this.#priceWidth = width;
      this.#layOut();
    }
  }

  #buildHead() {
    for (const { id, title, key } of columns) {
      const cell = key === null ? el('span', {}, title) : el('button', { type: 'button' }, title);
      cell.className = `c-${id}`;
      cell.dataset.column = id;
      this.#head.append(cell);
    }

    this.listen(this.#head, 'click', (event) => this.#sortBy(event.target.closest('button')?.dataset.column));
    this.own(this.#desk.store.on('sort', () => this.#markSort()));
    this.#markSort();
  }

  #sortBy(id) {
    if (id !== undefined) {
      const [by, isDown] = this.#desk.store.get('sort');
      this.#desk.store.set('sort', [id, by === id ? !isDown : id !== 'symbol']);
    }
  }

  #markSort() {
    const [by, isDown] = this.#desk.store.get('sort');
    for (const cell of this.#head.children) {
      setAttribute(cell, 'data-sorted', cell.dataset.column === by ? (isDown ? 'down' : 'up') : null);
    }

    this.#changes = -1;
  }

  #layOut() {
    const isNarrow = matchMedia('(max-width: 760px)').matches;
    const wanted = this.#desk.store.get('columns');
    const chosen = fitting(wanted, this.#width - 20, this.#priceWidth, this.#digit);
    const template = chosen.map((column) => column.width(this.#priceWidth.toFixed(2))).join(' ');
    const shown = chosen.map(({ id }) => id).join(' ');
    if (`${template} ${isNarrow}` !== this.#columns) {
      this.#columns = `${template} ${isNarrow}`;
      this.root.style.setProperty('--columns', template);
      this.root.dataset.columns = shown;
    }
  }

  #resize(width, height) {
    const style = getComputedStyle(this.#list);
    this.#rowHeight = parseFloat(style.getPropertyValue('--row')) || 23;
    this.#digit = digitWidth(`${style.fontSize} ${style.fontFamily}`);
    [this.#width, this.#height] = [width, height];
    const wanted = Math.ceil(height / this.#rowHeight) + 1;
    while (this.#rows.length < wanted) {
      const row = new WatchRow(this.#rows.length, this.#glow);
      this.#rows.push(row);
      this.#list.append(row.element);
    }

    this.#rows.splice(wanted).forEach((row) => row.element.remove());
    this.#rows.forEach((row) => row.replace());
    this.#changes = -1;
    this.#layOut();
  }

  #indexOfChosen() {
    return this.#shown.findIndex((listing) => listing.symbol === this.#chosen);
  }

  #bringIntoSight(index) {
    if (index < 0) {
      return;
    }

    const top = index * this.#rowHeight;
    const bottom = top + this.#rowHeight;
    if (top < this.#scrollTop) {
      this.#list.scrollTop = top;
    } else if (bottom > this.#scrollTop + this.#height) {
      this.#list.scrollTop = bottom - this.#height;
    }
  }

  #click(event) {
    const row = event.target.closest('.watch-row');
    if (row !== null) {
      this.choose(row.dataset.symbol);
      showPage('book');
    }
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 1);
    const last = this.#shown.length - 1;
    const at = this.#indexOfChosen();
    const next = {
      ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last,
    }[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      this.choose(this.#shown[Math.min(last, Math.max(0, next))].symbol);
    }
  }
}

/** What has no value stands below, whichever way it is sorted. */
function order(by, isDown) {
  const { key } = columns.find(({ id }) => id === by) ?? columns[0];
  const sign = isDown ? -1 : 1;
  return (one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null || a === b) {
      return (a === null) - (b === null) || collator.compare(one.symbol, other.symbol);
    }

    return sign * (typeof a === 'string' ? collator.compare(a, b) : a - b);
  };
}

function digitWidth(font) {
  const context = document.createElement('canvas').getContext('2d');
  context.font = font;
  return context.measureText('0').width || 7;
}
