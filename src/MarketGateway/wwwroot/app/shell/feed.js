/**
 * The connection of the page to its gateway: the client as published, and the HTTP answers that it does not need.
 * @module
 */
import { MarketClient } from '@marketgateway/client';
import { clientName } from './first-requests.js';
import { FirstLine } from './line.js';
import { authorization, token } from './token.js';

export class Feed {
  /** What every connection of the page has in common. @type {import('@marketgateway/client').ClientOptions} */
  options = { token: () => token() ?? undefined, name: clientName };

  constructor() {
    this.client = new MarketClient({ ...this.options, WebSocket: FirstLine });
  }

  /** @returns {Promise<Record<string, any>[]>} */
  async fetchInstruments() {
    const answer = await ask();
    return answer.ok ? (await answer.json()).instruments : [];
  }

  /** What the gateway would answer this user now. */
  async askStatus() {
    const answer = await ask();
    await answer.body?.cancel();
    return answer.status;
  }
}

function ask() {
  return fetch('/v1/instruments', { headers: authorization(), cache: 'no-store' });
}
