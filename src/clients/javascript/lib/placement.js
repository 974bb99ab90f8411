import { RequestError } from './errors.js';
import { isPattern } from './requests.js';

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * One shard, as the gateways say it (schemas/wire, section 7).
 * @typedef {{ name: string, url: string, partitions: readonly number[] | null }} Place
 */

/** Which symbols of a split market live where. */
export class Placement {
  #partitionCount;
  /** @type {Map<number, string>} */
  #owners = new Map();
  /** @type {Set<string>} */
  #aliases;

  /**
   * @param {object} answer
   * @param {string} answer.placement
   * @param {number | null} answer.partitionCount
   * @param {readonly Place[]} answer.shards
   * @param {readonly string[]} [answer.aliases]
   * @param {string} asked the address that answered: those of shards may be paths on its host
   */
  constructor({ placement, partitionCount, shards, aliases = [] }, asked) {
    this.#aliases = new Set(aliases);
    const base = withScheme('http', asked);
    this.places = shards.map((shard) => ({ ...shard, url: withScheme('ws', new URL(shard.url, base)) }));
    this.#partitionCount = placement === 'murmur2' ? partitionCount : null;
    for (const { name, partitions } of this.places) {
      partitions?.forEach((partition) => this.#owners.set(partition, name));
    }
  }

  /**
   * What to ask of each shard: named symbols where they live, patterns and aliases everywhere.
   * @param {readonly string[]} symbols
   * @returns {Map<string, string[]>}
   */
  parts(symbols) {
    /** @type {Map<string, string[]>} */
    const parts = new Map();
    for (const { name } of this.places) {
      const asked = symbols.filter((symbol) => [undefined, name].includes(this.#ownerOf(symbol)));
      if (asked.length > 0) {
        parts.set(name, asked);
      }
    }
    return parts;
  }

  /**
   * @param {string} symbol
   * @returns {string | undefined}
   */
  #ownerOf(symbol) {
    return this.#partitionCount === null || isPattern(symbol) || this.#aliases.has(symbol)
      ? undefined : this.#owners.get(partitionOf(symbol, this.#partitionCount));
  }
}

/**
 * Asks the addresses in turn.
 * @param {readonly string[]} urls
 * @param {string | undefined} token
 * @param {typeof globalThis.fetch} ask
 * @param {AbortSignal} signal
 */
export async function findPlacement(urls, token, ask, signal) {
  let reason = 'there is no address';
  for (const url of urls) {
    try {
      const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const response = await ask(new URL('shards', withScheme('http', url)), { headers, signal });
      if (response.ok) {
        return new Placement(await response.json(), url);
      }
      reason = `HTTP ${response.status}`;
    } catch (error) {
      const { message, cause } = /** @type {Error & { cause?: Error }} */ (error);
      reason = cause?.message || message;
    }
    reason = `no gateway that knows of shards at ${url}: ${reason}`;
  }
  throw new RequestError('closed', reason);
}

/**
 * The partition of a symbol among so many, as Kafka's own producers place it: by its normal form.
 * @param {string} symbol
 * @param {number} count
 */
export function partitionOf(symbol, count) {
  return (murmur2(new TextEncoder().encode(symbol.normalize('NFC'))) & 0x7fffffff) % count;
}

/**
 * MurmurHash2 with Kafka's seed, as an unsigned integer of 32 bits.
 * @param {Uint8Array} bytes
 */
export function murmur2(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const word = Math.imul(view.getInt32(at, true), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word ^ (word >>> 24), MULTIPLIER);
  }
  if (whole < bytes.length) {
    bytes.subarray(whole).forEach((byte, index) => {
      hash ^= byte << (8 * index);
    });
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * `ws` and `wss` of `http` and `https`, and the other way round.
 * @param {'ws' | 'http'} scheme
 * @param {string | URL} url
 */
function withScheme(scheme, url) {
  const [from, rest] = String(url).split('://');
  return `${scheme}${from === 'wss' || from === 'https' ? 's' : ''}://${rest}`;
}
