// Writes the imbalance of a book to a CSV file: how much more is bid than asked in the best levels, from -1 to 1.
//   node imbalance-to-csv.mjs [--out imbalance.csv] [--levels 5] [--seconds 10] ESH6
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { MarketClient } from '@marketgateway/client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'ws://localhost:8080/v1/stream' },
    out: { type: 'string', default: 'imbalance.csv' },
    levels: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
  },
});
const signal = AbortSignal.timeout(Number(values.seconds) * 1000);
const client = await new MarketClient({ urls: [values.url] }).connect({ signal });
const file = createWriteStream(values.out);
file.write('occurred_at,version,mid,imbalance\n');
const books = client.subscribe({
  channel: 'book', symbols: [positionals[0] ?? 'ESH6'], depth: Number(values.levels), intervalMs: 100,
});
for await (const { stream: book, messages, oldest } of books) {
  const total = (side) => side.reduce((sum, [, size]) => sum + Number(size), 0);
  const [bid, ask] = [total(book.bids()), total(book.asks())];
  if (messages > 0 && book.state === 'live' && bid > 0 && ask > 0) {
    const mid = (Number(book.formatPrice(book.bestBid[0])) + Number(book.formatPrice(book.bestAsk[0]))) / 2;
    file.write(`${oldest ?? ''},${book.version},${mid},${((bid - ask) / (bid + ask)).toFixed(4)}\n`);
  }
}
file.end();
