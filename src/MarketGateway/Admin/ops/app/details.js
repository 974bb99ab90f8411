/**
 * One thing closely, in a dialog: asked for when it opens.
 * @module
 */
import { byId, el, setText } from '/ops/shared/app/lib/dom.js';
import { duration } from '/ops/shared/app/lib/numbers.js';

/** How long ago a time is: seconds while they matter, then hours, then days. */
export function ageOf(time) {
  const minutes = (Date.now() - Date.parse(time)) / 60_000;
  if (minutes < 60) return duration(minutes * 60_000);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${Math.floor(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function facts(pairs) {
  return el('dl', { className: 'facts' }, ...Object.entries(pairs).flatMap(([name, value]) =>
    [el('dt', {}, name), el('dd', {}, String(value ?? '–'))]));
}

/** @param {string} title @param {() => Promise<Node[]>} make */
export async function showDetails(title, make) {
  const body = byId('details-body');
  setText(byId('details-title'), title);
  try {
    body.replaceChildren(...await make());
  } catch (error) {
    // It has ended meanwhile, or the gateway has.
    body.replaceChildren(el('p', {}, error.message));
  }

  if (!byId('details').open) {
    byId('details').showModal();
  }
}
