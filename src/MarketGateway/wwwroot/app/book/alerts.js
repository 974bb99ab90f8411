/**
 * Prices that somebody wants to hear of: when the middle of a symbol crosses one, the page sounds and its title
 * says so.
 * @module
 */
import { exact } from '../lib/numbers.js';
import { onFrameEvery } from '../lib/frames.js';

const lookEveryMs = 250;
const titleLastsMs = 30_000;

/** @typedef {{ price: number, scale: number }} Alert */

export class PriceAlerts {
  #market;
  #store;
  #title = document.title;
  #titleUntil = 0;
  /** On which side of each alert the market was. @type {Map<string, number>} */
  #sides = new Map();
  #audio = null;

  /** @type {(text: string) => void} */
  onAlert = () => {};

  /**
   * @param {import('../watch/market.js').Market} market
   * @param {import('../lib/store.js').Store} store
   */
  constructor(market, store) {
    this.#market = market;
    this.#store = store;
    onFrameEvery(lookEveryMs, (now) => this.#look(now));
  }

  /** @returns {Alert[]} */
  of(symbol) {
    return this.#store.get('alerts')[symbol] ?? [];
  }

  has(symbol, price, scale) {
    return this.of(symbol).some((alert) => alert.price === price && alert.scale === scale);
  }

  /** Sets an alert, or takes it back. */
  toggle(symbol, price, scale) {
    // Browsers let a page sound only after somebody touched it.
    this.#audio ??= new AudioContext();
    const others = this.of(symbol).filter((alert) => alert.price !== price || alert.scale !== scale);
    this.#write(symbol, others.length < this.of(symbol).length ? others : [...others, { price, scale }]);
    this.#look(performance.now());
  }

  #write(symbol, alerts) {
    const { [symbol]: replaced, ...rest } = this.#store.get('alerts');
    this.#store.set('alerts', alerts.length === 0 ? rest : { ...rest, [symbol]: alerts });
  }

  #look(now) {
    for (const [symbol, alerts] of Object.entries(this.#store.get('alerts'))) {
      const { middle, priceScale, state } = this.#market.find(symbol) ?? { middle: null };
      for (const alert of middle === null || state !== 'live' ? [] : alerts) {
        this.#compare(symbol, alert, Math.sign(middle * 10 ** (alert.scale - priceScale) - alert.price), now);
      }
    }

    if (this.#titleUntil > 0 && now > this.#titleUntil) {
      this.#titleUntil = 0;
      document.title = this.#title;
    }
  }

  #compare(symbol, alert, side, now) {
    const key = `${symbol} ${alert.price} ${alert.scale}`;
    const before = this.#sides.get(key);
    if (side !== 0) {
      this.#sides.set(key, side);
    }

    if (before !== undefined && side !== before) {
      this.#sides.delete(key);
      this.#write(symbol, this.of(symbol).filter((one) => one !== alert));
      this.#sound();
      const text = `${before < 0 ? '▲' : '▼'} ${symbol} ${exact(alert.price, alert.scale)}`;
      document.title = text;
      this.#titleUntil = now + titleLastsMs;
      this.onAlert(text);
    }
  }

  #sound() {
    if (this.#audio === null) {
      return;
    }

    const tone = this.#audio.createOscillator();
    const volume = this.#audio.createGain();
    volume.gain.value = 0.08;
    tone.frequency.value = 880;
    tone.connect(volume).connect(this.#audio.destination);
    tone.start();
    tone.stop(this.#audio.currentTime + 0.25);
  }
}
