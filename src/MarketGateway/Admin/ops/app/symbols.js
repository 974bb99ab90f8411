/**
 * The symbols: how many are in each state, and those first that have been in theirs for longest.
 * @module
 */
import { el, setOptions, setText } from '/ops/shared/app/lib/dom.js';
import { nothing, whole } from '/ops/shared/app/lib/numbers.js';
import { ask } from './admin.js';
import { ageOf, facts, showDetails } from './details.js';
import { Table } from './table.js';

const states = ['loading', 'live', 'gapped', 'stale'];
const toneOf = (state) => state === 'live' ? 'good' : state === 'loading' ? '' : 'warn';
const because = ({ state, reason }) => state === 'live' ? nothing : reason.replaceAll('_', ' ');

export class Symbols {
  #state = el('select', { 'aria-label': 'State' });
  #filter = el('input', { type: 'search', placeholder: 'ES* or a part', 'aria-label': 'Filter' });
  #counts = new Map();
  #foot = el('p', { className: 'panel-foot' });
  #table = new Table('Symbols', [
    { title: 'Symbol', isName: true, text: ({ symbol }) => symbol },
    { title: 'Book', isName: true, text: ({ books }) => books.state, tone: ({ books }) => toneOf(books.state) },
    { title: 'Why', isName: true, text: ({ books }) => because(books) },
    { title: 'For', text: ({ books }) => ageOf(books.since) },
    { title: 'Quote, trades', isName: true, text: ({ ticks }) => ticks.state, tone: ({ ticks }) => toneOf(ticks.state) },
    { title: 'Why', isName: true, text: ({ ticks }) => because(ticks) },
    { title: 'For', text: ({ ticks }) => ageOf(ticks.since) },
  ], ({ symbol }) => this.#show(symbol));

  constructor(root, onChange) {
    setOptions(this.#state, [['', 'Any state'], ...states.map((state) => [state, state[0].toUpperCase() + state.slice(1)])], '');
    this.#state.addEventListener('change', onChange);
    this.#filter.addEventListener('input', onChange);
    const counts = el('dl', { className: 'counts' }, ...states.flatMap((state) => {
      const value = el('dd', { id: `count-${state}` });
      this.#counts.set(state, value);
      return [el('div', {}, el('dt', {}, state), value)];
    }));
    root.append(el('header', { className: 'panel-head' }, el('h2', {}, 'Symbols'), this.#filter, this.#state), counts,
      this.#table.element, this.#foot);
  }

  async refresh() {
    const { counts, matched, symbols } =
      await ask('/symbols', { state: this.#state.value, filter: this.#filter.value.trim(), limit: 200 });
    for (const [state, value] of this.#counts) {
      setText(value, `${whole(counts.books[state])} · ${whole(counts.ticks[state])}`);
      value.dataset.tone = counts.books[state] + counts.ticks[state] === 0 ? '' : toneOf(state);
    }

    this.#table.write(symbols, 'No symbol is like that.');
    setText(this.#foot, `${whole(symbols.length)} of ${whole(matched)} shown; counts are books · quotes and trades`);
  }

  #show(symbol) {
    return showDetails(symbol, async () => {
      const path = symbol.split('/').map(encodeURIComponent).join('/');
      const { definition, books, ticks } = await ask(`/symbols/${path}`);
      return [channel('Book', books), channel('Quote and trades', ticks),
        el('h3', {}, 'Definition'), facts(definition ?? { definition: 'none' })];
    });
  }
}

function channel(title, { state, reason, since, partition, generation, offset, sequence, journal, streamCount, streams }) {
  const followers = streams.reduce((sum, stream) => sum + stream.followers, 0);
  return el('section', {}, el('h3', {}, title), facts({
    state: `${state}, ${reason.replaceAll('_', ' ')}, for ${ageOf(since)}`, partition, generation, offset, sequence,
    'led by a delta from': journal.oldestVersion, 'newest version': journal.newestVersion,
    streams: `${whole(streamCount)}, followed by ${whole(followers)}`,
  }));
}
