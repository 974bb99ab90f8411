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

/** How long the token lasts, by the clock of this machine; null: there is none, or it does not say. */
export class TokenLife {
  #text = null;
  #endsAt = null;

  leftMs() {
    const text = token();
    if (text !== this.#text) {
      this.#text = text;
      this.#endsAt = text === null ? null : expiryOf(text);
    }

    return this.#endsAt === null ? null : Math.max(0, this.#endsAt - Date.now());
  }
}

function expiryOf(text) {
  try {
    const payload = atob(text.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'));
    const { exp } = JSON.parse(payload);
    return Number.isFinite(exp) ? exp * 1000 : null;
  } catch {
    return null;
  }
}

/** What HTTP requests show. */
export function authorization() {
  const held = token();
  return held === null ? {} : { Authorization: `Bearer ${held}` };
}
