"""A session without a socket: what it makes of flushes, and what it asks for."""

import asyncio
import unittest
from contextlib import closing

from fixtures import Recorded, book_message, entry, flush_of, new_client, subscribed, welcome

from marketgateway._session import Session

BOOK = ([[475000, 5]], [[475025, 7]])


class SessionTests(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.client = new_client(window=0, name="")
        self.link = self.client._link = Recorded()
        self.problems = []
        self.client.on_problem = self.problems.append
        self.session = Session(self.link, self.client._settings, self.client)

    def receive(self, *messages):
        self.session.receive(flush_of(*messages))

    def sent(self, op):
        return [request for request in self.link.sent if request["op"] == op]

    def begin(self, make="book", symbols="ESH6", **parameters):
        self.receive(welcome())
        subscription = getattr(self.client, make)(symbols, **parameters)
        return subscription, self.sent("subscribe")[-1]["id"]

    async def test_what_is_held_is_never_read_in_other_scales(self):
        books, number = self.begin(depth=10)
        self.receive(subscribed(number, entry()), book_message(1, 1, None, 10, *BOOK))
        book = books["ESH6"]
        for op in ("subscribed", "updated"):
            with self.subTest(op):
                self.receive(book_message(1, 1, None, 10, *BOOK))
                self.assertEqual(475000, book.best_bid.price)
                other = entry(priceScale=3 if book.terms.price_scale == 2 else 2)
                if op == "subscribed":
                    self.receive(subscribed(None, other))
                else:
                    self.receive({"op": "updated", "id": 77, "streams": [{**other, "was": 1}], "errors": []})
                self.assertEqual((None, "syncing"), (book.best_bid, book.state))
                self.assertIsNone(book._resume_point(books._parameters))

    async def test_a_symbol_is_found_in_whichever_form_it_was_typed(self):
        books, number = self.begin(symbols="Cafe\u0301")
        self.assertEqual(["Caf\u00e9"], self.sent("subscribe")[-1]["symbols"])
        self.receive(subscribed(number, entry("Caf\u00e9")), book_message(1, 1, None, 10, *BOOK))
        self.assertEqual([10, 10], [books["Cafe\u0301"].version, books.get("Caf\u00e9").version])

    async def test_a_client_that_asks_for_stamps_knows_how_new_what_it_holds_is(self):
        self.client._settings.stamps = True
        books, number = self.begin()
        self.assertIs(True, self.sent("hello")[0]["stamps"])
        self.receive(subscribed(number, entry()))
        book = books["ESH6"]
        self.assertEqual((None, None, None), (book.newest, book.age, self.client.line_delay))
        sent_at = 1_700_000_000_000_000
        with closing(aiter(books)) as updates:
            self.receive([0, sent_at], [*book_message(1, 1, None, 10, *BOOK), "of a later version", sent_at - 40_000])
            update = await anext(updates)
            self.assertEqual((sent_at - 40_000, sent_at), (update.newest, update.sent_at))
        self.assertEqual((sent_at - 40_000, sent_at), (book.newest, book.sent_at))
        self.assertGreater(self.client.line_delay, 1e6)
        self.assertAlmostEqual(book.age, self.client.line_delay + 0.04, places=0)
        self.receive([0, sent_at], [*book_message(1, 1, 10, 11, *BOOK), None])
        self.assertEqual(sent_at - 40_000, book.newest, "what is not known leaves it as it was")
        self.receive([0, sent_at], [*book_message(1, 1, 11, 12, *BOOK), "no time"])
        self.assertEqual(1, book.counts.unreadable)

    async def test_without_stamps_nothing_is_asked_for_and_nothing_behind_a_message_is_read(self):
        books, number = self.begin()
        self.assertEqual([], self.sent("hello"))
        self.receive(subscribed(number, entry()), [*book_message(1, 1, None, 10, *BOOK), 1_700_000_000_000_000])
        self.assertEqual((10, None, None), (books["ESH6"].version, books["ESH6"].newest, self.client.line_delay))

    async def test_trades_that_are_held_are_moved_to_other_scales_where_that_is_exact(self):
        trades, number = self.begin("trades")
        of_trades = {"channel": "trade"}
        self.receive(subscribed(number, entry(**of_trades)), [5, 1, None, 10, 0, 0, [[9, 1, 475025, 3, 1, 7]]])
        self.receive(subscribed(None, entry(**of_trades, priceScale=3, start="delta")))
        self.assertEqual(4750250, trades["ESH6"].last.price)
        self.receive(subscribed(None, entry(**of_trades, priceScale=0, start="delta")))
        self.assertEqual([], trades["ESH6"].recent())

    async def test_a_stream_that_an_update_renumbers_meanwhile_is_unsubscribed_and_paused_all_the_same(self):
        books, number = self.begin(depth=10)
        self.client.on_welcome(self.session, welcome())
        self.receive(subscribed(number, entry()), book_message(1, 1, None, 10, *BOOK))
        asking = [asyncio.ensure_future(call) for call in (books.update(depth=5), books.pause(), books.unsubscribe())]
        await asyncio.sleep(0)
        update, pause, unsubscribe = (self.sent(op)[-1]["id"] for op in ("update", "pause", "unsubscribe"))
        renumbered = {**entry(depth=5), "stream": 2, "was": 1}
        self.receive({"op": "updated", "id": update, "streams": [renumbered], "errors": []})
        unknown = [{"stream": 1, "code": "not_subscribed", "message": "this session does not hold stream 1"}]
        for op, asked in (("paused", pause), ("unsubscribed", unsubscribe)):
            self.receive({"op": op, "id": asked, "streams": [], "errors": unknown})
        await asyncio.sleep(0.01)
        for op, answer in (("pause", "paused"), ("unsubscribe", "unsubscribed")):
            again = self.sent(op)[-1]
            self.assertEqual([2], again["streams"])
            self.receive({"op": answer, "id": again["id"], "streams": [2], "errors": []})
        self.assertEqual([[], None, None], await asyncio.wait_for(asyncio.gather(*asking), 5))
        self.assertEqual("ended", books["ESH6"].state)

    async def test_what_stays_unreadable_after_a_resync_is_given_up(self):
        books, number = self.begin(depth=10)
        unreadable = [2, 1, 10, 11, 1, 0, [475000], [], 0]
        self.receive(subscribed(number, entry()), book_message(1, 1, None, 10, *BOOK))
        self.receive(unreadable)
        resync, = self.sent("resync")
        self.receive({"op": "resynced", "id": resync["id"], "streams": [1], "errors": []}, unreadable)
        self.assertEqual([[1]], [request["streams"] for request in self.sent("unsubscribe")])
        self.assertEqual(("ended", "unreadable"), (books["ESH6"].state, books.errors["ESH6"].code))

    async def test_a_stream_that_stays_broken_asks_ever_more_rarely(self):
        _, number = self.begin(depth=10)
        self.receive(subscribed(number, entry()), book_message(1, 1, None, 10, *BOOK))
        for _ in range(80):
            self.receive(book_message(2, 1, 11, 12, [], [], of=BOOK))
            self.link.advance(0.1)
        # At once, and after 1, 2 and 4 seconds.
        self.assertEqual(4, len(self.sent("resync")))

    async def test_a_resync_that_came_too_early_is_asked_for_when_it_is_granted(self):
        _, number = self.begin(depth=10)
        self.receive(subscribed(number, entry()), book_message(1, 1, None, 10, *BOOK))
        self.receive(book_message(2, 1, 11, 12, [], [], of=BOOK))
        resync, = self.sent("resync")
        error = {"stream": 1, "code": "rate_limited", "message": "", "retryMs": 300}
        self.receive({"op": "resynced", "id": resync["id"], "streams": [], "errors": [error]})
        for seconds, count in ((0.2, 1), (0.2, 2)):
            self.link.advance(seconds)
            self.receive({"op": "pong", "id": None, "time": 0})
            self.assertEqual(count, len(self.sent("resync")))

    async def test_a_symbol_that_a_new_gateway_has_not_read_of_yet_is_asked_for_again(self):
        books, number = self.begin(depth=10)
        self.receive(subscribed(number, entry()), book_message(1, 1, None, 10, *BOOK))
        self.session.end()
        self.session = Session(self.link, self.client._settings, self.client)
        self.link.sent.clear()
        self.receive(welcome())
        again, = self.sent("subscribe")
        self.assertEqual({"ESH6": [10, None, None, "0.2.0"]}, again["resume"]["streams"])
        unknown = {"symbol": "ESH6", "code": "unknown_symbol", "message": ""}
        self.receive(subscribed(again["id"], errors=[unknown]))
        self.link.advance(1.0)
        again = self.sent("subscribe")[-1]
        self.receive(subscribed(again["id"], entry()), book_message(1, 1, None, 20, *BOOK))
        self.assertEqual("live", books["ESH6"].state)

    async def test_keys_ops_and_kinds_of_a_later_version_are_passed_over(self):
        books, number = self.begin(depth=10)
        self.receive({**subscribed(number, {**entry(), "later": 1}), "later": [1]}, [99, 1, None, 1, 1, 0, "?"],
                     {"op": "weather", "sun": True}, [*book_message(1, 1, None, 10, *BOOK), "later"])
        self.assertEqual("live", books["ESH6"].state)
        self.assertEqual(2, self.client.totals.unknown)

    async def test_a_subscription_that_was_unsubscribed_before_its_answer_is_given_back(self):
        books, number = self.begin(depth=10)
        self.client._session = self.session
        await books.unsubscribe()
        self.receive(subscribed(number, entry()))
        self.assertEqual([[1]], [request["streams"] for request in self.sent("unsubscribe")])
        self.assertEqual({}, self.session._streams.by_number)

    async def test_many_symbols_are_divided_into_requests_that_a_gateway_takes(self):
        self.receive(welcome(requestBytes=2000))
        names = [f"SYMBOL{number:04}" for number in range(300)]
        books = self.client.book([*names, "ES*"], depth=10)
        requests = self.sent("subscribe")
        self.assertEqual([*names, "ES*"], [symbol for request in requests for symbol in request["symbols"]])
        self.assertLessEqual(max(len(flush_of(request)) for request in requests), 2000)
        self.assertFalse(books.is_answered)


if __name__ == "__main__":
    unittest.main()
