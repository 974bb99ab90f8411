/**
 * Says how far the page can be trusted: the pill in the strip, and a banner when something is wrong.
 * @module
 */
import { byId, setText } from './dom.js';
import { clock } from './numbers.js';

const words = {
  connecting: 'Connecting', syncing: 'Syncing', live: 'Live', lagging: 'Lagging', stale: 'Stale', closed: 'Closed',
};

export class Condition {
  #client;
  #root = document.documentElement;
  #pill = byId('connection');
  #banner = byId('banner');
  /** When all was well for the last time, by the gateway's clock; null: not yet. */
  #liveAt = null;

  /** @param {import('@marketgateway/client').MarketClient} client */
  constructor(client) {
    this.#client = client;
  }

  paint() {
    const { state, stateReason: reason } = this.#client;
    const isCut = this.#liveAt !== null && (state === 'connecting' || state === 'closed');
    if (state === 'live' || state === 'lagging') {
      this.#liveAt = this.#client.gatewayTime;
    }

    // A cut connection is connecting too, but what is on the screen is the past, and must look like it.
    this.#root.dataset.connection = isCut ? 'closed' : state;
    setText(this.#pill.children[1], isCut ? 'Disconnected' : words[state]);
    setText(this.#pill.children[2], state === 'live' ? '' : reason);
    this.#paintBanner(isCut ? 'closed' : state, reason);
  }

  #paintBanner(state, reason) {
    const [tone, text] = this.#sentence(state, reason);
    this.#banner.hidden = text === '';
    this.#banner.dataset.tone = tone;
    setText(this.#banner, text);
  }

  #sentence(state, reason) {
    switch (state) {
      case 'closed':
        return ['bad', `Not connected: ${reason}. ${this.#asOf()}`];
      case 'stale':
        return ['warn', `Stale: ${reason}. ${this.#asOf()} The market may have moved since.`];
      case 'lagging':
        return ['behind', `This page is behind: ${reason}. What you see is complete, but late.`];
      default:
        return ['', ''];
    }
  }

  #asOf() {
    return this.#liveAt === null ? '' : `Prices are as of ${clock(this.#liveAt, false)}.`;
  }
}
