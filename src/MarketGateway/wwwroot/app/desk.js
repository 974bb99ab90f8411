/**
 * The chosen symbol: asks for its book and trades, and hands what comes to ladder, tape and chart.
 * @module
 */
import { byId, setOptions } from './dom.js';
import { Ladder } from './ladder.js';
import { exact } from './numbers.js';
import { PriceChart } from './price-chart.js';
import { SymbolHead } from './symbol-head.js';
import { Tape } from './tape.js';
import { Veil } from './veil.js';

const depths = [5, 10, 20, 50];
const groupings = [1, 2, 5, 10, 25, 50, 100];
/** Twenty times a second: beyond what eyes follow, and a quarter of what the line would carry. */
const bookIntervalMs = 50;
const tradesBefore = 200;
const chartIntervalMs = 200;

export class Desk {
  #client;
  #market;
  #head = new SymbolHead();
  #ladder = new Ladder();
  #tape = new Tape();
  #chart = new PriceChart();
  #veils = ['book', 'chart', 'tape'].map((id) => new Veil(byId(id).querySelector('.veiled')));
  #depth = byId('depth');
  #grouping = byId('grouping');
  #symbol = null;
  #book = null;
  #trades = null;
  #termsShown = '';
  #chartedAt = 0;
  #checksums;

  /**
   * @param {import('@marketgateway/client').MarketClient} client
   * @param {import('./market.js').Market} market
   * @param {import('./checksum-count.js').ChecksumCount} checksums
   */
  constructor(client, market, checksums) {
    this.#client = client;
    this.#market = market;
    this.#checksums = checksums;
    setOptions(this.#depth, depths.map((depth) => [depth, depth]), 10);
    setOptions(this.#grouping, [[1, '–']], 1);
    this.#depth.addEventListener('change', () => this.#changeDepth());
    this.#grouping.addEventListener('change', () => this.#update({ grouping: Number(this.#grouping.value) }));
    this.#ladder.resize(Number(this.#depth.value));
    document.addEventListener('page', () => this.#ladder.centre());
  }

  get book() {
    return this.#book?.get(this.#symbol) ?? null;
  }

  show(symbol) {
    for (const subscription of [this.#book, this.#trades]) {
      subscription?.unsubscribe().catch(() => {});
    }

    this.#symbol = symbol;
    this.#termsShown = '';
    this.#grouping.value = '1';
    this.#ladder.paint(null);
    this.#subscribe();
    this.#ladder.centre();
  }

  stepDepth(step) {
    const index = depths.indexOf(Number(this.#depth.value)) + step;
    this.#depth.value = String(depths[Math.min(depths.length - 1, Math.max(0, index))]);
    this.#changeDepth();
  }

  paint(now) {
    const listing = this.#market.find(this.#symbol);
    const { book } = this;
    this.#head.paint(listing);
    this.#ladder.paint(book?.version === null ? null : book);
    this.#veils.forEach((veil) => veil.paint(book));
    this.#showTerms(book);
    this.#tape.paint();
    if (now - this.#chartedAt >= chartIntervalMs && listing !== undefined) {
      this.#chartedAt = now;
      this.#paintChart(listing);
    }
  }

  #subscribe() {
    const symbols = [this.#symbol];
    const depth = Number(this.#depth.value);
    this.#book = this.#client.subscribe({ channel: 'book', symbols, depth, intervalMs: bookIntervalMs });
    this.#book.on('change', ({ stream }) => this.#checksums.add(stream));
    this.#trades = this.#client.subscribe({ channel: 'trade', symbols, history: tradesBefore });
    this.#trades.on('change', (change) => this.#takeTrades(change));
    this.#tape.reset();
    this.#chart.reset(this.#market.find(this.#symbol)?.priceScale ?? 0);
  }

  #takeTrades({ stream, kind, trades, amendments }) {
    if (kind === 'rollUp') {
      this.#tape.addRollUp(stream.rollUps.at(-1), stream.terms);
    }

    for (const trade of trades) {
      this.#tape.addTrade(trade, stream.terms);
      this.#chart.rescale(stream.terms.priceScale);
      this.#chart.addTrade(trade.occurredAt / 1e6, trade.price);
    }

    for (const amendment of amendments) {
      this.#tape.amend(amendment, stream.terms);
    }
  }

  #changeDepth() {
    this.#ladder.resize(Number(this.#depth.value));
    this.#update({ depth: Number(this.#depth.value) });
  }

  #update(changes) {
    this.#book?.update(changes).catch(() => {});
  }

  /** The price steps to group by are known once the stream is. */
  #showTerms(book) {
    const shown = `${this.#symbol} ${book?.terms.tickSize} ${book?.terms.priceScale}`;
    if (book === null || book.version === null || shown === this.#termsShown) {
      return;
    }

    this.#termsShown = shown;
    const { tickSize, priceScale } = book.terms;
    const options = groupings.map((steps) => [steps, exact(steps * tickSize, priceScale)]);
    setOptions(this.#grouping, options, this.#grouping.value);
    this.#ladder.centre();
  }

  #paintChart(listing) {
    const seconds = this.#client.gatewayTime / 1e6;
    this.#chart.rescale(listing.priceScale);
    if (listing.state === 'live' && listing.bid !== null && listing.ask !== null) {
      this.#chart.addQuote(seconds, listing.bid, listing.ask);
    }

    this.#chart.paint(seconds);
  }
}
