/**
 * The book of one symbol, cut to the depth of the stream; its checksum is compared at every message.
 */
export class BookStream extends MarketStream {
    /**
     * The best levels as `[price, size]`, or `[price, size, orders]` where the subscription asked for `orders`, highest
     * price first.
     * @param {number} [levels]
     */
    bids(levels?: number): import("./side.js").Level[];
    /**
     * The best levels, alike, lowest price first.
     * @param {number} [levels]
     */
    asks(levels?: number): import("./side.js").Level[];
    /** @returns {import('./side.js').Level | null} */
    get bestBid(): import("./side.js").Level | null;
    /** @returns {import('./side.js').Level | null} */
    get bestAsk(): import("./side.js").Level | null;
    /** CRC-32 over the best 10 levels of each side as computed here at the last message. */
    get checksum(): number;
    /** Whether that is what the gateway said. */
    get isChecksumRight(): boolean;
    /** @internal @override */
    override changeScales(): void;
    #private;
}
import { MarketStream } from './stream.js';
