"""The market that the recorded connections are about: three instruments and the log that feeds them."""

from .market import Instrument

START = 1703545200000000
SECOND = 1_000_000


class Market:
    """Three instruments and the log that feeds them; versions are offsets, and rise by more than one."""

    def __init__(self):
        self.now = START
        self.es = Instrument("ESH4", 2, 0, 25)
        self.cl = Instrument("CLF4", 2, 0, 1)
        self.cl_next = Instrument("CLG4", 2, 0, 1)
        # Beyond 32 bits after a few records, so that both widths occur.
        self._books_offset = 2**32 - 40
        self._ticks_offset = 65_500
        self._trade_id = 9_000_000

    def book_snapshot(self, instrument, bids, asks):
        self.now += 1_250
        self._books_offset += 3
        instrument.book.apply_snapshot(self._books_offset, self.now, bids, asks)

    def book(self, instrument, bids=(), asks=()):
        self.now += 730
        self._books_offset += 2
        instrument.book.apply_delta(self._books_offset, self.now, bids, asks)

    def quote(self, instrument, **fields):
        self.now += 310
        self._ticks_offset += 2
        instrument.quote.apply(self._ticks_offset, self.now, **fields)

    def trade(self, instrument, price, size, aggressor, trade_id=True, **statistics):
        """A trade is an update of the trade channel and of the quote (last trade, statistics of the day)."""
        self.now += 420
        self._ticks_offset += 3
        self._trade_id += 1
        identity = self._trade_id if trade_id else None
        instrument.trades.apply(self._ticks_offset, self.now, price, size, aggressor, identity)
        instrument.quote.apply(
            self._ticks_offset, self.now, lastPrice=price, lastSize=size, lastAggressor=aggressor,
            lastTradeAt=self.now, **statistics)

    def amend(self, instrument, trade_id, values=None, **restated):
        """A cancel, or a correction to (price, size, aggressor), is an update of both channels, too."""
        self.now += 610
        self._ticks_offset += 2
        instrument.trades.amend(self._ticks_offset, self.now, trade_id, values)
        instrument.quote.apply(self._ticks_offset, self.now, **restated)

    def open_day(self):
        bids = [(475000 - 25 * i, 12 + (7 * i) % 11) for i in range(14)]
        asks = [(475025 + 25 * i, 9 + (5 * i) % 13) for i in range(12)]
        self.book_snapshot(self.es, bids, asks)
        self.quote(
            self.es, bidPrice=475000, bidSize=12, askPrice=475025, askSize=9, open=474500, high=475100, low=474250,
            previousClose=474575, volume=81_234)
        self.quote(self.cl, bidPrice=None, bidSize=None, askPrice=-3700, askSize=4, previousClose=1827)
        for price, size, aggressor in ((475025, 3, 1), (475000, 1, 2), (475025, 2, 1)):
            self.trade(self.es, price, size, aggressor, volume=self.es.quote.values["volume"] + size)

    def clock(self):
        """The gateway's time: a little after the venue's."""
        return self.now + 2_400
