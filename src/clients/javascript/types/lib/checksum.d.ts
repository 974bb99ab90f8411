/**
 * The checksum that a book with these levels must have; levels are `[price, size]`, or `[price, size, orders]`
 * where the stream has them, best first.
 * @param {readonly Readonly<import('./side.js').Level>[]} bids
 * @param {readonly Readonly<import('./side.js').Level>[]} asks
 * @returns {number}
 */
export function checksumOf(bids: readonly Readonly<import("./side.js").Level>[], asks: readonly Readonly<import("./side.js").Level>[]): number;
/**
 * The checksum that a quote must have: of the values of the fields that its stream has, in the order of their bits;
 * null for no value.
 * @param {readonly (number | null)[]} values
 * @returns {number}
 */
export function quoteChecksumOf(values: readonly (number | null)[]): number;
/**
 * The checksum of a book, of two {@link import('./side.js').BookSide}, without a copy of them.
 * @param {import('./side.js').BookSide} bids
 * @param {import('./side.js').BookSide} asks
 */
export function checksumOfSides(bids: import("./side.js").BookSide, asks: import("./side.js").BookSide): number;
