/**
 * How much of something came per second, over the last seconds.
 * @module
 */

const buckets = 16;
const bucketMs = 250;

export class RateMeter {
  #sums = new Float64Array(buckets);
  #head = 0;
  #startedAt = performance.now();

  total = 0;

  add(amount, now = performance.now()) {
    this.#turnTo(now);
    this.#sums[this.#head % buckets] += amount;
    this.total += amount;
  }

  /** Per second, over four seconds or what has passed since the beginning. */
  perSecond(now = performance.now()) {
    this.#turnTo(now);
    let sum = 0;
    for (const part of this.#sums) {
      sum += part;
    }

    const seconds = Math.min(buckets * bucketMs, Math.max(bucketMs, now - this.#startedAt)) / 1000;
    return sum / seconds;
  }

  reset(now = performance.now()) {
    this.#sums.fill(0);
    this.#startedAt = now;
    this.total = 0;
  }

  #turnTo(now) {
    const bucket = Math.floor(now / bucketMs);
    if (bucket - this.#head >= buckets) {
      this.#sums.fill(0);
      this.#head = bucket;
    }

    while (this.#head < bucket) {
      this.#head++;
      this.#sums[this.#head % buckets] = 0;
    }
  }
}

/** Follows a total that something else counts. */
export class CounterMeter extends RateMeter {
  #last = 0;

  follow(count, now = performance.now()) {
    // A total that falls belongs to something that began anew.
    this.add(count >= this.#last ? count - this.#last : count, now);
    this.#last = count;
  }
}
