/**
 * Who the user is, where the gateway asks: a token that this tab keeps until it closes.
 * @module
 */

const key = 'token';

/** Takes a token out of the address (#token=...), so that it stays neither in the history nor in a copied link. */
export function takeTokenFromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token !== null) {
    keepToken(token);
    fragment.delete('token');
    const rest = fragment.toString();
    history.replaceState(null, '', location.pathname + location.search + (rest === '' ? '' : `#${rest}`));
  }
}

export const token = () => sessionStorage.getItem(key);

export function keepToken(text) {
  sessionStorage.setItem(key, text.trim());
}

export const forgetToken = () => sessionStorage.removeItem(key);

/** What HTTP requests show. */
export function authorization() {
  const held = token();
  return held === null ? {} : { Authorization: `Bearer ${held}` };
}
