/**
 * A slider over values that are not evenly spaced, with a word for each.
 * @module
 */
import { el, setText } from './dom.js';

export class ChoiceSlider {
  #input;
  #text = el('b');
  #choices;
  #words;

  /** @type {(value: number) => void} */
  onChange = () => {};
  /** What the part does that owns it. @type {(value: number) => void} */
  onSlide = () => {};

  /**
   * @param {string} id
   * @param {string} label
   * @param {number[]} choices from left to right
   * @param {number} chosen
   * @param {(value: number) => string} words
   */
  constructor(id, label, choices, chosen, words) {
    this.#choices = choices;
    this.#words = words;
    this.#input = el('input', {
      type: 'range', id, min: '0', max: String(choices.length - 1), step: '1', value: String(choices.indexOf(chosen)),
    });
    this.element = el('label', {}, el('span', {}, label), this.#text, this.#input);
    this.#input.addEventListener('input', () => {
      this.#write();
      this.onChange(this.value);
    });
    this.#write();
  }

  get value() {
    return this.#choices[Number(this.#input.value)];
  }

  #write() {
    setText(this.#text, this.#words(this.value));
    this.#input.setAttribute('aria-valuetext', this.#words(this.value));
  }
}
