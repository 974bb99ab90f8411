/**
 * One side of a book. Sorted so that the best price stands last: that is where most changes are, and moving the tail
 * of an array is cheap.
 */
export class BookSide {
  /** @type {number[]} */
  #prices = [];
  /** @type {number[]} */
  #sizes = [];
  #isBid;

  /** @param {boolean} isBid */
  constructor(isBid) {
    this.#isBid = isBid;
  }

  get length() {
    return this.#prices.length;
  }

  /** @param {number} rank 0 is the best */
  priceAt(rank) {
    return this.#prices[this.#prices.length - 1 - rank];
  }

  /** @param {number} rank 0 is the best */
  sizeAt(rank) {
    return this.#sizes[this.#sizes.length - 1 - rank];
  }

  /**
   * The levels as `[price, size]`, best first.
   * @param {number} [levels] at most this many
   * @returns {[number, number][]}
   */
  best(levels = Infinity) {
    const count = Math.min(levels, this.length);
    return Array.from({ length: count }, (_, rank) => [this.priceAt(rank), this.sizeAt(rank)]);
  }

  clear() {
    this.#prices.length = 0;
    this.#sizes.length = 0;
  }

  /**
   * Takes `[price, size, price, size, ...]`: size 0 removes, any other is the new total.
   * @param {readonly number[]} flat
   */
  apply(flat) {
    for (let i = 0; i < flat.length; i += 2) {
      this.#put(flat[i], flat[i + 1]);
    }
  }

  /**
   * Keeps the best levels; 0 keeps all.
   * @param {number} depth
   */
  truncate(depth) {
    const excess = this.length - depth;
    if (depth > 0 && excess > 0) {
      this.#prices.splice(0, excess);
      this.#sizes.splice(0, excess);
    }
  }

  /**
   * @param {number} price
   * @param {number} size
   */
  #put(price, size) {
    const index = this.#indexOf(price);
    const isHeld = this.#prices[index] === price;
    if (size <= 0) {
      if (isHeld) {
        this.#prices.splice(index, 1);
        this.#sizes.splice(index, 1);
      }
    } else if (isHeld) {
      this.#sizes[index] = size;
    } else {
      this.#prices.splice(index, 0, price);
      this.#sizes.splice(index, 0, size);
    }
  }

  /**
   * Where the price stands, or would stand.
   * @param {number} price
   */
  #indexOf(price) {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#prices[middle];
      if (this.#isBid ? other < price : other > price) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
