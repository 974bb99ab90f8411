/**
 * What one connection of the speed panel shows: its book, its messages as they come, and what they cost.
 * @module
 */
import { el, setText } from '../lib/dom.js';
import { MessageTrace } from './message-trace.js';
import { bytes, compact, duration, exact, nothing, widthOf } from '../lib/numbers.js';
import { SizeDigits } from '../lib/size-digits.js';

const levels = 5;

export class SpeedView {
  #session;
  #note = el('span');
  #trace = new MessageTrace(el('canvas', { role: 'img', 'aria-label': 'messages of the last ten seconds' }));
  #cells = [];
  #ownSizes = new SizeDigits();
  #table;
  #symbol = null;
  #widths = { price: 0, size: 0 };
  #numbers;
  #drawn = '';

  /** @param {import('./speed-session.js').SpeedSession} session */
  constructor(id, title, session) {
    this.#session = session;
    const body = el('tbody');
    this.#table = el('table', { className: 'speed-book', 'aria-label': `${title}: best levels` }, body);
    for (let rank = 0; rank < levels; rank++) {
      const cells = Array.from({ length: 4 }, () => el('td'));
      body.append(el('tr', {}, ...cells));
      this.#cells.push(cells);
    }

    this.#numbers = numbersList(id, ['messages/s', 'bytes/s', 'merged/msg', 'age']);
    this.element = el('div', { className: 'speed-view', id },
      el('header', {}, el('h3', {}, title), this.#note),
      this.#trace.canvas,
      el('div', { className: 'speed-columns' }, this.#table, this.#numbers.element));
  }

  get canvas() {
    return this.#trace.canvas;
  }

  resize(width, height) {
    this.#trace.resize(width, height);
  }

  traceMessage(merged) {
    this.#trace.add(merged);
  }

  clearTrace() {
    this.#trace.clear();
  }

  /** @param {SizeDigits} [sizes] how sizes are written */
  paintBook(sizes = this.#ownSizes) {
    const { book } = this.#session;
    const drawn = `${book?.symbol} ${book?.version} ${sizes.digits}`;
    if (drawn === this.#drawn) {
      return;
    }

    this.#drawn = drawn;
    if (book !== null && book.symbol !== this.#symbol) {
      this.#symbol = book.symbol;
      this.#widths = { price: 0, size: 0 };
    }

    const [bids, asks] = book === null ? [[], []] : [book.bids(levels), book.asks(levels)];
    this.#cells.forEach(([bidSize, bid, ask, askSize], rank) => {
      this.#writeLevel(bid, bidSize, bids[rank], book?.terms, sizes);
      this.#writeLevel(ask, askSize, asks[rank], book?.terms, sizes);
    });
  }

  paintTrace(now) {
    this.#trace.paint(now);
  }

  paintNumbers(now) {
    const session = this.#session;
    const messages = session.messages.perSecond(now);
    const updates = session.updates.perSecond(now);
    this.element.dataset.messagesPerSecond = messages.toFixed(2);
    this.element.dataset.messages = session.messages.total;
    this.element.dataset.merged = session.updates.total;
    this.element.dataset.state = session.state;
    const { book } = session;
    setText(this.#note, book === null ? '' : `${book.symbol}  version ${book.version ?? nothing}`);
    this.#numbers.write([
      compact(messages), bytes(session.bytes.perSecond(now)), messages === 0 ? nothing : compact(updates / messages),
      duration(session.ageMs),
    ]);
  }

  #writeLevel(price, size, level, terms, sizes) {
    setText(price, level === undefined ? '' : this.#fit('price', exact(level[0], terms.priceScale)));
    setText(size, level === undefined ? '' : this.#fit('size', sizes.text(level[1], terms.sizeScale)));
  }

  /** Columns are as wide as the widest number of the symbol so far. */
  #fit(kind, text) {
    const width = widthOf(text);
    if (width > this.#widths[kind]) {
      this.#widths[kind] = width;
      this.#table.style.setProperty(`--${kind}-width`, `${width.toFixed(2)}ch`);
    }

    return text;
  }
}

function numbersList(id, names) {
  const values = names.map((name) => el('dd', { id: `${id}-${name.split('/')[0]}` }));
  const pairs = names.flatMap((name, index) => [el('dt', {}, name), values[index]]);
  const element = el('dl', { className: 'speed-numbers' }, ...pairs);
  return { element, write: (texts) => texts.forEach((text, index) => setText(values[index], String(text))) };
}
