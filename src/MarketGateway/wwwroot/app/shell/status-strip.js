/**
 * The strip at the top: is it live, how old is it, and what does it cost.
 * @module
 */
import { byId, el, setText } from '../lib/dom.js';
import { bytes, compact, duration, nothing, whole } from '../lib/numbers.js';
import { CounterMeter } from '../lib/rate-meter.js';

const gauges = [
  ['feed-age', 'Feed age', 'How long ago the newest record of the feed occurred'],
  ['kafka-lag', 'Kafka lag', 'Records in Kafka that the gateway has not read'],
  ['latency', 'Round trip', 'To the gateway and back'],
  ['updates', 'Updates/s', 'Source updates that came, one by one or merged'],
  ['messages', 'Messages/s', 'Messages that they came in'],
  ['bytes', 'Bytes/s', 'What the line carries for this page, without the speed panel'],
  ['merged', 'Merged', 'Source updates that came within another: conflation, all accounted for'],
  ['checksums', 'Checksums', 'Books and quotes proven by their checksum, message by message'],
];
const feedAgeLimit = 5000;
/** How often the gateway says how old its feed is, in microseconds. */
const heartbeatUs = 1_000_000;
const lagLimit = 10_000;

export class StatusStrip {
  #client;
  #updates = new CounterMeter();
  #messages = new CounterMeter();
  #bytes = new CounterMeter();
  #values = new Map();

  /** @param {import('@marketgateway/client').MarketClient} client */
  constructor(client) {
    this.#client = client;
    for (const [id, title, meaning] of gauges) {
      const value = el('dd', { id });
      this.#values.set(id, value);
      byId('gauges').append(el('div', { title: meaning }, el('dt', {}, title), value));
    }
  }

  /** @param {{ verified: number, failed: number }} checksums */
  paint(now, checksums) {
    const { totals } = this.#client;
    this.#updates.follow(totals.updates, now);
    this.#messages.follow(totals.messages, now);
    this.#bytes.follow(totals.bytes, now);
    this.#paintFeed();
    const roundTrip = isConnected(this.#client) ? this.#client.latency.roundTripMs : null;
    this.#write('latency', duration(roundTrip), roundTrip > 500 ? 'is-warning' : '');
    this.#write('updates', compact(Math.round(this.#updates.perSecond(now))));
    this.#write('messages', compact(Math.round(this.#messages.perSecond(now))));
    this.#write('bytes', bytes(this.#bytes.perSecond(now)));
    this.#write('merged', compact(Math.max(0, totals.updates - totals.messages)));
    this.#paintChecksums(checksums);
  }

  #paintChecksums({ verified, failed }) {
    if (failed > 0) {
      this.#write('checksums', `✗ ${whole(failed)}`, 'is-bad');
    } else {
      this.#write('checksums', `✓ ${compact(verified)}`, verified > 0 ? 'is-good' : '');
    }
  }

  #paintFeed() {
    const { topics = [], time = 0 } = isConnected(this.#client) ? this.#client.heartbeat ?? {} : {};
    const newest = Math.max(...topics.map((topic) => topic.newest ?? -Infinity));
    // As the last heartbeat had it; one that is overdue has made it older.
    const overdue = Math.max(0, this.#client.gatewayTime - time - heartbeatUs);
    const age = Number.isFinite(newest) ? Math.max(0, time - newest + overdue) / 1000 : null;
    this.#write('feed-age', duration(age), age > feedAgeLimit ? 'is-warning' : '');
    // Unknown is not zero: one topic whose lag nobody knows makes the sum unknown.
    const isKnown = topics.length > 0 && topics.every((topic) => topic.lag !== null);
    const lag = topics.reduce((sum, topic) => sum + (topic.lag ?? 0), 0);
    const text = isKnown ? whole(lag) : topics.length > 0 ? 'unknown' : nothing;
    this.#write('kafka-lag', text, lag > lagLimit ? 'is-warning' : '');
  }

  #write(id, text, tone = '') {
    const value = this.#values.get(id);
    setText(value, text);
    if (value.parentElement.className !== tone) {
      value.parentElement.className = tone;
    }
  }
}

/** What is known of a gateway that is gone is no longer so. */
function isConnected({ state }) {
  return state !== 'connecting' && state !== 'closed';
}
