"""The client over real sockets, against gateways that do what a test says."""

import asyncio
import base64
import datetime
import json
import time
import unittest
from decimal import Decimal
from types import SimpleNamespace

from fixtures import ScriptedGateway, book_message, entry, eventually, msgpack, subscribed

import marketgateway
from marketgateway import GatewayUnreachable, RequestError, sync
from marketgateway._acknowledger import Acknowledger
from marketgateway._parameters import Parameters

BOOK = ([[475000, 5]], [[475025, 7]])
NEXT = ([[475000, 6]], [[475025, 7]])
SOON = {"backoff": (0.001, 0.002)}


def connect(*gateways, **settings):
    return marketgateway.connect([gateway.url for gateway in gateways], **{**SOON, **settings})


async def serve_book(talk, version=10, **other):
    """Answers the subscription with a book at a version."""
    await talk.begin()
    request = await talk.next("subscribe")
    await talk.send(subscribed(request["id"], entry(**other)))
    await talk.send(book_message(1, 1, None, version, *BOOK))
    return request


class ConnectionTests(unittest.IsolatedAsyncioTestCase):
    async def test_a_book_is_shown_in_the_numbers_that_were_asked_for(self):
        async def script(talk):
            await serve_book(talk)
            await talk.socket.wait_closed()

        in_decimal = (Decimal("4750.00"), Decimal(5))
        for prices, bid in (("int", (475000, 5)), ("decimal", in_decimal), ("float", (4750.0, 5.0))):
            async with ScriptedGateway(script) as gateway, connect(gateway, prices=prices) as client:
                # What comes first is a book, not the news that one is waited for.
                async for update in client.book("ESH6", depth=10):
                    self.assertEqual(bid, update.stream.best_bid)
                    self.assertEqual(("live", 1), (update.stream.state, update.stream.counts.verified))
                    break

    async def test_a_lost_connection_is_taken_up_on_another_replica_from_where_it_stood(self):
        offers = []

        async def first(talk):
            await serve_book(talk)
            talk.socket.transport.abort()

        async def second(talk):
            await talk.begin()
            request = await talk.next("subscribe")
            offers.append(request["resume"])
            await talk.send(subscribed(request["id"], resumed=[["ESH6", 9, 2, 0, 25]]),
                            book_message(2, 9, 10, 14, [[475000, 6]], [], merged=4, of=NEXT))
            await talk.socket.wait_closed()

        async with ScriptedGateway(first) as one, ScriptedGateway(second) as two, connect(one, two) as client:
            async for update in client.book("ESH6", depth=10):
                if update.stream.version == 14:
                    break
            self.assertEqual([{"epoch": "e1", "streams": {"ESH6": [10, None, None, "0.2.0"]}}], offers)
            self.assertEqual((4, 0), (update.stream.account.total, update.stream.counts.chain_breaks))
            self.assertEqual(two.url, client.url)

    async def test_a_gap_and_a_wrong_checksum_are_mended_by_a_resync(self):
        broken = (book_message(2, 1, 11, 12, [[475000, 6]], [], of=NEXT),
                  book_message(2, 1, 10, 11, [[475000, 6]], [], checksum=1))
        for message in broken:
            async def script(talk):
                await serve_book(talk)
                await talk.send(message)
                resync = await talk.next("resync")
                self.assertEqual([1], resync["streams"])
                await talk.send({"op": "resynced", "id": resync["id"], "streams": [1], "errors": []},
                                book_message(1, 1, message[3], 15, *NEXT, merged=3))
                await talk.socket.wait_closed()

            async with ScriptedGateway(script) as gateway, connect(gateway) as client:
                states = []
                async for update in client.book("ESH6", depth=10):
                    states.append(update.stream.state)
                    if update.stream.version == 15:
                        break
                self.assertEqual(("live", 6), (update.stream.state, update.stream.best_bid.size))
                self.assertIn("syncing", states)
                self.assertEqual(1, update.stream.counts.resyncs)

    async def test_a_flush_is_acknowledged_when_its_reader_asks_for_the_next_update(self):
        acks = []

        async def script(talk):
            await serve_book(talk)
            await talk.send(book_message(2, 1, 10, 11, [[475000, 6]], [], of=NEXT))
            async for request in talk.socket:
                acks.append(msgpack.unpackb(request).get("flush"))

        async with ScriptedGateway(script) as gateway, connect(gateway, window=4) as client:
            updates = aiter(client.book("ESH6", depth=10))
            await eventually(lambda: client.streams and client.streams[0].version == 11)
            first = await anext(updates)
            self.assertEqual((2, 11), (first.messages, first.to_version))
            # A ping after it: had it been acknowledged, that would have been sent before.
            await self.round_trip(client, acks)
            self.assertLess(max(filter(None, acks), default=0), 4)
            waiting = asyncio.ensure_future(anext(updates))
            await eventually(lambda: 5 in acks, "the acknowledgement")
            waiting.cancel()

    async def test_what_is_processed_is_acknowledged_by_the_half_window_and_the_rest_in_its_time(self):
        sent, delays = [], []
        link = SimpleNamespace(
            is_over=False, now=lambda: 0.0, acknowledge=sent.append,
            call_later=lambda delay, callback, *args: delays.append((delay, lambda: callback(*args))))
        session = SimpleNamespace(flush=0)
        acknowledger = Acknowledger(8, lambda: None)
        acknowledger.begin(session, link)
        for session.flush in range(1, 11):
            acknowledger.consider()
        self.assertEqual([4, 8], sent)
        (delay, on_time), = delays
        self.assertEqual(0.25, delay)
        on_time()
        self.assertEqual([4, 8, 10], sent)
        session.flush, link.is_over = 20, True
        acknowledger.consider()
        self.assertEqual([4, 8, 10], sent, "nobody is told any more, nor a timer asked of a loop that has ended")
        self.assertEqual(1, len(delays))

    async def test_a_reader_that_is_always_one_behind_keeps_its_window(self):
        sent, clock, session = [], [0.0], SimpleNamespace(flush=0)
        link = SimpleNamespace(
            is_over=False, now=lambda: clock[0], acknowledge=sent.append, call_later=lambda *_: None)
        acknowledger = Acknowledger(1, lambda: session.flush)
        acknowledger.begin(session, link)
        for session.flush in range(1, 30):
            clock[0] += 1
            acknowledger.consider()
        self.assertEqual(list(range(1, 29)), sent)
        clock[0] += 11
        acknowledger.consider()
        self.assertEqual(29, sent[-1], "who sleeps is not held for dead")

    async def round_trip(self, client, requests):
        before = len(requests)
        client._session.tell({"op": "ping"})
        await eventually(lambda: len(requests) > before)

    async def test_a_reader_that_takes_its_time_sees_many_messages_as_one(self):
        async def script(talk):
            await serve_book(talk)
            for version in range(10, 60):
                await talk.send(book_message(2, 1, version, version + 1, [[475000, 5]], [], of=BOOK))
            await talk.socket.wait_closed()

        async with ScriptedGateway(script) as gateway, connect(gateway, window=0) as client:
            updates = aiter(client.book("ESH6", depth=10))
            await eventually(lambda: client.streams and client.streams[0].version == 60)
            update = await anext(updates)
            self.assertEqual((None, 60), (update.from_version, update.to_version))
            self.assertEqual((51, 50), (update.messages, update.merged))

    async def test_a_gateway_that_goes_away_is_left_in_time_and_for_another(self):
        async def leaving(talk):
            await serve_book(talk)
            await talk.send({"op": "goaway", "reason": "draining", "reconnectMs": 20})
            await talk.socket.wait_closed()
            self.assertEqual(1000, talk.socket.close_code)

        async def staying(talk):
            await serve_book(talk, version=20)
            await talk.socket.wait_closed()

        async with ScriptedGateway(leaving) as one, ScriptedGateway(staying) as two, connect(one, two) as client:
            async for update in client.book("ESH6", depth=10):
                if update.stream.version == 20:
                    break

    async def test_close_codes_from_4500_end_the_client_and_its_readers_are_told(self):
        async def script(talk):
            await serve_book(talk)
            await talk.socket.close(4503, "unauthorized")

        async with ScriptedGateway(script) as gateway, connect(gateway) as client:
            with self.assertRaisesRegex(GatewayUnreachable, "unauthorized"):
                async for _ in client.book("ESH6", depth=10):
                    pass
            self.assertEqual("closed", client.state)
            self.assertEqual(1, gateway.connections)

    async def test_a_token_is_asked_for_at_every_connection_and_renewed_before_it_expires(self):
        asked, shown = [], []

        def token():
            asked.append(None)
            claims = {"exp": time.time() + 0.4 if len(asked) == 1 else time.time() + 3600, "n": len(asked)}
            return f"h.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.s"

        async def script(talk):
            headers = getattr(talk.socket, "request_headers", None) or talk.socket.request.headers
            shown.append(headers["Authorization"])
            await talk.begin()
            request = await talk.next("auth")
            shown.append(request["token"])
            await talk.send({"op": "authenticated", "id": request["id"], "principal": "desk7"})
            await talk.socket.wait_closed()

        async with ScriptedGateway(script) as gateway, connect(gateway, token=token) as client:
            await eventually(lambda: len(shown) == 2)
            self.assertTrue(shown[0].startswith("Bearer h."))
            self.assertNotEqual(shown[0][7:], shown[1])
            self.assertEqual("live", client.state)

    async def test_an_expired_token_is_no_end_where_there_is_another(self):
        tokens = iter("abc")

        async def expired(talk):
            await talk.begin()
            await talk.socket.close(4504, "token_expired")

        async def good(talk):
            await serve_book(talk)
            await talk.socket.wait_closed()

        async with ScriptedGateway(expired, good) as gateway, connect(gateway, token=lambda: next(tokens)) as client:
            async for update in client.book("ESH6", depth=10):
                self.assertEqual(10, update.stream.version)
                break
        async with ScriptedGateway(expired) as gateway, connect(gateway, token=lambda: "same") as client:
            await eventually(lambda: client.state == "closed")
            self.assertEqual(1, gateway.connections)

    async def test_too_many_requests_do_not_end_a_subscription(self):
        async def script(talk):
            await talk.begin()
            request = await talk.next("subscribe")
            await talk.send({"op": "error", "id": request["id"], "code": "rate_limited", "message": "", "retryMs": 10})
            request = await talk.next("subscribe")
            await talk.send(subscribed(request["id"], entry()), book_message(1, 1, None, 10, *BOOK))
            await talk.socket.wait_closed()

        async with ScriptedGateway(script) as gateway, connect(gateway) as client:
            async for update in client.book("ESH6", depth=10):
                self.assertEqual("live", update.stream.state)
                break

    async def test_a_symbol_that_is_not_there_ends_the_loop_that_would_wait_for_it(self):
        async def script(talk):
            await talk.begin()
            request = await talk.next("subscribe")
            error = {"symbol": "ESH9", "code": "unknown_symbol", "message": "there is no ESH9"}
            await talk.send(subscribed(request["id"], errors=[error]))
            await talk.socket.wait_closed()

        async with ScriptedGateway(script) as gateway, connect(gateway) as client:
            with self.assertLogs("marketgateway", "WARNING"), self.assertRaisesRegex(RequestError, "unknown_symbol"):
                async for _ in client.book("ESH9"):
                    pass

    async def test_a_subscription_that_has_ended_leaves_nothing_behind(self):
        async def script(talk):
            await talk.begin()
            for number in range(1, 21):
                request = await talk.next("subscribe")
                pattern = {"pattern": "ES*", "matched": 1}
                await talk.send(subscribed(request["id"], entry(stream=number), patterns=[pattern]),
                                book_message(1, number, None, 10, *BOOK))
                for _ in range(2):
                    request = await talk.next("unsubscribe")
                    await talk.send({"op": "unsubscribed", "id": request["id"],
                                     "streams": request.get("streams", []), "errors": []})
            await talk.socket.wait_closed()

        async with ScriptedGateway(script) as gateway, connect(gateway) as client:
            for _ in range(20):
                subscription = client.book("ES*", depth=10)
                await subscription.ready()
                await subscription.unsubscribe()
            session = client._session
            self.assertLessEqual(session.pending_count, 1)
            self.assertEqual(({}, []), (session._streams.by_number, client.subscriptions))

    async def test_a_cancelled_reader_leaves_no_task_and_no_connection(self):
        closed = asyncio.Event()

        async def script(talk):
            await serve_book(talk)
            await talk.socket.wait_closed()
            closed.set()

        async def read(gateway):
            async with connect(gateway) as client:
                async for _ in client.book("ESH6", depth=10):
                    reading.set()

        async with ScriptedGateway(script) as gateway:
            before, reading = asyncio.all_tasks(), asyncio.Event()
            task = asyncio.create_task(read(gateway))
            await reading.wait()
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(closed.wait(), 60)
            left = [each for each in asyncio.all_tasks() - before if "marketgateway" in str(each.get_coro())]
            self.assertEqual([], left)

    async def test_no_gateway_is_said_at_once_and_silence_ends_a_connection(self):
        with self.assertRaisesRegex(GatewayUnreachable, "no gateway at"):
            async with marketgateway.connect("ws://127.0.0.1:1/v1/stream"):
                pass

        async def silent(talk):
            await talk.begin()
            await talk.socket.wait_closed()

        async with ScriptedGateway(silent) as gateway, connect(gateway, heartbeat=0.25, window=0) as client:
            states = []
            client.on_state = lambda state, reason: states.append((state, reason.split(";")[0][:15]))
            await eventually(lambda: gateway.connections > 1)
            self.assertIn(("stale", "a heartbeat is "), states)
            self.assertIn(("connecting", "no sign of life"), states)

    async def test_who_reads_without_async_gets_copies_that_stay_as_they_are(self):
        async def script(talk):
            await serve_book(talk)
            await talk.next("update")
            await talk.send(book_message(2, 1, 10, 11, [[475000, 6]], [], of=NEXT))
            await talk.socket.wait_closed()

        def read(url):
            with sync.connect(url, **SOON) as client:
                books = client.book("ESH6", depth=10)
                updates = iter(books)
                first = next(updates).stream
                client._run(lambda: client._client._session.tell({"op": "update", "streams": [1]}))
                second = next(updates).stream
                return first.best_bid, second.best_bid, [each.symbol for each in books.streams]

        async with ScriptedGateway(script) as gateway:
            read = await asyncio.to_thread(read, gateway.url)
            self.assertEqual(((475000, 5), (475000, 6), ["ESH6"]), read)


class SettingsTests(unittest.TestCase):
    def test_a_wrong_setting_says_what_would_be_right(self):
        wrong = (("urls", "http://x", "ws:"), ("prices", "text", "'decimal'"), ("window", -1, "1024"))
        for name, value, right in wrong:
            with self.assertRaisesRegex(ValueError, right):
                marketgateway.connect(**{name: value})

    def test_a_filter_is_what_the_wire_has_without_what_asks_for_nothing(self):
        asked = {"venue": "XCME", "currency": [], "attributes": {"underlying": "ES", "right": ["C", "P"], "strike": ()},
                 "expiry": {"from": datetime.date(2026, 12, 1), "to": None}}
        self.assertEqual(
            {"venue": ["XCME"], "attributes": {"underlying": ["ES"], "right": ["C", "P"]},
             "expiry": {"from": "2026-12-01"}},
            Parameters("book", filter=asked).to_request()["filter"])
        for wrong in ({"exchange": "X"}, {"expiry": {"until": "2026-12-01"}}):
            with self.assertRaises(ValueError):
                Parameters("book", filter=wrong)


if __name__ == "__main__":
    unittest.main()
