/**
 * What is waited for, unless the signal is aborted before. `abort` is called whenever it is, also afterwards.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} work
 * @param {() => unknown} abort
 * @returns {Promise<T>}
 */
export function untilAborted<T>(signal: AbortSignal | undefined, work: Promise<T>, abort: () => unknown): Promise<T>;
