"""The scenes of the conversation about parameters: what a client may choose, change, pause, and see once."""

from .session import Subscription, subscribed, told_once

ESH4_BOOK, ESH4_TOP10, ESH4_QUOTE, ESH4_TRADE = 125, 127, 128, 130
GROUPED, MOVES, LARGE, TOP5, TOP8, PRICES, COARSER, LARGER = range(134, 142)
ONCE_ESH4, ONCE_CLF4, ONCE_CLG4, ONCE_TRADES = range(142, 146)
PRICE_FIELDS = ("bidPrice", "askPrice", "lastPrice")


class ParameterScenes:
    """Part of the conversation; `session`, `market` and `_subscription` are its."""

    def client_chooses(self):
        self.show_who_it_is()
        self.group_prices()
        self.filter_quotes()
        self.leave_small_trades_out()
        self.change_depth()
        self.change_more()
        self.pause()
        self.look_once()
        self.give_up_the_rest()

    def show_who_it_is(self):
        self.session.request({"op": "auth", "id": 14, "token": "eyJhbGciOiJub25lIn0.e30."})
        self.session.flush({"op": "authenticated", "id": 14, "principal": "anonymous"},
                           note="This gateway asks for no token.")

    def group_prices(self):
        session, market, es = self.session, self.market, self.market.es
        session.request({"op": "subscribe", "id": 15, "channel": "book", "symbols": ["ESH4"], "depth": 2,
                         "grouping": 4})
        grouped = self._subscription(GROUPED, es, "book", depth=2, grouping=4)
        session.subscribe(grouped)
        session.flush(subscribed(15, [grouped.entry()]),
                      note="Price steps of 25, four of them: levels are multiples of 100. Bids round down, asks up.")
        market.book(es, bids=[(474950, 30), (474925, 1)], asks=[(475125, 6)])
        session.flush(note="Two bids of one group changed: in the grouped stream that is one level with their sum.")
        price, size = es.book.top(0, 1)[0]
        group = price // 100 * 100
        inside = [p for p in es.book.sides[0] if p // 100 * 100 == group]
        market.book(es, bids=[(p, 0) for p in inside])
        session.flush(note="All bids of the best group went, and with them the group; another moves into the window.")
        market.book(es, bids=[(price, size)])
        session.flush(note="One of them is back.")

    def filter_quotes(self):
        session, market = self.session, self.market
        session.request({"op": "subscribe", "id": 16, "channel": "quote", "symbols": ["CLF4", "ES*"],
                         "intervalMs": 10, "fields": list(PRICE_FIELDS), "minPriceMove": 2,
                         "filter": {"venue": ["XCME", "XEUR"], "assetClass": ["future"]}})
        moves = self._subscription(MOVES, market.es, "quote", interval_ms=10, fields=PRICE_FIELDS, min_price_move=2)
        session.subscribe(moves)
        excluded = {"symbol": "CLF4", "code": "filtered_out", "message": "the venue of CLF4 is XNYM"}
        session.flush(subscribed(16, [moves.entry()], [excluded], [{"pattern": "ES*", "matched": 1}]),
                      note="Three fields (bits 1, 4 and 16), of symbols of two venues. CLF4 is of another.")
        market.quote(market.es, bidPrice=475025, bidSize=3, askPrice=475050, askSize=2)
        session.flush(note="The bid has moved by one price step: nothing for stream 135, which asked for two.")
        market.quote(market.es, bidPrice=475050, bidSize=2, askPrice=475075, askSize=9)
        session.flush(note="Now it has moved by two since the client saw it: both updates as one. Only the fields that "
                           "the stream has, and their values of now.")
        market.quote(market.es, bidPrice=None, bidSize=None)
        session.flush(note="A price that vanishes counts as a move.")
        market.quote(market.es, bidPrice=475050, bidSize=1)
        session.flush()
        session.request({"op": "subscribe", "id": 17, "channel": "quote", "symbols": ["ESH4"], "fields": ["volume"],
                         "minPriceMove": 2})
        impossible = {"symbol": "ESH4", "code": "bad_combination", "message": "minPriceMove needs a price among fields"}
        session.flush(subscribed(17, [], [impossible]))

    def leave_small_trades_out(self):
        session, market, es = self.session, self.market, self.market.es
        session.request({"op": "subscribe", "id": 18, "channel": "trade", "symbols": ["ESH4"], "history": 4,
                         "minTradeSize": 5})
        large = self._subscription(LARGE, es, "trade", history=4, min_trade_size=5)
        session.subscribe(large)
        session.flush(subscribed(18, [large.entry()]), note="Of the last four trades those of at least 5.")
        market.trade(es, 475050, 2, 1)
        session.flush(note="Too small: no trade, but it counts. Stream 130 gets it.")
        market.trade(es, 475050, 1, 1)
        market.trade(es, 475075, 8, 1)
        session.flush(note="Two trades, one of them large enough: `merged` is 2.")
        for size in (1, 6, 9, 2, 7, 1, 1, 8):
            market.trade(es, 475050 + 25 * (size % 3), size, 1 + size % 2)
        session.flush(note="Eight, of which the gateway keeps four. The roll-up's sums are of those that were large "
                           "enough: 6 and 9.")
        for size in (2, 3, 1, 4, 1, 1, 1, 1):
            market.trade(es, 475050, size, 2)
        session.flush(note="None of the four that left was large enough, among the kept there was none either.")

    def change_depth(self):
        session, market, es = self.session, self.market, self.market.es
        session.request({"op": "update", "id": 19, "streams": [ESH4_TOP10], "depth": 5, "intervalMs": 0})
        session.flush(self._updated(19, session.update(ESH4_TOP10, TOP5, True, depth=5, interval_ms=0)),
                      note="Stream 127 is now stream 137, with depth 5. Nothing changed since, so nothing follows, and "
                           "the client still holds what it held.")
        market.book(es, asks=[(475100, 11)])
        session.flush(note="`from` is the last `to` of stream 127. The client truncates to depth 5.")
        session.request({"op": "update", "id": 20, "streams": [TOP5], "depth": 8})
        market.book(es, bids=[(474875, 21)])
        session.flush(self._updated(20, session.update(TOP5, TOP8, True, depth=8)),
                      note="Deeper again: the message fills up the levels below the fifth.")

    def change_more(self):
        session, market, es = self.session, self.market, self.market.es
        session.request({"op": "update", "id": 21, "streams": [MOVES, GROUPED, 999],
                         "fields": ["bidPrice", "bidSize"]})
        prices = session.update(MOVES, PRICES, False, fields=("bidPrice", "bidSize"))
        session.flush(self._updated(21, prices, errors=[
            self._refused(GROUPED, "unknown_field", "fields does not belong to channel book"),
            self._refused(999, "not_subscribed", "this session holds no stream 999")]),
            note="bidSize is new to the client: a snapshot, from where it stood.")
        session.request({"op": "update", "id": 22, "streams": [PRICES], "minPriceMove": 0, "intervalMs": 0})
        session.flush(self._updated(22, session.update(PRICES, PRICES, True, min_price_move=0, interval_ms=0)),
                      note="What the stream shows is the same: so is its number.")
        session.request({"op": "update", "id": 23, "streams": [GROUPED], "grouping": 10})
        market.book(es, bids=[(474750, 4)])
        session.flush(self._updated(23, session.update(GROUPED, COARSER, False, grouping=10)),
                      note="Another grouping: other levels, so a snapshot. It states what it jumps over.")
        session.request({"op": "update", "id": 24, "streams": [LARGE], "minTradeSize": 3})
        session.flush(self._updated(24, session.update(LARGE, LARGER, True, min_trade_size=3)))
        market.trade(es, 475075, 3, 1)
        market.quote(es, askSize=12)
        session.flush(note="A trade of 3 is large enough now. The quote's bid did not change: an empty delta.")
        session.request({"op": "update", "id": 25, "streams": [TOP8], "depth": 3})
        session.flush(self._updated(25, errors=[
            self._refused(TOP8, "already_subscribed", "this session holds ESH4 at depth 3 already")]),
            note="Stream 126 is that. Nothing changes.")

    def pause(self):
        session, market, es = self.session, self.market, self.market.es
        paused = [ESH4_BOOK, ESH4_QUOTE]
        ticks = [ESH4_QUOTE, ESH4_TRADE, PRICES, LARGER]
        session.request({"op": "pause", "id": 26, "streams": [*paused, 999]})
        self._set_paused(paused, True)
        session.flush({"op": "paused", "id": 26, "streams": paused, "errors": [
            self._refused(999, "not_subscribed", "this session holds no stream 999")]})
        market.book(es, bids=[(474950, 31)])
        market.book(es, asks=[(475125, 0)])
        market.quote(es, bidPrice=475025, bidSize=4)
        session.flush(note="The paused streams are silent; the others go on.")
        session.flush(session.status("gapped", "sequence_gap", market.clock(), *ticks),
                      note="What state they are in is told all the same.")
        market.book(es, bids=[(474950, 32)])
        market.quote(es, bidPrice=475050, bidSize=2, askPrice=475100, askSize=1)
        session.flush(session.status("live", "ok", market.clock(), *ticks))
        session.request({"op": "resume", "id": 27})
        self._set_paused(paused, False)
        session.flush({"op": "resumed", "id": 27, "streams": list(session.subscriptions), "errors": []},
                      note="All streams. One delta brings each that was paused up to date: three updates of the book, "
                           "two of the quote.")

    def look_once(self):
        session, market = self.session, self.market
        session.request({"op": "snapshot", "id": 28, "channel": "book", "symbols": ["ESH4", "NOPE", "CL*"], "depth": 2,
                         "grouping": 2})
        once = [self._subscription(number, instrument, "book", depth=2, grouping=2) for number, instrument in (
            (ONCE_ESH4, market.es), (ONCE_CLF4, market.cl), (ONCE_CLG4, market.cl_next))]
        once[2].state = ("loading", "no_data", self._live_since)
        unknown = {"symbol": "NOPE", "code": "unknown_symbol", "message": "no instrument has the symbol NOPE"}
        session.flush(
            told_once(28, [s.entry() for s in once], [unknown], [{"pattern": "CL*", "matched": 2}]),
            once=once, note="The state once: the numbers mean nothing after these messages. CLG4 has no book yet.")
        session.request({"op": "snapshot", "id": 29, "channel": "trade", "symbols": ["ESH4"], "history": 3})
        trades = [self._subscription(ONCE_TRADES, market.es, "trade", history=3)]
        session.flush(told_once(29, [trades[0].entry()]), once=trades,
                      note="Stream 130 shows the same; it is another stream and stays where it stands.")
        market.book(market.es, asks=[(475125, 3)])
        market.trade(market.es, 475100, 4, 1)
        session.flush(note="Only the streams that are held.")

    def give_up_the_rest(self):
        session = self.session
        gone = [TOP8, PRICES, LARGER]
        session.request({"op": "unsubscribe", "id": 30, "streams": gone})
        for number in gone:
            del session.subscriptions[number]
        session.flush({"op": "unsubscribed", "id": 30, "streams": gone, "errors": []})

    def _set_paused(self, numbers, is_paused):
        for number in numbers:
            self.session.subscriptions[number].is_paused = is_paused

    @staticmethod
    def _updated(request_id, *entries, errors=()):
        return {"op": "updated", "id": request_id, "streams": list(entries), "errors": list(errors)}

    @staticmethod
    def _refused(number, code, message):
        return {"stream": number, "code": code, "message": message}

    def _subscription(self, number, instrument, channel, **more):
        return Subscription(number, instrument, channel, state=("live", "ok", self._live_since), **more)
