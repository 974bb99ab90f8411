// What a program in TypeScript relies on; compiled, never run.
import { MarketClient, RequestError, type ClientState, type Trade } from '@marketgateway/client';

const client = new MarketClient({ urls: 'ws://localhost:8080/v1/stream', token: async () => 'a', window: 4 });
const stop: () => void = client.on('state', ({ state }: { state: ClientState }) => console.log(state));
stop();
await client.connect();

const books = client.subscribe({ channel: 'book', symbols: ['ES*'], depth: 10, filter: { venue: ['XCME'] } });
for await (const { stream, merged } of books) {
  const best: [price: number, size: number, orders?: number] | null = stream.bestBid;
  console.log(stream.formatPrice(best?.[0]), merged + 1, stream.account.merged, stream.counts.verified);
}

const quotes = await client.snapshot({ channel: 'quote', symbols: ['ESH6'], fields: ['bidPrice'] });
const bid: number | null | undefined = quotes.get('ESH6')?.get('bidPrice');
const trades = client.subscribe({ channel: 'trade', symbols: ['ESH6'], history: 5 });
trades.on('change', (change) => change.trades.forEach((trade: Trade) => console.log(trade.aggressor, bid)));
const refused: { symbol: string; code: string }[] = await trades.update({ minTradeSize: 5 });
console.log(refused, new RequestError('timeout', 'late').code);

// @ts-expect-error there is no such channel
client.subscribe({ channel: 'candles', symbols: ['ESH6'] });
// @ts-expect-error a book has no such member
books.get('ESH6')?.recent();
