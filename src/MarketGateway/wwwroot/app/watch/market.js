/**
 * Every instrument that the gateway has, with its quote: what the watch list shows.
 * @module
 */
import { allQuotes } from '../shell/first-requests.js';
import { Listing } from './listing.js';

const refetchAfterMs = 700;

export class Market {
  #fetchInstruments;
  /** @type {Map<string, Listing>} */
  #bySymbol = new Map();
  #refetch = 0;
  #attributes = '';

  /** @type {Listing[] | null} */
  #sorted = null;
  venues = [];
  assetClasses = [];
  /** Whether any quote has come. */
  hasQuotes = false;
  /** Rises when there are other listings. */
  changes = 0;

  /** @param {() => Promise<Record<string, any>[]>} fetchInstruments */
  constructor(fetchInstruments) {
    this.#fetchInstruments = fetchInstruments;
  }

  /** Sorted by symbol. */
  get listings() {
    this.#sorted ??= [...this.#bySymbol.values()].sort((one, other) => one.symbol < other.symbol ? -1 : 1);
    return this.#sorted;
  }

  find(symbol) {
    return this.#bySymbol.get(symbol);
  }

  /**
   * Asks for all quotes; instruments that appear later come by themselves.
   * @param {import('@marketgateway/client').MarketClient} client
   * @param {import('./checksum-count.js').ChecksumCount} checksums
   */
  watch(client, checksums) {
    const subscription = client.subscribe(allQuotes());
    subscription.on('change', ({ stream }) => checksums.add(stream));
    for (const event of ['change', 'status']) {
      subscription.on(event, (news) => this.#take(news.stream ?? news, news.merged ?? 0));
    }

    // Definitions can wait for the prices. Instruments that went say nothing: each connection asks for all anew.
    client.on('connected', () => this.#defineSoon());
    subscription.on('status', ({ state }) => state === 'ended' && this.#defineSoon());
  }

  /** Where most happened so far; undefined: nothing yet. */
  get busiest() {
    return this.listings.reduce((best, one) => one.updates > (best?.updates ?? 0) ? one : best, undefined);
  }

  sample() {
    for (const listing of this.listings) {
      listing.sample();
    }
  }

  /** Whether the attributes to filter by are others than when this was last asked. */
  attributesChanged() {
    const of = (name) => [...new Set(this.listings.map((listing) => listing[name]).filter(Boolean))].sort();
    this.venues = of('venue');
    this.assetClasses = of('assetClass');
    const attributes = JSON.stringify([this.venues, this.assetClasses]);
    const changed = attributes !== this.#attributes;
    this.#attributes = attributes;
    return changed;
  }

  /** Definitions come by HTTP: soon after a connection began, and after symbols appeared that have none. */
  async #define() {
    const definitions = await this.#fetchInstruments();
    const named = new Set(definitions.map(({ symbol }) => symbol));
    for (const definition of definitions) {
      (this.#bySymbol.get(definition.symbol) ?? this.#add(definition.symbol)).define(definition);
    }

    for (const listing of this.#bySymbol.values()) {
      listing.isListed &&= named.has(listing.symbol);
    }

    this.changes++;
  }

  /** A quote has news; where it is new here, so is its instrument. */
  #take(quote, merged) {
    const listing = this.#bySymbol.get(quote.symbol) ?? this.#add(quote.symbol);
    listing.quote = quote;
    this.hasQuotes ||= quote.version !== null;
    listing.updates += merged;
  }

  #add(symbol) {
    const listing = new Listing(symbol);
    this.#bySymbol.set(symbol, listing);
    this.#sorted = null;
    this.changes++;
    this.#defineSoon();
    return listing;
  }

  #defineSoon() {
    this.#refetch ||= setTimeout(() => {
      this.#define().catch(() => {}).finally(() => this.#refetch = 0);
    }, refetchAfterMs);
  }
}
