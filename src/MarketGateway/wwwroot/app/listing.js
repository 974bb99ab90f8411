/**
 * One instrument in the watch list: its definition and the quote that the client holds of it.
 * @module
 */
import { PriceTrail } from './sparkline.js';

export class Listing {
  trail = new PriceTrail();
  /** @type {import('@marketgateway/client').QuoteStream | null} */
  quote = null;
  /** Source updates since the page began: how busy it is. */
  updates = 0;
  venue = '';
  assetClass = '';
  currency = '';
  description = '';
  #ownScale = 0;
  searchText;

  constructor(symbol) {
    this.symbol = symbol;
    this.searchText = symbol.toUpperCase();
  }

  /** @param {Record<string, any>} definition as GET /v1/instruments has it */
  define(definition) {
    const { venue, assetClass, currency, description, priceScale } = definition;
    Object.assign(this, { venue, assetClass, currency, description });
    this.#ownScale = priceScale;
    this.searchText = `${this.symbol} ${description}`.toUpperCase();
  }

  get state() {
    return this.quote?.state ?? 'loading';
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

  /** What the change of the day counts from. */
  get reference() {
    return this.#field('previousClose') ?? this.#field('open');
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
