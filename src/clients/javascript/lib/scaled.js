/**
 * The text of an integer in units of 10^-scale: exactly, without a detour over binary fractions.
 * @param {number | null | undefined} value
 * @param {number} scale
 * @returns {string} empty for no value
 */
export function formatScaled(value, scale) {
  if (value === null || value === undefined) {
    return '';
  }
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const sign = value < 0 ? '-' : '';
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
