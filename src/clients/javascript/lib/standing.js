/**
 * Reduces a session and what was asked of it to one state: the worst that holds, and why.
 * @param {import('./session.js').Session} session
 * @param {import('./subscription.js').Subscription[]} subscriptions
 * @returns {import('./client.js').ClientStanding}
 */
export function standingOf(session, subscriptions) {
  if (session.isQuiet) {
    return { state: 'stale', reason: 'a heartbeat is overdue' };
  }
  if (session.isLagging) {
    return { state: 'lagging', reason: 'this client does not keep up' };
  }
  const unanswered = subscriptions.filter((subscription) => !subscription.isAnswered).length;
  if (unanswered > 0) {
    return { state: 'syncing', reason: `${unanswered} subscriptions are not answered yet` };
  }
  const streams = subscriptions.flatMap((subscription) => subscription.streams);
  const syncing = streams.filter((stream) => stream.state === 'syncing' && !stream.isPaused).length;
  if (syncing > 0) {
    return { state: 'syncing', reason: `${syncing} streams wait for a snapshot` };
  }
  const stale = streams.filter((stream) => stream.state === 'stale').length;
  return stale > 0
    ? { state: 'stale', reason: `the gateway has no news for ${stale} streams` }
    : { state: 'live', reason: 'ok' };
}
