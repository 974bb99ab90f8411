/**
 * Draws candles, their volume and the quotes as a band. The library that draws is fetched after the first price.
 * @module
 */
import { exact } from '../lib/numbers.js';
import { colour } from '../shell/theme.js';

const two = (number) => String(number).padStart(2, '0');
const timeOf = (seconds, withSeconds) => {
  const at = new Date(seconds * 1000);
  return `${two(at.getHours())}:${two(at.getMinutes())}${withSeconds ? `:${two(at.getSeconds())}` : ''}`;
};
const axisWidth = 78;
/** Room after the newest bar. */
const rightBars = 4;

export class CandleChart {
  #chart = null;
  #candles = null;
  #volume = null;
  #bid = null;
  #ask = null;
  #scale = 0;
  #element;
  #period = 1;
  #isGone = false;
  /** The times of the bars that were drawn. @type {Set<number>} */
  #drawn = new Set();

  /** Called with the time under the cross-hair, in seconds; null: none. @type {(time: number | null) => void} */
  onHover = () => {};

  constructor(element) {
    this.#element = element;
  }

  get isReady() {
    return this.#chart !== null;
  }

  async load() {
    const { createChart, CandlestickSeries, HistogramSeries, LineSeries } = await import('./library.js');
    if (this.#isGone) {
      return;
    }

    // Its logo comes with a style of its own, which this page's policy forbids: the page names TradingView in words.
    this.#chart = createChart(this.#element, { autoSize: true, layout: { attributionLogo: false } });
    const line = {
      lineWidth: 1, lineType: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false,
    };
    this.#volume = this.#chart.addSeries(
      HistogramSeries, { priceScaleId: 'volume', priceLineVisible: false, lastValueVisible: false });
    this.#bid = this.#chart.addSeries(LineSeries, line);
    this.#ask = this.#chart.addSeries(LineSeries, line);
    this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    // What was drawn without any room, as on another page of a phone, stands as close as that.
    let room = 0;
    this.#chart.timeScale().subscribeSizeChange((width) => {
      if (room === 0 && width > 0) {
        this.showNewest();
      }

      room = width;
    });
    this.#chart.subscribeCrosshairMove(({ time }) => this.onHover(time ?? null));
    this.dress();
  }

  /** Colours of the theme, decimals of the symbol, seconds of the period. */
  dress() {
    const line = { visible: true, color: colour('--line') };
    this.#chart?.applyOptions({
      layout: {
        background: { color: 'transparent' }, textColor: colour('--muted'), fontSize: 11, fontFamily: colour('--sans'),
      },
      grid: { vertLines: line, horzLines: line },
      rightPriceScale: { borderVisible: false, minimumWidth: axisWidth, scaleMargins: { top: 0.1, bottom: 0.22 } },
      timeScale: {
        borderVisible: false, secondsVisible: this.#period < 60, timeVisible: true, rightOffset: rightBars,
        // A period begins without a trade: the chart moves on all the same.
        allowShiftVisibleRangeOnWhitespaceReplacement: true,
        tickMarkFormatter: (time, kind) => kind < 3 ? new Date(time * 1000).toLocaleDateString()
          : timeOf(time, this.#period < 60),
      },
      localization: { timeFormatter: (time) => timeOf(time, true) },
      crosshair: { mode: 0 },
    });
    const format = { type: 'custom', minMove: 1, formatter: (price) => exact(Math.round(price), this.#scale) };
    this.#candles?.applyOptions({
      priceFormat: format, upColor: colour('--up'), downColor: colour('--down'), wickUpColor: colour('--up'),
      wickDownColor: colour('--down'), priceLineColor: colour('--accent'),
    });
    this.#bid?.applyOptions({ color: colour('--up-line'), priceFormat: format });
    this.#ask?.applyOptions({ color: colour('--down-line'), priceFormat: format });
  }

  begin(scale, period) {
    [this.#scale, this.#period] = [scale, period];
    this.dress();
  }

  /** @param {import('./candles.js').Bar[]} bars */
  setAll(bars) {
    const isAtNewest = (this.#chart?.timeScale().scrollPosition() ?? 0) > -1;
    this.#drawn = new Set(bars.map(({ time }) => time));
    this.#candles?.setData(bars.map(candleOf));
    this.#volume?.setData(bars.map(volumeOf));
    this.#bid?.setData(bars.map((bar) => pointOf(bar, bar.bid)));
    this.#ask?.setData(bars.map((bar) => pointOf(bar, bar.ask)));
    if (isAtNewest) {
      this.#chart?.timeScale().scrollToPosition(rightBars, false);
    }
  }

  /**
   * Writes the newest bars again; older ones have not changed. A trade may be of a second that is over.
   * @param {import('./candles.js').Bar[]} bars
   * @param {number} drawnTo the time of the newest bar that was drawn
   * @returns {boolean} false, and nothing is written, where a bar of the past was never drawn: then all are drawn anew
   */
  update(bars, drawnTo) {
    if (bars.some(({ time }) => time < drawnTo && !this.#drawn.has(time))) {
      return false;
    }

    for (const bar of bars) {
      const isOver = bar.time < drawnTo;
      this.#drawn.add(bar.time);
      this.#candles?.update(candleOf(bar), isOver);
      this.#volume?.update(volumeOf(bar), isOver);
      this.#bid?.update(pointOf(bar, bar.bid), isOver);
      this.#ask?.update(pointOf(bar, bar.ask), isOver);
    }

    return true;
  }

  showNewest() {
    this.#chart?.timeScale().resetTimeScale();
    this.#chart?.priceScale('right').applyOptions({ autoScale: true });
  }

  dispose() {
    this.#isGone = true;
    this.#chart?.remove();
    this.#chart = null;
  }
}

const pointOf = ({ time }, value) => value === null ? { time } : { time, value };
const candleOf = ({ time, open, high, low, close }) => open === null ? { time } : { time, open, high, low, close };
const volumeOf = ({ time, volume, bought }) => volume === 0 ? { time }
  : { time, value: volume, color: colour(bought * 2 >= volume ? '--up-fill' : '--down-fill') };
