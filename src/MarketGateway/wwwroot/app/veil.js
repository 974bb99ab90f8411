/**
 * What lies over a panel whose content is not to be trusted, and says why.
 * @module
 */
import { el, setText } from './dom.js';
import { clock } from './numbers.js';

const words = {
  loading: ['No data yet', 'Nothing of this symbol has arrived from the feed.'],
  gapped: ['Gapped: do not trust', 'The feed lost something. Levels may be wrong until its next snapshot.'],
  stale: ['Stale', 'No news can arrive: the gateway does not reach the feed.'],
  syncing: ['Not in sync', 'Waiting for the state of the gateway.'],
  ended: ['Not served', 'The gateway does not serve this.'],
};
const reasons = {
  sequence_gap: 'a jump in the feed’s sequence', crossed: 'a crossed book',
  bad_record: 'a record that could not be read', records_lost: 'records that were deleted before they were read',
  partition_conflict: 'records that contradict each other',
  feed_unreachable: 'the feed cannot be reached', no_data: 'no data',
};

export class Veil {
  #title = el('b');
  #text = el('span');
  #element = el('div', { className: 'veil', hidden: true }, el('p', {}, this.#title, this.#text));

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.#element.setAttribute('role', 'status');
    panel.append(this.#element);
  }

  /** @param {{ state: string, reason: string, since: number | null } | null} stream */
  paint(stream) {
    // Where nothing is connected the banner says so for all.
    const isCut = stream?.reason === 'not connected';
    const said = stream === null || isCut ? undefined : words[stream.state];
    this.#element.hidden = said === undefined;
    if (said === undefined) {
      return;
    }

    this.#element.dataset.state = stream.state;
    setText(this.#title, said[0]);
    const since = stream.since === null || stream.state === 'syncing' ? '' : ` Since ${clock(stream.since, false)}.`;
    const reason = reasons[stream.reason] ?? stream.reason;
    setText(this.#text, `${said[1]}${since}${reason ? ` (${reason})` : ''}`);
  }
}
