// What a client holds, between the form of the vectors and the client's own streams.
import { checksumOf, quoteChecksumOf } from '../../src/clients/javascript/index.js';
import { Parameters } from '../../src/clients/javascript/lib/parameters.js';
import { Subscription } from '../../src/clients/javascript/lib/subscription.js';
import { QUOTE_FIELDS, readData } from '../../src/clients/javascript/lib/wire.js';

/** A subscription whose requests go nowhere. */
export function newSubscription({ channel, symbols, ...rest }) {
  return new Subscription(null, symbols, new Parameters(channel, rest), 1000);
}

/** Brings a stream to where a vector says that the client stands. */
export function bring(stream, view) {
  const names = Object.keys(view.fields ?? {});
  const fields = names.reduce((bits, name) => bits + 2 ** QUOTE_FIELDS.indexOf(name), 0);
  const { depth = 0, grouping = 0, minTradeSize = 0, generation = null, version, account } = view;
  const terms = { depth, grouping, minTradeSize, fields, priceScale: 2, sizeScale: 0, generation };
  stream.acknowledge(
    { ...terms, stream: view.stream ?? 0, state: 'live', reason: 'ok', since: 0, start: 'snapshot' },
    stream.subscription.options);
  if (version === null) {
    return;
  }
  stream.apply(readData(firstMessage(view, fields)));
  for (const rollUp of view.rollUps ?? []) {
    stream.change({ rollUp });
  }
  stream.account.merged = account ?? 0;
  stream.account.unknownJumps = account === null ? 1 : 0;
}

/** A stream as the vectors state it. */
export function viewOf(stream) {
  const { symbol, channel, terms: { depth, grouping, minTradeSize }, state, reason, version, account } = stream;
  return {
    stream: stream.number, symbol, channel, depth, grouping, minTradeSize, state, reason, version,
    account: account.unknownJumps > 0 ? null : account.merged,
    ...(version === null ? {} : contentOf(stream)),
  };
}

export function contentOf(stream) {
  switch (stream.channel) {
    case 'book':
      return { bids: stream.bids(), asks: stream.asks(), checksum: checksumOf(stream.bids(), stream.asks()) };
    case 'quote':
      return { fields: stream.fields, checksum: quoteChecksumOf(Object.values(stream.fields)) };
    default:
      return { trades: stream.recent().map(flatTrade), rollUps: stream.rollUps };
  }
}

function firstMessage({ channel, bids, asks, checksum, fields: values, trades, version }, fields) {
  const head = [0, version, 0, 0];
  switch (channel) {
    case 'book': {
      const hasOrders = [...bids, ...asks].some((level) => level.length > 2);
      return [hasOrders ? 9 : 1, 0, null, version, 0, 0, bids.flat(), asks.flat(), checksum];
    }
    case 'quote': {
      const names = QUOTE_FIELDS.filter((name) => name in values);
      return [3, 0, null, version, 0, 0, fields, names.map((name) => values[name]), checksum];
    }
    default:
      return [5, 0, null, version, ...head.slice(2), trades];
  }
}

function flatTrade({ version, occurredAt, price, size, aggressor, tradeId }) {
  return [version, occurredAt, price, size, ['unknown', 'buy', 'sell'].indexOf(aggressor), tradeId];
}
