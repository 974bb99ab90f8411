/**
 * A level: price, size and, where the subscription asked for `orders`, how many orders stand there (0: not known).
 * @typedef {[price: number, size: number, orders?: number]} Level
 */

/**
 * One side of a book. Sorted so that the best price stands last: that is where most changes are, and moving the tail
 * of an array is cheap.
 */
export class BookSide {
  /** @type {number[]} */
  #prices = [];
  /** @type {number[]} */
  #sizes = [];
  /** @type {number[] | null} null: it is not told how many orders stand at a level */
  #orders = null;
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

  /** Whether it is told how many orders stand at each level. */
  get hasOrders() {
    return this.#orders !== null;
  }

  /** @param {number} rank 0 is the best */
  ordersAt(rank) {
    return this.#orders?.[this.#prices.length - 1 - rank] ?? 0;
  }

  /**
   * The levels as `[price, size]` or, where that is told, `[price, size, orders]`, best first.
   * @param {number} [levels] at most this many
   * @returns {Level[]}
   */
  best(levels = Infinity) {
    const count = Math.min(levels, this.length);
    return Array.from({ length: count }, (_, rank) => this.#orders === null
      ? [this.priceAt(rank), this.sizeAt(rank)] : [this.priceAt(rank), this.sizeAt(rank), this.ordersAt(rank)]);
  }

  clear() {
    this.#prices.length = 0;
    this.#sizes.length = 0;
    this.#orders = null;
  }

  /**
   * Takes `[price, size, price, size, ...]`: size 0 removes, any other is the new total.
   * @param {readonly number[]} flat
   * @param {boolean} [hasOrders] whether each level has a third number: how many orders stand there
   */
  apply(flat, hasOrders = false) {
    if (hasOrders) {
      this.#orders ??= this.#prices.map(() => 0);
      for (let i = 0; i < flat.length; i += 3) {
        this.#put(flat[i], flat[i + 1], flat[i + 2]);
      }
      return;
    }
    for (let i = 0; i < flat.length; i += 2) {
      this.#put(flat[i], flat[i + 1], 0);
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
      this.#orders?.splice(0, excess);
    }
  }

  /**
   * @param {number} price
   * @param {number} size
   * @param {number} orders
   */
  #put(price, size, orders) {
    const index = this.#indexOf(price);
    const isHeld = this.#prices[index] === price;
    if (size <= 0) {
      if (isHeld) {
        this.#prices.splice(index, 1);
        this.#sizes.splice(index, 1);
        this.#orders?.splice(index, 1);
      }
    } else if (isHeld) {
      this.#sizes[index] = size;
      if (this.#orders !== null) {
        this.#orders[index] = orders;
      }
    } else {
      this.#prices.splice(index, 0, price);
      this.#sizes.splice(index, 0, size);
      this.#orders?.splice(index, 0, orders);
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
