/**
 * Reduces a session and what was asked of it to one state: the worst that holds, and why.
 * @param {import('./session.js').Session} session
 * @param {import('./subscription.js').Subscription[]} subscriptions
 * @returns {import('./client.js').ClientStanding}
 */
export function standingOf(session: import("./session.js").Session, subscriptions: import("./subscription.js").Subscription[]): import("./client.js").ClientStanding;
