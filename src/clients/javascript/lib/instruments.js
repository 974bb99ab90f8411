import { RequestError } from './errors.js';

/**
 * A symbol and what is known of it. What is null is not known; decimals are texts, which lose nothing.
 * @typedef {object} Instrument
 * @property {string} symbol
 * @property {string} venue
 * @property {string} assetClass
 * @property {string} currency
 * @property {number} priceScale Prices are integers in units of 10^-priceScale.
 * @property {number} sizeScale
 * @property {number} tickSize The smallest step of a price, in units of 10^-priceScale.
 * @property {string} description
 * @property {boolean} isListed False after the definition was withdrawn.
 * @property {Readonly<Record<string, string>>} attributes What else is known, as texts by name.
 * @property {string | null} expiry The day on which it expires, as `2026-03-20`.
 * @property {string | null} multiplier What one contract stands for.
 * @property {string | null} lotSize The smallest size that is traded.
 * @property {string | null} strike The price at which an option is exercised.
 * @property {string | null} underlying What a derivative is derived from.
 * @property {'C' | 'P' | null} right
 * @property {string | null} sessionHours When it is traded, as the venue writes it.
 * @property {import('./stream-facts.js').MarketPhase | null} phase
 * @property {number | null} phaseSince Microseconds.
 * @property {readonly string[]} aliases Other names that stand for it.
 */

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DECIMAL = /^[+-]?\d+(\.\d+)?$/;

/**
 * Asks the addresses in turn, until one answers; a refusal is an answer.
 * @param {readonly string[]} urls
 * @param {string | undefined} token
 * @param {import('./parameters.js').Filter} filter
 * @param {AbortSignal} signal
 * @returns {Promise<Instrument[]>}
 */
export async function askInstruments(urls, token, filter, signal) {
  let reason = 'there is no address';
  for (const url of urls) {
    const address = new URL('instruments', url.replace(/^ws/, 'http'));
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    address.search = queryOf(filter).toString();
    try {
      const response = await fetch(address, { headers, signal });
      if (response.ok) {
        return instrumentsOf(await response.json());
      }
      const problem = await response.json().catch(() => ({}));
      const { code = `http_${response.status}`, detail = response.statusText } = problem;
      if (response.status < 500) {
        throw new RequestError(code, detail);
      }
      reason = `${url}: ${detail}`;
    } catch (error) {
      if (error instanceof RequestError) {
        throw error;
      }
      const { message, cause } = /** @type {Error & { cause?: Error }} */ (error);
      reason = `no gateway at ${url}: ${cause?.message || message}`;
    }
  }
  throw new RequestError('not_connected', reason);
}

/**
 * @param {any} answer that of `GET /v1/instruments` (schemas/wire, section 7)
 * @returns {Instrument[]}
 */
export function instrumentsOf({ instruments, aliases = {} }) {
  /** @type {Map<string, string[]>} */
  const names = new Map();
  for (const alias of Object.keys(aliases).sort()) {
    const symbol = follow(aliases, alias);
    names.set(symbol, [...names.get(symbol) ?? [], alias]);
  }
  return instruments.map((/** @type {any} */ { listed, attributes = {}, phase = null, phaseSince = null, ...own }) => {
    const text = (/** @type {string} */ name, /** @type {RegExp} */ form = /./) =>
      form.test(attributes[name] ?? '') ? attributes[name] : null;
    return Object.freeze({
      ...own,
      isListed: listed,
      attributes: Object.freeze(attributes),
      expiry: dayOf(text('expiry', DAY)),
      multiplier: text('multiplier', DECIMAL),
      lotSize: text('lotSize', DECIMAL),
      strike: text('strike', DECIMAL),
      underlying: text('underlying'),
      right: text('right', /^[CP]$/),
      sessionHours: text('sessionHours'),
      phase,
      phaseSince,
      aliases: Object.freeze(names.get(own.symbol) ?? []),
    });
  });
}

/** @param {string | null} text no day of the calendar is none */
function dayOf(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : text;
}

/** @param {import('./parameters.js').Filter} filter */
function queryOf(filter) {
  const { attributes = {}, expiry = {}, ...lists } = filter;
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(lists)) {
    query.set(name, values.join(','));
  }
  for (const [name, values] of Object.entries(attributes)) {
    query.set(`attributes.${name}`, values?.join(',') ?? '');
  }
  for (const [name, day] of Object.entries(expiry)) {
    query.set(`expiry.${name}`, String(day));
  }
  return query;
}

/**
 * @param {Record<string, string>} aliases
 * @param {string} alias
 */
function follow(aliases, alias) {
  const seen = new Set();
  let name = alias;
  while (name in aliases && !seen.has(name)) {
    seen.add(name);
    name = aliases[name];
  }
  return name;
}
