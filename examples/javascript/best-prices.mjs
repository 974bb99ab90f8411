// The best bid and ask over several symbols of the same thing (listings on several venues, say), whenever it changes.
//   node best-prices.mjs [--url ws://localhost:8080/v1/stream] [--seconds 10] SYMBOL...
import { parseArgs } from 'node:util';
import { MarketClient } from '@marketgateway/client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'ws://localhost:8080/v1/stream' },
    seconds: { type: 'string', default: '10' },
  },
});
const signal = AbortSignal.timeout(Number(values.seconds) * 1000);
const client = await new MarketClient({ urls: [values.url] }).connect({ signal });
const quotes = client.subscribe({
  channel: 'quote', symbols: positionals.length > 0 ? positionals : ['ESH6', 'NQH6'], fields: ['bidPrice', 'askPrice'],
});
// Prices are integers in units of 10^-priceScale, and scales may differ between venues.
const priceOf = (quote, field) => (quote.get(field) === null ? NaN : Number(quote.formatPrice(quote.get(field))));
const best = (field, isBetter) => quotes.streams
  .filter((quote) => quote.state === 'live' && quote.get(field) !== null) // a stream that is not live is no price
  .reduce((one, other) => (one && !isBetter(priceOf(other, field), priceOf(one, field)) ? one : other), null);
let shown = '';
for await (const _ of quotes) {
  const bid = best('bidPrice', (a, b) => a > b);
  const ask = best('askPrice', (a, b) => a < b);
  if (!bid || !ask) {
    continue;
  }
  const line = `${bid.formatPrice(bid.get('bidPrice'))} at ${bid.symbol} / ${ask.formatPrice(ask.get('askPrice'))} at ${ask.symbol}`;
  if (line !== shown) {
    console.log(shown = line);
  }
}
