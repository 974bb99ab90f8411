"""A second connection, to another replica, that resumes where a first one broke off."""

from .control import LIMITS
from .conversation import EPOCH
from .market import Instrument
from .session import Session, Subscription, subscribed
from .simulation import START, Market

FULL_BOOK, TOP3, QUOTE, TRADES, OLD_TRADES, OLD_BOOK, QUIET_BOOK, OTHER_EPOCH, GROUPED = range(7, 16)


class Resumption:
    """`given` is what the client holds from before; `record` the steps that follow."""

    def __init__(self):
        self.market = market = Market()
        market.open_day()
        self.old = Instrument("NQH4", 2, 0, 25, ring_length=2)
        market.book_snapshot(self.old, [(1690000, 3)], [(1690025, 2)])
        market.trade(self.old, 1690025, 1, 1)
        market.book_snapshot(market.cl, [(-3710, 1)], [(-3700, 4)])
        market.trade(market.cl, -3705, 1, 2)
        state = ("live", "ok", START)
        self.held = [
            Subscription(FULL_BOOK, market.es, "book", state=state),
            Subscription(TOP3, market.es, "book", depth=3, state=state),
            Subscription(QUOTE, market.es, "quote", interval_ms=10, state=state),
            Subscription(TRADES, market.es, "trade", state=state),
            Subscription(OLD_TRADES, self.old, "trade", state=state),
            Subscription(OLD_BOOK, self.old, "book", depth=10, state=state),
            Subscription(QUIET_BOOK, market.cl, "book", depth=10, state=state),
            Subscription(OTHER_EPOCH, market.cl, "trade", state=state),
            Subscription(GROUPED, market.es, "book", depth=2, grouping=3, state=state),
        ]
        for number, subscription in enumerate(self.held):
            subscription.take()
            subscription.account = subscription.account_before = 100 * number
        # Without their numbers: those belong to the connection that broke.
        states = [{**subscription.expected(), "generation": subscription.generation()} for subscription in self.held]
        self.given = {"epoch": EPOCH, "streams": [{k: v for k, v in s.items() if k != "stream"} for s in states]}
        self._go_on()

    def record(self):
        session, market, held = Session(EPOCH), self.market, {s.number: s for s in self.held}
        session.acknowledges = False
        session.flush({"op": "welcome", "protocol": 1, "session": "s-81b0", "epoch": EPOCH, "time": market.clock(),
                       "heartbeatMs": 1000, "limits": LIMITS},
                      note="Another replica. It has read the log from version "
                           f"{self.old.book.updates.known_from} of md.books on.")
        self._resume(session, 1, [held[FULL_BOOK]], ["delta"], "Full depth: no edges.")
        self._resume(session, 2, [held[TOP3]], ["delta"],
                     "Depth 3, with the worst price held on each side: levels beyond it that are in the window now are "
                     "sent although they did not change.")
        self._resume(session, 3, [held[QUOTE]], ["delta"],
                     "The fields that changed since. The interval is not as asked for: so the entry is a full one.",
                     intervalMs=5)
        self._resume(session, 4, [held[TRADES], held[OLD_TRADES]], ["delta", "delta"],
                     "The trades since. For ESH4 the part that left the ring is known and comes as a roll-up; for NQH4 "
                     "this replica never read it: the roll-up says only from where to where. Its account ends there.")
        self._resume(session, 5, [held[OLD_BOOK], held[QUIET_BOOK]], ["snapshot", "delta"],
                     "NQH4: the journal does not reach back so far: a snapshot, over an unknown number of updates. "
                     "CLF4: nothing has changed, so nothing follows.")
        held[OTHER_EPOCH].cursor = None
        self._resume(session, 6, [held[OTHER_EPOCH]], ["snapshot"],
                     "Versions of another epoch do not compare: as if nothing had been offered.", epoch="Zk3xQp9-6")
        self._resume(session, 7, [held[GROUPED]], ["delta"],
                     "Depth 2 in groups of three price steps: the edges are prices of groups.")
        market.book(market.cl, asks=[(-3700, 5)])
        market.trade(self.old, 1690050, 2, 1)
        session.flush(note="And on as ever.")
        session.close("client", 1000, "")
        return session.steps

    def _go_on(self):
        """What happened while the client was away."""
        market, es, old = self.market, self.market.es, self.old
        market.book(es, bids=[(475000, 0), (474975, 0)], asks=[(475125, 1)])
        market.quote(es, bidPrice=474950, bidSize=15)
        for size in range(1, 7):
            market.trade(es, 475025, size, 1)
            market.trade(old, 1690025, size, 2)
        market.book_snapshot(old, [(1690000, 8)], [(1690025, 2), (1690050, 7)])
        for updates in (old.book.updates, old.trades.updates):
            updates.known_from = updates.items[-1][0] - 1

    def _resume(self, session, request_id, subscriptions, starts, note, epoch=EPOCH, **asked):
        first = subscriptions[0]
        positions = {s.instrument.symbol: self._position(s) for s in subscriptions}
        parameters = {"depth": first.depth, "grouping": first.grouping}
        chosen = {name: value for name, value in parameters.items() if value}
        session.request({"op": "subscribe", "id": request_id, "channel": first.channel, "symbols": list(positions),
                         **chosen, **asked, "resume": {"epoch": epoch, "streams": positions}})
        session.subscribe(*subscriptions)
        told = list(zip(subscriptions, starts, strict=True))
        in_full = [s.entry(start) for s, start in told if asked or start != "delta"]
        in_brief = [s.brief_entry() for s, start in told if not asked and start == "delta"]
        session.flush(subscribed(request_id, in_full, resumed=in_brief), note=note)

    def _position(self, subscription):
        held = self.given["streams"][self.held.index(subscription)]
        if subscription.channel != "book":
            return [held["version"], None, None, subscription.generation()]
        edges = [side[-1][0] if len(side) == held["depth"] else None for side in (held["bids"], held["asks"])]
        return [held["version"], *edges, subscription.generation()]
