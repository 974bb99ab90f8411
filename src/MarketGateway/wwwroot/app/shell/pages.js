/**
 * On a phone one part of the desk is seen at a time.
 * @module
 */
import { byId, setAttribute } from '../lib/dom.js';

export function startPages() {
  const buttons = [...byId('pages').querySelectorAll('button')];
  const mark = () => buttons.forEach((button) =>
    setAttribute(button, 'aria-current', button.dataset.page === document.body.dataset.page ? 'page' : null));
  for (const button of buttons) {
    button.addEventListener('click', () => showPage(button.dataset.page));
  }

  document.addEventListener('page', mark);
  mark();
}

export function showPage(name) {
  document.body.dataset.page = name;
  document.dispatchEvent(new Event('page'));
}
