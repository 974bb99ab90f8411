/**
 * @typedef {import('./wire.js').QuoteField} QuoteField
 */
/**
 * Best bid and ask, last trade and statistics of the day of one symbol; its checksum is compared at every message.
 */
export class QuoteStream extends MarketStream {
    /**
     * One field: prices and sizes in the scales of the stream, times in microseconds, `lastAggressor` 0 unknown, 1 buy,
     * 2 sell; null: no value, not known yet, or not a field of the stream.
     * @param {QuoteField} field
     * @returns {number | null}
     */
    get(field: QuoteField): number | null;
    /**
     * The fields of the stream by name: a copy that stays as it is.
     * @returns {Partial<Record<QuoteField, number | null>>}
     */
    get fields(): Partial<Record<QuoteField, number | null>>;
    /** CRC-32 over the fields of the stream as computed here at the last message. */
    get checksum(): number;
    /** Whether that is what the gateway said. */
    get isChecksumRight(): boolean;
    /** @internal @override */
    override changeTerms(): void;
    #private;
}
export type QuoteField = import("./wire.js").QuoteField;
import { MarketStream } from './stream.js';
