/**
 * The trades of one symbol: the most recent ones one by one, and what is known of those that the gateway rolled up
 * because this client was too slow or too long away. Each change names its trades; here the last are kept.
 */
export class TradeStream extends MarketStream {
    /**
     * The last trades that are kept, oldest first: a copy that stays as it is.
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
import { MarketStream } from './stream.js';
