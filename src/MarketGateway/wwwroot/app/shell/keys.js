/**
 * Keys that work wherever nothing is being typed.
 * @module
 */
import { byId } from '../lib/dom.js';

/** @param {Record<string, () => void>} acts what each key does */
export function startKeys(acts) {
  const dialog = byId('keys');
  const all = { '?': () => dialog.showModal(), ...acts };
  byId('keys-button').addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.matches?.('input:not([type="range"], [type="checkbox"]), textarea, select, dialog *');
    const act = all[event.key];
    if (act !== undefined && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  });
}
