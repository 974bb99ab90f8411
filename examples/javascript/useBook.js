// A React hook: the best levels of a book, drawn at most once a frame.
//   const client = useMarketClient({ urls: ['wss://example.com/v1/stream'] });
//   const { bids, asks, state } = useBook(client, 'ESH6', 10);
import { useEffect, useMemo, useState } from 'react';
import { MarketClient } from '@marketgateway/client';

/** One client for as long as the component is mounted; StrictMode may mount it twice. */
export function useMarketClient(options) {
  const client = useMemo(() => new MarketClient(options), []);
  useEffect(() => {
    client.connect().catch(() => {}); // the state says why
    return () => {
      client.close();
    };
  }, [client]);
  return client;
}

/** The best levels of a symbol's book as `[price, size]`, formatted, and whether they are to be trusted. */
export function useBook(client, symbol, depth = 10) {
  const [shown, setShown] = useState({ bids: [], asks: [], state: 'syncing' });
  useEffect(() => {
    const ended = new AbortController();
    const subscription = client.subscribe({
      channel: 'book', symbols: [symbol], depth, intervalMs: 50, signal: ended.signal,
    });
    let frame = 0;
    const draw = (book) => {
      frame = 0;
      const format = ([price, size]) => [book.formatPrice(price), book.formatSize(size)];
      setShown({ bids: book.bids().map(format), asks: book.asks().map(format), state: book.state });
    };
    const later = (book) => {
      frame ||= requestAnimationFrame(() => draw(book));
    };
    subscription.on('change', ({ stream }) => later(stream));
    subscription.on('status', later);
    return () => {
      cancelAnimationFrame(frame);
      ended.abort();
    };
  }, [client, symbol, depth]);
  return shown;
}
