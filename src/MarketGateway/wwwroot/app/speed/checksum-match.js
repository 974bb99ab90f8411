/**
 * Compares two connections to the same book: at each version at which both stood, both must have had the same checksum.
 * Versions compare only within their epoch, so both together are what is met at.
 * @module
 */

/** At 1,000 messages a second, four seconds in which the slower one may catch up. */
const versionsMax = 4000;

export class ChecksumMatch {
  #fast = new Map();
  #slow = new Map();

  same = 0;
  different = 0;

  addFast(version, checksum) {
    this.#meet(this.#fast, this.#slow, version, checksum);
  }

  addSlow(version, checksum) {
    this.#meet(this.#slow, this.#fast, version, checksum);
  }

  reset() {
    this.#fast.clear();
    this.#slow.clear();
    this.same = 0;
    this.different = 0;
  }

  #meet(own, other, version, checksum) {
    const seen = other.get(version);
    if (seen !== undefined) {
      this[seen === checksum ? 'same' : 'different']++;
      other.delete(version);
      return;
    }

    own.set(version, checksum);
    if (own.size > versionsMax) {
      own.delete(own.keys().next().value);
    }
  }
}
