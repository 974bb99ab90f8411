/**
 * The text of an integer in units of 10^-scale: exactly, without a detour over binary fractions.
 * @param {number | null | undefined} value
 * @param {number} scale
 * @returns {string} empty for no value
 */
export function formatScaled(value: number | null | undefined, scale: number): string;
