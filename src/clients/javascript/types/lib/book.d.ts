/**
 * The book of one symbol, cut to the depth of the stream; its checksum is compared at every message.
 */
export class BookStream extends MarketStream {
    /**
     * The best levels as `[price, size]`, highest price first.
     * @param {number} [levels]
     */
    bids(levels?: number): [number, number][];
    /**
     * The best levels as `[price, size]`, lowest price first.
     * @param {number} [levels]
     */
    asks(levels?: number): [number, number][];
    /** @returns {[number, number] | null} */
    get bestBid(): [number, number] | null;
    /** @returns {[number, number] | null} */
    get bestAsk(): [number, number] | null;
    /** CRC-32 over the best 10 levels of each side as computed here at the last message. */
    get checksum(): number;
    /** Whether that is what the gateway said. */
    get isChecksumRight(): boolean;
    /** @internal @override */
    override changeScales(): void;
    #private;
}
import { MarketStream } from './stream.js';
