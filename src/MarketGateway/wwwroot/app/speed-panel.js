/**
 * The speed panel: one symbol twice, unthrottled and at the speed that the sliders say, and what both have in common.
 * @module
 */
import { BusyTab } from './busy-tab.js';
import { ChecksumMatch } from './checksum-match.js';
import { ChoiceSlider } from './choices.js';
import { byId, el, setText } from './dom.js';
import { onFrame, onFrameEvery } from './frames.js';
import { bytes, compact, duration, nothing, whole } from './numbers.js';
import { SpeedSession } from './speed-session.js';
import { SpeedView } from './speed-view.js';

const intervals = [0, 10, 20, 50, 100, 250, 500, 1000, 2000, 5000];
const paces = [0, 200_000, 100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000];
const loads = [0, 20, 50, 100, 250, 500, 1000, 2000];
/** One flush is under way at a time: while it is worked on, the gateway merges what comes. */
const busyWindow = 1;

export class SpeedPanel {
  #root = byId('speed');
  #busy = new BusyTab();
  #match = new ChecksumMatch();
  #interval = new ChoiceSlider(
    'speed-interval', 'Interval', intervals, 500, (ms) => ms === 0 ? 'none' : `at most every ${duration(ms)}`);
  #pace = new ChoiceSlider(
    'speed-pace', 'Bandwidth', paces, 0, (pace) => pace === 0 ? 'no limit' : `${bytes(pace)}/s`);
  #load = new ChoiceSlider(
    'speed-busy', 'Busy tab', loads, 0, (ms) => ms === 0 ? 'idle' : `${duration(ms)} per message`);
  #fast;
  #slow;
  #fastView;
  #slowView;
  #ratio = el('div', { className: 'ratio', id: 'speed-ratio' });
  #ratioText = el('small');
  #same = el('div', { id: 'speed-same' });
  #sameText = el('small');

  /**
   * @param {import('./feed.js').Feed} feed what its connections have in common
   * @param {import('./checksum-count.js').ChecksumCount} checksums
   */
  constructor(feed, checksums) {
    this.#fast = new SpeedSession(() => ({ ...feed.options, name: 'dashboard: unthrottled', window: 0 }));
    this.#slow = new SpeedSession(() => ({
      ...feed.options, name: 'dashboard: throttled', window: busyWindow, maxBytesPerSecond: this.#pace.value,
      acknowledgeAfter: () => this.#busy.process(),
    }));
    this.#fastView = new SpeedView('speed-fast', 'Every update', this.#fast);
    this.#slowView = new SpeedView('speed-slow', 'Your speed', this.#slow);
    this.#build();
    this.#listen(checksums);
    new IntersectionObserver(([entry]) => this.#setOpen(entry.isIntersecting)).observe(this.#root);
    onFrame(() => {
      this.#fastView.paintBook();
      this.#slowView.paintBook();
    });
    onFrameEvery(50, (now) => {
      this.#fastView.paintTrace(now);
      this.#slowView.paintTrace(now);
    });
    onFrameEvery(250, (now) => this.#paintNumbers(now));
  }

  show(symbol) {
    this.#beginAnew();
    this.#fast.show(symbol);
    this.#slow.show(symbol);
  }

  #build() {
    this.#root.append(el('div', { className: 'speed-body' },
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
    this.#interval.onChange = (milliseconds) => this.#slow.setInterval(milliseconds);
    this.#pace.onChange = () => {
      this.#slow.reopen();
      this.#slowView.clearTrace();
    };
    this.#load.onChange = (milliseconds) => {
      this.#busy.milliseconds = milliseconds;
      this.#slow.resetMeters();
    };
  }

  /** Where the panel is not seen (another page on a phone) it costs nothing. */
  #setOpen(isSeen) {
    for (const session of [this.#fast, this.#slow]) {
      if (isSeen) {
        session.open();
      } else {
        session.close();
      }
    }
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
