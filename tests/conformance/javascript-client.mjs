// The JavaScript client in the hands of `mgw conform` (schemas/wire/conformance.md).
import { createInterface } from 'node:readline';
import { MarketClient } from '../../src/clients/javascript/node.js';
import { viewOf } from '../javascript/held.mjs';

let client;
let token;
let isFree = Promise.resolve();
let free = () => {};

const verbs = {
  connect({ urls, window, heartbeatMs, stamps, token: first }) {
    token = first;
    client = new MarketClient({
      urls, window, heartbeatMs, stamps, backoff: { minMs: 5, maxMs: 200 }, pingMs: 0, acknowledgeAfter: () => isFree,
      ...(first ? { token: () => token } : {}),
    });
    client.on('error', (error) => console.error(error.message));
    client.connect().catch((error) => console.error(error.message));
  },
  subscribe({ request }) {
    client.subscribe(request);
  },
  token({ token: next }) {
    token = next;
  },
  busy() {
    isFree = new Promise((resolve) => {
      free = resolve;
    });
  },
  free() {
    free();
  },
  state() {
    const { state, epoch, streams } = client;
    const held = streams.map((stream) => ({ ...viewOf(stream), newest: stream.newest, phase: stream.phase }));
    return { state, epoch, lagging: state === 'lagging', streams: held };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: verb, ...command } = JSON.parse(line);
  let answer;
  try {
    answer = verbs[verb] ? verbs[verb](command) : { error: 'not known here' };
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify(answer ?? { ok: true }));
}
process.exit();
