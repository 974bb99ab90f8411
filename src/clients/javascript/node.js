/**
 * The client for Node, found by the package's `exports`: Node 20 has no WebSocket of its own, so that of the package
 * `ws` is used there.
 * @module
 */
import { provideWebSocket } from './lib/socket.js';

provideWebSocket(async () => (await import('ws')).WebSocket);

export * from './index.js';
