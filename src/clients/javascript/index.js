/**
 * MarketGateway client for browsers and Node: one import, no build step. The protocol is schemas/wire.
 * @module
 */
export { MarketClient } from './lib/client.js';
export { ShardedClient } from './lib/sharded-client.js';
export { ShardedSubscription } from './lib/sharded-subscription.js';
export { Subscription } from './lib/subscription.js';
export { MarketStream } from './lib/stream.js';
export { BookStream } from './lib/book.js';
export { QuoteStream } from './lib/quote.js';
export { TradeStream } from './lib/trades.js';
export { RequestError, WireError } from './lib/errors.js';
export { QUOTE_FIELDS } from './lib/wire.js';
export { checksumOf, quoteChecksumOf } from './lib/checksum.js';

/**
 * @typedef {import('./lib/options.js').ClientOptions} ClientOptions
 * @typedef {import('./lib/client.js').ClientEvents} ClientEvents
 * @typedef {import('./lib/sharded-client.js').ShardedEvents} ShardedEvents
 * @typedef {import('./lib/client.js').ClientState} ClientState
 * @typedef {import('./lib/client.js').ClientStanding} ClientStanding
 * @typedef {import('./lib/traffic.js').Totals} Totals
 * @typedef {import('./lib/traffic.js').Heartbeat} Heartbeat
 * @typedef {import('./lib/instruments.js').Instrument} Instrument
 * @typedef {import('./lib/parameters.js').SubscribeOptions} SubscribeOptions
 * @typedef {import('./lib/parameters.js').SubscribeChanges} SubscribeChanges
 * @typedef {import('./lib/changes.js').Change} Change
 * @typedef {import('./lib/stream.js').StreamState} StreamState
 * @typedef {import('./lib/stream.js').Terms} Terms
 * @typedef {import('./lib/account.js').Account} Account
 * @typedef {import('./lib/wire.js').Trade} Trade
 * @typedef {import('./lib/wire.js').RollUp} RollUp
 * @typedef {import('./lib/wire.js').TradeAmendment} TradeAmendment
 * @typedef {import('./lib/wire.js').QuoteField} QuoteField
 * @typedef {import('./lib/wire.js').DataMessage} DataMessage
 */
