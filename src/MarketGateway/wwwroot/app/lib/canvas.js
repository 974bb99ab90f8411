/**
 * Canvases in CSS pixels, sharp on any screen.
 * @module
 */

/** Makes the bitmap as large as the screen shows it, cleared, and returns a context in CSS pixels. Measures nothing. */
export function fitted(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = canvas.getContext('2d');
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }

  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
