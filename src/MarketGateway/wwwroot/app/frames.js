/**
 * The one loop that draws: once per animation frame, whatever came since. Nothing draws when a message comes.
 * @module
 */

/** @type {Array<(now: number) => void>} */
const painters = [];

/** Calls back in each frame, while the page is seen. */
export function onFrame(paint) {
  painters.push(paint);
}

/** Calls back in a frame, at most once per so many milliseconds. */
export function onFrameEvery(interval, paint) {
  let last = -Infinity;
  onFrame((now) => {
    if (now - last >= interval) {
      last = now;
      paint(now);
    }
  });
}

export function startFrames() {
  const step = (now) => {
    for (const paint of painters) {
      paint(now);
    }

    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
