/**
 * How long a token lasts, when it is a JSON Web Token that says so; null: not known.
 * @param {string} token
 * @param {number} nowMs since 1970
 * @returns {number | null} milliseconds
 */
export function expiryMsOf(token, nowMs) {
  const payload = token.split('.')[1];
  try {
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return Number.isFinite(exp) ? Math.max(0, exp * 1000 - nowMs) : null;
  } catch {
    return null;
  }
}
