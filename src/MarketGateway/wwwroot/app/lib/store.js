/**
 * What the user chose, by name: one state for all parts, kept by the browser from one day to the next.
 * @module
 */

const key = 'desk';

export class Store {
  #state;
  #storage;
  /** @type {Map<string, Set<(value: any) => void>>} */
  #listeners = new Map();

  /**
   * @param {Record<string, any>} defaults every name that there is
   * @param {Storage} storage
   */
  constructor(defaults, storage) {
    this.#storage = storage;
    this.#state = { ...defaults };
    for (const [name, value] of Object.entries(readKept(storage))) {
      // What an older page kept under that name may be of another kind.
      if (name in defaults && isLike(value, defaults[name])) {
        this.#state[name] = value;
      }
    }
  }

  get(name) {
    return this.#state[name];
  }

  /** Where the browser keeps nothing, what was chosen lasts as long as the page. */
  set(name, value) {
    if (JSON.stringify(this.#state[name]) === JSON.stringify(value)) {
      return;
    }

    this.#state[name] = value;
    try {
      this.#storage.setItem(key, JSON.stringify(this.#state));
    } catch {
      // Storage is full or forbidden.
    }

    this.#listeners.get(name)?.forEach((listener) => listener(value));
  }

  /** @returns {() => void} what ends it */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }
}

function readKept(storage) {
  try {
    return JSON.parse(storage.getItem(key) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function isLike(value, other) {
  return other === null || value === null
    || (typeof value === typeof other && Array.isArray(value) === Array.isArray(other));
}
