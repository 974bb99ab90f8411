/**
 * What the watch list is narrowed down by: a text, a venue, an asset class, a list of one's own. All of it is kept.
 * @module
 */
import { el, setAttribute, setOptions } from '../lib/dom.js';
import { exact } from '../lib/numbers.js';
import { columns } from './columns.js';

const everything = '';
const favourites = '★';

export class WatchFilters {
  #desk;
  #on;
  #search = el('input', {
    type: 'search', id: 'search', placeholder: 'Search  ( / )', 'aria-label': 'Search symbols', autocomplete: 'off',
    spellcheck: false,
  });
  #venue = el('select', { id: 'venue', 'aria-label': 'Venue' });
  #assetClass = el('select', { id: 'asset-class', 'aria-label': 'Asset class' });
  #list = el('select', { id: 'list', 'aria-label': 'List' });
  #more = el('details', { className: 'watch-more' });
  #text = '';

  /**
   * @param {{ onChange: () => void, onDone: () => void, onLayout: () => void, shown: () => any[] }} on
   */
  constructor(desk, on) {
    this.#desk = desk;
    this.#on = on;
    this.element = el('form', { className: 'watch-filters', id: 'watch-filters', role: 'search' },
      this.#search, this.#list, this.#venue, this.#assetClass, this.#more);
    const { store } = desk;
    this.#search.value = store.get('search');
    this.#text = this.#search.value.trim().toUpperCase();
    this.#search.addEventListener('input', () => this.#setSearch(this.#search.value));
    this.#search.addEventListener('keydown', (event) => this.#searchKey(event));
    this.element.addEventListener('submit', (event) => event.preventDefault());
    for (const [select, name] of [[this.#venue, 'venue'], [this.#assetClass, 'assetClass'], [this.#list, 'list']]) {
      select.addEventListener('input', () => {
        store.set(name, select.value);
        on.onChange();
      });
    }

    store.on('favourites', () => on.onChange());
    store.on('columns', () => on.onLayout());
    this.#fillLists();
    this.#buildMore();
  }

  passes(listing) {
    const { store } = this.#desk;
    const list = store.get('list');
    return (this.#text === '' || listing.searchText.includes(this.#text))
      && (store.get('venue') === '' || listing.venue === store.get('venue'))
      && (store.get('assetClass') === '' || listing.assetClass === store.get('assetClass'))
      && (list === everything || this.#symbolsOf(list).includes(listing.symbol));
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** The choices are those that the market has, and the one that was made. */
  refresh() {
    const { market, store } = this.#desk;
    if (market.attributesChanged()) {
      const fill = (select, all, values, chosen) => setOptions(
        select, [['', all], ...[...new Set([...values, chosen])].filter(Boolean).map(asOption)], chosen);
      fill(this.#venue, 'All venues', market.venues, store.get('venue'));
      fill(this.#assetClass, 'All classes', market.assetClasses, store.get('assetClass'));
    }
  }

  /** Puts a symbol on the list that is shown, or takes it off; where no list is shown, on the favourites. */
  toggle(symbol) {
    const { store } = this.#desk;
    const list = store.get('list');
    const symbols = toggled(this.#symbolsOf(list === everything ? favourites : list), symbol);
    if (list === everything || list === favourites) {
      store.set('favourites', symbols);
    } else {
      store.set('lists', { ...store.get('lists'), [list]: symbols });
      this.#on.onChange();
    }
  }

  #symbolsOf(list) {
    const { store } = this.#desk;
    return list === favourites ? store.get('favourites') : store.get('lists')[list] ?? [];
  }

  #setSearch(text) {
    this.#search.value = text;
    this.#text = text.trim().toUpperCase();
    this.#desk.store.set('search', text);
    this.#on.onChange();
  }

  #searchKey(event) {
    if (event.key === 'Escape') {
      this.#setSearch('');
      this.#on.onDone();
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      this.#on.onDone();
    }
  }

  #fillLists() {
    const { store } = this.#desk;
    const own = Object.keys(store.get('lists'));
    const chosen = own.includes(store.get('list')) || store.get('list') === favourites ? store.get('list') : everything;
    store.set('list', chosen);
    setOptions(this.#list, [[everything, 'All'], [favourites, '★ Favourites'], ...own.map(asOption)], chosen);
  }

  #buildMore() {
    const { store } = this.#desk;
    const name = el('input', {
      type: 'text', placeholder: 'New list', 'aria-label': 'Name of a new list', maxLength: 24,
    });
    name.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this.#addList(name);
      }
    });
    const act = (text, onClick) => {
      const button = el('button', { type: 'button' }, text);
      button.addEventListener('click', onClick);
      return button;
    };
    const choices = columns.filter(({ id }) => id !== 'symbol').map(({ id, title }) => {
      const box = el('input', { type: 'checkbox', checked: store.get('columns').includes(id) });
      box.addEventListener('change', () => store.set('columns', toggled(store.get('columns'), id)));
      return el('label', {}, box, ` ${title}`);
    });
    this.#more.append(el('summary', { 'aria-label': 'Columns, lists, export', title: 'Columns, lists, export' }, '⋯'),
      el('div', { className: 'watch-menu' },
        el('fieldset', {}, el('legend', {}, 'Columns'), ...choices),
        el('fieldset', {}, el('legend', {}, 'Lists'), name,
          act('Add', () => this.#addList(name)), act('Remove the shown one', () => this.#removeList())),
        el('fieldset', {}, el('legend', {}, 'What is shown'),
          act('Copy', () => navigator.clipboard?.writeText(this.#table('\t'))),
          act('Save as CSV', () => this.#save()))));
  }

  #addList(input) {
    const name = input.value.trim();
    if (name !== '' && name !== favourites) {
      const { store } = this.#desk;
      store.set('lists', { [name]: [], ...store.get('lists') });
      store.set('list', name);
      input.value = '';
      this.#fillLists();
      this.#on.onChange();
    }
  }

  #removeList() {
    const { store } = this.#desk;
    const { [store.get('list')]: removed, ...rest } = store.get('lists');
    store.set('lists', rest);
    this.#fillLists();
    this.#on.onChange();
  }

  /** As other programs read it: plain numbers, without thousands apart. */
  #table(separator) {
    const number = (value, scale) => value === null ? '' : exact(value, scale).replaceAll(',', '').replace('−', '-');
    const rows = this.#on.shown().map((listing) => [
      listing.symbol, ...[listing.last, listing.bid, listing.ask].map((price) => number(price, listing.priceScale)),
      listing.changeShare === null ? '' : (listing.changeShare * 100).toFixed(4), listing.volume ?? '', listing.state,
    ]);
    const head = ['symbol', 'last', 'bid', 'ask', 'change_percent', 'volume', 'state'];
    const cell = (value) => /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
    return [head, ...rows].map((row) => row.map(cell).join(separator)).join('\n');
  }

  #save() {
    const url = URL.createObjectURL(new Blob([this.#table(',')], { type: 'text/csv' }));
    el('a', { href: url, download: 'watch-list.csv' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    setAttribute(this.#more, 'open', null);
  }
}

const asOption = (value) => [value, value];

function toggled(values, value) {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}
