"""The golden vectors of schemas/wire: every client must read these, and hold what they say."""

import asyncio
import unittest

from fixtures import MAKE, Recorded, bring, content_of, new_client, new_subscription, vectors, view_of

from marketgateway import WireError, book_checksum, quote_checksum
from marketgateway._session import Session
from marketgateway._wire import CHANNEL_OF_KIND, Decoder, encode


def read(vector):
    return list(Decoder().messages(bytes.fromhex(vector["messagepack"])))


class VectorTests(unittest.TestCase):
    def test_every_message_is_read_as_it_was_meant(self):
        for name in ("data.json", "control.json", "requests.json"):
            for case in vectors(name):
                with self.subTest(file=name, case=case["name"]):
                    self.assertEqual([case["message"]], read(case))
                    if name == "requests.json":
                        self.assertEqual(bytes.fromhex(case["messagepack"]), encode(case["message"], "msgpack"))

    def test_whole_flushes_are_taken_apart_in_both_encodings(self):
        for case in vectors("flushes.json"):
            with self.subTest(case["name"]):
                self.assertEqual(case["messages"], read(case))
                self.assertEqual(case["messages"], list(Decoder().messages(case["json"])))

    def test_checksums_agree(self):
        for case in vectors("checksums.json"):
            self.assertEqual(case["checksum"], book_checksum(case["bids"], case["asks"]), case["name"])
        for case in vectors("groups.json"):
            self.assertEqual(case["checksum"], book_checksum(case["bidGroups"], case["askGroups"]), case["name"])
        for case in vectors("quote-checksums.json"):
            self.assertEqual(case["checksum"], quote_checksum(case["values"]), case["name"])

    def test_each_rule_of_a_client_holds(self):
        outcomes = set()
        for case in vectors("rules.json"):
            with self.subTest(case["name"]):
                before = case["before"]
                subscription = new_subscription(new_client(), {"channel": before["channel"], "symbols": ["X"]})
                stream = subscription._get_or_add("X")
                bring(stream, before)
                message, = read(case)
                verdict = stream._apply(message)
                outcomes.add(case["outcome"])
                self.assertEqual(case["outcome"] == "applied", verdict == "applied", verdict)
                self.assertEqual(case["outcome"] == "applied", stream.is_synced)
                if "after" in case:
                    held = {"version": stream.version, "account": stream.account.total, **content_of(stream)}
                    expected = {name: value for name, value in case["after"].items() if name in held}
                    self.assertEqual(expected, {name: held[name] for name in expected})
        self.assertEqual({"applied", "resync"}, outcomes)


class SessionVectorTests(unittest.IsolatedAsyncioTestCase):
    def session(self, encoding="msgpack", window=0, name=""):
        self.client = new_client(window=window, name=name, encoding=encoding)
        self.link = Recorded()
        self.client._link = self.link
        self.problems = []
        self.client.on_problem = self.problems.append
        return Session(self.link, self.client._settings, self.client)

    async def test_what_cannot_be_costs_its_stream_or_where_nobody_knows_whose_it_is_the_connection(self):
        cases = vectors("unreadable.json")
        self.assertGreater(len(cases), 20)
        for case in cases:
            for flush in (bytes.fromhex(case["messagepack"]), case["json"]):
                with self.subTest(case["name"], flush=flush):
                    session = self.session()
                    if case["stream"] is None:
                        with self.assertRaises(WireError):
                            session.receive(flush)
                        continue
                    message, = Decoder().messages(flush)
                    channel = CHANNEL_OF_KIND.get(message[0], "book")
                    stream = new_subscription(self.client, {"channel": channel, "symbols": ["X"]})._get_or_add("X")
                    session._streams.by_number[case["stream"]] = stream
                    session._data(message)
                    self.assertEqual(1, stream.counts.unreadable)
                    self.assertIn(stream, session._streams.broken)

    async def test_messages_of_a_later_version_1_are_taken_for_what_they_are(self):
        for case in vectors("growth.json"):
            with self.subTest(case["name"]):
                session = self.session()
                session.welcome = {}
                message, = read(case)
                if case["readsAs"] is None:
                    handled = session._data if isinstance(message, list) else session._control
                    handled(message)
                    self.assertEqual(1, self.client.totals.unknown)
                elif isinstance(message, list):
                    self.assertEqual(*map(self.applied, (case["readsAs"], message)))

    def applied(self, message):
        """What a stream holds that got this as its first message."""
        channel = CHANNEL_OF_KIND[message[0]]
        stream = new_subscription(self.client, {"channel": channel, "symbols": ["X"]})._get_or_add("X")
        bring(stream, {"fields": {"bidPrice": 0, "bidSize": 0}, "version": None})
        stream.version, stream._is_chained, stream._is_trusted = message[2], True, True
        self.assertNotEqual("unreadable", stream._apply(message), stream.reason)
        return view_of(stream)

    async def test_the_conversation_leads_to_the_stated_states(self):
        await self.play("conversation.json", "msgpack")
        await self.play("conversation.json", "json")

    async def test_a_resumed_connection_goes_on_from_what_the_client_held(self):
        await self.play("resumption.json", "msgpack")
        await self.play("resumption.json", "json")

    async def play(self, name, encoding):
        recording = vectors(name)
        given = recording["given"]
        # The client of one recording says hello, that of the other does not.
        session = self.session(encoding, *((6, "reference/1") if given is None else (0, "")))
        self.client._settings.heartbeat = 0.5 if given is None else 1
        once, compared = None, 0
        for step in recording["steps"]:
            where = f"{name}, step {step['step']}"
            if "close" in step:
                session.end()
            elif step["from"] == "client":
                once = self.ask(session, step["message"], given, where) or once
            else:
                session.receive(bytes.fromhex(step["messagepack"]) if encoding == "msgpack"
                                else "".join(encode(message, "json") + "\n" for message in step["messages"]))
                await asyncio.sleep(0)
                self.compare(session, step["state"], once, where)
                compared += 1
        self.assertGreater(compared, 5)

    def ask(self, session, message, given, where):
        op = message["op"]
        if op == "ack":
            self.assertGreaterEqual(session.flush, message["flush"], where)
            return None
        once = None
        if op == "subscribe" and "dept" not in message:
            subscription = new_subscription(self.client, message)
            for view in given["streams"] if given else ():
                numbers = subscription._parameters.numbers
                if view["channel"] == subscription.channel and view["symbol"] in subscription.symbols \
                        and (view["depth"], view["grouping"]) == (numbers.get("depth", 0), numbers.get("grouping", 0)):
                    stream = subscription._get_or_add(view["symbol"])
                    bring(stream, view)
                    stream._disconnect()
            self.client.subscriptions.append(subscription)
            session.subscribe(subscription, (message.get("resume") or {}).get("epoch"))
        elif op == "snapshot":
            once = new_subscription(self.client, message)
            session.snapshot(once)
        elif op != "hello":
            session.tell({name: value for name, value in message.items() if name != "id"})
        self.compare_request(message, where)
        return once

    def compare_request(self, expected, where):
        """What is sent beyond the recording is a default; patterns are put last."""
        sent = self.link.sent.pop(0)
        for name, value in sent.items():
            if name not in expected and name != "id":
                self.assertIn(value, (0, ""), f"{where}: {name}")
        for name, value in expected.items():
            ours, theirs = sent.get(name), value
            if name == "symbols":
                ours, theirs = sorted(ours), sorted(theirs)
            if name not in ("id", "maxBytesPerSecond"):
                self.assertEqual(theirs, ours, f"{where}: {name}")

    def compare(self, session, state, once, where):
        self.assertEqual(state["epoch"], self.client.epoch, where)
        self.assertEqual(state["lagging"], session.is_lagging, where)
        held = sorted((stream for stream in self.client.streams if stream._number), key=lambda each: each._number)
        self.assertEqual(sorted(state["streams"], key=lambda each: each["stream"]), list(map(view_of, held)), where)
        self.assertEqual([], list(session._streams.broken), where)
        for view in state.get("once", ()):
            self.assertEqual({**view, "stream": 0}, view_of(once[view["symbol"]]), where)


if __name__ == "__main__":
    unittest.main()
