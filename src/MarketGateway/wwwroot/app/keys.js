/**
 * Keys that work wherever nothing is being typed.
 * @module
 */
import { byId } from './dom.js';
import { toggleTheme } from './theme.js';

/**
 * @param {import('./watch-list.js').WatchList} watchList
 * @param {import('./desk.js').Desk} desk
 */
export function startKeys(watchList, desk) {
  const dialog = byId('keys');
  const acts = {
    '/': () => watchList.focusSearch(),
    '?': () => dialog.showModal(),
    t: toggleTheme,
    '[': () => desk.stepDepth(-1),
    ']': () => desk.stepDepth(1),
    Escape: () => watchList.focus(),
  };
  byId('keys-button').addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.matches?.('input[type="search"], textarea, select, dialog *');
    const act = acts[event.key];
    if (act !== undefined && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  });
}
