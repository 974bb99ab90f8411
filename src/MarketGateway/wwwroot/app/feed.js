/**
 * The connection of the page to its gateway: the client as published, and the HTTP answers that it does not need.
 * @module
 */
import { MarketClient } from '@marketgateway/client';
import { authorization, token } from './token.js';

export class Feed {
  /** What every connection of the page has in common. @type {import('@marketgateway/client').ClientOptions} */
  options = { token: () => token() ?? '', name: 'dashboard' };

  constructor() {
    this.client = new MarketClient(this.options);
  }

  /** @returns {Promise<Record<string, any>[]>} */
  async fetchInstruments() {
    const answer = await fetch('/v1/instruments', { headers: authorization(), cache: 'no-store' });
    if (!answer.ok) {
      throw new Error(`instruments: ${answer.status}`);
    }

    return (await answer.json()).instruments;
  }
}
