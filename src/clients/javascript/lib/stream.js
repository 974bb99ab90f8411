import { advance, newAccount, restart } from './account.js';
import { formatScaled } from './scaled.js';
import { StreamFacts } from './stream-facts.js';
import { NO_TERMS, termsOf } from './terms.js';

/** @typedef {import('./terms.js').Terms} Terms */

/**
 * How far what a stream holds can be trusted. `syncing`: not (or no longer) the gateway's state; `loading`: the
 * gateway has nothing yet; `live`: as good as the feed; `gapped`: the feed lost something; `stale`: no news can arrive
 * at the gateway; `ended`: unsubscribed or refused.
 * @typedef {'syncing' | 'loading' | 'live' | 'gapped' | 'stale' | 'ended'} StreamState
 */

/**
 * `applied`; `chainBroken`: does not follow on what was held; `checksumWrong`; `inconsistent`: contradicts itself;
 * `unreadable`: not what its kind says; `untrusted`: applied for the account's sake, but a snapshot is waited for;
 * `discarded`: the same, not applied.
 * @typedef {'applied' | 'chainBroken' | 'checksumWrong' | 'inconsistent' | 'unreadable' | 'untrusted' |
 *   'discarded'} Verdict
 */

/**
 * The local copy of one stream, proven message by message: chain, checksum and account. Written by the session alone.
 * @abstract
 */
export class MarketStream extends StreamFacts {
  /** @type {number | null} */
  #version = null;

  /**
   * What was asked for when what is held came: `asked`, but between an update that a snapshot answers and that
   * snapshot.
   * @type {import('./parameters.js').Parameters | null}
   */
  #held = null;
  #isChained = false;
  #isTrusted = false;
  #isEnded = false;
  /** @type {StreamState} */
  #reported = 'syncing';
  #reportedReason = '';
  #ownReason = 'subscribing';
  /** @type {number | null} */
  #since = null;
  #terms = NO_TERMS;
  #account = newAccount();
  /** @type {number | null} */
  #newest = null;

  /** The version that the stream stands at; null: nothing has come yet. */
  get version() {
    return this.#version;
  }

  /**
   * When the newest update occurred, at the venue, that what is held includes, in microseconds; null: nothing came
   * yet, or without the option `stamps`.
   */
  get newest() {
    return this.#newest;
  }

  /** @returns {StreamState} */
  get state() {
    if (this.#isEnded) {
      return 'ended';
    }
    return this.#isTrusted || this.#reported === 'loading' ? this.#reported : 'syncing';
  }

  /** Why the stream is in its state: the gateway's word, or what the client itself found. */
  get reason() {
    return this.state === 'syncing' || this.state === 'ended' ? this.#ownReason : this.#reportedReason;
  }

  /** Since when, in microseconds by the gateway's clock. */
  get since() {
    return this.#since;
  }

  /** Whether chain and checksum have proven what the stream holds. */
  get isSynced() {
    return this.#isTrusted;
  }

  /** @returns {Readonly<Terms>} */
  get terms() {
    return this.#terms;
  }

  /** @returns {Readonly<import('./account.js').Account>} */
  get account() {
    return this.#account;
  }

  /**
   * @param {number | null | undefined} price
   * @returns {string} with as many decimals as the scale says; empty for no value
   */
  formatPrice(price) {
    return formatScaled(price, this.#terms.priceScale);
  }

  /**
   * @param {number | null | undefined} size
   * @returns {string}
   */
  formatSize(size) {
    return formatScaled(size, this.#terms.sizeScale);
  }

  /**
   * @internal
   * @param {import('./wire.js').DataMessage} message
   * @returns {Verdict}
   */
  apply(message) {
    if (message.channel !== this.channel) {
      return this.refuse();
    }
    if (message.kind === 'snapshot') {
      this.clear();
      return this.#complete(message, this.change(message), true);
    }
    if (this.mayStart) {
      return this.#complete(message, this.change(message), true);
    }
    if (!this.#isChained) {
      this.counts.discarded++;
      return 'discarded';
    }
    if (message.from === null || message.from !== this.#version) {
      return this.#refuse('chainBreaks', 'chainBroken');
    }
    return this.#complete(message, this.change(message), false);
  }

  /**
   * @internal A message came that is not what its kind says.
   * @returns {Verdict}
   */
  refuse() {
    return this.#refuse('unreadable', 'unreadable');
  }

  /**
   * @internal The gateway acknowledged the subscription.
   * @param {Record<string, any>} entry
   * @param {import('./parameters.js').Parameters} asked
   */
  acknowledge(entry, asked) {
    const before = this.#terms;
    this.number = entry.stream;
    // An entry in brief goes on with the generation that was offered.
    this.#terms = termsOf({ generation: before.generation, ...entry });
    if (before.priceScale !== this.#terms.priceScale || before.sizeScale !== this.#terms.sizeScale) {
      this.changeScales(before);
    }
    this.asked = asked;
    this.isPaused = false;
    this.#isEnded = false;
    this.#isTrusted = this.#isChained = entry.start === 'delta' && this.#version !== null;
    if (this.#isTrusted) {
      this.#held = asked;
    } else {
      this.#ownReason = 'waiting for the snapshot';
      this.#voidOffer(before);
      this.awaitStart();
    }
    this.report(entry);
  }

  /**
   * @internal Other parameters and perhaps another number. What is held stays valid, or a snapshot follows; in either
   * case the next message goes on from the version held.
   * @param {Record<string, any>} entry
   * @param {import('./parameters.js').Parameters | null} asked
   */
  update(entry, asked) {
    const before = this.#terms;
    this.number = entry.stream;
    this.#terms = termsOf(entry);
    if (before.priceScale !== this.#terms.priceScale || before.sizeScale !== this.#terms.sizeScale) {
      this.changeScales(before);
    }
    this.asked = asked;
    if (entry.start === 'delta') {
      this.#held = asked;
    } else {
      this.#isTrusted = false;
      this.#ownReason = 'waiting for the snapshot';
      this.#voidOffer(before);
    }
    this.changeTerms(before);
    this.report(entry);
  }

  /**
   * A version held from before is none of another generation: until its snapshot has come there is nothing to offer.
   * @param {Terms} before
   */
  #voidOffer(before) {
    if (before.generation !== this.#terms.generation) {
      this.#held = null;
    }
  }

  /**
   * @internal
   * @param {Record<string, any>} status
   */
  report({ state, reason, since, phase, phaseSince }) {
    this.#reported = state;
    this.#reportedReason = reason ?? '';
    this.#since = since ?? null;
    this.phase = phase ?? null;
    this.phaseSince = phaseSince ?? null;
  }

  /** @internal The connection is gone: what is held stays readable, but is no longer the market. */
  disconnect() {
    this.number = 0;
    this.isPaused = false;
    this.#isTrusted = this.#isChained = false;
    this.#reported = 'syncing';
    this.phase = this.phaseSince = null;
    this.#ownReason = 'not connected';
  }

  /** @internal The log behind the gateway was replaced: versions begin anew. */
  forget() {
    restart(this.#account);
    this.#version = this.#newest = null;
    this.#isTrusted = this.#isChained = false;
    this.#ownReason = 'the log was replaced';
    this.awaitStart();
    this.clear();
  }

  /**
   * @internal
   * @param {string} reason
   */
  end(reason) {
    this.number = 0;
    this.#isEnded = true;
    this.#isTrusted = this.#isChained = false;
    this.#ownReason = reason;
  }

  /**
   * @internal
   * @param {string} reason
   */
  distrust(reason) {
    this.#isTrusted = false;
    this.#ownReason = reason;
  }

  /** @internal The gateway answered the resync. Books and quotes wait for their snapshot, trades go on. */
  resynced() {
    if (this.continuesAfterResync) {
      this.#isTrusted = this.#isChained = true;
      this.awaitStart();
    }
  }

  /**
   * @internal What to offer when these are asked for; null: what is held does not do for a start.
   * @param {import('./parameters.js').Parameters} parameters
   * @returns {[number, number | null, number | null, string | null] | null}
   */
  resumePoint(parameters) {
    if (this.#version === null || !this.isResumable || !this.#held || !parameters.showsNothingBeyond(this.#held)) {
      return null;
    }
    return [this.#version, ...this.edges(), this.#terms.generation];
  }

  /**
   * @internal Applies what the message says.
   * @param {import('./wire.js').DataMessage} _message
   * @returns {Verdict}
   */
  change(_message) {
    throw new Error('not of this channel');
  }

  /** @internal Forgets what is held. */
  clear() {}

  /** @internal Whether the next message may start the stream although it does not chain (trades). */
  get mayStart() {
    return false;
  }

  /** @internal */
  awaitStart() {}

  /** @internal */
  get continuesAfterResync() {
    return false;
  }

  /** @internal */
  get isResumable() {
    return true;
  }

  /**
   * @internal
   * @returns {[number | null, number | null]}
   */
  edges() {
    return [null, null];
  }

  /**
   * @internal
   * @param {Terms} _before
   */
  changeTerms(_before) {}

  /**
   * @internal What is held in the old scales is converted or forgotten, never read in the new ones.
   * @param {Terms} _before
   */
  changeScales(_before) {
    this.clear();
  }

  /**
   * @param {import('./wire.js').DataMessage} message
   * @param {Verdict} verdict
   * @param {boolean} isStart
   * @returns {Verdict}
   */
  #complete(message, verdict, isStart) {
    if (verdict === 'inconsistent') {
      return this.#refuse('inconsistencies', verdict);
    }
    // A message whose checksum is wrong still states where the gateway stands: version and account go on, also through
    // what follows until the snapshot that answers the resync. Only the content is not trusted.
    advance(this.#account, message);
    this.#version = message.to;
    this.#newest = message.newest ?? this.#newest;
    this.counts.messages++;
    if (isStart || this.#isTrusted) {
      this.#held = this.asked;
    }
    this.counts.snapshots += message.kind === 'snapshot' ? 1 : 0;
    if (isStart) {
      this.#isChained = true;
      this.#isTrusted = verdict === 'applied';
      return verdict;
    }
    if (verdict !== 'applied') {
      this.#isTrusted = false;
    }
    return verdict === 'applied' && !this.#isTrusted ? 'untrusted' : verdict;
  }

  /**
   * @param {'chainBreaks' | 'inconsistencies' | 'unreadable'} count
   * @param {Verdict} verdict
   * @returns {Verdict}
   */
  #refuse(count, verdict) {
    this.counts[count]++;
    this.#isTrusted = this.#isChained = false;
    return verdict;
  }
}
