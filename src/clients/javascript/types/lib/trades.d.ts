/**
 * The trades of one symbol: the most recent ones one by one, and what is known of those that the gateway rolled up
 * because this client was too slow or too long away. Each change names its trades, cancels and corrections; here the
 * last trades are kept, as they stand now.
 */
export class TradeStream extends MarketStream {
    /**
     * The last trades that are kept, oldest first: a copy that stays as it is. Without those that were cancelled, and
     * those that were corrected with their new values.
     * @param {number} [count] at most so many
     * @returns {Trade[]}
     */
    recent(count?: number): Trade[];
    /** The last roll-ups, oldest first. */
    get rollUps(): import("./wire.js").RollUp[];
    /** How many trades came one by one, history included. */
    get count(): number;
    #private;
}
export type Trade = import("./wire.js").Trade;
export type RollUp = import("./wire.js").RollUp;
export type TradeAmendment = import("./wire.js").TradeAmendment;
import { MarketStream } from './stream.js';
