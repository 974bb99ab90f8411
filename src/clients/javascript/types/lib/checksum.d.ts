/**
 * The checksum that a book with these levels must have; levels are `[price, size]`, best first.
 * @param {readonly (readonly [number, number])[]} bids
 * @param {readonly (readonly [number, number])[]} asks
 * @returns {number}
 */
export function checksumOf(bids: readonly (readonly [number, number])[], asks: readonly (readonly [number, number])[]): number;
/**
 * The same of two {@link import('./side.js').BookSide}, without a copy of them.
 * @param {import('./side.js').BookSide} bids
 * @param {import('./side.js').BookSide} asks
 */
export function checksumOfSides(bids: import("./side.js").BookSide, asks: import("./side.js").BookSide): number;
