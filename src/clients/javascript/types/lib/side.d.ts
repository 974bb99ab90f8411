/**
 * A level: price, size and, where the subscription asked for `orders`, how many orders stand there (0: not known).
 * @typedef {[price: number, size: number, orders?: number]} Level
 */
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
    /** Whether it is told how many orders stand at each level. */
    get hasOrders(): boolean;
    /** @param {number} rank 0 is the best */
    ordersAt(rank: number): number;
    /**
     * The levels as `[price, size]` or, where that is told, `[price, size, orders]`, best first.
     * @param {number} [levels] at most this many
     * @returns {Level[]}
     */
    best(levels?: number): Level[];
    clear(): void;
    /**
     * Takes `[price, size, price, size, ...]`: size 0 removes, any other is the new total.
     * @param {readonly number[]} flat
     * @param {boolean} [hasOrders] whether each level has a third number: how many orders stand there
     */
    apply(flat: readonly number[], hasOrders?: boolean): void;
    /**
     * Keeps the best levels; 0 keeps all.
     * @param {number} depth
     */
    truncate(depth: number): void;
    #private;
}
/**
 * A level: price, size and, where the subscription asked for `orders`, how many orders stand there (0: not known).
 */
export type Level = [price: number, size: number, orders?: number];
