/**
 * What each row of the ladder shows: the levels as they follow each other, or fixed prices over which the market moves.
 * @module
 */

/**
 * @typedef {object} Slot
 * @property {number} price
 * @property {number} size 0: nothing rests there
 * @property {number} sum of the sizes from the best price to here
 * @property {boolean} isBid
 * @property {boolean} isBest
 * @property {number} [orders] how many rest there, where the source says so
 */

/**
 * The levels of a side, best first.
 * @param {[price: number, size: number, orders?: number][]} levels
 * @returns {Slot[]}
 */
export function levelSlots(levels, isBid) {
  let sum = 0;
  return levels.map(([price, size, orders], rank) =>
    ({ price, size, sum: sum += size, isBid, isBest: rank === 0, orders }));
}

/**
 * So many prices above an anchor, and the anchor and so many below it, each nearest first.
 * @param {Slot[]} bids
 * @param {Slot[]} asks
 * @returns {{ above: Slot[], below: Slot[] }}
 */
export function anchoredSlots(bids, asks, anchor, step, rows) {
  const byPrice = new Map([...bids, ...asks].map((slot) => [slot.price, slot]));
  const middle = bids.length > 0 ? bids[0].price : anchor;
  const at = (price) => byPrice.get(price)
    ?? { price, size: 0, sum: 0, isBid: price <= middle, isBest: false };
  const range = (from, sign) => Array.from({ length: rows }, (_, row) => at(from + sign * row * step));
  return { above: range(anchor + step, 1), below: range(anchor, -1) };
}

/** The anchor to keep, or another one where the market has left the window. */
export function anchorFor(anchor, bestBid, step, rows) {
  const isLost = anchor === null || (anchor - bestBid) % step !== 0 || Math.abs(bestBid - anchor) > (rows - 2) * step;
  return isLost ? bestBid : anchor;
}
