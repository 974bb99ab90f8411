/**
 * Text of numbers. Prices and sizes are integers with a scale; their text is made of their digits, never of a division.
 * @module
 */

export const nothing = '–';

/**
 * The exact text of an integer in units of 10^-scale, its thousands apart.
 * @param {number | null | undefined} value
 * @param {number} scale
 */
export function exact(value, scale) {
  if (value === null || value === undefined) {
    return nothing;
  }

  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const sign = value < 0 ? '−' : '';
  const whole = grouped(digits.slice(0, digits.length - scale));
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}

/** Puts the thousands of a row of digits apart. */
export function grouped(digits) {
  return digits.length <= 3 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** How wide a text of tabular digits is, in digits: separators take about half of one. */
export function widthOf(text) {
  let width = 0;
  for (const character of text) {
    width += character === ',' || character === '.' ? 0.55 : 1;
  }

  return width;
}

/** As {@link exact}, without zeros that say nothing: for sizes. */
export function trimmed(value, scale) {
  const text = exact(value, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** At most four digits and a unit: for what is read at a glance, never for prices. */
export function compact(value) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return nothing;
  }

  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toFixed(size < 1e10 ? 2 : 1)}B`;
  if (size >= 1e6) return `${(value / 1e6).toFixed(size < 1e7 ? 2 : 1)}M`;
  if (size >= 1e4) return `${(value / 1e3).toFixed(size < 1e5 ? 1 : 0)}k`;
  return size >= 100 || Number.isInteger(value) ? whole(value) : value.toFixed(size < 10 ? 2 : 1);
}

/** An integer with its thousands apart. */
export function whole(value) {
  return grouped(Math.round(value).toString());
}

export function bytes(value) {
  if (value < 1000) return `${Math.round(value)} B`;
  return value < 1e6 ? `${(value / 1e3).toFixed(value < 1e4 ? 1 : 0)} kB` : `${(value / 1e6).toFixed(2)} MB`;
}

/** A duration: 8 ms, 1.2 s, 3 min. */
export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined || Number.isNaN(milliseconds)) return nothing;
  const size = Math.max(0, milliseconds);
  if (size < 1000) return `${Math.round(size)} ms`;
  if (size < 60_000) return `${(size / 1000).toFixed(1)} s`;
  return `${Math.floor(size / 60_000)} min ${Math.floor(size % 60_000 / 1000)} s`;
}

/** Percent of change from one integer price to another, with its sign. */
export function change(from, to) {
  if (!from || to === null || to === undefined) return nothing;
  const percent = (to - from) / from * 100;
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent).toFixed(2)}`;
}

/** The time of day of microseconds since the epoch, here, to the millisecond. */
export function clock(microseconds, withMilliseconds = true) {
  if (microseconds === null || microseconds === undefined) return nothing;
  const at = new Date(microseconds / 1000);
  const two = (number) => String(number).padStart(2, '0');
  const seconds = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return withMilliseconds ? `${seconds}.${String(at.getMilliseconds()).padStart(3, '0')}` : seconds;
}
