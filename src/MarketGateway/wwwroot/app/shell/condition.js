/**
 * How far the page can be trusted: the pill in the strip, and a notice over the strip's gauges when something is wrong.
 * Neither takes room from the page. What is spoken is spoken once per change.
 * @module
 */
import { byId, setText } from '../lib/dom.js';
import { clock, duration } from '../lib/numbers.js';

const words = {
  connecting: 'Connecting', syncing: 'Loading', live: 'Live', lagging: 'Delayed', stale: 'Stale',
  closed: 'Disconnected',
};
/** A moment's delay is not worth a word, and a word that goes before it is read is worth none. */
const patienceMs = 700;
const shownAtLeastMs = 2500;
/** Long enough to fetch another token. */
const warnBeforeExpiryMs = 5 * 60_000;

export class Condition {
  #client;
  #token;
  #root = document.documentElement;
  #pill = byId('connection');
  #notice = byId('banner');
  #text = byId('banner-text');
  #renew = byId('banner-renew');
  #spoken = byId('spoken');
  /** When all was well for the last time, by the gateway's clock; null: not yet. */
  #liveAt = null;
  #shown = '';
  #shownSince = 0;
  #wanted = '';
  #wantedSince = 0;
  #writtenAt = 0;

  /**
   * @param {import('@marketgateway/client').MarketClient} client
   * @param {{ leftMs: () => number | null }} token
   */
  constructor(client, token) {
    this.#client = client;
    this.#token = token;
    byId('connection').addEventListener('click', () => this.#showDetails());
  }

  paint(now) {
    const { state } = this.#client;
    const isCut = this.#liveAt !== null && (state === 'connecting' || state === 'closed');
    if (state === 'live' || state === 'lagging') {
      this.#liveAt = this.#client.gatewayTime;
    }

    // A cut connection is connecting too, but what is on the screen is the past, and must look like it.
    const condition = isCut ? 'closed' : state;
    this.#root.dataset.connection = condition;
    setText(this.#pill.children[1], words[condition]);
    this.#paintNotice(this.#settled(this.#toneOf(condition), now), now);
  }

  #toneOf(condition) {
    if (condition === 'closed' || condition === 'stale' || condition === 'lagging') {
      return condition;
    }

    const left = this.#token.leftMs();
    return left !== null && left < warnBeforeExpiryMs ? 'expiring' : '';
  }

  /** The tone to show: a new one at once when it is grave, after a moment when it is not. */
  #settled(tone, now) {
    if (tone !== this.#wanted) {
      this.#wanted = tone;
      this.#wantedSince = now;
    }

    const isGrave = tone === 'closed' || tone === 'stale';
    const hasLasted = now - this.#wantedSince >= (tone === 'lagging' ? patienceMs : 0);
    const wasRead = now - this.#shownSince >= shownAtLeastMs || this.#shown !== 'lagging';
    return isGrave || (hasLasted && wasRead) ? tone : this.#shown;
  }

  #paintNotice(tone, now) {
    const isNew = tone !== this.#shown;
    if (isNew) {
      this.#shown = tone;
      this.#shownSince = now;
      this.#notice.hidden = tone === '';
      this.#notice.dataset.tone = tone;
      this.#renew.hidden = tone !== 'expiring';
      setText(this.#spoken, tone === '' ? 'Prices are live.' : this.#sentence(tone));
    }

    // It counts once a second, whatever happens in between.
    if (tone !== '' && (isNew || now - this.#writtenAt >= 1000)) {
      this.#writtenAt = now;
      setText(this.#text, this.#sentence(tone));
    }
  }

  #sentence(tone) {
    switch (tone) {
      case 'closed':
        return `Not connected. ${this.#asOf()} Connecting again by itself.`;
      case 'stale':
        return `No news from the market feed. ${this.#asOf()} The market may have moved since.`;
      case 'lagging':
        return `Prices are ${this.#delay()}late: this screen or its line does not keep up. Nothing is lost, only merged.`;
      case 'expiring':
        return `Your sign-in ends in ${duration(this.#token.leftMs())}.`;
      default:
        return '';
    }
  }

  /** By how much, as far as it is known: how old the last update was when it came. */
  #delay() {
    const { ageMs } = this.#client.latency;
    return ageMs === null ? '' : `${duration(ageMs)} `;
  }

  #asOf() {
    return this.#liveAt === null ? '' : `Prices are as of ${clock(this.#liveAt, false)}.`;
  }

  /** What the wire says, for whoever asks about it. */
  #showDetails() {
    const { state, stateReason, url, epoch, heartbeat, latency } = this.#client;
    const facts = {
      state, reason: stateReason, gateway: url, log: epoch,
      'round trip': duration(latency.roundTripMs), 'age of the last update': duration(latency.ageMs),
      topics: heartbeat?.topics?.map(({ topic, lag }) => `${topic}: ${lag ?? 'unknown'} records behind`).join(', '),
    };
    const list = byId('details-list');
    list.replaceChildren(...Object.entries(facts).flatMap(([name, value]) => [
      Object.assign(document.createElement('dt'), { textContent: name }),
      Object.assign(document.createElement('dd'), { textContent: String(value ?? '–') }),
    ]));
    byId('details').showModal();
  }
}
