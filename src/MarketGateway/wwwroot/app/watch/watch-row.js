/**
 * One row of the watch list. It is re-used for other symbols as the list scrolls.
 * @module
 */
import { el, setAttribute, setText } from '../lib/dom.js';
import { change, compact, exact, nothing } from '../lib/numbers.js';
import { TrailLine } from './sparkline.js';

const badges = { gapped: 'GAPPED', stale: 'STALE', loading: 'NO DATA', gone: 'GONE' };
const glowing = ['last', 'bid', 'ask'];
/** Ten times a second: numbers that change faster cannot be read, and each change is a layout. */
const writeEveryMs = 100;
/** A move of so much and more is the strongest tint. */
const hottest = 0.02;

export class WatchRow {
  #glow;
  #symbol = el('b');
  #badge = el('span', { className: 'badge' });
  #star = el('i', { className: 'star', 'aria-label': 'favourite' }, '★');
  #cells;
  #trail = new TrailLine();
  #listing = null;
  #index = -1;
  #version = null;
  #writtenAt = -Infinity;
  #state = '';
  #isChosen = null;
  #isFavourite = null;
  #points = -1;
  #prices = [null, null, null];

  /** @param {import('../lib/glow.js').Glow} glow */
  constructor(number, glow) {
    this.#glow = glow;
    const name = el('span', { className: 'name c-symbol', role: 'gridcell' }, this.#star, this.#symbol, this.#badge);
    this.#cells = Object.fromEntries(['last', 'change', 'bid', 'ask', 'spread', 'volume'].map((id) =>
      [id, el('span', { className: `c-${id}`, role: 'gridcell' })]));
    const trail = el('span', { role: 'gridcell', className: 'c-trail', 'aria-label': 'the last two minutes' }, this.#trail.element);
    this.element = el('div', { className: 'watch-row', role: 'row', id: `row-${number}`, hidden: true },
      name, ...Object.values(this.#cells), trail);
  }

  /** Takes its place anew: rows have another height. */
  replace() {
    this.#listing = null;
  }

  /** Draws all again. */
  forget() {
    this.#version = null;
    this.#points = -1;
  }

  /** True when something would be written now that can wait for another frame. */
  isBehind(listing, now) {
    if (listing === undefined) {
      return false;
    }

    const isAnother = this.#listing !== listing || this.#version === null;
    return this.#points !== listing.trail.count
      || (this.#version !== listing.quote?.version && (isAnother || now - this.#writtenAt >= writeEveryMs));
  }

  /** What must be right in each frame: which symbol it is, and whether it is the chosen one. */
  place(listing, index, height, isChosen, isFavourite) {
    if (listing === undefined) {
      if (!this.element.hidden) {
        this.#listing = null;
        this.element.hidden = true;
        setAttribute(this.element, 'data-symbol', null);
      }

      return;
    }

    if (this.#listing !== listing || this.#index !== index) {
      this.#take(listing, index, height);
    }

    if (this.#isChosen !== isChosen) {
      this.#isChosen = isChosen;
      setAttribute(this.element, 'aria-selected', isChosen);
    }

    if (this.#isFavourite !== isFavourite) {
      this.#isFavourite = isFavourite;
      this.#star.hidden = !isFavourite;
    }

    if (this.#state !== listing.state) {
      this.#state = listing.state;
      // After another log began the same version may mean another price.
      this.#version = null;
      setAttribute(this.element, 'data-state', listing.state);
      setText(this.#badge, badges[listing.state] ?? '');
    }
  }

  write(listing, now) {
    if (this.#version !== listing.quote?.version) {
      this.#version = listing.quote?.version;
      this.#writtenAt = now;
      this.#write(listing, now);
    }

    if (this.#points !== listing.trail.count) {
      this.#points = listing.trail.count;
      this.#trail.draw(listing.trail);
    }
  }

  #take(listing, index, height) {
    this.#listing = listing;
    this.#index = index;
    this.#prices = [null, null, null];
    this.forget();
    this.element.hidden = false;
    this.element.dataset.symbol = listing.symbol;
    this.element.title = `${listing.description}  ${listing.venue}, ${listing.assetClass}, ${listing.currency}`;
    this.element.ariaRowIndex = String(index + 1);
    this.element.style.transform = `translateY(${index * height}px)`;
    setText(this.#symbol, listing.symbol);
  }

  #write(listing, now) {
    const { reference, last, priceScale, changeShare, spreadShare, volume } = listing;
    glowing.forEach((name, at) => {
      const price = listing[name];
      setText(this.#cells[name], exact(price, priceScale));
      this.#flash(this.#cells[name], this.#prices[at], price, now);
      this.#prices[at] = price;
    });
    setText(this.#cells.change, change(reference, last));
    const tone = changeShare === null || changeShare === 0 ? 'quiet' : changeShare > 0 ? 'up' : 'down';
    setAttribute(this.#cells.change, 'data-tone', tone);
    setAttribute(this.#cells.change, 'data-heat', Math.min(3, Math.ceil(Math.abs(changeShare ?? 0) / hottest * 3)));
    setText(this.#cells.spread, spreadShare === null ? nothing : (spreadShare * 1e4).toFixed(2));
    setText(this.#cells.volume, compact(volume));
  }

  #flash(cell, from, to, now) {
    if (from !== null && to !== null && from !== to) {
      this.#glow.flash(cell, to > from, now);
    }
  }
}
