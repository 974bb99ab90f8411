/**
 * Panels of one's own below the desk: books, charts and tapes of other symbols side by side. They can be dragged into
 * another order, are kept by the browser, and travel with a link.
 * @module
 */
import { BookPart } from '../book/book-part.js';
import { ChartPart } from '../chart/chart-part.js';
import { el } from '../lib/dom.js';
import { Part } from '../lib/part.js';
import { TapePart } from '../trades/tape-part.js';

const kinds = {
  book: ['Book', BookPart], chart: ['Chart', ChartPart], tape: ['Trades', TapePart],
};
/** As many as a screen can hold, and a session may ask for. */
const panelsMax = 12;

/** @typedef {[kind: string, symbol: string]} Pinned */

export class Workspace extends Part {
  #desk;
  #panels = [];
  #dragged = null;
  #chosen = () => null;

  /**
   * @param {HTMLElement} buttons one for each kind of panel
   * @param {() => string | null} chosen the symbol that a new panel shows
   */
  constructor(root, buttons, desk, chosen) {
    super(root);
    this.#desk = desk;
    this.#chosen = chosen;
    const add = ({ target }) => target.dataset.kind in kinds && this.#add(target.dataset.kind);
    buttons.addEventListener('click', add);
    this.own(() => buttons.removeEventListener('click', add));
    this.own(desk.store.on('panels', () => this.#build()));
    this.own(() => this.#clear());
    const linked = readLink();
    if (linked !== null) {
      desk.store.set('panels', linked);
    }

    this.#build();
  }

  /** What a link carries of it; null: nothing. */
  get link() {
    const panels = this.#desk.store.get('panels');
    return panels.length === 0 ? null : panels.map((panel) => panel.join(':')).join(',');
  }

  #add(kind) {
    const panels = this.#desk.store.get('panels');
    if (this.#chosen() !== null && panels.length < panelsMax) {
      this.#desk.store.set('panels', [...panels, [kind, this.#chosen()]]);
    }
  }

  /** Panels that stay keep what they show; only others are made and taken away. */
  #build() {
    const wanted = this.#desk.store.get('panels').filter(([kind]) => kind in kinds);
    const left = [...this.#panels];
    this.#panels = wanted.map(([kind, symbol]) => {
      const at = left.findIndex((panel) => panel.kind === kind && panel.symbol === symbol);
      return at >= 0 ? left.splice(at, 1)[0] : this.#open(kind, symbol);
    });
    left.forEach((panel) => this.#close(panel));
    this.#panels.forEach(({ element }) => this.root.append(element));
    this.root.hidden = this.#panels.length === 0;
    document.body.dataset.panels = String(this.#panels.length > 0);
  }

  #open(kind, symbol) {
    const [title, Kind] = kinds[kind];
    const root = el('div', { className: `panel ${kind}` });
    const close = el('button', {
      type: 'button', className: 'icon-button', title: 'Take away', 'aria-label': `Take away: ${title} of ${symbol}`,
    }, '×');
    const bar = el('header', { className: 'pin-bar', draggable: true }, el('b', {}, symbol), close);
    const element = el('section', { className: 'pinned', 'aria-label': `${title} of ${symbol}` }, bar, root);
    const panel = { kind, symbol, element, part: new Kind(root, this.#desk) };
    panel.part.show(symbol);
    close.addEventListener('click', () => this.#move(panel, -1));
    bar.addEventListener('dragstart', () => this.#dragged = panel);
    element.addEventListener('dragover', (event) => event.preventDefault());
    element.addEventListener('drop', () => this.#move(this.#dragged, this.#panels.indexOf(panel)));
    bar.tabIndex = 0;
    bar.addEventListener('keydown', ({ key }) => this.#key(panel, key));
    return panel;
  }

  /** What a mouse drags, arrow keys move. */
  #key(panel, key) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const to = this.#panels.indexOf(panel) + step;
    if (step !== undefined && to >= 0 && to < this.#panels.length) {
      this.#move(panel, to);
      panel.element.firstChild.focus();
    }
  }

  /** Brings a panel to another place, or away. */
  #move(panel, to) {
    const panels = this.#panels.filter((other) => other !== panel);
    if (to >= 0) {
      panels.splice(to, 0, panel);
    }

    this.#desk.store.set('panels', panels.map(({ kind, symbol }) => [kind, symbol]));
  }

  #close({ part, element }) {
    part.dispose();
    element.remove();
  }

  #clear() {
    this.#panels.splice(0).forEach((panel) => this.#close(panel));
  }
}

/** @returns {Pinned[] | null} */
function readLink() {
  const text = new URLSearchParams(location.hash.slice(1)).get('panels');
  return text === null ? null : text.split(',').slice(0, panelsMax).map((panel) => {
    const at = panel.indexOf(':');
    return [panel.slice(0, at), panel.slice(at + 1)];
  });
}
