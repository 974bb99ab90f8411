using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>What a client holds of one stream that follows schemas/wire; refuses whatever breaks the contract.</summary>
internal sealed class HeldStream(string symbol, string channel)
{
    private readonly ReferenceBook _book = new();
    private readonly Dictionary<long, long> _bidOrders = [];
    private readonly Dictionary<long, long> _askOrders = [];
    private readonly long?[] _fields = new long?[Quote.FieldCount];

    public string Symbol { get; } = symbol;

    public string Channel { get; } = channel;

    public int Depth { get; set; }

    /// <summary>Gets or sets a value indicating whether levels say how many orders stand there.</summary>
    public bool HasOrders { get; set; }

    public QuoteFields Fields { get; set; } = QuoteFields.All;

    public int Grouping { get; set; }

    public long MinTradeSize { get; set; }

    public string? Generation { get; set; }

    /// <summary>Gets or sets the generation of the version: until its snapshot has come not that of the stream.</summary>
    public string? HeldGeneration { get; set; }

    /// <summary>Gets a value indicating whether where the client stands can be offered to another session.</summary>
    public bool IsOffered => Version is not null && HeldGeneration == Generation && !IsOnce;

    public string State { get; set; } = "";

    /// <summary>Gets or sets where the client stands; null before the first message.</summary>
    public long? Version { get; set; }

    /// <summary>Gets or sets what was merged since the account began; null: it is not known.</summary>
    public long? Account { get; set; }

    /// <summary>Gets or sets what the gateway's account said when the client's began.</summary>
    public long? AccountBase { get; set; }

    /// <summary>Gets or sets a value indicating whether the gateway said that it begins anew.</summary>
    public bool MayBegin { get; set; }

    public bool IsOnce { get; init; }

    /// <summary>Gets or sets how many single snapshots are awaited under the stream's number.</summary>
    public int Awaited { get; set; }

    public long? Edge(Side side)
    {
        var held = _book.Top(side, 0);
        return Depth > 0 && held.Length == Depth ? held[^1].Price : null;
    }

    /// <summary>Takes over what another stream held of the same symbol, to go on from there.</summary>
    /// <remarks>Levels beyond another depth go with the first message, and not before.</remarks>
    public void GoOnFrom(HeldStream other)
    {
        (Version, HeldGeneration, Account, AccountBase) = (other.Version, Generation, null, null);
        _book.Replace(other._book.Top(Side.Bid, 0), other._book.Top(Side.Ask, 0));

        TakeOrders(other._bidOrders, _bidOrders);
        TakeOrders(other._askOrders, _askOrders);
        other._fields.CopyTo(_fields, 0);
    }

    /// <summary>Forgets where the client stands: a version of another log is no version of this one.</summary>
    public void BeginAnew()
    {
        MayBegin = true;
        (Version, Account, AccountBase) = (null, null, null);
    }

    public void Apply(WireMessage message)
    {
        var isSnapshot = message.Kind is DataKind.BookSnapshot or DataKind.CountedBookSnapshot or DataKind.QuoteSnapshot;
        Assert.True(
            message.From == Version || ((isSnapshot || MayBegin) && message.From is null),
            $"{message.Kind} of {Symbol} chains: from {message.From}, held {Version}");

        // Trades of a symbol that moved go on in another partition, whose versions do not compare.
        Assert.True(
            message.From is null || message.To >= message.From || message is { Kind: DataKind.TradeRollUp, Merged: null },
            $"versions rise: {message.Kind} from {message.From} to {message.To}");
        switch (message.Kind)
        {
            case DataKind.BookSnapshot or DataKind.CountedBookSnapshot:
                _bidOrders.Clear();
                _askOrders.Clear();
                _book.Replace(message.Bids, message.Asks);
                AssertBook(message);
                break;
            case DataKind.BookDelta or DataKind.CountedBookDelta:
                Assert.NotNull(message.From);
                _book.Apply(message.Bids, message.Asks);
                _book.Truncate(Depth);
                AssertBook(message);
                break;
            case DataKind.QuoteSnapshot or DataKind.QuoteDelta:
                ApplyQuote(message);
                break;
            case DataKind.Trades when message.From is not null:
                Assert.True(MinTradeSize > 0 || message.Trades.Count == message.Merged, "each trade is there");
                Assert.All(message.Trades, trade => Assert.InRange(trade.Version, message.From!.Value + 1, message.To));
                break;
        }

        Keep(message);
        MayBegin = false;
    }

    private void Keep(WireMessage message)
    {
        (Version, HeldGeneration) = (message.To, Generation);
        if (message.From is null)
        {
            (Account, AccountBase) = (0, null);
        }
        else if (message.Merged is { } merged)
        {
            Account += merged;
        }
        else
        {
            (Account, AccountBase) = (null, null);
        }
    }

    private static void TakeOrders(Dictionary<long, long> from, Dictionary<long, long> to)
    {
        foreach (var (price, orders) in from)
        {
            to[price] = orders;
        }
    }

    private static void TakeOrders(PriceLevel[] levels, long[] orders, Dictionary<long, long> to)
    {
        for (var at = 0; at < levels.Length; at++)
        {
            to[levels[at].Price] = orders[at];
            Assert.True(levels[at].Size > 0 || orders[at] == 0, "no order stands where there is no level");
        }
    }

    private void AssertBook(WireMessage message)
    {
        Assert.Equal(HasOrders, message.Kind is DataKind.CountedBookSnapshot or DataKind.CountedBookDelta);
        if (HasOrders)
        {
            TakeOrders(message.Bids, message.BidOrders, _bidOrders);
            TakeOrders(message.Asks, message.AskOrders, _askOrders);
        }

        var (bids, asks) = (_book.Top(Side.Bid, 0), _book.Top(Side.Ask, 0));
        Assert.True(Depth == 0 || (bids.Length <= Depth && asks.Length <= Depth), "no deeper than asked for");
        Assert.True(
            message.Checksum == (HasOrders
                ? ReferenceBook.Checksum(bids, asks, price => _bidOrders[price], price => _askOrders[price])
                : ReferenceBook.Checksum(bids, asks)),
            $"{Symbol} {message.Kind} from {message.From} to {message.To}: holds {string.Join(' ', bids)} / {string.Join(' ', asks)} at depth {Depth} after {string.Join(' ', message.Bids)} / {string.Join(' ', message.Asks)}");
    }

    private void ApplyQuote(WireMessage message)
    {
        var values = new Queue<long?>(message.Values);
        for (var bit = 0; bit < Quote.FieldCount; bit++)
        {
            if (message.Fields.HasFlag((QuoteFields)(1 << bit)))
            {
                _fields[bit] = values.Dequeue();
            }
        }

        var checksum = ReferenceQuote.Checksum(_fields.Where((_, bit) => Fields.HasFlag((QuoteFields)(1 << bit))));
        Assert.True(
            checksum == message.Checksum,
            $"{Symbol} {message.Kind} from {message.From} to {message.To} of {message.Fields}: holds {string.Join(',', _fields)} of {Fields}");
    }
}
