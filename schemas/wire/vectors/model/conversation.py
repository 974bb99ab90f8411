"""A whole connection, from `welcome` to the close, over a market that is simulated here."""

from .control import LIMITS
from .parameter_scenes import ParameterScenes
from .session import Session, subscribed
from .simulation import SECOND, START, Market

EPOCH = "Zk3xQp9-7"
NEXT_EPOCH = "Zk3xQp9-8"
WINDOW = 6

# Up to 127 a number takes one byte, then two: a small thing for a reader to get wrong.
ESH4_BOOK, ESH4_TOP3, ESH4_TOP10 = 125, 126, 127
ESH4_QUOTE, CLF4_QUOTE, ESH4_TRADE, CLG4_QUOTE, CLF4_BOOK, CLG4_TRADE = range(128, 134)


class Conversation(ParameterScenes):
    """The steps, in order; each method is one scene."""

    def __init__(self):
        self.market = Market()
        self.market.open_day()
        self.session = Session(EPOCH)
        self._live_since = START + SECOND // 2

    def record(self):
        self.begin()
        self.subscribe_books()
        self.subscribe_quotes_and_trades()
        self.follow_the_book()
        self.follow_quotes_and_trades()
        self.symbol_appears()
        self.feed_loses_a_record()
        self.client_is_slow()
        self.venue_takes_trades_back()
        self.book_loads()
        self.client_asks()
        self.client_chooses()
        self.feed_is_unreachable()
        self.log_is_replaced()
        self.end()
        return self.session.steps

    def begin(self):
        self.session.flush(
            {"op": "welcome", "protocol": 1, "session": "s-7f3a", "epoch": EPOCH, "time": self.market.clock(),
             "heartbeatMs": 1000, "limits": LIMITS},
            note="The first flush of a connection; its number is 1.")
        self.session.request({"op": "hello", "id": 1, "heartbeatMs": 500, "window": WINDOW, "client": "reference/1"})
        self.session.flush({"op": "hello", "id": 1, "heartbeatMs": 500, "window": WINDOW, "maxBytesPerSecond": 0,
                            "stamps": False})

    def subscribe_books(self):
        session = self.session
        session.request({"op": "subscribe", "id": 2, "channel": "book", "symbols": ["ESH4", "NOPE"]})
        full = self._subscription(ESH4_BOOK, self.market.es, "book")
        session.subscribe(full)
        unknown = {"symbol": "NOPE", "code": "unknown_symbol", "message": "no instrument has the symbol NOPE"}
        session.flush(subscribed(2, [full.entry()], [unknown]), note="Full depth: 14 bids, 12 asks.")
        session.request({"op": "subscribe", "id": 3, "channel": "book", "symbols": ["ESH4"], "depth": 3})
        session.request({"op": "subscribe", "id": 4, "channel": "book", "symbols": ["ESH4"], "depth": 10,
                         "intervalMs": 100})
        top3 = self._subscription(ESH4_TOP3, self.market.es, "book", depth=3)
        top10 = self._subscription(ESH4_TOP10, self.market.es, "book", depth=10, interval_ms=100)
        session.subscribe(top3, top10)
        session.flush(subscribed(3, [top3.entry()]), subscribed(4, [top10.entry()]),
                      note="The same symbol at three depths is three streams; two answers in one flush.")
        session.request({"op": "subscribe", "id": 5, "channel": "book", "symbols": ["ESH4"], "depth": 3})
        twice = {"symbol": "ESH4", "code": "already_subscribed", "message": "this session holds ESH4 at depth 3"}
        session.flush(subscribed(5, [], [twice]))

    def subscribe_quotes_and_trades(self):
        session, market = self.session, self.market
        session.request({"op": "subscribe", "id": 6, "channel": "quote", "symbols": ["ESH4", "CL*"]})
        instruments = {ESH4_QUOTE: market.es, CLF4_QUOTE: market.cl}
        quotes = [self._subscription(number, instrument, "quote") for number, instrument in instruments.items()]
        session.subscribe(*quotes)
        session.flush(subscribed(6, [q.entry() for q in quotes], patterns=[{"pattern": "CL*", "matched": 1}]),
                      note="A symbol and a pattern. CLF4 has no bid, and an ask below zero.")
        session.request({"op": "subscribe", "id": 7, "channel": "trade", "symbols": ["ESH4"], "history": 2})
        trades = self._subscription(ESH4_TRADE, market.es, "trade", history=2)
        session.subscribe(trades)
        session.flush(subscribed(7, [trades.entry()]),
                      note="The last two trades before the subscription; they do not count in the account.")

    def follow_the_book(self):
        session, market, es = self.session, self.market, self.market.es
        market.book(es, bids=[(475000, 20)])
        session.flush(note="One update. Stream 127 has an interval and follows later.", only=[ESH4_BOOK, ESH4_TOP3])
        market.book(es, bids=[(474700, 5)])
        session.flush(note="Far below depth 3: that stream gets an empty delta, which moves its version.",
                      only=[ESH4_BOOK, ESH4_TOP3])
        market.book(es, asks=[(475025, 0)])
        session.flush(note="The best ask is gone: at depth 3 the fourth (475100) moves into the window.",
                      only=[ESH4_BOOK, ESH4_TOP3])
        market.book(es, asks=[(475025, 7)])
        session.flush(note="It is back: the client's own truncation drops 475100. Stream 127 takes four updates as "
                           "one: 475025 went and came, and only what it is now is sent.")
        market.book(es, bids=[(475000, 0), (474975, 0)], asks=[(475025, 3)])
        market.book(es, bids=[(474990, 2)])
        market.book(es, bids=[(474990, 0), (475000, 4)])
        market.book(es, bids=[(474950, 1)])
        session.flush(note="Four updates merged: 474990 was added and removed in between, so at full depth it is size "
                           "0 although the client never held it; that is no error.")

    def follow_quotes_and_trades(self):
        session, market = self.session, self.market
        market.trade(market.es, 475025, 1, 1, volume=81_241)
        session.flush(note="A trade is an update of both channels, quote and trade.")
        market.quote(market.es, bidPrice=475025, bidSize=6, askPrice=475050, askSize=2)
        market.quote(market.es, bidPrice=475000, bidSize=4, askPrice=475050, askSize=2)
        market.trade(market.es, 475050, 2, 0, trade_id=False, high=475150)
        market.quote(market.cl, bidPrice=-3710, bidSize=1)
        session.flush(note="Three updates of ESH4's quote merged: each changed field once. The trade has no number.")

    def symbol_appears(self):
        market = self.market
        market.quote(market.cl_next, bidPrice=7215, bidSize=30, askPrice=7216, askSize=11, open=7200)
        late = self._subscription(CLG4_QUOTE, market.cl_next, "quote")
        self.session.subscribe(late)
        self.session.flush(subscribed(6, [late.entry()]),
                           note="CLG4 was defined and matches the pattern of request 6: its answer comes again.")

    def feed_loses_a_record(self):
        session, market, es = self.session, self.market, self.market.es
        books = (ESH4_BOOK, ESH4_TOP3, ESH4_TOP10)
        market.book(es, bids=[(474925, 40)])
        session.flush(session.status("gapped", "sequence_gap", market.clock(), *books),
                      note="The producer's sequence skipped: data goes on, but is not to be trusted.")
        market.book(es, asks=[(475075, 1)])
        session.flush(only=[ESH4_BOOK, ESH4_TOP3])
        bids = [(475000 - 25 * i, 10 + (3 * i) % 8) for i in range(11)]
        asks = [(475050 + 25 * i, 6 + (9 * i) % 7) for i in range(2)]
        market.book_snapshot(es, bids, asks)
        session.flush(session.status("live", "ok", market.clock(), *books),
                      note="The feed's next snapshot: live again, and a snapshot to each client, which states what it "
                           "jumps over. Only two asks are left, fewer than depth 3.")
        market.book(es, asks=[(475150, 5), (475200, 8)])
        session.flush(note="A side that was not full takes what comes, to its depth.", only=[ESH4_TOP3, ESH4_TOP10])

    def client_is_slow(self):
        session, market, es = self.session, self.market, self.market.es
        session.acknowledges = False
        while session.unacknowledged() < WINDOW:
            market.trade(es, 475050, 4, 1)
            session.flush(only=[ESH4_TRADE])
        lagging_since = market.clock() + SECOND
        for i in range(7):
            market.trade(es, 475025 + 25 * (i % 3), 1 + i, 1 + i % 2, volume=81_300 + i)
            market.book(es, bids=[(475000, 30 - i)], asks=[(475050 + 25 * i, 3 * (i % 4))])
        market.now += 2 * SECOND
        session.acknowledge(note="The window was full, and the client's cursors waited. Now it has caught up.")
        session.acknowledges = session.lagging = True
        session.flush({"op": "session", "lagging": True, "since": lagging_since},
                      note="Seven trades were missed, the gateway keeps four: three as a roll-up, four one by one.")
        market.now += 3 * SECOND
        session.lagging = False
        session.flush({"op": "session", "lagging": False, "since": market.clock()},
                      note="It has not been behind for three seconds.")

    def venue_takes_trades_back(self):
        session, market, es = self.session, self.market, self.market.es
        market.trade(es, 475075, 40, 1, volume=81_360)
        wrong = es.trades.all[-1][5]
        market.amend(es, wrong, (475075, 4, 1), lastSize=4, volume=81_324)
        market.trade(es, 475050, 2, 2, volume=81_326)
        session.flush(note="A trade is corrected, and another follows: three messages, in the order of the log.")
        market.amend(es, es.trades.all[-1][5], lastPrice=475075, lastSize=4, lastAggressor=1,
                     lastTradeAt=es.trades.all[-3][1], volume=81_324)
        session.flush(note="The last trade is cancelled; the producer says which is the last one now.")
        market.amend(es, 17, volume=81_320)
        session.flush(note="A cancel of a trade that nobody here holds is told all the same.")

    def book_loads(self):
        session, market = self.session, self.market
        session.request({"op": "subscribe", "id": 8, "channel": "book", "symbols": ["CLF4"], "depth": 5})
        book = self._subscription(CLF4_BOOK, market.cl, "book", depth=5)
        book.state = ("loading", "no_data", START)
        session.subscribe(book)
        session.flush(subscribed(8, [book.entry()]), note="No snapshot of this book has arrived: nothing follows yet.")
        session.request({"op": "subscribe", "id": 9, "channel": "trade", "symbols": ["CLG4"], "history": 5})
        trades = self._subscription(CLG4_TRADE, market.cl_next, "trade", history=5)
        session.subscribe(trades)
        session.flush(subscribed(9, [trades.entry()]), note="Quotes, but no trade yet: the version is -1.")
        market.book_snapshot(market.cl, [(-3710, 1), (-3711, 9)], [(-3700, 4)])
        market.trade(market.cl_next, 7216, 3, 1, volume=3, high=7216, low=7216)
        status = session.status("live", "ok", market.clock(), CLF4_BOOK)
        session.flush(subscribed(None, [book.entry()]), status,
                      note="Now it has: what versions mean, and the status, stand before the data. And the first trade of "
                           "CLG4.")
        market.book(market.cl, bids=[(-3711, 0), (-3710, 0)])
        session.flush(note="An empty side; the snapshot is shorter than the delta.")

    def client_asks(self):
        session, market = self.session, self.market
        session.request({"op": "ping", "id": 10})
        session.flush({"op": "pong", "id": 10, "time": market.clock()})
        session.flush({"op": "heartbeat", "time": market.clock(), "topics": [
            {"topic": "md.books", "newest": market.now, "lag": 0},
            {"topic": "md.instruments", "newest": None, "lag": 0},
            {"topic": "md.ticks", "newest": market.now - 730, "lag": None}]})
        market.book(market.es, bids=[(474975, 2)])
        market.trade(market.es, 475050, 1, 2)
        session.request({"op": "resync", "id": 11, "streams": [ESH4_TOP3, ESH4_TRADE, 999]})
        session.subscriptions[ESH4_TOP3].anew = True
        session.flush({"op": "resynced", "id": 11, "streams": [ESH4_TOP3, ESH4_TRADE], "errors": [
            {"stream": 999, "code": "not_subscribed", "message": "this session holds no stream 999"}]},
            note="The snapshot states what it jumps over, so the account goes on; trades continue.")
        session.request({"op": "unsubscribe", "id": 12, "channel": "quote", "symbols": ["CL*"]})
        for number in (CLF4_QUOTE, CLG4_QUOTE):
            del session.subscriptions[number]
        session.flush({"op": "unsubscribed", "id": 12, "streams": [CLF4_QUOTE, CLG4_QUOTE], "errors": []},
                      note="A pattern takes its streams with it.")
        market.quote(market.cl, bidPrice=-3709, bidSize=2)
        market.book(market.es, bids=[(475000, 0)])
        session.flush(note="Nothing of CLF4's quote, although it changed.")
        session.request({"op": "subscribe", "id": 13, "channel": "book", "symbols": ["ESH4"], "dept": 5})
        session.flush({"op": "error", "id": 13, "code": "unknown_field", "message": "subscribe has no key dept",
                       "retryMs": None})

    def feed_is_unreachable(self):
        session, market = self.session, self.market
        everything = list(session.subscriptions)
        market.now += 30 * SECOND
        session.flush(session.status("stale", "feed_unreachable", market.clock(), *everything))
        market.now += 5 * SECOND
        market.book(market.es, asks=[(475050, 1)])
        session.flush(session.status("live", "ok", market.clock(), *everything),
                      note="Nothing was lost meanwhile: the streams go on where they stood.")

    def log_is_replaced(self):
        session, market = self.session, self.market
        self.market = Market()
        self.market.now = market.now + 60 * SECOND
        self.market.open_day()
        session.epoch = NEXT_EPOCH
        fresh = {"ESH4": self.market.es, "CLF4": self.market.cl, "CLG4": self.market.cl_next}
        for subscription in session.subscriptions.values():
            subscription.instrument = fresh[subscription.instrument.symbol]
            subscription.forget()
        live = [number for number in session.subscriptions if number not in (CLF4_BOOK, CLG4_TRADE)]
        session.flush({"op": "epoch", "epoch": NEXT_EPOCH},
                      session.status("live", "ok", self.market.clock(), *live),
                      session.status("loading", "no_data", self.market.clock(), CLF4_BOOK, CLG4_TRADE),
                      note="The log was replaced. Everything held is void; snapshots follow, each when there is one.")

    def end(self):
        session = self.session
        session.flush({"op": "goaway", "reason": "draining", "reconnectMs": 1500})
        session.close("gateway", 1001, "going_away")
