/**
 * What is waited for, unless the signal is aborted before. `abort` is called whenever it is, also afterwards.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} work
 * @param {() => unknown} abort
 * @returns {Promise<T>}
 */
export function untilAborted(signal, work, abort) {
  if (!signal) {
    return work;
  }
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      abort();
      reject(signal.reason);
    };
    if (signal.aborted) {
      onAbort();
    } else {
      signal.addEventListener('abort', onAbort, { once: true });
    }
    work.then(resolve, reject);
  });
}
