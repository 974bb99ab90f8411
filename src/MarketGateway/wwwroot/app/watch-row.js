/**
 * One row of the watch list. It is re-used for other symbols as the list scrolls.
 * @module
 */
import { el, setAttribute, setText } from './dom.js';
import { change, exact } from './numbers.js';
import { drawTrail } from './sparkline.js';
import { colour } from './theme.js';

const flashMs = 450;
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const badges = { gapped: 'GAPPED', stale: 'STALE', loading: 'NO DATA' };

export class WatchRow {
  #name = el('span', { className: 'name', role: 'gridcell' });
  #badge = el('span', { className: 'badge' });
  #last = cell('price');
  #change = cell();
  #bid = cell('price');
  #ask = cell('price');
  #trail = el('canvas', { role: 'gridcell', 'aria-label': 'the last two minutes' });
  #listing = null;
  #drawn = '';
  #points = -1;
  #prices = [null, null, null];

  constructor(number) {
    this.#name.append('', this.#badge);
    this.element = el('div', { className: 'watch-row', role: 'row', id: `row-${number}` },
      this.#name, this.#last, this.#change, this.#bid, this.#ask, this.#trail);
  }

  place(height) {
    this.element.dataset.height = height;
    this.#listing = null;
  }

  /** The colours are others: draw all again. */
  forget() {
    this.#drawn = '';
    this.#points = -1;
  }

  paint(listing, index, chosen) {
    this.element.hidden = listing === undefined;
    if (listing === undefined) {
      this.#listing = null;
      setAttribute(this.element, 'data-symbol', null);
      return;
    }

    if (this.#listing !== listing || this.element.ariaRowIndex !== String(index + 1)) {
      this.#take(listing, index);
    }

    setAttribute(this.element, 'aria-selected', listing.symbol === chosen);
    const drawn = `${listing.quote?.version} ${listing.state}`;
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#write(listing);
    }

    if (this.#points !== listing.trail.count) {
      this.#points = listing.trail.count;
      drawTrail(this.#trail, listing.trail, colour('--up'), colour('--down'));
    }
  }

  #take(listing, index) {
    this.#listing = listing;
    this.#prices = [null, null, null];
    this.forget();
    this.element.dataset.symbol = listing.symbol;
    this.element.title = `${listing.description}  ${listing.venue}, ${listing.assetClass}, ${listing.currency}`;
    this.element.ariaRowIndex = String(index + 1);
    this.element.style.transform = `translateY(${index * Number(this.element.dataset.height)}px)`;
    this.#name.firstChild.nodeValue = listing.symbol;
  }

  #write(listing) {
    setAttribute(this.element, 'data-state', listing.state);
    setText(this.#badge, badges[listing.state] ?? '');
    const { last, bid, ask, reference, priceScale } = listing;
    [[this.#last, last], [this.#bid, bid], [this.#ask, ask]].forEach(([target, price], at) => {
      setText(target, exact(price, priceScale));
      this.#flash(target, this.#prices[at], price);
      this.#prices[at] = price;
    });
    setText(this.#change, change(reference, last));
    this.#change.className = reference === null || last === reference ? 'quiet' : last > reference ? 'up' : 'down';
  }

  #flash(target, from, to) {
    if (from === null || to === null || from === to || calm.matches) {
      return;
    }

    const name = to > from ? '--up' : '--down';
    const flash = { color: colour(name), backgroundColor: colour(`${name}-flash`) };
    target.animate([flash, {}], { duration: flashMs, easing: 'ease-out' });
  }
}

function cell(className = '') {
  return el('span', { className, role: 'gridcell' });
}
