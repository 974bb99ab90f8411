/**
 * The speed panel: one symbol twice, unthrottled and at the speed that the sliders say, and what both have in common.
 * @module
 */
import { BusyTab } from './busy-tab.js';
import { ChecksumMatch } from './checksum-match.js';
import { ChoiceSlider } from '../lib/choices.js';
import { el, setText } from '../lib/dom.js';
import { onFrame, onFrameEvery } from '../lib/frames.js';
import { bytes, compact, duration, nothing, whole } from '../lib/numbers.js';
import { Part } from '../lib/part.js';
import { SpeedSession } from './speed-session.js';
import { SpeedView } from './speed-view.js';

const intervals = [0, 10, 20, 50, 100, 250, 500, 1000, 2000, 5000];
const paces = [0, 200_000, 100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000];
const loads = [0, 20, 50, 100, 250, 500, 1000, 2000];
/** One flush is under way at a time: while it is worked on, the gateway merges what comes. */
const busyWindow = 1;

export class SpeedPanel extends Part {
  #busy = new BusyTab();
  #match = new ChecksumMatch();
  #interval;
  #pace;
  #load;
  #fast;
  #slow;
  #fastView;
  #slowView;
  #ratio = el('div', { className: 'ratio', id: 'speed-ratio' });
  #ratioText = el('small');
  #symbol = null;
  #isSeen = false;
  #same = el('div', { id: 'speed-same' });
  #sameText = el('small');

  constructor(root, desk) {
    super(root);
    const { feed, checksums, store } = desk;
    this.#makeSliders(store);
    this.#fast = new SpeedSession(() => ({ ...feed.options, name: 'dashboard: unthrottled', window: 0 }));
    this.#slow = new SpeedSession(() => ({
      ...feed.options, name: 'dashboard: throttled', maxBytesPerSecond: this.#pace.value,
      // A tab that has nothing else to do needs no window; with one, a flush would wait for the way there and back.
      ...(this.#busy.milliseconds === 0 ? { window: 0 }
        : { window: busyWindow, acknowledgeAfter: () => this.#busy.process() }),
    }));
    this.#fastView = new SpeedView('speed-fast', 'Every update', this.#fast);
    this.#slowView = new SpeedView('speed-slow', 'Your speed', this.#slow);
    this.#build();
    this.#listen(checksums);
    const observer = new IntersectionObserver(([entry]) => {
      this.#isSeen = entry.isIntersecting;
      this.#openOrClose();
    });
    observer.observe(this.root);
    for (const view of [this.#fastView, this.#slowView]) {
      this.watchSize(view.canvas, (width, height) => view.resize(width, height));
      this.own(onFrameEvery(50, (now) => view.paintTrace(now)));
      this.own(onFrameEvery(50, () => view.paintBook(desk.market.find(this.#symbol)?.sizes)));
    }

    this.own(onFrameEvery(250, (now) => this.#paintNumbers(now)));
    this.own(() => observer.disconnect());
    this.own(() => {
      this.#isSeen = false;
      this.#openOrClose();
    });
  }

  show(symbol) {
    this.#symbol = symbol;
    this.#openOrClose();
    this.#beginAnew();
    this.#fast.show(symbol);
    this.#slow.show(symbol);
  }

  #makeSliders(store) {
    const slider = (name, label, choices, words) => {
      const chosen = store.get(name);
      const known = choices.includes(chosen) ? chosen : choices[0];
      const made = new ChoiceSlider(`speed-${name}`, label, choices, known, words);
      made.onChange = (value) => {
        store.set(name, value);
        made.onSlide(value);
      };
      return made;
    };
    this.#interval = slider('interval', 'Interval', intervals,
      (ms) => ms === 0 ? 'none' : `at most every ${duration(ms)}`);
    this.#pace = slider('pace', 'Bandwidth', paces, (pace) => pace === 0 ? 'no limit' : `${bytes(pace)}/s`);
    this.#load = slider('busy', 'Busy tab', loads, (ms) => ms === 0 ? 'idle' : `${duration(ms)} per message`);
    this.#busy.milliseconds = this.#load.value;
  }

  #build() {
    this.root.append(el('div', { className: 'speed-body' },
      el('div', { className: 'speed-controls' },
        el('h2', {}, 'Speed'), this.#interval.element, this.#pace.element, this.#load.element,
        el('p', {}, 'The same book over two connections. Nothing is queued: what a slow one misses comes merged.')),
      this.#fastView.element,
      el('div', { className: 'speed-verdict', 'aria-live': 'off' },
        el('div', {}, this.#ratio, this.#ratioText), el('div', {}, this.#same, this.#sameText)),
      this.#slowView.element));
  }

  #listen(checksums) {
    this.#fast.onMessage = (book, merged, epoch) => {
      checksums.add(book);
      this.#fastView.traceMessage(merged);
      this.#match.addFast(`${epoch} ${book.version}`, book.checksum);
    };
    this.#slow.onMessage = (book, merged, epoch) => {
      checksums.add(book);
      this.#slowView.traceMessage(merged);
      this.#match.addSlow(`${epoch} ${book.version}`, book.checksum);
    };
    this.#slow.setInterval(this.#interval.value);
    this.#interval.onSlide = (milliseconds) => this.#slow.setInterval(milliseconds);
    this.#pace.onSlide = () => this.#reopen();
    this.#load.onSlide = (milliseconds) => {
      const wasIdle = this.#busy.milliseconds === 0;
      this.#busy.milliseconds = milliseconds;
      if (wasIdle !== (milliseconds === 0)) {
        this.#reopen();
      } else {
        this.#slow.resetMeters();
      }
    };
  }

  /** Where the panel is not seen (another page on a phone) it costs nothing. */
  #openOrClose() {
    for (const session of [this.#fast, this.#slow]) {
      if (this.#isSeen && this.#symbol !== null) {
        session.open();
      } else {
        session.close();
      }
    }
  }

  /** Pace and window are said when a connection begins. */
  #reopen() {
    this.#slow.reopen();
    this.#slowView.clearTrace();
  }

  #beginAnew() {
    this.#match.reset();
    this.#fastView.clearTrace();
    this.#slowView.clearTrace();
  }

  #paintNumbers(now) {
    for (const session of [this.#fast, this.#slow]) {
      session.sample(now);
    }

    this.#fastView.paintNumbers(now);
    this.#slowView.paintNumbers(now);
    const [fast, slow] = [this.#fast.messages.perSecond(now), this.#slow.messages.perSecond(now)];
    setText(this.#ratio, ratio(fast, slow));
    setText(this.#ratioText, 'of the messages');
    this.#paintVerdict();
  }

  #paintVerdict() {
    const { same, different } = this.#match;
    this.#same.className = different > 0 ? 'differs' : same > 0 ? 'same' : '';
    this.#same.dataset.same = same;
    this.#same.dataset.different = different;
    setText(this.#same, different > 0 ? '✗ checksums differ' : same > 0 ? '✓ the same book' : 'comparing');
    setText(this.#sameText, different > 0 ? `${whole(different)} of ${whole(same + different)} versions`
      : `checksums equal at ${whole(same)} common versions`);
  }
}

function ratio(fast, slow) {
  if (fast === 0 || slow === 0) {
    return nothing;
  }

  return fast / slow < 1.5 ? '1 : 1' : `1/${compact(Math.round(fast / slow))}`;
}
