/**
 * Reduces a session and its streams to one state: the worst that holds, and why.
 * @param {import('./session.js').Session} session
 * @param {import('./stream.js').MarketStream[]} streams
 * @returns {import('./client.js').ClientStanding}
 */
export function standingOf(session, streams) {
  if (session.isQuiet) {
    return { state: 'stale', reason: 'a heartbeat is overdue' };
  }
  if (session.isLagging) {
    return { state: 'lagging', reason: 'this client does not keep up' };
  }
  let syncing = 0;
  let stale = 0;
  for (const stream of streams) {
    syncing += stream.state === 'syncing' && !stream.isPaused ? 1 : 0;
    stale += stream.state === 'stale' ? 1 : 0;
  }
  if (syncing > 0) {
    return { state: 'syncing', reason: `${syncing} streams wait for a snapshot` };
  }
  return stale > 0
    ? { state: 'stale', reason: `the gateway has no news for ${stale} streams` }
    : { state: 'live', reason: 'ok' };
}
