/**
 * One instrument in the watch list: its definition and the quote that the client holds of it.
 * @module
 */
import { SizeDigits } from '../lib/size-digits.js';
import { PriceTrail } from './sparkline.js';

export class Listing {
  trail = new PriceTrail();
  /** How its sizes are written, everywhere. */
  sizes = new SizeDigits();
  /** @type {import('@marketgateway/client').QuoteStream | null} */
  quote = null;
  /** Source updates since the page began: how busy it is. */
  updates = 0;
  venue = '';
  assetClass = '';
  currency = '';
  description = '';
  /** False: it was taken from the list, and may come back. */
  isListed = true;
  #ownScale = 0;
  searchText;

  constructor(symbol) {
    this.symbol = symbol;
    this.searchText = symbol.toUpperCase();
  }

  /** @param {Record<string, any>} definition as GET /v1/instruments has it */
  define(definition) {
    const { venue, assetClass, currency, description, priceScale, listed } = definition;
    Object.assign(this, { venue, assetClass, currency, description, isListed: listed !== false });
    this.#ownScale = priceScale;
    this.searchText = `${this.symbol} ${description}`.toUpperCase();
  }

  get state() {
    const state = this.quote?.state ?? 'loading';
    return state === 'ended' || (!this.isListed && state !== 'live') ? 'gone' : state;
  }

  get priceScale() {
    return this.quote?.terms.priceScale ?? this.#ownScale;
  }

  get bid() {
    return this.#field('bidPrice');
  }

  get ask() {
    return this.#field('askPrice');
  }

  get last() {
    return this.#field('lastPrice');
  }

  get volume() {
    const volume = this.#field('volume');
    return volume === null ? null : volume / 10 ** this.quote.terms.sizeScale;
  }

  /** What the change of the day counts from. */
  get reference() {
    return this.#field('previousClose') ?? this.#field('open');
  }

  get changeShare() {
    const { last, reference } = this;
    return last === null || !reference ? null : (last - reference) / reference;
  }

  /** The spread as a share of the middle. */
  get spreadShare() {
    const { bid, ask } = this;
    return bid === null || ask === null || bid + ask === 0 ? null : (ask - bid) * 2 / (bid + ask);
  }

  /** The middle of the book or, where there is none, the last price; null: neither. */
  get middle() {
    const [bid, ask] = [this.bid, this.ask];
    return bid !== null && ask !== null ? (bid + ask) / 2 : this.last;
  }

  /** A second has passed. */
  sample() {
    const price = this.middle;
    if (price !== null && this.state === 'live') {
      this.trail.add(price);
    }
  }

  #field(name) {
    return this.quote?.get(name) ?? null;
  }
}
