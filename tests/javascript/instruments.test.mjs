import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { MarketClient } from '../../src/clients/javascript/index.js';

const { fetch } = globalThis;

afterEach(() => {
  globalThis.fetch = fetch;
});

/** Answers by the address, and keeps what was asked. */
function serving(answers) {
  const asked = [];
  globalThis.fetch = async (address, { headers }) => {
    asked.push({ address: String(address), headers });
    const answer = answers[asked.length - 1];
    if (answer instanceof Error) {
      throw answer;
    }
    const [status, body] = answer;
    return new Response(JSON.stringify(body), { status });
  };
  return asked;
}

const FUTURE = {
  symbol: 'ESH6', venue: 'XCME', assetClass: 'future', currency: 'USD', priceScale: 2, sizeScale: 0, tickSize: 25,
  description: 'E-mini', listed: true, phase: 'open', phaseSince: 7,
  attributes: { expiry: '2026-03-20', multiplier: '50', right: 'X', root: 'ES' },
};

test('definitions come with their attributes and the names that stand for them', async () => {
  const aliases = { 'ES.c.0': 'ES.front', 'ES.front': 'ESH6', odd: 'odd' };
  serving([[200, { epoch: 'e', instruments: [FUTURE], aliases }]]);
  const [future] = await new MarketClient({ urls: ['ws://a/v1/stream'] }).instruments();
  assert.deepEqual(
    [future.symbol, future.tickSize, future.isListed, future.expiry, future.multiplier, future.strike, future.phase],
    ['ESH6', 25, true, '2026-03-20', '50', null, 'open']);
  assert.deepEqual(future.aliases, ['ES.c.0', 'ES.front']);
  assert.equal(future.right, null, 'what is neither C nor P says nothing');
  assert.equal(future.attributes.root, 'ES');
});

test('what is no such value is not known', async () => {
  const wrong = {
    expiry: ['20260320', '2026-13-45', '2026-02-30', ''], strike: ['1e5', '1_000', '.5', '-', ''], right: ['X', ''],
    underlying: [''],
  };
  for (const [name, texts] of Object.entries(wrong)) {
    for (const text of texts) {
      serving([[200, { epoch: 'e', instruments: [{ ...FUTURE, attributes: { [name]: text } }] }]]);
      const [future] = await new MarketClient({ urls: ['ws://a/v1/stream'] }).instruments();
      assert.equal(future[name], null, `${name} ${text}`);
    }
  }
});

test('a filter is asked for in the address, and the token is shown', async () => {
  const asked = serving([[200, { epoch: 'e', instruments: [] }]]);
  const client = new MarketClient({ urls: ['wss://a:81/v1/stream'], token: async () => 'mine' });
  const expiry = { from: '2026-01-01' };
  const filter = { venue: ['XCME', 'XNYM'], currency: [], attributes: { underlying: ['ES'] }, expiry };
  assert.deepEqual(await client.instruments({ filter }), []);
  const { pathname, origin, searchParams } = new URL(asked[0].address);
  assert.deepEqual([origin, pathname], ['https://a:81', '/v1/instruments']);
  assert.deepEqual(Object.fromEntries(searchParams), {
    venue: 'XCME,XNYM', 'attributes.underlying': 'ES', 'expiry.from': '2026-01-01',
  });
  assert.deepEqual(asked[0].headers, { authorization: 'Bearer mine' });
});

test('the next address is asked where one does not answer, and a refusal is an answer', async () => {
  const problem = { code: 'bad_filter', detail: 'no such key' };
  const asked = serving([new TypeError('away'), [503, { code: 'draining', detail: 'later' }], [400, problem]]);
  const client = new MarketClient({ urls: ['a', 'b', 'c', 'd'].map((host) => `ws://${host}/v1/stream`) });
  await assert.rejects(client.instruments(), { name: 'RequestError', code: 'bad_filter', message: 'no such key' });
  assert.equal(asked.length, 3);
  serving([new TypeError('away')]);
  await assert.rejects(new MarketClient({ urls: ['ws://a/v1/stream'] }).instruments(), {
    code: 'not_connected', message: /no gateway at ws:\/\/a.*away/,
  });
});
