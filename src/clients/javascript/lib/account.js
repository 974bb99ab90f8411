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
export function newAccount() {
  return { merged: 0, unknownJumps: 0, firstVersion: null, lastVersion: null, restarts: 0 };
}

/**
 * @param {Account} account
 * @param {import('./wire.js').DataMessage} message
 */
export function advance(account, { from, to, merged }) {
  if (from === null || account.firstVersion === null) {
    // A beginning: what lies before the first version is nobody's account.
    restart(account);
    account.firstVersion = to;
  } else if (from === account.lastVersion && merged !== null) {
    account.merged += merged;
  } else if (to !== account.lastVersion) {
    account.unknownJumps++;
  }
  account.lastVersion = to;
}

/**
 * What follows has nothing to do with what was: another epoch, or a new first snapshot.
 * @param {Account} account
 */
export function restart(account) {
  account.restarts += account.firstVersion === null ? 0 : 1;
  account.merged = 0;
  account.unknownJumps = 0;
  account.firstVersion = null;
  account.lastVersion = null;
}
