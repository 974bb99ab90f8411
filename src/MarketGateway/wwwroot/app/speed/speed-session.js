/**
 * One connection of the speed panel: the book of the chosen symbol at a speed of its own. What the gateway is told in
 * its hello (pace, window) is per connection, so another pace is another connection.
 * @module
 */
import { MarketClient } from '@marketgateway/client';
import { keepConnected } from '../shell/connection.js';
import { RateMeter, CounterMeter } from '../lib/rate-meter.js';

const depth = 5;

export class SpeedSession {
  #makeClient;
  #client = null;
  #subscription = null;
  #symbol = null;
  #intervalMs = 0;
  /** When the last message came, by the gateway's clock. @type {number | null} */
  #messageAt = null;

  messages = new RateMeter();
  updates = new RateMeter();
  bytes = new CounterMeter();
  /** How old the oldest change was when it came here, smoothed; milliseconds. @type {number | null} */
  ageMs = null;

  /** @type {(book: import('@marketgateway/client').BookStream, merged: number, epoch: string | null) => void} */
  onMessage = () => {};

  /** @param {() => import('@marketgateway/client').ClientOptions} options asked for at each connection */
  constructor(options) {
    this.#makeClient = () => new MarketClient(options());
  }

  get book() {
    return this.#symbol === null ? null : this.#subscription?.get(this.#symbol) ?? null;
  }

  get state() {
    return this.#client?.state ?? 'closed';
  }

  show(symbol) {
    this.#symbol = symbol;
    this.#resubscribe();
  }

  /** Changes in place: the stream goes on from where it stands. */
  setInterval(milliseconds) {
    this.#intervalMs = milliseconds;
    this.#subscription?.update({ intervalMs: milliseconds }).catch(() => {});
    this.resetMeters();
  }

  open() {
    if (this.#client === null) {
      this.#client = this.#makeClient();
      const client = this.#client;
      keepConnected(client, () => this.#client === client);
      this.#resubscribe();
    }
  }

  close() {
    this.#client?.close().catch(() => {});
    this.#client = null;
    this.#subscription = null;
  }

  reopen() {
    const isOpen = this.#client !== null;
    this.close();
    this.resetMeters();
    if (isOpen) {
      this.open();
    }
  }

  resetMeters() {
    this.messages.reset();
    this.updates.reset();
    this.bytes.reset();
    this.ageMs = null;
    this.#messageAt = null;
  }

  /** Bytes are counted by the connection; the rest when a message comes. */
  sample(now) {
    this.bytes.follow(this.#client?.totals.bytes ?? 0, now);
  }

  #resubscribe() {
    this.#subscription?.unsubscribe().catch(() => {});
    this.#subscription = null;
    this.resetMeters();
    if (this.#client === null || this.#symbol === null) {
      return;
    }

    const client = this.#client;
    this.#subscription = client.subscribe(
      { channel: 'book', symbols: [this.#symbol], depth, intervalMs: this.#intervalMs });
    this.#subscription.on('change', (change) => this.#take(client, change));
  }

  #take(client, { stream, kind, merged, oldest }) {
    this.messages.add(1);
    this.updates.add(merged);
    const age = this.#ageOf(client.gatewayTime, kind, oldest);
    if (age !== null) {
      this.ageMs = this.ageMs === null ? age : this.ageMs + (age - this.ageMs) * 0.15;
    }

    this.onMessage(stream, merged, client.epoch);
  }

  /**
   * A delta says since when it merges. A snapshot, which comes where a delta would be longer, does not; but what is in
   * it came after the message before.
   */
  #ageOf(now, kind, oldest) {
    const since = kind === 'delta' && oldest !== null ? oldest : this.#messageAt;
    this.#messageAt = now;
    return since === null ? null : Math.max(0, (now - since) / 1000);
  }
}
