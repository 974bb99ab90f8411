/**
 * Asks for a token: when the gateway refuses to serve without one, and before one ends. The view stays as it is.
 * @module
 */
import { byId, setText } from '../lib/dom.js';
import { forgetToken, keepToken, token } from './token.js';

export class SignIn {
  #dialog = byId('sign-in');
  #input = byId('token');
  #isNeeded = false;

  /** @type {() => void} */
  onToken = () => {};

  constructor() {
    this.#dialog.addEventListener('cancel', (event) => {
      if (this.#isNeeded) {
        event.preventDefault();
      }
    });
    byId('banner-renew').addEventListener('click', () => this.renew());
    this.#dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#input.value.trim() !== '') {
        keepToken(this.#input.value);
        this.#input.value = '';
        this.#dialog.close();
        this.onToken();
      }
    });
  }

  /** Without a token nothing goes on. */
  ask() {
    if (!this.#dialog.open) {
      this.#open(token() === null
        ? 'This gateway asks who you are.' : 'The gateway did not accept the token: it may have expired.', true);
      forgetToken();
    }
  }

  /** Another token before this one ends. */
  renew() {
    this.#open('Paste a new token; the session goes on with it, and nothing on the screen changes.', false);
  }

  #open(reason, isNeeded) {
    this.#isNeeded = isNeeded;
    setText(byId('sign-in-reason'), reason);
    this.#dialog.showModal();
  }
}
