import { RequestError } from './errors.js';

/** What the gateway surely takes of array elements in one request. */
const ELEMENTS_MAX = 1000;
// Generous estimates in either encoding: quotes, separators, and three integers below 2^53 for a resume point.
const FRAME_BYTES = 512;
const SYMBOL_BYTES = 8;
const RESUME_BYTES = 72;

/**
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {[number, number | null, number | null]} ResumePoint
 * @typedef {{ op: string, id?: number, [key: string]: any }} Request
 */

/** @param {string} symbol */
export function isPattern(symbol) {
  return /[*?]/.test(symbol);
}

/**
 * One subscription (or its state once) as one or more requests, none of them larger than the gateway takes.
 * @param {'subscribe' | 'snapshot'} op
 * @param {Subscription} subscription
 * @param {readonly string[]} symbols all of its own, or some
 * @param {string | null} resumeEpoch null: without what is held
 * @param {number} requestBytesMax
 * @returns {Request[]}
 */
export function divide(op, subscription, symbols, resumeEpoch, requestBytesMax) {
  const parameters = subscription.options.toRequest(op === 'snapshot');
  const resumes = resumeEpoch === null ? new Map() : resumePoints(subscription);
  const bytesMax = requestBytesMax - FRAME_BYTES - bytesOf(JSON.stringify(parameters));
  /** @type {Part[]} */
  const parts = [];
  let part = new Part(bytesMax);
  // Patterns go last: what they match is offered with them, after the symbols that are named.
  const patternsLast = [...symbols].sort((a, b) => Number(isPattern(a)) - Number(isPattern(b)));
  for (const symbol of patternsLast) {
    if (!part.tryAdd(symbol, resumes)) {
      parts.push(part);
      part = new Part(bytesMax);
      part.tryAdd(symbol, resumes);
    }
  }
  part.addMatches(resumes);
  parts.push(part);
  return parts.map(({ symbols: taken, resume }) => ({
    op,
    channel: subscription.channel,
    symbols: taken,
    ...parameters,
    ...(resume.size > 0 ? { resume: { epoch: resumeEpoch, streams: Object.fromEntries(resume) } } : {}),
  }));
}

/** @param {Subscription} subscription */
function resumePoints(subscription) {
  /** @type {Map<string, ResumePoint>} */
  const points = new Map();
  for (const stream of subscription.streams) {
    const point = stream.resumePoint(subscription.options);
    if (point) {
      points.set(stream.symbol, point);
    }
  }
  return points;
}

/** One request in the making. */
class Part {
  /** @type {string[]} */
  symbols = [];
  /** @type {Map<string, ResumePoint>} */
  resume = new Map();
  #bytesMax;
  #bytes = 0;

  /** @param {number} bytesMax */
  constructor(bytesMax) {
    this.#bytesMax = bytesMax;
  }

  /**
   * @param {string} symbol
   * @param {Map<string, ResumePoint>} resumes
   */
  tryAdd(symbol, resumes) {
    const bytes = bytesOf(symbol) + SYMBOL_BYTES;
    const point = resumes.get(symbol);
    const added = bytes + (point ? bytes + RESUME_BYTES : 0);
    if (this.symbols.length > 0
        && (this.symbols.length === ELEMENTS_MAX || this.#bytes + added > this.#bytesMax)) {
      return false;
    }
    this.#bytes += added;
    this.symbols.push(symbol);
    if (point) {
      resumes.delete(symbol);
      this.resume.set(symbol, point);
    }
    return true;
  }

  /**
   * Adds the points of symbols that a pattern found; those that find no room get a snapshot.
   * @param {Map<string, ResumePoint>} resumes
   */
  addMatches(resumes) {
    if (!this.symbols.some(isPattern)) {
      return;
    }
    for (const [symbol, point] of resumes) {
      this.#bytes += bytesOf(symbol) + SYMBOL_BYTES + RESUME_BYTES;
      if (this.#bytes > this.#bytesMax) {
        return;
      }
      this.resume.set(symbol, point);
    }
  }
}

/** @param {string} text */
function bytesOf(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * What a client asks of the present session about the subscriptions that it has. A wish is kept at once, so that a
 * connection that breaks meanwhile does not lose it.
 */
export class Requester {
  #sessions;

  /** @param {import('./loop.js').SessionLoop} sessions */
  constructor(sessions) {
    this.#sessions = sessions;
  }

  /**
   * @param {Subscription} subscription
   * @param {import('./parameters.js').SubscribeChanges} changes
   * @returns {Promise<import('./subscription.js').SymbolError[]>}
   */
  async update(subscription, changes) {
    const before = subscription.options;
    const after = before.with(changes);
    subscription.options = after;
    try {
      const { count, errors } = await this.#ofStreams(subscription, { op: 'update', ...after.toUpdate() }, after);
      if (count > 0 && errors.length === count) {
        throw new RequestError(errors[0].code, errors[0].message);
      }
      return errors;
    } catch (error) {
      if (isOfTheConnection(error)) {
        // The next session begins with the new parameters.
        return [];
      }
      subscription.options = before;
      throw error;
    }
  }

  /**
   * @param {Subscription} subscription
   * @param {boolean} isPaused
   */
  async pause(subscription, isPaused) {
    subscription.isPaused = isPaused;
    await unlessItEnds(this.#ofStreams(subscription, { op: isPaused ? 'pause' : 'resume' }));
  }

  /** @param {Subscription} subscription */
  async unsubscribe(subscription) {
    this.#sessions.holdings.forget(subscription);
    const patterns = subscription.symbols.filter(isPattern);
    const { channel } = subscription;
    await Promise.all([
      patterns.length > 0
        && unlessItEnds(this.#sessions.request({ op: 'unsubscribe', channel, symbols: patterns })),
      unlessItEnds(this.#ofStreams(subscription, { op: 'unsubscribe' })),
    ]);
    subscription.end('unsubscribed');
    this.#sessions.holdings.forget(subscription);
    this.#sessions.holdings.stateMayHaveChanged();
  }

  /**
   * Asks about each stream of a subscription by its number. An update that was on its way may have given a stream
   * another number meanwhile; the gateway does not know the one that was asked about then, and is asked about the new
   * one.
   * @param {Subscription} subscription
   * @param {{ op: string, [key: string]: any }} request
   * @param {import('./parameters.js').Parameters} [asked]
   * @returns {Promise<{ count: number, errors: import('./subscription.js').SymbolError[] }>} of how many streams, and
   *   what was refused
   */
  async #ofStreams(subscription, request, asked) {
    let due = subscription.streams.filter(({ number }) => number !== 0);
    const count = due.length;
    const refused = [];
    while (due.length > 0) {
      const streams = new Map(due.map((stream) => [stream.number, stream]));
      const { errors } = await this.#sessions.request({ ...request, streams: [...streams.keys()] }, { asked });
      due = [];
      for (const error of errors) {
        const stream = streams.get(error.stream);
        if (error.code === 'not_subscribed' && stream && ![0, error.stream].includes(stream.number)) {
          due.push(stream);
        } else {
          refused.push({ ...error, symbol: stream?.symbol ?? '' });
        }
      }
    }
    return { count, errors: refused };
  }
}

/** @param {Promise<unknown>} answer */
async function unlessItEnds(answer) {
  try {
    await answer;
  } catch (error) {
    if (!isOfTheConnection(error)) {
      throw error;
    }
  }
}

/** @param {unknown} error */
function isOfTheConnection(error) {
  return error instanceof RequestError && (error.code === 'session_ended' || error.code === 'not_connected');
}
