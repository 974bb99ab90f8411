/**
 * Asks the addresses in turn.
 * @param {readonly string[]} urls
 * @param {string | undefined} token
 * @param {typeof globalThis.fetch} ask
 * @param {AbortSignal} signal
 */
export function findPlacement(urls: readonly string[], token: string | undefined, ask: typeof globalThis.fetch, signal: AbortSignal): Promise<Placement>;
/**
 * The partition of a symbol among so many, as Kafka's own producers place it: by its normal form.
 * @param {string} symbol
 * @param {number} count
 */
export function partitionOf(symbol: string, count: number): number;
/**
 * MurmurHash2 with Kafka's seed, as an unsigned integer of 32 bits.
 * @param {Uint8Array} bytes
 */
export function murmur2(bytes: Uint8Array): number;
/**
 * One shard, as the gateways say it (schemas/wire, section 7).
 * @typedef {{ name: string, url: string, partitions: readonly number[] | null }} Place
 */
/** Which symbols of a split market live where. */
export class Placement {
    /**
     * @param {object} answer
     * @param {string} answer.placement
     * @param {number | null} answer.partitionCount
     * @param {readonly Place[]} answer.shards
     * @param {readonly string[]} [answer.aliases]
     * @param {string} asked the address that answered: those of shards may be paths on its host
     */
    constructor({ placement, partitionCount, shards, aliases }: {
        placement: string;
        partitionCount: number | null;
        shards: readonly Place[];
        aliases?: readonly string[] | undefined;
    }, asked: string);
    places: {
        url: string;
        name: string;
        partitions: readonly number[] | null;
    }[];
    /**
     * What to ask of each shard: named symbols where they live, patterns and aliases everywhere.
     * @param {readonly string[]} symbols
     * @returns {Map<string, string[]>}
     */
    parts(symbols: readonly string[]): Map<string, string[]>;
    #private;
}
/**
 * One shard, as the gateways say it (schemas/wire, section 7).
 */
export type Place = {
    name: string;
    url: string;
    partitions: readonly number[] | null;
};
