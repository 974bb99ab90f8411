/**
 * The one loop that draws: once per animation frame, whatever came since. Nothing draws when a message comes.
 * @module
 */

/** @type {Set<(now: number) => void>} */
const painters = new Set();

/**
 * Calls back in each frame, while the page is seen.
 * @returns {() => void} what ends it
 */
export function onFrame(paint) {
  painters.add(paint);
  return () => painters.delete(paint);
}

/** Calls back in a frame, at most once per so many milliseconds. */
export function onFrameEvery(interval, paint) {
  let last = -Infinity;
  return onFrame((now) => {
    if (now - last >= interval) {
      last = now;
      paint(now);
    }
  });
}

export function startFrames() {
  const step = (now) => {
    for (const paint of painters) {
      // A part that fails says so, and takes no other one with it.
      try {
        paint(now);
      } catch (error) {
        reportError(error);
      }
    }

    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
