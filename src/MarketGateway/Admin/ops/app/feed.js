/**
 * Where each partition of the feed stands, and what could not be read in it.
 * @module
 */
import { el, setText } from '/ops/shared/app/lib/dom.js';
import { duration, nothing, whole } from '/ops/shared/app/lib/numbers.js';
import { ask } from './admin.js';
import { ageOf, facts, showDetails } from './details.js';
import { Table } from './table.js';

const lag = (value, text) => value === null ? 'unknown' : text(value);

export class Partitions {
  #table = new Table('Partitions', [
    { title: 'Topic', isName: true, text: ({ topic }) => topic },
    { title: 'Partition', text: ({ partition }) => partition },
    { title: 'Leader', isName: true, text: ({ isReachable }) => isReachable ? 'answers' : 'silent',
      tone: ({ isReachable }) => isReachable ? 'good' : 'bad' },
    { title: 'Read to', text: ({ position }) => position === null ? nothing : whole(position) },
    { title: 'End', text: ({ end }) => whole(end) },
    { title: 'Waiting', text: ({ lagRecords }) => lag(lagRecords, whole),
      tone: ({ lagRecords }) => lagRecords === null || lagRecords > 10_000 ? 'warn' : '' },
    { title: 'For', text: ({ lagSeconds }) => lag(lagSeconds, (seconds) => duration(seconds * 1000)),
      tone: ({ lagSeconds }) => lagSeconds > 1 ? 'warn' : '' },
    { title: 'Decoded', text: ({ decoded }) => whole(decoded) },
    { title: 'Skipped', text: ({ skipped }) => whole(skipped), tone: ({ skipped }) => skipped > 0 ? 'warn' : '' },
  ]);

  /** As they were told last. */
  rows = [];

  constructor(root) {
    root.append(el('header', { className: 'panel-head' }, el('h2', {}, 'Partitions')), this.#table.element);
  }

  async refresh() {
    const { partitions } = await ask('/partitions');
    this.rows = partitions;
    this.#table.write(partitions, 'No log is read.');
  }
}

export class Skipped {
  #table = new Table('Skipped records', [
    { title: 'Why', isName: true, text: ({ reason }) => reason.replaceAll('_', ' ') },
    { title: 'Records', text: ({ count }) => whole(count), tone: () => 'warn' },
    { title: 'Last', text: ({ records }) => records.length === 0 ? nothing
      : `${ageOf(records[0].at)} ago` },
    { title: 'Where', isName: true, text: ({ records }) => records.length === 0 ? nothing : placeOf(records[0]) },
  ], (row) => showDetails(row.reason.replaceAll('_', ' '), async () => row.records.map((record) => facts({
    at: record.at, where: placeOf(record), key: record.key ?? record.keyHead, value: record.valueHead,
    'length of the value': record.valueLength,
  }))));
  #note = el('p', { className: 'panel-foot' });

  constructor(root) {
    root.append(el('header', { className: 'panel-head' }, el('h2', {}, 'Skipped records')), this.#table.element, this.#note);
  }

  async refresh() {
    const { reasons } = await ask('/skipped');
    const found = reasons.filter(({ count }) => count > 0);
    this.#table.write(found, 'Every record could be read.');
    setText(this.#note, found.length === 0 ? '' : 'Since the start, by reason');
  }
}

const placeOf = ({ topic, partition, offset }) => `${topic} ${partition} @ ${whole(offset)}`;
