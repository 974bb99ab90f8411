/**
 * The watch list: what passes the filters, in a window of rows that scrolls over it. Only rows in sight exist.
 * @module
 */
import { byId, el, setAttribute, setOptions, setText } from './dom.js';
import { WatchRow } from './watch-row.js';
import { whole } from './numbers.js';
import { showPage } from './pages.js';
import { onThemeChange } from './theme.js';

export class WatchList {
  #market;
  #root = byId('watch-list');
  #foot = byId('watch-foot');
  #search = byId('search');
  #venue = byId('venue');
  #assetClass = byId('asset-class');
  #space = el('div', { role: 'presentation' });
  /** @type {import('./market.js').Listing[]} */
  #shown = [];
  /** @type {WatchRow[]} */
  #rows = [];
  #filtered = -1;
  #chosen = null;
  #rowHeight = 0;

  /** @type {(symbol: string) => void} */
  onChoose = () => {};

  /** @param {import('./market.js').Market} market */
  constructor(market) {
    this.#market = market;
    this.#root.append(this.#space);
    this.#root.addEventListener('click', (event) => this.#click(event));
    this.#root.addEventListener('keydown', (event) => this.#key(event));
    for (const control of [this.#search, this.#venue, this.#assetClass]) {
      control.addEventListener('input', () => this.#filtered = -1);
    }

    byId('watch-filters').addEventListener('submit', (event) => {
      event.preventDefault();
      this.focus();
    });
    this.#search.addEventListener('keydown', (event) => this.#searchKey(event));
    onThemeChange(() => this.#rows.forEach((row) => row.forget()));
    new ResizeObserver(() => this.#resize()).observe(this.#root);
  }

  get chosen() {
    return this.#chosen;
  }

  focus() {
    this.#root.focus();
    if (this.#shown.length > 0 && this.#indexOfChosen() < 0) {
      this.choose(this.#shown[0].symbol);
    }
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  choose(symbol) {
    if (symbol !== this.#chosen) {
      this.#chosen = symbol;
      this.onChoose(symbol);
    }

    this.#bringIntoSight(this.#indexOfChosen());
  }

  paint(now) {
    if (this.#filtered !== this.#market.changes) {
      this.#filter();
    }

    const first = Math.floor(this.#root.scrollTop / this.#rowHeight);
    this.#rows.forEach((row, slot) => {
      // Row n always shows index n modulo the pool, so that scrolling by one re-uses all others as they are.
      const index = first + (slot - first % this.#rows.length + this.#rows.length) % this.#rows.length;
      row.paint(this.#shown[index], index, this.#chosen, now);
    });
    const active = this.#indexOfChosen();
    setAttribute(this.#root, 'aria-activedescendant', active < 0 ? null : `row-${active % this.#rows.length}`);
  }

  #filter() {
    if (this.#market.attributesChanged()) {
      this.#fillChoices();
    }

    this.#filtered = this.#market.changes;
    const text = this.#search.value.trim().toUpperCase();
    this.#shown = this.#market.listings.filter((listing) =>
      (text === '' || listing.searchText.includes(text)) &&
      (this.#venue.value === '' || listing.venue === this.#venue.value) &&
      (this.#assetClass.value === '' || listing.assetClass === this.#assetClass.value));
    setAttribute(this.#root, 'aria-rowcount', this.#shown.length);
    this.#space.style.height = `${this.#shown.length * this.#rowHeight}px`;
    const all = this.#market.listings.length;
    setText(this.#foot, this.#shown.length === all ? `${whole(all)} instruments`
      : this.#shown.length === 0 ? 'Nothing matches. Esc clears the search.'
      : `${whole(this.#shown.length)} of ${whole(all)} instruments`);
  }

  #fillChoices() {
    const fill = (select, all, values) => setOptions(
      select, [['', all], ...values.map((value) => [value, value])], values.includes(select.value) ? select.value : '');
    fill(this.#venue, 'All venues', this.#market.venues);
    fill(this.#assetClass, 'All classes', this.#market.assetClasses);
  }

  #resize() {
    this.#rowHeight = parseFloat(getComputedStyle(this.#root).getPropertyValue('--row')) || 23;
    const wanted = Math.ceil(this.#root.clientHeight / this.#rowHeight) + 1;
    while (this.#rows.length < wanted) {
      const row = new WatchRow(this.#rows.length);
      this.#rows.push(row);
      this.#root.append(row.element);
    }

    this.#rows.splice(wanted).forEach((row) => row.element.remove());
    this.#rows.forEach((row) => row.place(this.#rowHeight));
    this.#filtered = -1;
  }

  #indexOfChosen() {
    return this.#shown.findIndex((listing) => listing.symbol === this.#chosen);
  }

  #bringIntoSight(index) {
    if (index < 0) {
      return;
    }

    const top = index * this.#rowHeight;
    const { scrollTop, clientHeight } = this.#root;
    this.#root.scrollTop = top < scrollTop ? top
      : top + this.#rowHeight > scrollTop + clientHeight ? top + this.#rowHeight - clientHeight : scrollTop;
  }

  #click(event) {
    const row = event.target.closest('.watch-row');
    if (row !== null) {
      this.choose(row.dataset.symbol);
      showPage('book');
    }
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#root.clientHeight / this.#rowHeight) - 1);
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

  #searchKey(event) {
    if (event.key === 'Escape') {
      this.#search.value = '';
      this.#filtered = -1;
      this.focus();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.focus();
    }
  }
}
