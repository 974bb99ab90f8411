// schemas/wire, section 2: CRC-32 (IEEE 802.3), of a book over the best 10 levels of each side, bids first, best first,
// each as price and size; of a quote over the values of the fields of its stream. Signed 64-bit little-endian.

const LEVELS_MAX = 10;
/** What a field without a value counts as. */
const NO_VALUE = -(2 ** 63);
const TWO_TO_32 = 2 ** 32;
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

/**
 * @param {number} crc
 * @param {number} word an unsigned or signed 32-bit integer, taken as four little-endian bytes
 */
function addWord(crc, word) {
  for (let shift = 0; shift < 32; shift += 8) {
    crc = TABLE[(crc ^ (word >>> shift)) & 0xff] ^ (crc >>> 8);
  }
  return crc;
}

/**
 * @param {number} crc
 * @param {number} value an integer below 2^53, or -2^63
 */
function addInteger(crc, value) {
  return addWord(addWord(crc, value >>> 0), Math.floor(value / TWO_TO_32) >>> 0);
}

/**
 * The checksum that a book with these levels must have; levels are `[price, size]`, or `[price, size, orders]`
 * where the stream has them, best first.
 * @param {readonly Readonly<import('./side.js').Level>[]} bids
 * @param {readonly Readonly<import('./side.js').Level>[]} asks
 * @returns {number}
 */
export function checksumOf(bids, asks) {
  let crc = 0xffffffff;
  for (const side of [bids, asks]) {
    for (let rank = 0; rank < side.length && rank < LEVELS_MAX; rank++) {
      for (const value of side[rank]) {
        crc = addInteger(crc, value ?? 0);
      }
    }
  }
  return ~crc >>> 0;
}

/**
 * The checksum that a quote must have: of the values of the fields that its stream has, in the order of their bits;
 * null for no value.
 * @param {readonly (number | null)[]} values
 * @returns {number}
 */
export function quoteChecksumOf(values) {
  let crc = 0xffffffff;
  for (const value of values) {
    crc = addInteger(crc, value ?? NO_VALUE);
  }
  return ~crc >>> 0;
}

/**
 * The checksum of a book, of two {@link import('./side.js').BookSide}, without a copy of them.
 * @param {import('./side.js').BookSide} bids
 * @param {import('./side.js').BookSide} asks
 */
export function checksumOfSides(bids, asks) {
  let crc = 0xffffffff;
  for (const side of [bids, asks]) {
    for (let rank = 0; rank < side.length && rank < LEVELS_MAX; rank++) {
      crc = addInteger(addInteger(crc, side.priceAt(rank)), side.sizeAt(rank));
      if (side.hasOrders) {
        crc = addInteger(crc, side.ordersAt(rank));
      }
    }
  }
  return ~crc >>> 0;
}
