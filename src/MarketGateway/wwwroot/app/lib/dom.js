/**
 * The little that is needed to write to the page without frameworks.
 * @module
 */

export const byId = (id) => /** @type {any} */ (document.getElementById(id));

/**
 * Makes an element: el('td', { className: 'up' }, 'text', child).
 * @param {string} tag
 * @param {Record<string, any>} properties names with a dash or a role are attributes
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) {
      continue;
    }

    if (name.includes('-') || name === 'role') {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }

  element.append(...children);
  return element;
}

/** Writes the text of an element that has nothing else in it, only when it is another one: layout is not cheap. */
export function setText(element, text) {
  const { firstChild } = element;
  if (firstChild === null) {
    element.textContent = text;
  } else if (firstChild.nodeValue !== text) {
    firstChild.nodeValue = text;
  }
}

/** Sets or removes an attribute only when it is another one. */
export function setAttribute(element, name, value) {
  if (value === null) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

export function setOptions(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => el('option', { value: String(value) }, text)));
  select.value = String(chosen);
}
