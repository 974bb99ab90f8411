/**
 * One side of a book. Sorted so that the best price stands last: that is where most changes are, and moving the tail
 * of an array is cheap.
 */
export class BookSide {
    /** @param {boolean} isBid */
    constructor(isBid: boolean);
    get length(): number;
    /** @param {number} rank 0 is the best */
    priceAt(rank: number): number;
    /** @param {number} rank 0 is the best */
    sizeAt(rank: number): number;
    /**
     * The levels as `[price, size]`, best first.
     * @param {number} [levels] at most this many
     * @returns {[number, number][]}
     */
    best(levels?: number): [number, number][];
    clear(): void;
    /**
     * Takes `[price, size, price, size, ...]`: size 0 removes, any other is the new total.
     * @param {readonly number[]} flat
     */
    apply(flat: readonly number[]): void;
    /**
     * Keeps the best levels; 0 keeps all.
     * @param {number} depth
     */
    truncate(depth: number): void;
    #private;
}
