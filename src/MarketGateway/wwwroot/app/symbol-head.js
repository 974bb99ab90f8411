/**
 * The line above the desk: which symbol, what it costs, and its day.
 * @module
 */
import { byId, el, setText } from './dom.js';
import { change, compact, exact, nothing, trimmed } from './numbers.js';

export class SymbolHead {
  #symbol = el('b', { id: 'symbol' });
  #description = el('p');
  #last = el('span', { className: 'last', id: 'last' });
  #change = el('span', { className: 'change' });
  #values = {};
  #drawn = '';

  constructor() {
    const list = el('dl');
    for (const [name, title, isMinor] of [
      ['bid', 'Bid'], ['ask', 'Ask'], ['open', 'Open', true], ['high', 'High'], ['low', 'Low'],
      ['previousClose', 'Prev. close', true], ['volume', 'Volume'],
    ]) {
      this.#values[name] = el('dd');
      list.append(el('div', { className: isMinor ? 'minor' : '' }, el('dt', {}, title), this.#values[name]));
    }

    const who = el('div', { className: 'who' }, this.#symbol, this.#description);
    byId('symbol-head').append(who, this.#last, this.#change, list);
  }

  /** @param {import('./listing.js').Listing | undefined} listing */
  paint(listing) {
    const drawn = `${listing?.symbol} ${listing?.description} ${listing?.quote?.version}`;
    if (listing === undefined || drawn === this.#drawn) {
      return;
    }

    this.#drawn = drawn;
    const { quote, priceScale, last, reference } = listing;
    setText(this.#symbol, listing.symbol);
    setText(this.#description, [listing.description, listing.venue, listing.currency].filter(Boolean).join(' · '));
    setText(this.#last, exact(last, priceScale));
    const percent = change(reference, last);
    const tone = percent === nothing || last === reference ? '' : last > reference ? ' up' : ' down';
    this.#last.className = `last${tone}`;
    this.#change.className = `change${tone}`;
    setText(this.#change, percent === nothing ? '' : `${exact(last - reference, priceScale)}  ${percent} %`);
    for (const name of ['open', 'high', 'low', 'previousClose']) {
      setText(this.#values[name], exact(quote?.get(name), priceScale));
    }

    this.#paintSized('bid', listing.bid, quote?.get('bidSize'), listing);
    this.#paintSized('ask', listing.ask, quote?.get('askSize'), listing);
    const volume = quote?.get('volume') ?? null;
    setText(this.#values.volume, volume === null ? nothing : compact(volume / 10 ** quote.terms.sizeScale));
  }

  #paintSized(name, price, size, { priceScale, quote }) {
    const text = price === null ? nothing : `${exact(price, priceScale)} × ${trimmed(size, quote.terms.sizeScale)}`;
    setText(this.#values[name], text);
  }
}
