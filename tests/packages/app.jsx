// What a page would do with the hook of examples/javascript, under React's StrictMode.
import { createElement as h, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useBook, useMarketClient } from './useBook.js';

function Ladder({ url, symbol }) {
  const client = useMarketClient({ urls: [url] });
  const { bids, asks, state } = useBook(client, symbol, 5);
  return h('p', null, `${state} ${bids.map(([price]) => price).join(' ')} | ${asks.map(([price]) => price).join(' ')}`);
}

export function mount(element, url, symbol) {
  const root = createRoot(element);
  root.render(h(StrictMode, null, h(Ladder, { url, symbol })));
  return () => root.unmount();
}
