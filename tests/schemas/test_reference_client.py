"""Replays the recorded conversations and the rules through the reference client: python3 -m unittest."""

import json
import unittest
from pathlib import Path

from messagepack import Reader
from reference_client import FIELDS, KINDS, Broken, Client, checksum, quote_checksum

ENTRY = {"symbol": "X", "channel": "trade", "depth": 0, "grouping": 0, "fields": 0, "minTradeSize": 0, "state": "live",
         "reason": "ok"}
VECTORS = Path(__file__).parents[2] / "schemas" / "wire" / "vectors"


def load(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def read(vector):
    return list(Reader(bytes.fromhex(vector["messagepack"])).messages())


class ReferenceClientTests(unittest.TestCase):
    """A client written from the prose holds what the model says that it must hold."""

    def replay(self, name, decode):
        conversation = load(name)
        given = conversation["given"]
        client = Client(given["streams"] if given else ())
        flushes = 0
        for step in conversation["steps"]:
            if "flush" not in step:
                client.asked(step.get("message", {}))
                continue
            flushes += 1
            client.flush(decode(step))
            self.assertEqual(step["flush"], client.flushes)
            expected = step["state"]
            with self.subTest(file=name, step=step["step"]):
                self.assertEqual(expected["epoch"], client.epoch)
                self.assertEqual(expected["lagging"], client.lagging)
                self.assertEqual(expected["streams"], self.views(client.streams))
                received = {number: stream for number, stream in client.once.items() if stream.version is not None}
                self.assertEqual(expected.get("once", []), self.views(received))
                client.once.clear()
                self.assertEqual(set(), client.broken)
        self.assertGreater(flushes, 5)

    @staticmethod
    def views(streams):
        return [{"stream": number, **stream.view()} for number, stream in streams.items()]

    def test_the_conversation_leads_to_the_stated_states_in_messagepack(self):
        self.replay("conversation.json", read)

    def test_the_conversation_leads_to_the_stated_states_in_json(self):
        self.replay("conversation.json", lambda step: step["messages"])

    def test_a_resumed_connection_goes_on_from_what_the_client_held(self):
        self.replay("resumption.json", read)

    def test_each_rule_of_a_client_holds(self):
        for case in load("rules.json"):
            with self.subTest(case["name"]):
                before = case["before"]
                fields = sum(1 << FIELDS.index(name) for name in before.get("fields", ()))
                stream = KINDS[before["channel"]](ENTRY | before | {"fields": fields})
                stream.version, stream.account = before["version"], before["account"]
                stream.restore(before)
                held = stream.view()
                message, = read(case)
                if case["outcome"] == "resync":
                    with self.assertRaises(Broken):
                        stream.apply(message)
                    self.assertEqual(held, stream.view())
                    continue
                stream.apply(message)
                view = {name: value for name, value in stream.view().items() if name in case["after"]}
                self.assertEqual({k: v for k, v in case["after"].items() if k != "stream"}, view)

    def test_the_first_trades_after_a_resync_apply_whatever_their_from(self):
        client = Client()
        client.streams[5] = KINDS["trade"](ENTRY)
        client.streams[5].version = 6
        trade = [9, 0, 1, 1, 0, None]
        client.flush([[5, 5, 7, 9, 1, 0, [trade]]])
        self.assertEqual({5}, client.broken)
        client.flush([{"op": "resynced", "id": 1, "streams": [5], "errors": []}, [5, 5, 7, 9, 1, 0, [trade]]])
        stream = client.streams[5]
        self.assertEqual((set(), 9, None, [trade]), (client.broken, stream.version, stream.account, stream.trades))
        client.flush([[5, 5, 7, 9, 1, 0, [trade]]])
        self.assertEqual({5}, client.broken)

    def test_what_cannot_be_costs_its_stream_or_where_nobody_knows_whose_it_is_the_connection(self):
        for case in load("unreadable.json"):
            with self.subTest(case["name"]):
                client = Client()
                if case["stream"] is not None:
                    client.flush(read(case))
                    client.flush([json.loads(case["json"])])
                    self.assertEqual({case["stream"]}, client.unreadable)
                    continue
                with self.assertRaises((ValueError, IndexError)):
                    client.flush(read(case))
                with self.assertRaises(ValueError):
                    client.flush([json.loads(case["json"])])

    def test_messages_of_a_later_version_1_are_read(self):
        for case in load("growth.json"):
            with self.subTest(case["name"]):
                message, = read(case)
                self.assertEqual(case["message"], message)
        client = Client()
        client.flush([{"op": "weather", "sun": True}, [77, 3, 1041, 1042, 1, 0, "?"]])
        self.assertEqual(set(), client.broken)

    def test_every_checksum_agrees(self):
        for case in load("checksums.json"):
            with self.subTest(case["name"]):
                self.assertEqual(case["checksum"], checksum(case["bids"], case["asks"]))

    def test_the_checksum_of_a_grouped_book_is_of_the_groups_as_sent(self):
        for case in load("groups.json"):
            with self.subTest(case["name"]):
                self.assertEqual(case["checksum"], checksum(case["bidGroups"], case["askGroups"]))

    def test_every_checksum_of_a_quote_agrees(self):
        for case in load("quote-checksums.json"):
            with self.subTest(case["name"]):
                self.assertEqual(case["checksum"], quote_checksum(case["values"]))

    def test_http_books_carry_the_checksum_of_their_levels(self):
        books = [answer["body"] for answer in load("http.json") if "bids" in answer["body"]]
        self.assertGreater(len(books), 0)
        for body in books:
            self.assertEqual(body["checksum"], checksum(body["bids"], body["asks"]))

    def test_http_quotes_carry_the_checksum_of_all_their_fields(self):
        quotes = [answer["body"] for answer in load("http.json") if "fields" in answer["body"]]
        self.assertGreater(len(quotes), 0)
        for body in quotes:
            self.assertEqual(body["checksum"], quote_checksum([body["fields"][name] for name in FIELDS]))


if __name__ == "__main__":
    unittest.main()
