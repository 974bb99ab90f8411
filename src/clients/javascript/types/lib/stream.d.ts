/** @typedef {import('./terms.js').Terms} Terms */
/**
 * How far what a stream holds can be trusted. `syncing`: not (or no longer) the gateway's state; `loading`: the
 * gateway has nothing yet; `live`: as good as the feed; `gapped`: the feed lost something; `stale`: no news can arrive
 * at the gateway; `ended`: unsubscribed or refused.
 * @typedef {'syncing' | 'loading' | 'live' | 'gapped' | 'stale' | 'ended'} StreamState
 */
/**
 * `applied`; `chainBroken`: does not follow on what was held; `checksumWrong`; `inconsistent`: contradicts itself;
 * `unreadable`: not what its kind says; `untrusted`: applied for the account's sake, but a snapshot is waited for;
 * `discarded`: the same, not applied.
 * @typedef {'applied' | 'chainBroken' | 'checksumWrong' | 'inconsistent' | 'unreadable' | 'untrusted' |
 *   'discarded'} Verdict
 */
/**
 * The local copy of one stream, proven message by message: chain, checksum and account. Written by the session alone.
 * @abstract
 */
export class MarketStream extends StreamFacts {
    /** The version that the stream stands at; null: nothing has come yet. */
    get version(): number | null;
    /**
     * When the newest update occurred, at the venue, that what is held includes, in microseconds; null: nothing came
     * yet, or without the option `stamps`.
     */
    get newest(): number | null;
    /** @returns {StreamState} */
    get state(): StreamState;
    /** Why the stream is in its state: the gateway's word, or what the client itself found. */
    get reason(): string;
    /** Since when, in microseconds by the gateway's clock. */
    get since(): number | null;
    /** Whether chain and checksum have proven what the stream holds. */
    get isSynced(): boolean;
    /** @returns {Readonly<Terms>} */
    get terms(): Readonly<Terms>;
    /** @returns {Readonly<import('./account.js').Account>} */
    get account(): Readonly<import("./account.js").Account>;
    /**
     * @param {number | null | undefined} price
     * @returns {string} with as many decimals as the scale says; empty for no value
     */
    formatPrice(price: number | null | undefined): string;
    /**
     * @param {number | null | undefined} size
     * @returns {string}
     */
    formatSize(size: number | null | undefined): string;
    /**
     * @internal
     * @param {import('./wire.js').DataMessage} message
     * @returns {Verdict}
     */
    apply(message: import("./wire.js").DataMessage): Verdict;
    /**
     * @internal A message came that is not what its kind says.
     * @returns {Verdict}
     */
    refuse(): Verdict;
    /**
     * @internal The gateway acknowledged the subscription.
     * @param {Record<string, any>} entry
     * @param {import('./parameters.js').Parameters} asked
     */
    acknowledge(entry: Record<string, any>, asked: import("./parameters.js").Parameters): void;
    /**
     * @internal Other parameters and perhaps another number. What is held stays valid, or a snapshot follows; in either
     * case the next message goes on from the version held.
     * @param {Record<string, any>} entry
     * @param {import('./parameters.js').Parameters | null} asked
     */
    update(entry: Record<string, any>, asked: import("./parameters.js").Parameters | null): void;
    /**
     * @internal
     * @param {Record<string, any>} status
     */
    report({ state, reason, since, phase, phaseSince }: Record<string, any>): void;
    /** @internal The connection is gone: what is held stays readable, but is no longer the market. */
    disconnect(): void;
    /** @internal The log behind the gateway was replaced: versions begin anew. */
    forget(): void;
    /**
     * @internal
     * @param {string} reason
     */
    end(reason: string): void;
    /**
     * @internal
     * @param {string} reason
     */
    distrust(reason: string): void;
    /** @internal The gateway answered the resync. Books and quotes wait for their snapshot, trades go on. */
    resynced(): void;
    /**
     * @internal What to offer when these are asked for; null: what is held does not do for a start.
     * @param {import('./parameters.js').Parameters} parameters
     * @returns {[number, number | null, number | null, string | null] | null}
     */
    resumePoint(parameters: import("./parameters.js").Parameters): [number, number | null, number | null, string | null] | null;
    /**
     * @internal Applies what the message says.
     * @param {import('./wire.js').DataMessage} _message
     * @returns {Verdict}
     */
    change(_message: import("./wire.js").DataMessage): Verdict;
    /** @internal Forgets what is held. */
    clear(): void;
    /** @internal Whether the next message may start the stream although it does not chain (trades). */
    get mayStart(): boolean;
    /** @internal */
    awaitStart(): void;
    /** @internal */
    get continuesAfterResync(): boolean;
    /** @internal */
    get isResumable(): boolean;
    /**
     * @internal
     * @returns {[number | null, number | null]}
     */
    edges(): [number | null, number | null];
    /**
     * @internal
     * @param {Terms} _before
     */
    changeTerms(_before: Terms): void;
    /**
     * @internal What is held in the old scales is converted or forgotten, never read in the new ones.
     * @param {Terms} _before
     */
    changeScales(_before: Terms): void;
    #private;
}
export type Terms = import("./terms.js").Terms;
/**
 * How far what a stream holds can be trusted. `syncing`: not (or no longer) the gateway's state; `loading`: the
 * gateway has nothing yet; `live`: as good as the feed; `gapped`: the feed lost something; `stale`: no news can arrive
 * at the gateway; `ended`: unsubscribed or refused.
 */
export type StreamState = "syncing" | "loading" | "live" | "gapped" | "stale" | "ended";
/**
 * `applied`; `chainBroken`: does not follow on what was held; `checksumWrong`; `inconsistent`: contradicts itself;
 * `unreadable`: not what its kind says; `untrusted`: applied for the account's sake, but a snapshot is waited for;
 * `discarded`: the same, not applied.
 */
export type Verdict = "applied" | "chainBroken" | "checksumWrong" | "inconsistent" | "unreadable" | "untrusted" | "discarded";
import { StreamFacts } from './stream-facts.js';
