/**
 * Dark or light: what the system says until somebody says otherwise.
 * @module
 */
import { byId } from './dom.js';

const listeners = [];
const system = matchMedia('(prefers-color-scheme: light)');

export const theme = () => document.documentElement.dataset.theme;

/** The value of a custom property: what canvases draw with. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const onThemeChange = (listener) => listeners.push(listener);

export function toggleTheme() {
  const chosen = theme() === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', chosen);
  apply(chosen);
}

export function startTheme() {
  byId('theme-button').addEventListener('click', toggleTheme);
  system.addEventListener('change', () => {
    if (localStorage.getItem('theme') === null) {
      apply(system.matches ? 'light' : 'dark');
    }
  });
}

function apply(name) {
  document.documentElement.dataset.theme = name;
  for (const listener of listeners) {
    listener();
  }
}
