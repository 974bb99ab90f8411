"""Definitions as the gateway answers them."""

import datetime
import unittest
from decimal import Decimal

import fixtures  # noqa: F401  (finds the client)

from marketgateway._parameters import Parameters
from marketgateway.instruments import instruments_of, query_of

FUTURE = {
    "symbol": "ESH6", "venue": "XCME", "assetClass": "future", "currency": "USD", "priceScale": 2, "sizeScale": 0,
    "tickSize": 25, "description": "", "listed": True, "phase": "pre_open", "phaseSince": 5,
    "attributes": {"expiry": "2026-03-20", "multiplier": "50.5", "strike": "4,750", "lotSize": "NaN", "right": "C"}}


class InstrumentTests(unittest.TestCase):
    def test_attributes_that_everybody_means_alike_are_members_and_a_wrong_one_is_not_known(self):
        aliases = {"ES.c.0": "ES.front", "ES.front": "ESH6", "odd": "odd"}
        future, = instruments_of({"epoch": "e", "aliases": aliases, "instruments": [FUTURE]})
        self.assertEqual(
            (Decimal("0.25"), datetime.date(2026, 3, 20), Decimal("50.5"), None, None, "C", None),
            (future.tick_size, future.expiry, future.multiplier, future.strike, future.lot_size, future.right,
             future.underlying))
        self.assertEqual(("pre_open", 5, ("ES.c.0", "ES.front")), (future.phase, future.phase_since, future.aliases))

    def test_what_is_no_such_value_is_not_known(self):
        for name, member, wrong in (
                ("expiry", "expiry", ("20260320", "2026-13-45", "")),
                ("strike", "strike", ("1e5", "1_000", ".5", "-", "")),
                ("right", "right", ("X", "")), ("underlying", "underlying", ("",))):
            for text in wrong:
                future, = instruments_of({"epoch": "e", "instruments": [{**FUTURE, "attributes": {name: text}}]})
                self.assertIsNone(getattr(future, member), (name, text))

    def test_a_filter_stands_in_the_address(self):
        asked = {"venue": ["XCME", "XNYM"], "asset_class": (), "attributes": {"underlying": "ES"},
                 "expiry": {"from": datetime.date(2026, 1, 2), "to": None}}
        self.assertEqual(
            [("venue", "XCME,XNYM"), ("attributes.underlying", "ES"), ("expiry.from", "2026-01-02")],
            list(query_of(Parameters("quote", filter=asked).filter)))


if __name__ == "__main__":
    unittest.main()
