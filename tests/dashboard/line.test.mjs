// The line that the page opens before its program is there, and what the program makes of it.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { FirstLine } from '../../src/MarketGateway/wwwroot/app/shell/line.js';

const url = 'ws://gateway/v1/stream';
const protocols = ['marketgateway.v1.msgpack'];
const hello = new Uint8Array([1, 2, 3]);
const subscribe = new Uint8Array([4, 5]);

class Line {
  static OPEN = 1;

  constructor(address) {
    Object.assign(this, { url: address, readyState: Line.OPEN, sent: [] });
  }

  send(data) {
    this.sent.push([...data]);
  }

  close() {
    this.readyState = 3;
  }
}

beforeEach(() => Object.assign(globalThis, { window: globalThis, WebSocket: Line, earlyLine: undefined }));

/** A line that has asked for something and was answered. */
function early(address = url) {
  const socket = new Line(address);
  globalThis.earlyLine = { socket, messages: ['welcome', 'data'], requests: [hello, subscribe], protocols: protocols.join() };
  return socket;
}

function listen(line) {
  const heard = [];
  line.onopen = () => heard.push('open');
  line.onmessage = ({ data }) => heard.push(data);
  return heard;
}

test('what was asked already is not asked again, and what came meanwhile is heard in its order', async () => {
  const socket = early();
  const line = new FirstLine(url, protocols);
  const heard = listen(line);
  line.send(Uint8Array.from(hello));
  line.send(Uint8Array.from(subscribe));
  line.send(new Uint8Array([9]));
  await null;

  assert.equal(line, socket);
  assert.deepEqual(socket.sent, [[9]]);
  assert.deepEqual(heard, ['open', 'welcome', 'data']);
});

test('a line that asked for something else is closed, and its answers are not heard', async () => {
  const socket = early();
  const heard = listen(new FirstLine(url, protocols));
  socket.send(Uint8Array.from([1, 2, 4]));
  await null;

  assert.equal(socket.readyState, 3);
  assert.deepEqual(heard, []);
});

test('one that was given up while its answers are heard says no more', async () => {
  const socket = early();
  const heard = listen(new FirstLine(url, protocols));
  socket.onopen = () => socket.send(Uint8Array.from([7]));
  await null;

  assert.deepEqual(heard, []);
});

for (const [what, prepare] of [
  ['goes elsewhere', () => early('ws://elsewhere/v1/stream')],
  ['shows another token', () => Object.assign(early(), globalThis.earlyLine.protocols = 'another')],
  ['is closed already', () => early().close()],
]) {
  test(`a line that ${what} is replaced by one of the program's own`, () => {
    prepare();
    const kept = globalThis.earlyLine.socket;
    const line = new FirstLine(url, protocols);

    assert.notEqual(line, kept);
    assert.equal(kept.readyState, 3);
    line.send(hello);
    assert.deepEqual(line.sent, [[...hello]]);
  });
}

test('without an early line there is one of the program\'s own, also the second time', () => {
  early();
  const first = new FirstLine(url, protocols);

  assert.notEqual(new FirstLine(url, protocols), first);
});
