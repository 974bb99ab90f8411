// How old are updates when they arrive? A histogram, from the venue's clock to this process (clocks must agree).
//   node latency-histogram.mjs [--url ws://localhost:8080/v1/stream] [--seconds 10] [SYMBOL...]
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
const buckets = new Map();
const books = client.subscribe({ channel: 'book', symbols: positionals.length > 0 ? positionals : ['*'], depth: 1 });
// A listener sees every message when it is read; a loop that takes its time would measure itself.
books.on('change', ({ kind, oldest }) => {
  if (kind === 'delta' && oldest !== null) {
    const age = Math.max(1, (performance.timeOrigin + performance.now()) * 1000 - Number(oldest));
    const bucket = Math.floor(2 * Math.log2(age));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
});
await new Promise((resolve) => {
  signal.addEventListener('abort', resolve);
});
await client.close();
const total = [...buckets.values()].reduce((sum, count) => sum + count, 0);
let seen = 0;
for (const [bucket, count] of [...buckets].sort(([a], [b]) => a - b)) {
  seen += count;
  const bar = '#'.repeat(Math.ceil((50 * count) / Math.max(...buckets.values())));
  const upTo = (2 ** ((bucket + 1) / 2) / 1000).toFixed(3);
  console.log(`up to ${upTo.padStart(10)} ms ${String(count).padStart(8)} ${((100 * seen) / total).toFixed(2).padStart(6)} % ${bar}`);
}
