/**
 * Opens the line to the gateway while the program is still on its way, and asks for what the program will ask for first:
 * on a slow line that saves three ways there and back. app/shell/line.js takes it over. Written into the published page.
 * @module
 */
import { allQuotes, bookOf, firstDepth, firstRequests } from './first-requests.js';

const token = sessionStorage.getItem('token');
const protocols = ['marketgateway.v1.msgpack'];
if (token !== null) {
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
  protocols.push(`marketgateway.bearer.${base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`);
}

// A token in the address is another one, which the program takes first.
if (!/[#&]token=/.test(location.hash)) {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/stream`, protocols);
  const messages = [];
  const send = socket.send.bind(socket);
  const symbol = new URLSearchParams(location.hash.slice(1)).get('symbol');
  const requests = firstRequests(symbol ? bookOf(symbol, keptDepth() || firstDepth) : allQuotes());
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => messages.push(data);
  socket.addEventListener('open', () => requests.forEach((request) => send(request)), { once: true });
  window.earlyLine = { socket, messages, requests: [...requests], protocols: protocols.join() };
}

/** What the user chose, as the store of the program keeps it. */
function keptDepth() {
  try {
    return JSON.parse(localStorage.getItem('desk')).depth;
  } catch {
    return 0;
  }
}
