/**
 * The chart of a symbol: its candles, its depth or its book over time.
 * @module
 */
import { el, setOptions } from '../lib/dom.js';
import { onFrame } from '../lib/frames.js';
import { Part } from '../lib/part.js';
import { CandleView } from './candle-view.js';
import { DepthView } from './depth-view.js';
import { HeatView } from './heat-view.js';

const periods = [
  [1, '1 s'], [5, '5 s'], [15, '15 s'], [60, '1 min'], [300, '5 min'], [900, '15 min'], [3600, '1 h'],
];
const views = { candles: ['Candles', CandleView], depth: ['Depth', DepthView], heat: ['Heat map', HeatView] };

export class ChartPart extends Part {
  #desk;
  #kind;
  #period;
  #newest = el(
    'button', { type: 'button', className: 'icon-button', title: 'Back to now', 'aria-label': 'Back to now' }, '⇥');
  #body = el('div', { className: 'veiled' });
  #view = null;
  #symbol = null;

  constructor(root, desk) {
    super(root);
    this.#desk = desk;
    this.#kind = el('select', { id: this.idOf('chart-view'), 'aria-label': 'What the chart shows' });
    this.#period = el('select', { id: this.idOf('period'), 'aria-label': 'Period' });
    root.append(
      el('header', { className: 'panel-head' }, el('h2', {}, 'Chart'), this.#kind, this.#period, this.#newest),
      this.#body);
    setOptions(this.#kind, Object.entries(views).map(([name, [title]]) => [name, title]), desk.store.get('chart'));
    setOptions(this.#period, periods, desk.store.get('period'));
    this.#kind.addEventListener('change', () => desk.store.set('chart', this.#kind.value));
    this.#period.addEventListener('change', () => desk.store.set('period', Number(this.#period.value)));
    this.#newest.addEventListener('click', () => this.#view?.showNewest?.());
    this.own(desk.store.on('period', (seconds) => this.#view?.setPeriod?.(seconds)));
    this.own(desk.store.on('chart', () => this.#open()));
    this.own(onFrame((now) => this.#view?.paint(now)));
    this.own(() => this.#view?.dispose());
  }

  show(symbol) {
    this.#symbol = symbol;
    if (this.#view === null) {
      this.#open();
    } else {
      this.#view.show(symbol);
    }
  }

  #open() {
    const name = this.#desk.store.get('chart') in views ? this.#desk.store.get('chart') : 'candles';
    this.#kind.value = name;
    this.#view?.dispose();
    this.#view = new views[name][1](this.#desk, this.idOf('chart-plot'));
    this.#body.replaceChildren(this.#view.element);
    this.#period.hidden = this.#newest.hidden = name !== 'candles';
    if (this.#symbol !== null) {
      this.#view.show(this.#symbol);
    }
  }
}
