namespace MarketGateway.Tools.Map;

/// <summary>
/// What venues and houses call the fields of market data, the most telling first. Compared without regard to case and to
/// what joins words (<c>bid_price</c>, <c>bidPrice</c>), but for names of one letter.
/// </summary>
internal static class FieldNames
{
    public static readonly string[] Symbol =
        ["symbol", "sym", "instrument", "instrumentName", "instrumentId", "productId", "pair", "market", "ticker", "ric", "isin", "code", "s"];

    public static readonly string[] Kind = ["type", "msgType", "messageType", "event", "eventType", "channel", "kind", "e"];

    public static readonly string[] Bids = ["bids", "bid", "buys", "buy", "bidLevels", "b"];

    public static readonly string[] Asks = ["asks", "ask", "offers", "sells", "sell", "askLevels", "a"];

    public static readonly string[] BidPrice = ["bidPrice", "bestBid", "bidPx", "bid", "bp", "b"];

    public static readonly string[] BidSize = ["bidSize", "bestBidSize", "bidQty", "bidVolume", "bs", "B"];

    public static readonly string[] AskPrice = ["askPrice", "bestAsk", "offerPrice", "askPx", "ask", "offer", "ap", "a"];

    public static readonly string[] AskSize = ["askSize", "bestAskSize", "offerSize", "askQty", "askVolume", "as", "A"];

    public static readonly string[] Price = ["price", "px", "rate", "tradePrice", "lastPrice", "p"];

    public static readonly string[] Size =
        ["size", "qty", "quantity", "amount", "volume", "vol", "sz", "tradeSize", "lastSize", "q", "v"];

    public static readonly string[] Side = ["side", "aggressor", "aggressorSide", "takerSide", "direction", "buySell", "S"];

    public static readonly string[] Time =
        ["time", "timestamp", "eventTime", "exchangeTime", "transactTime", "tradeTime", "tsEvent", "ts", "T", "E", "t"];

    public static readonly string[] Sequence =
        ["sequence", "seq", "seqNum", "sequenceNum", "sequenceNumber", "updateId", "lastUpdateId", "changeId", "u"];

    public static readonly string[] First = ["firstUpdateId", "firstSequence", "firstSeq", "first", "U"];

    public static readonly string[] Previous =
        ["previousSequence", "prevSeq", "prevSequence", "prevChangeId", "previousUpdateId", "prevUpdateId", "prev", "pu"];

    public static readonly string[] TradeId = ["tradeId", "matchId", "execId", "tid", "id"];
}
