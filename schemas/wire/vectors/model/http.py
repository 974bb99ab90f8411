"""Bodies of the HTTP answers, over the market of the conversation."""

from .conversation import EPOCH
from .market import ASKS, BIDS, checksum, quote_checksum
from .simulation import START, Market


def http_vectors():
    """A request line, the status, the content type and the body."""
    market = Market()
    market.open_day()
    vectors = [_answer("/v1/instruments", {"epoch": EPOCH, "instruments": [
        _instrument("CLF4", 1, "Crude oil, January 2024"), _instrument("CLG4", 1, ""),
        _instrument("ESH4", 25, "E-mini S&P 500, March 2024"),
        _instrument("ESZ3", 25, "E-mini S&P 500, December 2023", False)]})]
    vectors += [
        _answer("/v1/instruments", {**vectors[0]["body"], "aliases": {"ES": "ES.c.0", "ES.c.0": "ESH4"}}),
        _answer("/v1/snapshot/book/ESH4", _book(market.es, 0)),
        _answer("/v1/snapshot/book/ESH4?depth=1", _in_phase(_book(market.es, 1))),
        _answer("/v1/snapshot/book/ESH4?depth=3", _book(market.es, 3)),
        _answer("/v1/snapshot/book/CLF4?depth=3", _book(market.cl, 3)),
        _answer("/v1/snapshot/quote/ESH4", _quote(market.es)),
        _answer("/v1/snapshot/quote/CLG4", _quote(market.cl_next)),
        _answer("/v1/snapshot/trade/ESH4", _trades(market.es)),
        _answer("/v1/snapshot/trade/CLF4", _trades(market.cl)),
        _problem("/v1/snapshot/book/ES", 404, "bad_alias", "'ES' stands for 'ES.c.0' stands for 'ES', and so on"),
        _problem("/v1/snapshot/book/NOPE", 404, "unknown_symbol", "no instrument has the symbol NOPE"),
        _problem("/v1/snapshot/depth/ESH4", 404, "unknown_channel", "there is no channel depth; quote, book, trade"),
        _problem("/v1/snapshot/book/ESH4?depth=-1", 400, "out_of_range", "depth must be 0 or more"),
        _problem("/v1/snapshot/book/ESH4?depht=5", 400, "unknown_field", "there is no key depht; there is depth"),
        _problem("/v1/snapshot/book/GCG4", 403, "not_allowed", "your token does not allow GCG4"),
        _problem("/v1/instruments", 401, "unauthorized", "no token was shown; send Authorization: Bearer"),
        _problem("/v1/instruments", 401, "token_expired", "the token has expired"),
        _problem("/v1/instruments", 403, "origin_not_allowed", "pages of https://a.example may not read from here"),
        _problem("/v1/events?symbols=*", 503, "draining", "this replica is about to end"),
        _answer("/v1/shards", {"placement": "none", "partitionCount": None, "self": None, "shards": []}),
        _answer("/v1/shards", {"placement": "murmur2", "partitionCount": 6, "self": "a", "shards": [
            {"name": "a", "url": "/a/v1/stream", "partitions": [0, 1, 2]},
            {"name": "b", "url": "wss://md.example/b/v1/stream", "partitions": [3, 4, 5]}],
            "aliases": ["ES.c.0"]}),
        _answer("/v1/shards", {"placement": "directory", "partitionCount": None, "self": None, "shards": [
            {"name": "futures", "url": "/futures/v1/stream", "partitions": None},
            {"name": "spot", "url": "/spot/v1/stream", "partitions": None}]}),
        _problem("/v1/snapshot/book/ZNH4", 404, "wrong_shard", "ZNH4 is not here but on shard b"),
        _answer("/v1/ticket", {"ticket": "kq3Zk3xQp9", "expiresAt": START + 30_000_000}),
    ]
    return vectors


def _answer(path, body):
    return {"path": path, "status": 200, "contentType": "application/json", "body": body}


def _in_phase(body):
    """The same where the venue tells the phase: it stands after since."""
    items = list(body.items())
    place = [name for name, _ in items].index("since") + 1
    return dict([*items[:place], ("phase", "auction"), ("phaseSince", START), *items[place:]])


def _problem(path, status, code, detail):
    title = {404: "Not Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 503: "Service Unavailable"}[status]
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    return {"path": path, "status": status, "contentType": "application/problem+json", "body": body}


def _instrument(symbol, tick_size, description, listed=True):
    venue = "XCME" if symbol.startswith("ES") else "XNYM"
    return {"symbol": symbol, "venue": venue, "assetClass": "future", "currency": "USD", "priceScale": 2,
            "sizeScale": 0, "tickSize": tick_size, "description": description, "listed": listed}


def _head(instrument, channel, **more):
    updates = instrument.of(channel).updates.items
    version, at = updates[-1] if updates else (None, None)
    loading = version is None and channel != "trade"
    state, reason = ("loading", "no_data") if loading else ("live", "ok")
    return {"epoch": EPOCH, "symbol": instrument.symbol, "channel": channel, "version": version, **more,
            "priceScale": instrument.price_scale, "sizeScale": instrument.size_scale,
            "generation": None if loading else f"0.{instrument.price_scale}.{instrument.size_scale}",
            "occurredAt": at, "state": state, "reason": reason, "since": START}


def _book(instrument, depth):
    bids, asks = (instrument.book.top(side, depth) for side in (BIDS, ASKS))
    return {**_head(instrument, "book", depth=depth), "bids": bids, "asks": asks, "checksum": checksum(bids, asks)}


def _quote(instrument):
    values = instrument.quote.values
    return {**_head(instrument, "quote"), "fields": values, "checksum": quote_checksum(values.values())}


def _trades(instrument):
    names = ("version", "occurredAt", "price", "size", "aggressor", "tradeId")
    return {**_head(instrument, "trade"),
            "trades": [dict(zip(names, trade, strict=True)) for trade in instrument.trades.standing()]}
