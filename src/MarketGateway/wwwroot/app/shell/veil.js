/**
 * What lies over a panel whose content is not to be trusted, and says why.
 * @module
 */
import { el, setText } from '../lib/dom.js';
import { clock } from '../lib/numbers.js';

const words = {
  loading: ['No data yet', 'Nothing of this symbol has arrived from the feed.'],
  gapped: ['Gapped: do not trust', 'The feed lost something. Levels may be wrong until its next snapshot.'],
  stale: ['Stale', 'No news can arrive: the gateway does not reach the feed.'],
  syncing: ['Not in sync', 'Waiting for the state of the gateway.'],
  ended: ['Not served', 'The gateway does not serve this any more. Choose another symbol from the list.'],
};
const refusals = {
  unknown_symbol: ['No such symbol', 'The gateway does not have it now. It comes by itself if it is listed again; '
    + 'until then choose another from the list.'],
  not_allowed: ['Not allowed', 'Your sign-in does not include this symbol. Choose another from the list, or sign in '
    + 'with another token.'],
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
  #element = el('div', { className: 'veil', hidden: true, role: 'status' }, el('p', {}, this.#title, this.#text));

  /** @param {HTMLElement} panel */
  constructor(panel) {
    panel.append(this.#element);
  }

  /**
   * @param {{ state: string, reason: string, since: number | null } | null} stream
   * @param {{ code: string, message: string } | null} refusal what the gateway answered instead of a stream
   */
  paint(stream, refusal = null) {
    const code = refusal?.code ?? stream?.reason;
    // Where nothing is connected the strip says so for all.
    const isCut = code === 'not connected';
    const said = refusals[code] ?? (refusal !== null ? [`Refused`, refusal.message]
      : stream === null || isCut ? undefined : words[stream.state]);
    if (this.#element.hidden !== (said === undefined)) {
      this.#element.hidden = said === undefined;
    }

    if (said === undefined) {
      return;
    }

    this.#element.dataset.state = refusal === null ? stream.state : 'ended';
    setText(this.#title, said[0]);
    setText(this.#text, said[1] + (refusal === null ? reasonOf(stream) : ''));
  }
}

function reasonOf({ state, since, reason }) {
  const began = since === null || state === 'syncing' ? '' : ` Since ${clock(since, false)}.`;
  const known = reasons[reason];
  return known === undefined ? began : `${began} (${known})`;
}
