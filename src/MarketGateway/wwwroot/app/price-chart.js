/**
 * Bid, ask and trades of the chosen symbol over time. Prices stay the integers that they are; only labels are scaled.
 * @module
 */
import uPlot from 'uplot';
import { byId, setOptions } from './dom.js';
import { exact } from './numbers.js';
import { colour, onThemeChange } from './theme.js';

const pointsMax = 6000;
const spans = [[60, '1 min'], [300, '5 min'], [900, '15 min']];

export class PriceChart {
  #root = byId('chart-plot');
  #span = byId('span');
  #plot = null;
  #scale = 0;
  #isDirty = false;
  /** Times in seconds, then bids, asks and trades; a hole is null. */
  #points = [[], [], [], []];

  constructor() {
    setOptions(this.#span, spans, 60);
    this.#span.addEventListener('change', () => this.#isDirty = true);
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#root);
    onThemeChange(() => this.#build());
  }

  /** @param {number} priceScale */
  reset(priceScale) {
    this.#scale = priceScale;
    this.#points = [[], [], [], []];
    this.#build();
  }

  /**
   * Brings what is shown to other scales of the symbol.
   * @param {number} priceScale
   */
  rescale(priceScale) {
    if (priceScale !== this.#scale) {
      const factor = 10 ** (priceScale - this.#scale);
      const [times, ...prices] = this.#points;
      this.#points = [times, ...prices.map((line) => line.map((price) => price === null ? null : price * factor))];
      this.#scale = priceScale;
      this.#build();
    }
  }

  addTrade(seconds, price) {
    this.#add(seconds, null, null, price);
  }

  addQuote(seconds, bid, ask) {
    this.#add(seconds, bid, ask, null);
  }

  /** @param {number} now the gateway's time in seconds */
  paint(now) {
    if (this.#plot === null || this.#root.clientWidth === 0) {
      return;
    }

    if (this.#isDirty) {
      this.#isDirty = false;
      this.#plot.setData(this.#points, false);
    }

    this.#plot.setScale('x', { min: now - Number(this.#span.value), max: now });
  }

  #add(seconds, bid, ask, last) {
    const times = this.#points[0];
    // Venue times may stand a little out of order; uPlot wants them rising.
    times.push(Math.max(seconds, times.at(-1) ?? 0));
    [bid, ask, last].forEach((value, index) => this.#points[index + 1].push(value));
    if (times.length > pointsMax) {
      this.#points = this.#points.map((values) => values.slice(pointsMax / 4));
    }

    this.#isDirty = true;
  }

  #size() {
    return { width: this.#root.clientWidth, height: this.#root.clientHeight };
  }

  #build() {
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), this.#points, this.#root);
  }

  #options() {
    const grid = { stroke: colour('--line'), width: 1 };
    const axis = { stroke: colour('--muted'), grid, ticks: { show: false }, font: '11px Inter, system-ui, sans-serif' };
    const line = (name) => ({ stroke: colour(name), width: 1.2, points: { show: false }, spanGaps: true });
    return {
      ...this.#size(),
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      legend: { show: false },
      padding: [8, 4, 0, 4],
      scales: { x: { time: true }, y: { range: (plot, low, high) => this.#range(low, high) } },
      axes: [
        { ...axis, size: 26, space: 70, values: '{HH}:{mm}:{ss}' },
        {
          ...axis, side: 1, size: 76, incrs: steps(),
          values: (plot, ticks) => ticks.map((tick) => exact(tick, this.#scale)),
        },
      ],
      bands: [{ series: [2, 1], fill: colour('--accent-fill') }],
      series: [
        {},
        { ...line('--up'), paths: uPlot.paths.stepped({ align: 1 }) },
        { ...line('--down'), paths: uPlot.paths.stepped({ align: 1 }) },
        {
          stroke: colour('--accent'), paths: () => null,
          points: { show: true, size: 3.5, width: 0, fill: colour('--accent') },
        },
      ],
    };
  }

  #range(low, high) {
    if (low === null || high === null) {
      return [0, 1];
    }

    const room = Math.max(1, (high - low) * 0.08);
    return [low - room, high + room];
  }
}

/** 1, 2, 5, 10, ...: prices are integers, and so are the lines of the grid. */
function steps() {
  return Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
}
