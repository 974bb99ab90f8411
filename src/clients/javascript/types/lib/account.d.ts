/**
 * What the messages of one stream stand for ("the account" of schemas/wire, section 2).
 * @typedef {object} Account
 * @property {number} merged Source updates between `firstVersion` and `lastVersion`, as far as they are known.
 * @property {number} unknownJumps Jumps of unknown number; 0: the account is complete.
 * @property {number | null} firstVersion
 * @property {number | null} lastVersion
 * @property {number} restarts How often it began anew although there was one.
 */
/** @returns {Account} */
export function newAccount(): Account;
/**
 * @param {Account} account
 * @param {import('./wire.js').DataMessage} message
 */
export function advance(account: Account, { from, to, merged }: import("./wire.js").DataMessage): void;
/**
 * What follows has nothing to do with what was: another epoch, or a new first snapshot.
 * @param {Account} account
 */
export function restart(account: Account): void;
/**
 * What the messages of one stream stand for ("the account" of schemas/wire, section 2).
 */
export type Account = {
    /**
     * Source updates between `firstVersion` and `lastVersion`, as far as they are known.
     */
    merged: number;
    /**
     * Jumps of unknown number; 0: the account is complete.
     */
    unknownJumps: number;
    firstVersion: number | null;
    lastVersion: number | null;
    /**
     * How often it began anew although there was one.
     */
    restarts: number;
};
