/**
 * Asks for a token when the gateway refuses to serve without one.
 * @module
 */
import { byId, setText } from './dom.js';
import { forgetToken, keepToken, token } from './token.js';

export class SignIn {
  #dialog = byId('sign-in');
  #input = byId('token');

  /** @type {() => void} */
  onToken = () => {};

  constructor() {
    this.#dialog.addEventListener('cancel', (event) => event.preventDefault());
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

  ask() {
    if (!this.#dialog.open) {
      setText(byId('sign-in-reason'), token() === null
        ? 'This gateway asks who you are.' : 'The gateway did not accept the token: it may have expired.');
      forgetToken();
      this.#dialog.showModal();
    }
  }
}
