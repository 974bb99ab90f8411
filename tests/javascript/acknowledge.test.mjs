import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { connected, heartbeat, settle, uncaught } from './fakes.mjs';

afterEach(() => {
  delete globalThis.requestAnimationFrame;
  delete globalThis.cancelAnimationFrame;
});

/** A browser that draws a frame when the test says so. */
function frames() {
  const waiting = new Map();
  let last = 0;
  globalThis.requestAnimationFrame = (callback) => {
    waiting.set(++last, callback);
    return last;
  };
  globalThis.cancelAnimationFrame = (frame) => waiting.delete(frame);
  return {
    waiting,
    draw() {
      const callbacks = [...waiting.values()];
      waiting.clear();
      callbacks.forEach((callback) => callback());
    },
  };
}

test('outside browsers a flush is acknowledged when the listeners are through', async () => {
  const { client, last } = await connected({ window: 1 });
  assert.deepEqual(last().acknowledged, [1]);
  client.on('flush', () => assert.deepEqual(last().acknowledged, [1]));
  last().give(heartbeat);
  assert.deepEqual(last().acknowledged, [1, 2]);
});

test('in a browser all flushes of a frame are acknowledged together, after it was drawn', async () => {
  const browser = frames();
  const { last, clock } = await connected({ window: 1 });
  last().give(heartbeat);
  last().give(heartbeat);
  assert.deepEqual(last().acknowledged, []);
  browser.draw();
  assert.deepEqual(last().acknowledged, [], 'not before the frame is on the screen');
  await clock.advance(0);
  assert.deepEqual(last().acknowledged, [3]);
  last().give(heartbeat);
  browser.draw();
  await clock.advance(0);
  assert.deepEqual(last().acknowledged, [3, 4]);
});

test('a hidden tab, which has no frames, acknowledges once a second', async () => {
  const browser = frames();
  const { last, clock } = await connected({ window: 1 });
  last().give(heartbeat);
  await clock.advance(999);
  assert.deepEqual(last().acknowledged, []);
  await clock.advance(1);
  assert.deepEqual(last().acknowledged, [2]);
  assert.equal(browser.waiting.size, 0, 'no frame is left waiting');
  last().give(heartbeat);
  await clock.advance(1000);
  assert.deepEqual(last().acknowledged, [2, 3]);
});

test('a function is waited for, and its failure stops nothing', async () => {
  const releases = [];
  const acknowledgeAfter = () => new Promise((resolve, reject) => releases.push({ resolve, reject }));
  const { last } = await connected({ acknowledgeAfter, window: 1 });
  last().give(heartbeat);
  assert.deepEqual(last().acknowledged, []);
  releases.shift().resolve();
  await settle();
  assert.deepEqual(last().acknowledged, [2]);
  last().give(heartbeat);
  const surfaced = uncaught();
  releases.shift().reject(new Error('of the function'));
  assert.equal((await surfaced).message, 'of the function');
  await settle();
  assert.deepEqual(last().acknowledged, [2, 3]);
});

test('without a window nothing is acknowledged', async () => {
  const { last } = await connected({ window: 0 });
  last().give(heartbeat);
  assert.deepEqual(last().acknowledged, []);
});

test('what is processed is acknowledged by the half window, and the rest in its time', async () => {
  const { last, clock } = await connected({ window: 8 });
  await clock.advance(250);
  assert.deepEqual(last().acknowledged, [1]);
  for (let flush = 2; flush <= 11; flush++) {
    last().give(heartbeat);
  }
  assert.deepEqual(last().acknowledged, [1, 5, 9]);
  await clock.advance(249);
  assert.deepEqual(last().acknowledged, [1, 5, 9]);
  await clock.advance(1);
  assert.deepEqual(last().acknowledged, [1, 5, 9, 11]);
});
