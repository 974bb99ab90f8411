/**
 * The messages of one flush as they stand there: arrays and maps.
 * @param {ArrayBuffer | ArrayBufferView | string} flush binary is MessagePack, text is JSON
 * @returns {Iterable<unknown>}
 */
export function messagesOf(flush: ArrayBuffer | ArrayBufferView | string): Iterable<unknown>;
/**
 * @param {object} request
 * @param {'msgpack' | 'json'} encoding
 * @returns {Uint8Array | string}
 */
export function encodeRequest(request: object, encoding: "msgpack" | "json"): Uint8Array | string;
/**
 * When the flush was sent that a stamp begins; null: it is none.
 * @param {unknown[]} array
 * @returns {number | null}
 */
export function readStamp(array: unknown[]): number | null;
/**
 * Reads a data message of a flush that began with a stamp: its last element is when its newest update occurred.
 * @param {any[]} array
 * @param {number} sentAt
 * @returns {DataMessage | null}
 */
export function readStampedData(array: any[], sentAt: number): DataMessage | null;
/**
 * Reads a data message; null: of a kind that this version does not know.
 * @param {any[]} array
 * @returns {DataMessage | null}
 */
export function readData(array: any[]): DataMessage | null;
/**
 * @typedef {'bidPrice' | 'bidSize' | 'askPrice' | 'askSize' | 'lastPrice' | 'lastSize' | 'lastAggressor' | 'open' |
 *   'high' | 'low' | 'previousClose' | 'volume' | 'lastTradeAt' | 'occurredAt'} QuoteField
 */
/**
 * The fields of a quote, in the order of their bits.
 * @type {readonly QuoteField[]}
 */
export const QUOTE_FIELDS: readonly QuoteField[];
export type QuoteField = "bidPrice" | "bidSize" | "askPrice" | "askSize" | "lastPrice" | "lastSize" | "lastAggressor" | "open" | "high" | "low" | "previousClose" | "volume" | "lastTradeAt" | "occurredAt";
/**
 * One trade. `price` and `size` are integers in the scales of the stream, `occurredAt` is in microseconds.
 */
export type Trade = {
    version: number;
    occurredAt: number;
    price: number;
    size: number;
    aggressor: "unknown" | "buy" | "sell";
    tradeId: number | null;
    /**
     * The values are those of a correction that this client got.
     */
    isCorrected?: true | undefined;
};
/**
 * What the venue says of an earlier trade: it never was, or it has other values. `version` and `occurredAt` are those
 * of the statement, `tradeId` that of the trade, which may be one that this client never got.
 */
export type TradeAmendment = {
    kind: "cancel" | "correction";
    version: number;
    occurredAt: number;
    tradeId: number;
    /**
     * Null in a cancel.
     */
    price: number | null;
    /**
     * Null in a cancel.
     */
    size: number | null;
    /**
     * Null in a cancel.
     */
    aggressor: "unknown" | "buy" | "sell" | null;
};
/**
 * The trades that do not come one by one: how many, and what they were together; null: not known. The figures are of
 * the trades as they were executed: where there were cancels or corrections, trades in it, or got before it, have other
 * values by now; which ones, the message says beside it.
 */
export type RollUp = {
    from: number | null;
    to: number;
    merged: number | null;
    volume: number | null;
    /**
     * In units of 10^-(priceScale + 4).
     */
    vwap: number | null;
    high: number | null;
    low: number | null;
    firstVersion: number | null;
    cancels: number | null;
    corrections: number | null;
};
/**
 * One decoded data message; which of the last members it has follows from its kind.
 */
export type DataMessage = {
    channel: "book" | "quote" | "trade";
    kind: "snapshot" | "delta" | "trades" | "rollUp" | "cancel" | "correction";
    stream: number;
    from: number | null;
    to: number;
    merged: number | null;
    /**
     * Microseconds: when the oldest of the updates occurred at the venue that this client
     * sees something of; null: of none.
     */
    oldest: number | null;
    /**
     * Microseconds: when the newest of the updates occurred at the venue; null: not known,
     * as always without the option `stamps`.
     */
    newest: number | null;
    /**
     * Microseconds: when the gateway sent the flush, by its clock; null without `stamps`.
     */
    sentAt: number | null;
    /**
     * `[price, size, ...]`, best first.
     */
    bids?: readonly number[] | undefined;
    /**
     * `[price, size, ...]`, best first.
     */
    asks?: readonly number[] | undefined;
    /**
     * Whether `bids` and `asks` are `[price, size, orders, ...]`.
     */
    hasOrders?: boolean | undefined;
    checksum?: number | undefined;
    values?: Map<QuoteField, number | null> | undefined;
    trades?: Trade[] | undefined;
    rollUp?: RollUp | undefined;
    /**
     * Of a roll-up those that are in it; none where they are too many.
     */
    amendments?: TradeAmendment[] | undefined;
};
export type ControlMessage = {
    op: string;
    [key: string]: any;
};
