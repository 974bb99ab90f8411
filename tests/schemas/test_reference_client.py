"""Replays the recorded conversations and the rules through the reference client: python3 -m unittest."""

import json
import unittest
from pathlib import Path

from messagepack import Reader
from reference_client import KINDS, Broken, Client, checksum

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
                continue
            flushes += 1
            client.flush(decode(step))
            self.assertEqual(step["flush"], client.flushes)
            expected = step["state"]
            with self.subTest(file=name, step=step["step"]):
                self.assertEqual(expected["epoch"], client.epoch)
                self.assertEqual(expected["lagging"], client.lagging)
                views = [{"stream": number, **stream.view()} for number, stream in client.streams.items()]
                self.assertEqual(expected["streams"], views)
                self.assertEqual(set(), client.broken)
        self.assertGreater(flushes, 5)

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
                stream = KINDS[before["channel"]]({"symbol": "X", "state": "live", "reason": "ok", **before})
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

    def test_http_books_carry_the_checksum_of_their_levels(self):
        books = [answer["body"] for answer in load("http.json") if "checksum" in answer["body"]]
        self.assertGreater(len(books), 0)
        for body in books:
            self.assertEqual(body["checksum"], checksum(body["bids"], body["asks"]))


if __name__ == "__main__":
    unittest.main()
