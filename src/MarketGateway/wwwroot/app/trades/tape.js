/**
 * What was traded, newest first: trades, what came as one roll-up, what the venue cancelled or corrected. Holds them;
 * draws nothing.
 * @module
 */

const kept = 1000;
export const sides = { unknown: 0, buy: 1, sell: 2 };

/**
 * @typedef {object} Print
 * @property {any} [trade]
 * @property {any} [rollUp]
 * @property {'' | 'cancelled' | 'corrected'} fate
 * @property {string} title
 * @property {boolean} isLarge
 * @property {any} terms
 */

export class Tape {
  /** Oldest first. @type {Print[]} */
  #prints = [];
  #sizes = [];
  #sum = 0;

  /** Rises with every change. */
  changes = 0;

  clear() {
    this.#prints = [];
    this.#sizes = [];
    this.#sum = 0;
    this.changes++;
  }

  addTrade(trade, terms) {
    this.#add({ trade, fate: '', title: '', isLarge: this.#isLarge(trade.size), terms });
  }

  addRollUp(rollUp, terms) {
    this.#add({ rollUp, fate: '', title: '', isLarge: false, terms });
  }

  /** Marks the newest trade with that number, if it is still here. */
  amend(amendment, titleOf) {
    const print = this.#prints.findLast(({ trade }) => trade?.tradeId === amendment.tradeId);
    if (print === undefined || print.fate === 'cancelled') {
      return;
    }

    this.changes++;
    print.title = titleOf(amendment);
    print.fate = amendment.kind === 'cancel' ? 'cancelled' : 'corrected';
    if (amendment.kind !== 'cancel') {
      const { price, size, aggressor } = amendment;
      print.trade = { ...print.trade, price, size, aggressor };
    }
  }

  /** @returns {Print[]} those that pass, newest first: a copy */
  select(side, sizeMin) {
    return this.#prints.filter(({ trade }) => trade === undefined
      || ((side === '' || trade.aggressor === side) && trade.size >= sizeMin)).reverse();
  }

  /** Trades and sizes of the second before a time. */
  lastSecond(now) {
    const sums = { count: 0, buy: 0, sell: 0, unknown: 0 };
    for (let i = this.#prints.length - 1; i >= 0; i--) {
      const { trade, fate } = this.#prints[i];
      if (trade !== undefined && trade.occurredAt < now - 1e6) {
        break;
      }

      if (trade !== undefined && fate !== 'cancelled') {
        sums.count++;
        sums[trade.aggressor] += trade.size;
      }
    }

    return sums;
  }

  #add(print) {
    this.#prints.push(print);
    this.changes++;
    if (this.#prints.length > kept * 1.2) {
      this.#prints.splice(0, this.#prints.length - kept);
    }
  }

  /** Four times the mean of the last fifty. */
  #isLarge(size) {
    const isLarge = this.#sizes.length > 20 && size > 4 * this.#sum / this.#sizes.length;
    this.#sizes.push(size);
    this.#sum += size;
    if (this.#sizes.length > 50) {
      this.#sum -= this.#sizes.shift();
    }

    return isLarge;
  }
}
