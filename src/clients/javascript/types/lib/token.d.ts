/**
 * How long a token lasts, when it is a JSON Web Token that says so; null: not known.
 * @param {string} token
 * @param {number} nowMs since 1970
 * @returns {number | null} milliseconds
 */
export function expiryMsOf(token: string, nowMs: number): number | null;
