/**
 * Dark or light: what the system says until somebody says otherwise.
 * @module
 */

const listeners = new Set();
const system = matchMedia('(prefers-color-scheme: light)');
/** Asking the page for a colour makes it compute its style: once per theme is enough. */
const colours = new Map();

export const theme = () => document.documentElement.dataset.theme;

/** The value of a custom property: what canvases draw with. */
export function colour(name) {
  let value = colours.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    colours.set(name, value);
  }

  return value;
}

/** @returns {() => void} what ends it */
export function onThemeChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {import('../lib/store.js').Store} store */
export function toggleTheme(store) {
  store.set('theme', theme() === 'dark' ? 'light' : 'dark');
}

/** @param {import('../lib/store.js').Store} store */
export function startTheme(store) {
  store.on('theme', apply);
  system.addEventListener('change', () => {
    if (store.get('theme') === null) {
      apply(system.matches ? 'light' : 'dark');
    }
  });
}

function apply(name) {
  document.documentElement.dataset.theme = name;
  colours.clear();
  listeners.forEach((listener) => listener());
}
