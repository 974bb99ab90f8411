/**
 * How many decimals the sizes of an instrument are written with: as many as any of them needed so far. Scales say what
 * could come (a hundred-millionth of a bitcoin); columns should not carry zeros for it that never end.
 * @module
 */
import { grouped, exact, nothing } from './numbers.js';

export class SizeDigits {
  #digits = 0;
  #scale = 0;
  #unit = 1;

  /** The text of a size, with the same number of decimals as all others of the instrument. */
  text(size, scale) {
    if (size === null || size === undefined) {
      return nothing;
    }

    this.#see(size, scale);
    const text = exact(size, scale);
    return this.#digits === scale || scale === 0 ? text
      : text.slice(0, text.length - (scale - this.#digits) - (this.#digits === 0 ? 1 : 0));
  }

  /** Rounded to a whole number, with its thousands apart: for sums that are read at a glance. */
  whole(size, scale) {
    return grouped(String(Math.round(size / 10 ** scale)));
  }

  get digits() {
    return this.#digits;
  }

  #see(size, scale) {
    if (scale !== this.#scale) {
      this.#scale = scale;
      this.#digits = 0;
      this.#unit = 10 ** scale;
    }

    while (this.#digits < scale && size % this.#unit !== 0) {
      this.#digits++;
      this.#unit /= 10;
    }
  }
}
