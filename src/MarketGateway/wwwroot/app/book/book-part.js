/**
 * The order book of a symbol: asks for it as deep and as coarse as wanted, and says what became of it.
 * @module
 */
import { el, setOptions, setText } from '../lib/dom.js';
import { onFrame } from '../lib/frames.js';
import { exact } from '../lib/numbers.js';
import { Part } from '../lib/part.js';
import { bookOf, firstDepth } from '../shell/first-requests.js';
import { Veil } from '../shell/veil.js';
import { Ladder } from './ladder.js';

/** 0: as many as fit. */
const depths = [0, 5, 10, 20, 50];
const groupings = [1, 2, 5, 10, 25, 50, 100];
const fitMin = 5;
const fitMax = 50;

export class BookPart extends Part {
  #desk;
  #depth;
  #grouping;
  #foot = el('footer', { className: 'panel-foot' });
  #anchor = el('button', {
    type: 'button', className: 'icon-button', title: 'Prices stay where they are (a, c)',
    'aria-label': 'Prices stay where they are',
  }, '⚓');
  #ladder;
  #veil;
  #symbol = null;
  #subscription = null;
  /** A book has come, or some of it. */
  onBook = () => {};
  /** What the gateway answered instead of a book. */
  #refusal = null;
  #termsShown = '';
  #fits = firstDepth;
  /** Counts changes that are not answered yet; 0: none. */
  #asking = 0;

  constructor(root, desk) {
    super(root);
    this.#desk = desk;
    this.#depth = el('select', { id: this.idOf('depth') });
    this.#grouping = el('select', { id: this.idOf('grouping') });
    const body = el('div', { className: 'veiled' });
    root.append(
      el('header', { className: 'panel-head' }, el('h2', {}, 'Order book'),
        el('label', {}, 'Depth ', this.#depth), el('label', {}, 'Group ', this.#grouping), this.#anchor),
      body, this.#foot);
    this.#ladder = new Ladder(body, this.#foot, this.idOf('ladder'));
    this.#veil = new Veil(body);
    setOptions(this.#depth, depths.map((depth) => [depth, depth || 'fit']), desk.store.get('depth'));
    setOptions(this.#grouping, [[1, '–']], 1);
    this.#depth.addEventListener('change', () => desk.store.set('depth', Number(this.#depth.value)));
    this.#grouping.addEventListener('change', () => this.#update({ grouping: Number(this.#grouping.value) }));
    this.own(desk.store.on('depth', () => this.#changeDepth()));
    this.listen(this.#anchor, 'click', () => this.toggleAnchor());
    this.own(desk.store.on('isAnchored', () => this.#applyAnchor()));
    this.#applyAnchor();
    this.#startAlerts();
    this.listen(document, 'page', () => this.#ladder.centre());
    this.watchSize(this.#ladder.element, (width, height) => {
      this.#ladder.width = width;
      this.#fit(height);
    });
    this.own(onFrame(() => this.#paint()));
    this.own(() => this.#subscription?.unsubscribe().catch(() => {}));
    this.#ladder.resize(this.#rows);
  }

  get symbol() {
    return this.#symbol;
  }

  show(symbol) {
    this.#subscription?.unsubscribe().catch(() => {});
    this.#symbol = symbol;
    this.#refusal = null;
    this.#asking = 0;
    this.#termsShown = '';
    this.#grouping.value = '1';
    this.#ladder.paint(null);
    const { client, checksums } = this.#desk;
    this.#subscription = client.subscribe(bookOf(symbol, this.#rows));
    this.#subscription.on('change', ({ stream }) => {
      this.#refusal = null;
      checksums.add(stream);
      this.onBook();
    });
    this.#subscription.on('error', (error) => this.#refusal = error);
    this.#ladder.centre();
  }

  stepDepth(step) {
    this.#step(this.#depth, step);
  }

  stepGrouping(step) {
    this.#step(this.#grouping, step);
  }

  centre() {
    this.#ladder.centre();
  }

  toggleAnchor() {
    const { store } = this.#desk;
    store.set('isAnchored', !store.get('isAnchored'));
  }

  #applyAnchor() {
    const isAnchored = this.#desk.store.get('isAnchored');
    this.#anchor.setAttribute('aria-pressed', String(isAnchored));
    this.#ladder.isAnchored = isAnchored;
    this.#ladder.centre();
  }

  /** A price that is clicked twice is one to hear of. */
  #startAlerts() {
    const { alerts, store, market } = this.#desk;
    const scale = () => market.find(this.#symbol)?.priceScale;
    this.#ladder.isMarked = (price) => alerts.has(this.#symbol, price, scale());
    this.own(store.on('alerts', () => this.#ladder.marks++));
    this.listen(this.#ladder.element, 'dblclick', ({ target }) => {
      const price = this.#ladder.priceAt(target);
      if (price !== null) {
        alerts.toggle(this.#symbol, price, scale());
      }
    });
  }

  #step(select, step) {
    const at = Math.min(select.options.length - 1, Math.max(0, select.selectedIndex + step));
    if (at !== select.selectedIndex) {
      select.selectedIndex = at;
      select.dispatchEvent(new Event('change'));
    }
  }

  get #rows() {
    return this.#desk.store.get('depth') || this.#fits;
  }

  /** Another height has room for other levels. */
  #fit(height) {
    const room = Math.floor((height - this.#ladder.spreadHeight) / 2 / this.#ladder.rowHeight);
    const fits = Math.min(fitMax, Math.max(fitMin, room));
    if (fits !== this.#fits) {
      this.#fits = fits;
      this.#changeDepth();
    }
  }

  #changeDepth() {
    this.#depth.value = String(this.#desk.store.get('depth'));
    if (this.#ladder.depth !== this.#rows) {
      this.#ladder.resize(this.#rows);
      this.#askForDepth(this.#subscription);
    }
  }

  /** Not before the first answer: what is asked for first may be under way already, as it is. */
  #askForDepth(subscription) {
    subscription?.ready.then(() => {
      if (subscription === this.#subscription && subscription.options.numbers.depth !== this.#rows) {
        this.#update({ depth: this.#rows });
      }
    }, () => {});
  }

  #update(changes) {
    const asking = ++this.#asking;
    this.#subscription?.update(changes).catch(() => {}).finally(() => {
      if (asking === this.#asking) {
        this.#asking = 0;
        this.#termsShown = '';
      }
    });
  }

  #paint() {
    const book = this.#subscription?.get(this.#symbol) ?? null;
    const listing = this.#desk.market.find(this.#symbol);
    this.#ladder.paint(book === null || book.version === null || this.#refusal !== null ? null : book, listing?.sizes);
    this.#veil.paint(book, this.#refusal);
    this.#showTerms(book);
  }

  /** The price steps to group by are known once the stream is, and how deep the gateway lets it be. */
  #showTerms(book) {
    const { tickSize, priceScale, depth } = book?.terms ?? {};
    const shown = `${this.#symbol} ${tickSize} ${priceScale} ${depth} ${this.#rows}`;
    if (book === null || book.version === null || shown === this.#termsShown) {
      return;
    }

    this.#termsShown = shown;
    const options = groupings.map((steps) => [steps, exact(steps * tickSize, priceScale)]);
    setOptions(this.#grouping, options, this.#grouping.value);
    const isLimited = this.#asking === 0 && depth > 0 && depth < this.#rows;
    this.#ladder.limit = isLimited ? `Only ${depth} levels: the limit of your sign-in or of this gateway.` : '';
    this.#ladder.centre();
  }
}
