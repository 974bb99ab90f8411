// Which spreads are wider than usual? Prints one line whenever a spread is at least three price steps wide.
//   node spread-monitor.mjs [--url ws://localhost:8080/v1/stream] [--steps 3] [--seconds 10] [SYMBOL...]
import { parseArgs } from 'node:util';
import { MarketClient } from '@marketgateway/client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'ws://localhost:8080/v1/stream' },
    steps: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
  },
});
const signal = AbortSignal.timeout(Number(values.seconds) * 1000);
const client = await new MarketClient({ urls: [values.url] }).connect({ signal });
const steps = new Map();
const quotes = client.subscribe({
  channel: 'quote', symbols: positionals.length > 0 ? positionals : ['*'], fields: ['bidPrice', 'askPrice'],
  intervalMs: 100,
});
for await (const { stream } of quotes) {
  const [bid, ask] = [stream.get('bidPrice'), stream.get('askPrice')];
  if (stream.state !== 'live' || bid === null || ask === null) {
    continue;
  }
  const wide = (ask - bid) / stream.terms.tickSize;
  if (wide >= Number(values.steps) && steps.get(stream.symbol) !== wide) {
    console.log(`${stream.symbol}: ${stream.formatPrice(bid)} / ${stream.formatPrice(ask)}, ${wide} steps wide`);
  }
  steps.set(stream.symbol, wide);
}
