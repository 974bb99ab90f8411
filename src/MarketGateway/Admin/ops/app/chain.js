/**
 * The way of an update from the log to the clients, and how far each step is behind: where it is red, there it is stuck.
 * @module
 */
import { byId, el, setText } from '/ops/shared/app/lib/dom.js';
import { bytes, compact, duration, nothing, whole } from '/ops/shared/app/lib/numbers.js';
import { Trail } from './trail.js';

/** A second late is what the gateway calls lagging, and what its clients are told. */
const lateMs = 1000;
const lateRecords = 10_000;

class Step {
  #trail;
  #figure = el('b');
  #more = el('small');
  #element;

  constructor(id, title, meaning, least) {
    this.#trail = new Trail(title, least);
    this.#element = el('li', { id, title: meaning }, el('h2', {}, title), this.#figure, this.#more, this.#trail.element);
    byId('chain').append(this.#element);
  }

  write(value, figure, more, tone = 'good') {
    this.#trail.add(value);
    setText(this.#figure, figure);
    setText(this.#more, more);
    this.#element.dataset.tone = tone;
    this.#trail.paint(tone === 'good' ? '--accent' : tone === 'bad' ? '--bad' : '--warn');
  }
}

export class Chain {
  #log = new Step('step-log', 'Kafka, waiting', 'Records that the gateway has not read yet, in all partitions', 100);
  #age = new Step('step-age', 'Kafka, age', 'How long the oldest of them has waited', 1);
  #updates = new Step('step-updates', 'Applied', 'Updates that the gateway has applied, a second', 10);
  #flushes = new Step('step-flushes', 'Flushed', 'Flushes to all clients, a second', 10);
  #clients = new Step('step-clients', 'Clients, unsent', 'How old the oldest change is that a client does not take', lateMs);

  /** @param {{ rates: any, partitions: any[], sessions: any }} now */
  write({ rates, partitions, sessions, summary }) {
    this.#writeFeed(partitions);
    this.#updates.write(rates.updates, rates.updates === null ? nothing : `${compact(Math.round(rates.updates))}/s`,
      `${compact(summary.updates)} in all`);
    this.#flushes.write(rates.flushes, rates.flushes === null ? nothing : `${compact(Math.round(rates.flushes))}/s`,
      rates.bytes === null ? nothing : `${bytes(rates.bytes)}/s`);
    const unsent = sessions.worstMs;
    this.#clients.write(unsent, summary.sessions === 0 ? nothing : duration(unsent),
      `${whole(summary.lagging)} of ${whole(summary.sessions)} lagging`,
      summary.lagging > 0 ? 'warn' : 'good');
  }

  #writeFeed(partitions) {
    const unreachable = partitions.filter(({ isReachable }) => !isReachable).length;
    const isKnown = partitions.every(({ lagRecords }) => lagRecords !== null);
    const records = partitions.reduce((sum, { lagRecords }) => sum + (lagRecords ?? 0), 0);
    const where = unreachable > 0 ? `${unreachable} of ${partitions.length} unreachable` : `${partitions.length} partitions`;
    if (partitions.length === 0) {
      this.#log.write(0, nothing, 'no log: the market is simulated');
      this.#age.write(0, nothing, 'nothing waits');
      return;
    }

    this.#log.write(isKnown ? records : null, isKnown ? compact(records) : 'unknown', where,
      unreachable > 0 || !isKnown ? 'bad' : records > lateRecords ? 'warn' : 'good');
    const oldest = Math.max(...partitions.map(({ lagSeconds }) => lagSeconds ?? 0));
    const isAgeKnown = partitions.some(({ lagSeconds }) => lagSeconds !== null);
    this.#age.write(isAgeKnown ? oldest : null, isAgeKnown ? duration(oldest * 1000) : 'unknown',
      'the partition that is furthest behind', oldest * 1000 > lateMs ? 'warn' : 'good');
  }
}
