/**
 * Time and sales. A row goes down with its trade, and comes back at the top with a new one: only what is new is written.
 * Whoever scrolls back or pauses reads what there was at that moment.
 * @module
 */
import { el, setAttribute, setOptions, setText } from '../lib/dom.js';
import { onFrame } from '../lib/frames.js';
import { clock, exact, trimmed, whole, widthOf } from '../lib/numbers.js';
import { Part } from '../lib/part.js';
import { Veil } from '../shell/veil.js';
import { sides, Tape } from './tape.js';

const signs = ['', '▲', '▼'];
/** Ten times a second: a row that changes more often cannot be read. */
const paintEveryMs = 100;
/** Times of the usual size that count as large ones: what is left out below. */
const sizeFilters = [[0, 'any size'], [1, '≥ usual'], [4, '≥ 4 × usual']];

export class TapePart extends Part {
  #desk;
  #tape = new Tape();
  #rows = el('div', {
    className: 'tape-rows', role: 'log', 'aria-live': 'off', 'aria-label': 'Trades', tabIndex: 0,
  });
  #space = el('div', { role: 'presentation' });
  #head = el('div', { className: 'tape-head', 'aria-hidden': 'true' },
    el('span', {}, 'Time'), el('span', {}, 'Price'), el('span', {}, 'Size'));
  #side = el('select', { 'aria-label': 'Side' });
  #size = el('select', { 'aria-label': 'Size' });
  #pause = el('button', {
    type: 'button', className: 'icon-button', 'aria-pressed': 'false', title: 'Pause', 'aria-label': 'Pause',
  }, '‖');
  #rate = el('span');
  #split = el('span');
  #veil;
  #symbol = null;
  #listing = undefined;
  #refusal = null;
  #unfollow = () => {};
  #pool = [];
  /** What is read while it is held. */
  #held = null;
  #shown = [];
  #isPaused = false;
  #rowHeight = 19;
  #scrollTop = 0;
  #drawn = '';
  #paintedAt = 0;
  #priceWidth = 0;
  #sizeWidth = 0;

  constructor(root, desk) {
    super(root);
    this.#desk = desk;
    this.#rows.id = this.idOf('tape-rows') ?? '';
    const body = el('div', { className: 'veiled' }, this.#head, this.#rows);
    root.append(
      el('header', { className: 'panel-head' }, el('h2', {}, 'Trades'), this.#side, this.#size, this.#pause), body,
      el('footer', { className: 'panel-foot' }, this.#rate, this.#split));
    this.#rows.append(this.#space);
    this.#veil = new Veil(body);
    this.#startFilters();
    this.listen(this.#rows, 'scroll', () => this.#scrollTop = this.#rows.scrollTop);
    this.watchSize(this.#rows, (_, height) => this.#resize(height));
    this.own(onFrame((now) => this.#paint(now)));
    this.own(() => this.#unfollow());
  }

  show(symbol) {
    this.#unfollow();
    this.#symbol = symbol;
    this.#refusal = null;
    this.#tape.clear();
    this.#setPaused(false);
    this.#held = null;
    this.#shown = [];
    [this.#priceWidth, this.#sizeWidth] = [0, 0];
    this.#rows.scrollTop = 0;
    this.#unfollow = this.#desk.trades.follow(symbol, {
      onChange: (change) => this.#take(change), onRefused: (error) => this.#refusal = error,
    });
  }

  #startFilters() {
    const { store } = this.#desk;
    setOptions(this.#side, [['', 'both'], ['buy', 'buys'], ['sell', 'sells']], store.get('tapeSide'));
    setOptions(this.#size, sizeFilters, store.get('tapeSize'));
    this.#side.addEventListener('change', () => store.set('tapeSide', this.#side.value));
    this.#size.addEventListener('change', () => store.set('tapeSize', Number(this.#size.value)));
    this.#pause.addEventListener('click', () => this.#setPaused(!this.#isPaused));
    this.own(store.on('tapeSide', () => this.#drawn = ''));
    this.own(store.on('tapeSize', () => this.#drawn = ''));
  }

  #setPaused(isPaused) {
    this.#isPaused = isPaused;
    setAttribute(this.#pause, 'aria-pressed', isPaused);
    setText(this.#pause, isPaused ? '▶︎' : '‖');
  }

  #take({ stream, kind, trades, amendments }) {
    this.#refusal = null;
    if (kind === 'rollUp') {
      this.#tape.addRollUp(stream.rollUps.at(-1), stream.terms);
    }

    for (const trade of trades) {
      this.#tape.addTrade(trade, stream.terms);
    }

    for (const amendment of amendments) {
      this.#tape.amend(amendment, ({ kind: what, occurredAt }) =>
        `${what === 'cancel' ? 'Cancelled' : 'Corrected'} at ${clock(occurredAt)}`);
    }
  }

  #resize(height) {
    this.#rowHeight = parseFloat(getComputedStyle(this.#rows).getPropertyValue('--tape-row')) || 19;
    const wanted = Math.ceil(height / this.#rowHeight) + 1;
    while (this.#pool.length < wanted) {
      const row = new TapeRow();
      this.#pool.push(row);
      this.#rows.append(row.element);
    }

    this.#pool.splice(wanted).forEach((row) => row.element.remove());
    this.#pool.forEach((row) => row.forget());
    this.#drawn = '';
  }

  #paint(now) {
    const stream = { state: this.#refusal ? 'ended' : 'live', reason: '', since: null };
    this.#veil.paint(stream, this.#refusal);
    const drawn = `${this.#tape.changes} ${this.#scrollTop} ${this.#isPaused} ${this.#listing?.sizes.digits}`;
    if (now - this.#paintedAt < paintEveryMs) {
      return;
    }

    this.#paintedAt = now;
    this.#listing = this.#desk.market.find(this.#symbol);
    this.#paintFoot();
    if (drawn !== this.#drawn && this.#listing !== undefined) {
      this.#drawn = drawn;
      this.#paintRows();
    }
  }

  #paintRows() {
    const isHeld = this.#isPaused || this.#scrollTop > 0;
    // What is held is what was seen when it was taken hold of.
    this.#held = isHeld ? this.#held ?? this.#shown : null;
    const prints = this.#held ?? this.#selected();
    this.#turn(prints.indexOf(this.#shown[0]));
    this.#shown = prints;
    this.#space.style.height = `${prints.length * this.#rowHeight}px`;
    const first = Math.floor(this.#scrollTop / this.#rowHeight);
    this.#pool.forEach((row, slot) => row.place(first + slot, this.#rowHeight));
    this.#pool.forEach((row, slot) => row.paint(prints[first + slot], this));
  }

  /** So many new trades push down what is seen: the lowest rows take them, and stand first in the document, too. */
  #turn(added) {
    if (added > 0 && added < this.#pool.length) {
      const turned = this.#pool.splice(-added);
      this.#space.after(...turned.map((row) => row.element));
      this.#pool.unshift(...turned);
    }
  }

  #selected() {
    const { store } = this.#desk;
    const usual = store.get('tapeSize') * this.#usualSize();
    return this.#tape.select(store.get('tapeSide'), usual);
  }

  #usualSize() {
    const sizes = this.#tape.select('', 0).slice(0, 200).filter(({ trade }) => trade !== undefined)
      .map(({ trade }) => trade.size).sort((one, other) => one - other);
    return sizes[sizes.length >> 1] ?? 0;
  }

  #paintFoot() {
    const { count, buy, sell } = this.#tape.lastSecond(this.#desk.client.gatewayTime);
    setText(this.#rate, this.#held !== null ? 'Held: scroll up or resume' : `${count} trades/s`);
    setText(this.#split, buy + sell === 0 ? '' : `${Math.round(buy / (buy + sell) * 100)} % bought`);
  }

  /** The texts of a trade; columns grow with them, and never shrink for the same symbol. */
  textsOf({ trade, terms }) {
    const price = exact(trade.price, terms.priceScale);
    const size = this.#listing.sizes.text(trade.size, terms.sizeScale);
    const [priceWidth, sizeWidth] = [widthOf(price), widthOf(size)];
    if (priceWidth > this.#priceWidth || sizeWidth > this.#sizeWidth) {
      this.#priceWidth = Math.max(priceWidth, this.#priceWidth);
      this.#sizeWidth = Math.max(sizeWidth, this.#sizeWidth);
      this.root.style.setProperty('--price-width', `${this.#priceWidth.toFixed(2)}ch`);
      this.root.style.setProperty('--size-width', `${this.#sizeWidth.toFixed(2)}ch`);
    }

    return [price, size];
  }
}

class TapeRow {
  #time = el('span');
  #fraction = el('small');
  #sign = el('i', { 'aria-hidden': 'true' });
  #price = el('span');
  #size = el('span');
  #note = el('span', { className: 'note' });
  #top = -1;
  #print = null;
  #fate = '';

  constructor() {
    const time = el('span', { className: 'time' }, this.#time, this.#fraction);
    this.element = el('div', { className: 'tape-row', hidden: true },
      time, this.#sign, this.#price, this.#size, this.#note);
  }

  forget() {
    this.#print = null;
    this.#top = -1;
  }

  place(index, height) {
    const top = index * height;
    if (top !== this.#top) {
      this.#top = top;
      this.element.style.transform = `translateY(${top}px)`;
    }
  }

  paint(print, texts) {
    if (this.element.hidden !== (print === undefined)) {
      this.element.hidden = print === undefined;
    }

    if (print === undefined) {
      return;
    }

    if (print !== this.#print || print.fate !== this.#fate) {
      this.#print = print;
      this.#fate = print.fate;
      this.element.title = print.title;
      const kind = print.rollUp ? 'is-rolled-up' : print.isLarge ? 'is-large' : '';
      this.element.className = `tape-row ${kind} ${print.fate && `is-${print.fate}`}`.trim();
    }

    if (print.rollUp) {
      setText(this.#note, rollUpText(print));
    } else {
      this.#write(print, texts.textsOf(print));
    }
  }

  #write({ trade }, [price, size]) {
    const side = sides[trade.aggressor];
    setAttribute(this.element, 'data-aggressor', side);
    const time = clock(trade.occurredAt);
    setText(this.#time, time.slice(0, 8));
    setText(this.#fraction, time.slice(8));
    setText(this.#sign, signs[side]);
    setText(this.#price, price);
    setText(this.#size, size);
  }
}

function rollUpText({ rollUp: { merged, volume, vwap, cancels, corrections }, terms: { priceScale, sizeScale } }) {
  const count = merged === null ? 'Trades' : `${whole(merged - cancels - corrections)} trades`;
  const sum = volume === null || vwap === null ? 'not known one by one'
    : `as one: ${trimmed(volume, sizeScale)} at ${exact(vwap, priceScale + 4)}`;
  const amended = cancels + corrections;
  return `${count} ${sum}${amended > 0 ? `, and ${whole(amended)} cancelled or corrected` : ''}`;
}
