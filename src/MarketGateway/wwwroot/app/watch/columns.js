/**
 * The columns of the watch list: what each shows, how much room it needs, and which of them fit.
 * @module
 */

/**
 * @typedef {object} Column
 * @property {string} id
 * @property {string} title
 * @property {(listing: import('./listing.js').Listing) => any} key what is sorted by
 * @property {(priceWidth: number) => string} width as CSS
 * @property {(priceWidth: number, digit: number) => number} room in pixels
 */

const price = (digits) => `calc(${digits}ch + 8px)`;
const priceRoom = (digits, digit) => digits * digit + 8;
const fixed = (pixels) => ({ width: () => `${pixels}px`, room: () => pixels });
const prices = { width: price, room: priceRoom };

/** In the order they stand in. @type {Column[]} */
export const columns = [
  { id: 'symbol', title: 'Symbol', key: ({ symbol }) => symbol, width: () => 'minmax(84px, 1fr)', room: () => 84 },
  { id: 'last', title: 'Last', key: ({ last, priceScale }) => scaled(last, priceScale), ...prices },
  { id: 'change', title: 'Chg %', key: ({ changeShare }) => changeShare, ...fixed(54) },
  { id: 'bid', title: 'Bid', key: ({ bid, priceScale }) => scaled(bid, priceScale), ...prices },
  { id: 'ask', title: 'Ask', key: ({ ask, priceScale }) => scaled(ask, priceScale), ...prices },
  { id: 'spread', title: 'Spr bp', key: ({ spreadShare }) => spreadShare, ...fixed(50) },
  { id: 'volume', title: 'Volume', key: ({ volume }) => volume, ...fixed(58) },
  { id: 'trail', title: '2 min', key: null, ...fixed(64) },
];

/** What goes first where there is no room. */
const leastWanted = ['trail', 'spread', 'volume', 'ask', 'bid', 'change'];
export const gap = 4;

/**
 * Those of the wanted columns for which there is room.
 * @param {readonly string[]} wanted by id
 */
export function fitting(wanted, width, priceWidth, digit) {
  const chosen = columns.filter(({ id }) => id === 'symbol' || wanted.includes(id));
  const room = () => chosen.reduce((sum, column) => sum + gap + column.room(priceWidth, digit), -gap);
  for (const id of leastWanted) {
    if (room() <= width) {
      break;
    }

    const at = chosen.findIndex((column) => column.id === id);
    if (at >= 0) {
      chosen.splice(at, 1);
    }
  }

  return chosen;
}

function scaled(value, scale) {
  return value === null ? null : value / 10 ** scale;
}
