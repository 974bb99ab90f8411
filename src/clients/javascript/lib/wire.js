import { Decoder, encode } from '@msgpack/msgpack';
import { WireError } from './errors.js';

/**
 * @typedef {'bidPrice' | 'bidSize' | 'askPrice' | 'askSize' | 'lastPrice' | 'lastSize' | 'lastAggressor' | 'open' |
 *   'high' | 'low' | 'previousClose' | 'volume' | 'lastTradeAt' | 'occurredAt'} QuoteField
 */

/**
 * The fields of a quote, in the order of their bits.
 * @type {readonly QuoteField[]}
 */
export const QUOTE_FIELDS = Object.freeze([
  'bidPrice', 'bidSize', 'askPrice', 'askSize', 'lastPrice', 'lastSize', 'lastAggressor', 'open', 'high', 'low',
  'previousClose', 'volume', 'lastTradeAt', 'occurredAt',
]);

const AGGRESSORS = /** @type {const} */ (['unknown', 'buy', 'sell']);

/**
 * One trade. `price` and `size` are integers in the scales of the stream, `occurredAt` is in microseconds.
 * @typedef {object} Trade
 * @property {number} version
 * @property {number} occurredAt
 * @property {number} price
 * @property {number} size
 * @property {'unknown' | 'buy' | 'sell'} aggressor
 * @property {number | null} tradeId
 * @property {true} [isCorrected] The values are those of a correction that this client got.
 */

/**
 * What the venue says of an earlier trade: it never was, or it has other values. `version` and `occurredAt` are those
 * of the statement, `tradeId` that of the trade, which may be one that this client never got.
 * @typedef {object} TradeAmendment
 * @property {'cancel' | 'correction'} kind
 * @property {number} version
 * @property {number} occurredAt
 * @property {number} tradeId
 * @property {number | null} price Null in a cancel.
 * @property {number | null} size Null in a cancel.
 * @property {'unknown' | 'buy' | 'sell' | null} aggressor Null in a cancel.
 */

/**
 * The trades that do not come one by one: how many, and what they were together; null: not known. The figures are of
 * the trades as they were executed: where there were cancels or corrections, trades in it, or got before it, have other
 * values by now; which ones, the message says beside it.
 * @typedef {object} RollUp
 * @property {number | null} from
 * @property {number} to
 * @property {number | null} merged
 * @property {number | null} volume
 * @property {number | null} vwap In units of 10^-(priceScale + 4).
 * @property {number | null} high
 * @property {number | null} low
 * @property {number | null} firstVersion
 * @property {number | null} cancels
 * @property {number | null} corrections
 */

/**
 * One decoded data message; which of the last members it has follows from its kind.
 * @typedef {object} DataMessage
 * @property {'book' | 'quote' | 'trade'} channel
 * @property {'snapshot' | 'delta' | 'trades' | 'rollUp' | 'cancel' | 'correction'} kind
 * @property {number} stream
 * @property {number | null} from
 * @property {number} to
 * @property {number | null} merged
 * @property {number | null} oldest Microseconds: when the oldest of the updates occurred at the venue that this client
 *   sees something of; null: of none.
 * @property {number | null} newest Microseconds: when the newest of the updates occurred at the venue; null: not known,
 *   as always without the option `stamps`.
 * @property {number | null} sentAt Microseconds: when the gateway sent the flush, by its clock; null without `stamps`.
 * @property {readonly number[]} [bids] `[price, size, ...]`, best first.
 * @property {readonly number[]} [asks] `[price, size, ...]`, best first.
 * @property {boolean} [hasOrders] Whether `bids` and `asks` are `[price, size, orders, ...]`.
 * @property {number} [checksum]
 * @property {Map<QuoteField, number | null>} [values]
 * @property {Trade[]} [trades]
 * @property {RollUp} [rollUp]
 * @property {TradeAmendment[]} [amendments] Of a roll-up those that are in it; none where they are too many.
 */

/**
 * @typedef {{ op: string, [key: string]: any }} ControlMessage
 */

const decoder = new Decoder();
/** From this kind on a book's levels say how many orders stand there. */
const KINDS_WITH_ORDERS = 9;
const KINDS = /** @type {const} */ ([
  ['book', 'snapshot'], ['book', 'delta'], ['quote', 'snapshot'], ['quote', 'delta'],
  ['trade', 'trades'], ['trade', 'rollUp'], ['trade', 'cancel'], ['trade', 'correction'],
  ['book', 'snapshot'], ['book', 'delta'],
]);

/**
 * The messages of one flush as they stand there: arrays and maps.
 * @param {ArrayBuffer | ArrayBufferView | string} flush binary is MessagePack, text is JSON
 * @returns {Iterable<unknown>}
 */
export function* messagesOf(flush) {
  try {
    if (typeof flush === 'string') {
      for (const line of flush.split('\n')) {
        if (line !== '') {
          yield JSON.parse(line);
        }
      }
    } else {
      yield* decoder.decodeMulti(/** @type {any} */ (flush));
    }
  } catch (error) {
    throw new WireError(`it cannot be read: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {object} request
 * @param {'msgpack' | 'json'} encoding
 * @returns {Uint8Array | string}
 */
export function encodeRequest(request, encoding) {
  return encoding === 'json' ? JSON.stringify(request) : encode(request);
}

/**
 * When the flush was sent that a stamp begins; null: it is none.
 * @param {unknown[]} array
 * @returns {number | null}
 */
export function readStamp(array) {
  if (array[0] !== 0) {
    return null;
  }
  expect(isInteger(array[1]), 'a stamp is no time');
  return /** @type {number} */ (array[1]);
}

/**
 * Reads a data message of a flush that began with a stamp: its last element is when its newest update occurred.
 * @param {any[]} array
 * @param {number} sentAt
 * @returns {DataMessage | null}
 */
export function readStampedData(array, sentAt) {
  const newest = array[array.length - 1];
  const message = readData(array);
  expect(message === null || isOptional(newest), `kind ${array[0]} does not end with a time`);
  return message && { ...message, newest, sentAt };
}

/**
 * Reads a data message; null: of a kind that this version does not know.
 * @param {any[]} array
 * @returns {DataMessage | null}
 */
export function readData(array) {
  expect(isInteger(array[0]), 'a data message begins with no integer');
  const known = KINDS[array[0] - 1];
  if (known === undefined) {
    return null;
  }

  const [channel, kind] = known;
  const [, stream, from, to, merged, oldest] = array;
  expect(isInteger(stream) && isInteger(to), `stream or version is no integer in kind ${array[0]}`);
  expect(isOptional(from) && isOptional(merged) && isOptional(oldest), `a head of kind ${array[0]} is not integers`);
  /** @type {DataMessage} */
  const message = { channel, kind, stream, from, to, merged, oldest, newest: null, sentAt: null };
  if (channel === 'book') {
    readBook(message, array);
  } else if (channel === 'quote') {
    readQuote(message, array);
  } else if (kind === 'trades') {
    expect(Array.isArray(array[6]), 'trades are no array');
    message.trades = array[6].map(readTrade);
  } else if (kind === 'rollUp') {
    const [volume, vwap, high, low, firstVersion, cancels, corrections] = array.slice(6, 13);
    expect(
      [volume, vwap, high, low, firstVersion, cancels, corrections].every(isOptional), 'a roll-up is not integers');
    message.rollUp = { from, to, merged, volume, vwap, high, low, firstVersion, cancels, corrections };
    message.amendments = readAmended(array[13]);
  } else {
    message.amendments = [readAmendment(to, oldest, array.slice(6, kind === 'cancel' ? 7 : 10))];
  }
  return message;
}

/**
 * @param {DataMessage} message
 * @param {any[]} array
 */
function readBook(message, array) {
  const [bids, asks, checksum] = array.slice(6, 9);
  const hasOrders = array[0] >= KINDS_WITH_ORDERS;
  const numbers = hasOrders ? 3 : 2;
  for (const side of [bids, asks]) {
    expect(Array.isArray(side) && side.length % numbers === 0 && side.every(isInteger),
      `levels are not ${numbers} integers each`);
    expect(!hasNegative(side, numbers), 'a size is below 0');
  }
  if (hasOrders) {
    message.hasOrders = true;
  }
  expect(isInteger(checksum), 'a checksum is no integer');
  message.bids = bids;
  message.asks = asks;
  message.checksum = checksum;
}

/**
 * @param {DataMessage} message
 * @param {any[]} array
 */
function readQuote(message, array) {
  const [fields, values, checksum] = array.slice(6, 9);
  message.values = readValues(fields, values);
  expect(isInteger(checksum), 'a checksum is no integer');
  message.checksum = checksum;
}

/**
 * Bits beyond those of today have their values too; they are passed over.
 * @param {number} bits
 * @param {(number | null)[]} values
 */
function readValues(bits, values) {
  expect(isInteger(bits) && bits >= 0 && Array.isArray(values), 'a quote has no fields');
  /** @type {Map<QuoteField, number | null>} */
  const read = new Map();
  let next = 0;
  for (let bit = 0, rest = bits; rest > 0; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 0) {
      continue;
    }
    const value = values[next++];
    if (bit < QUOTE_FIELDS.length) {
      expect(isOptional(value), `${QUOTE_FIELDS[bit]} is no integer`);
      read.set(QUOTE_FIELDS[bit], value);
    }
  }
  expect(next === values.length, `a quote names ${next} fields and has ${values.length} values`);
  return read;
}

/**
 * @param {any} trade
 * @returns {Trade}
 */
function readTrade(trade) {
  expect(Array.isArray(trade), 'a trade is no array');
  const [version, occurredAt, price, size, aggressor, tradeId] = trade;
  expect([version, occurredAt, price, size, aggressor].every(isInteger), 'a trade is not integers');
  expect(size >= 0, 'a size is below 0');
  expect(isOptional(tradeId), 'a tradeId is no integer');
  return { version, occurredAt, price, size, aggressor: AGGRESSORS[aggressor] ?? 'unknown', tradeId };
}

/**
 * @param {any} amended
 * @returns {TradeAmendment[]}
 */
function readAmended(amended) {
  expect(amended === null || (Array.isArray(amended) && amended.every(Array.isArray)), 'what was amended is no array');
  return (amended ?? []).map(
    (/** @type {any[]} */ [version, occurredAt, ...rest]) => readAmendment(version, occurredAt, rest.slice(0, 4)));
}

/**
 * @param {any} version
 * @param {any} occurredAt
 * @param {any[]} values the number of the trade and, in a correction, its new values
 * @returns {TradeAmendment}
 */
function readAmendment(version, occurredAt, values) {
  const [tradeId, price, size, aggressor] = values;
  expect([version, occurredAt, tradeId].every(isInteger), 'a cancel or correction is not integers');
  const head = { version, occurredAt, tradeId };
  if (values.length === 1) {
    return { kind: 'cancel', ...head, price: null, size: null, aggressor: null };
  }
  expect([price, size, aggressor].every(isInteger) && size >= 0, 'a correction is not integers');
  return { kind: 'correction', ...head, price, size, aggressor: AGGRESSORS[aggressor] ?? 'unknown' };
}

/**
 * Whether any number but the price of a level is below 0.
 * @param {readonly number[]} side
 * @param {number} numbers for each level
 */
function hasNegative(side, numbers) {
  return side.some((value, index) => index % numbers > 0 && value < 0);
}

/** @param {unknown} value */
function isInteger(value) {
  return Number.isSafeInteger(value);
}

/** @param {unknown} value */
function isOptional(value) {
  return value === null || Number.isSafeInteger(value);
}

/**
 * @param {boolean} holds
 * @param {string} otherwise
 */
function expect(holds, otherwise) {
  if (!holds) {
    throw new WireError(otherwise);
  }
}
