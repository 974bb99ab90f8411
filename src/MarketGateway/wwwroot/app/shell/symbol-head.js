/**
 * The line above the desk: which symbol, what it costs, and its day.
 * @module
 */
import { el, setAttribute, setText } from '../lib/dom.js';
import { onFrame } from '../lib/frames.js';
import { change, compact, exact, nothing, widthOf } from '../lib/numbers.js';
import { Part } from '../lib/part.js';

export class SymbolHead extends Part {
  #desk;
  #wanted = null;
  #symbol = el('b', { id: 'symbol' });
  #description = el('p');
  #last = el('span', { className: 'last', id: 'last' });
  #change = el('span', { className: 'change' });
  #star = el('button', {
    type: 'button', className: 'icon-button star-button', 'aria-label': 'Favourite', title: 'Favourite (f)',
  });
  #values = {};
  #drawn = '';
  #priceWidth = 0;
  #sizeWidth = 0;

  /** @type {() => void} */
  onStar = () => {};

  constructor(root, desk) {
    super(root);
    this.#desk = desk;
    const list = el('dl');
    for (const [name, title] of [
      ['bid', 'Bid'], ['bidSize', 'Bid size'], ['ask', 'Ask'], ['askSize', 'Ask size'], ['high', 'High'],
      ['low', 'Low'], ['volume', 'Volume'], ['open', 'Open'], ['previousClose', 'Prev. close'],
    ]) {
      this.#values[name] = el('dd');
      list.append(el('div', { className: `h-${name}` }, el('dt', {}, title), this.#values[name]));
    }

    root.append(this.#star, el('div', { className: 'who' }, this.#symbol, this.#description),
      el('div', { className: 'now' }, this.#last, this.#change), list);
    this.listen(this.#star, 'click', () => this.onStar());
    this.own(onFrame(() => this.#paint()));
  }

  show(symbol) {
    this.#wanted = symbol;
    this.#drawn = '';
    this.#priceWidth = 0;
    this.#sizeWidth = 0;
  }

  #paint() {
    const listing = this.#desk.market.find(this.#wanted);
    const isFavourite = this.#desk.store.get('favourites').includes(this.#wanted);
    const drawn = `${this.#wanted} ${listing?.description} ${listing?.quote?.version} ${listing?.state} ${isFavourite}`;
    if (this.#wanted === null || drawn === this.#drawn) {
      return;
    }

    this.#drawn = drawn;
    setText(this.#star, isFavourite ? '★' : '☆');
    setAttribute(this.#star, 'aria-pressed', isFavourite);
    setText(this.#symbol, this.#wanted);
    const { description, venue, currency } = listing ?? {};
    setText(this.#description, [description, venue, currency].filter(Boolean).join(' · '));
    this.#paintPrices(listing);
  }

  #paintPrices(listing) {
    const quote = listing?.quote;
    const { priceScale = 0, last = null, reference = null } = listing ?? {};
    const price = (name) => this.#fit('price', exact(quote?.get(name), priceScale));
    setText(this.#last, this.#fit('price', exact(last, priceScale)));
    const percent = change(reference, last);
    const tone = percent === nothing || last === reference ? 'quiet' : last > reference ? 'up' : 'down';
    setAttribute(this.#last, 'data-tone', tone);
    setAttribute(this.#change, 'data-tone', tone);
    setText(this.#change, percent === nothing ? '' : `${exact(last - reference, priceScale)}  ${percent} %`);
    setText(this.#values.bid, price('bidPrice'));
    setText(this.#values.ask, price('askPrice'));
    for (const name of ['open', 'high', 'low', 'previousClose']) {
      setText(this.#values[name], price(name));
    }

    for (const name of ['bidSize', 'askSize']) {
      const size = quote?.get(name) ?? null;
      const text = size === null ? nothing : listing.sizes.text(size, quote.terms.sizeScale);
      setText(this.#values[name], this.#fit('size', text));
    }

    setText(this.#values.volume, compact(listing?.volume ?? null));
  }

  /** Fields are as wide as the widest number of this symbol so far, so that nothing beside them moves. */
  #fit(kind, text) {
    const width = Math.ceil(widthOf(text));
    if (kind === 'price' && width > this.#priceWidth) {
      this.#priceWidth = width;
      this.root.style.setProperty('--price-width', `${width}ch`);
    } else if (kind === 'size' && width > this.#sizeWidth) {
      this.#sizeWidth = width;
      this.root.style.setProperty('--size-width', `${width}ch`);
    }

    return text;
  }
}
