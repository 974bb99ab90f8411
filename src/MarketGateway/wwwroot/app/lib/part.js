/**
 * A part of the desk: it lives in one element, and takes with it all that it began when it goes.
 * @module
 */

export class Part {
  #ends = [];

  /** @param {HTMLElement} root where the part may do as it likes */
  constructor(root) {
    this.root = root;
  }

  /** A name in the page for the part's own elements: only those of the desk itself have one. */
  idOf(name) {
    return this.root.id === '' ? undefined : name;
  }

  /** Calls when the part goes. @param {() => void} end */
  own(end) {
    this.#ends.push(end);
  }

  /** @param {EventTarget} target */
  listen(target, event, listener) {
    target.addEventListener(event, listener);
    this.own(() => target.removeEventListener(event, listener));
  }

  /** Calls back with width and height now and whenever they change: nothing has to measure while it draws. */
  watchSize(element, onSize) {
    const observer = new ResizeObserver(([entry]) => onSize(entry.contentRect.width, entry.contentRect.height));
    observer.observe(element);
    this.own(() => observer.disconnect());
  }

  dispose() {
    this.#ends.splice(0).forEach((end) => end());
    this.root.replaceChildren();
  }
}
