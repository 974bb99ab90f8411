/**
 * A table whose rows are written in place: what stands where it stood is not made anew, so that a selection, a focus and
 * the scrolling stay.
 * @module
 */
import { el, setAttribute, setText } from '/ops/shared/app/lib/dom.js';

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: any) => string | number} text
 * @property {boolean} [isName] stands left, and may be cut off
 * @property {(row: any) => string} [tone]
 * @property {string} [meaning]
 */

export class Table {
  #columns;
  #body = el('tbody');
  #open;

  /**
   * @param {string} label
   * @param {Column[]} columns
   * @param {(row: any) => void} [open] what a click on a row does
   */
  constructor(label, columns, open) {
    this.#columns = columns;
    this.#open = open;
    this.element = el('div', { className: 'scrolls', tabIndex: 0, role: 'group', 'aria-label': label },
      el('table', { 'aria-label': label },
        el('thead', {}, el('tr', {}, ...columns.map(({ title, isName, meaning }) =>
          el('th', { scope: 'col', className: isName ? 'name' : '', title: meaning ?? '' }, title)))),
        this.#body));
  }

  /** @param {any[]} rows @param {string} otherwise what is said when there is none */
  write(rows, otherwise) {
    const lines = this.#body.children;
    const wanted = Math.max(1, rows.length);
    while (lines.length > wanted) {
      lines[lines.length - 1].remove();
    }

    while (lines.length < wanted) {
      this.#body.append(this.#line());
    }

    if (rows.length === 0) {
      this.#body.replaceChildren(el('tr', { className: 'none' }, el('td', { colSpan: this.#columns.length }, otherwise)));
      return;
    }

    if (lines[0].className === 'none') {
      lines[0].replaceWith(this.#line());
    }

    rows.forEach((row, index) => this.#writeLine(lines[index], row));
  }

  #line() {
    const line = el('tr', {}, ...this.#columns.map(({ isName }) => el('td', { className: isName ? 'name' : '' })));
    if (this.#open) {
      const [first] = line.children;
      const button = el('button', { type: 'button' });
      first.append(button);
      line.addEventListener('click', () => this.#open(line.shown));
    }

    return line;
  }

  #writeLine(line, row) {
    line.shown = row;
    this.#columns.forEach(({ text, tone }, index) => {
      const cell = line.children[index];
      setText(cell.firstElementChild ?? cell, String(text(row)));
      setAttribute(cell, 'data-tone', tone?.(row) || null);
    });
  }
}
