/**
 * What the page asks for first, as the client would send it: app/shell/early-line.js sends it while the client is still
 * on its way.
 * @module
 */

/** Who the page says that it is. */
export const clientName = 'dashboard';
/** Quotes come four times a second: faster than eyes read a list. */
const quoteIntervalMs = 250;
/** Ten times a second: numbers that change faster cannot be read, and a book is what a page costs most. */
const bookIntervalMs = 100;
/** Levels that a book begins with, before it is known how many fit. */
export const firstDepth = 5;

/** The book of a symbol. @param {number} depth levels per side */
export function bookOf(symbol, depth) {
  return { channel: 'book', symbols: [symbol], depth, intervalMs: bookIntervalMs, orders: true };
}

/** The quotes of all symbols. */
export function allQuotes() {
  return { channel: 'quote', symbols: ['*'], intervalMs: quoteIntervalMs };
}

/** @returns {Uint8Array[]} the greeting and the request, to the byte as the client's encoder has them */
export function firstRequests(wanted) {
  const hello = { op: 'hello', id: 1, heartbeatMs: 1000, window: 8, maxBytesPerSecond: 0, client: clientName };
  return [hello, { op: 'subscribe', ...wanted, id: 2 }].map((request) => Uint8Array.from(bytesOf(request)));
}

/** As much of MessagePack as they need: maps and arrays of up to 15, texts of up to 255 bytes, integers of up to 16 bits. */
function bytesOf(value) {
  if (value === true) {
    return [0xc3];
  }

  if (typeof value === 'number') {
    return value < 0x80 ? [value] : value < 0x100 ? [0xcc, value] : [0xcd, value >> 8, value & 0xff];
  }

  if (typeof value === 'string') {
    const text = [...new TextEncoder().encode(value)];
    return [...(text.length < 32 ? [0xa0 | text.length] : [0xd9, text.length]), ...text];
  }

  return Array.isArray(value)
    ? [0x90 | value.length, ...value.flatMap(bytesOf)]
    : [0x80 | Object.keys(value).length, ...Object.entries(value).flat().flatMap(bytesOf)];
}
