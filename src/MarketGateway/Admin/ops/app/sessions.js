/**
 * The sessions, the worst first; a click shows one with its streams.
 * @module
 */
import { el, setOptions, setText } from '/ops/shared/app/lib/dom.js';
import { bytes, duration, nothing, whole } from '/ops/shared/app/lib/numbers.js';
import { ask } from './admin.js';
import { ageOf, facts, showDetails } from './details.js';
import { Table } from './table.js';

const sorts = [['oldestUnsent', 'Most behind'], ['bytes', 'Most bytes'], ['age', 'Oldest'], ['subscriptions', 'Most streams']];
const states = [['', 'Any state'], ['live', 'Live'], ['lagging', 'Lagging'], ['unadmitted', 'Unadmitted']];
const isLate = ({ oldestUnsentMs }) => oldestUnsentMs > 1000 ? 'warn' : '';

export class Sessions {
  #sort = el('select', { 'aria-label': 'Order' });
  #state = el('select', { 'aria-label': 'State' });
  #filter = el('input', { type: 'search', placeholder: 'Who, where from, what name', 'aria-label': 'Filter' });
  #foot = el('p', { className: 'panel-foot' });
  #table = new Table('Sessions', [
    { title: 'Client', isName: true, text: ({ client, id }) => client || id },
    { title: 'Who', isName: true, text: ({ principal }) => principal },
    { title: 'From', isName: true, text: ({ address }) => address },
    { title: 'State', isName: true, text: ({ state }) => state, tone: ({ state }) => state === 'live' ? 'good' : 'warn' },
    { title: 'Since', text: ({ since }) => ageOf(since) },
    { title: 'Streams', text: ({ subscriptions }) => whole(subscriptions) },
    { title: 'Flushes', text: ({ flushes }) => whole(flushes) },
    { title: 'Bytes/s', text: ({ bytesPerSecond }) => bytes(bytesPerSecond) },
    { title: 'Window', text: ({ window, unacknowledged }) => window === 0 ? nothing : `${unacknowledged} of ${window}`,
      meaning: 'Flushes under way, of those that may be' },
    { title: 'Unsent', text: ({ oldestUnsentMs }) => duration(oldestUnsentMs), tone: isLate,
      meaning: 'How old the oldest change is that it does not take' },
    { title: 'At worst', text: ({ oldestUnsentMsMax }) => duration(oldestUnsentMsMax) },
  ], ({ id }) => this.#show(id));

  /** How old the oldest unsent change of all sessions is, whatever is filtered. */
  worstMs = 0;

  constructor(root, onChange) {
    setOptions(this.#sort, sorts, 'oldestUnsent');
    setOptions(this.#state, states, '');
    [this.#sort, this.#state].forEach((select) => select.addEventListener('change', onChange));
    this.#filter.addEventListener('input', onChange);
    root.append(el('header', { className: 'panel-head' }, el('h2', {}, 'Sessions'), this.#filter, this.#state, this.#sort),
      this.#table.element, this.#foot);
  }

  async refresh() {
    const query = { sort: this.#sort.value, state: this.#state.value, filter: this.#filter.value.trim(), limit: 100 };
    const shown = await ask('/sessions', query);
    const isWhole = query.sort === 'oldestUnsent' && query.state === '' && query.filter === '';
    const worst = isWhole ? shown : await ask('/sessions', { limit: 1 });
    this.worstMs = worst.sessions[0]?.oldestUnsentMs ?? 0;
    this.#table.write(shown.sessions, shown.total === 0 ? 'No client is connected.' : 'No session is like that.');
    setText(this.#foot, `${whole(shown.sessions.length)} of ${whole(shown.matched)} shown, ${whole(shown.total)} in all`);
  }

  #show(id) {
    return showDetails('Session', async () => {
      const { session, streams, streamCount, heartbeatMs, maxBytesPerSecond, isWaiting } = await ask(`/sessions/${id}`);
      const table = new Table('Streams', [
        { title: 'Symbol', isName: true, text: ({ symbol }) => symbol },
        { title: 'Channel', isName: true, text: ({ channel }) => channel },
        { title: 'Depth', text: ({ depth }) => depth || nothing },
        { title: 'Interval', text: ({ interval }) => interval === 0 ? nothing : duration(interval) },
        { title: 'State', isName: true, text: ({ state }) => state },
        { title: 'Version', text: ({ version }) => version ?? nothing },
        { title: 'Behind', text: ({ behind }) => behind ?? 'unknown', tone: ({ behind }) => behind > 0 ? 'warn' : '' },
      ]);
      table.write(streams, 'It follows nothing.');
      return [facts({
        id, client: session.client || nothing, who: session.principal, from: session.address, since: session.since,
        state: session.state, heartbeat: duration(heartbeatMs),
        pace: maxBytesPerSecond === 0 ? 'no limit' : `${bytes(maxBytesPerSecond)}/s`,
        'takes nothing now': isWaiting ? 'yes' : 'no', sent: `${whole(session.flushes)} flushes, ${bytes(session.bytes)}`,
        'to end it': `curl -X DELETE ${location.origin}/admin/sessions/${id}?reason=…`,
      }), el('p', {}, `${whole(streams.length)} of ${whole(streamCount)} streams`), table.element];
    });
  }
}
