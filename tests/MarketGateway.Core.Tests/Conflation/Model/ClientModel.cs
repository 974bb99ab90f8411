using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;

namespace MarketGateway.Core.Tests.Conflation.Model;

/// <summary>
/// What a correct client of schemas/wire holds of one stream. Refuses whatever breaks the contract, and proves every
/// message against the truth.
/// </summary>
internal sealed class ClientModel(StreamKey key, int history, int ringLength)
{
    private readonly ReferenceBook _book = new();
    private readonly long?[] _fields = new long?[Quote.FieldCount];
    private readonly TapeModel _tape = new();
    private long _accountSince;
    private int _begunAfter;

    /// <summary>Gets where the client stands; null before the first message.</summary>
    public long? Version { get; private set; }

    /// <summary>Gets the sum of merged counts; null when a message said that it is not known.</summary>
    public long? Account { get; private set; } = 0;

    /// <summary>Gets how many messages were applied, by kind.</summary>
    public int[] Applied { get; } = new int[9];

    /// <summary>Gets the worst price held on a side that is full, as a resume offers it.</summary>
    public long? Edge(Side side)
    {
        var held = _book.Top(side, 0);
        return key.Depth > 0 && held.Length == key.Depth ? held[^1].Price : null;
    }

    /// <summary>Forgets everything: the log was replaced.</summary>
    public void Forget()
    {
        Version = null;
        Account = 0;
        _begunAfter = 0;
        _book.Clear();
        Array.Clear(_fields);
    }

    /// <summary>Notes that a subscription begins: what comes from now on, its client must get, however late it reads.</summary>
    public void Begin(MarketTruth truth) => _begunAfter = truth.Ticks.TradesIn(-1, truth.Ticks.TradeVersion).Length;

    public void Apply(WireMessage message, MarketTruth truth)
    {
        Applied[(int)message.Kind]++;
        var history = key.Channel == Channel.Book ? truth.Book.History : truth.Ticks.History;
        var isSnapshot = message.Kind is DataKind.BookSnapshot or DataKind.QuoteSnapshot;
        Assert.True(message.From == Version || (isSnapshot && message.From is null), $"{message.Kind} chains");
        switch (message.Kind)
        {
            case DataKind.BookSnapshot or DataKind.BookDelta:
                AssertOldest(message, history, isSnapshot);
                ApplyBook(message, isSnapshot);
                break;
            case DataKind.QuoteSnapshot or DataKind.QuoteDelta:
                ApplyQuote(message, isSnapshot);
                break;
            case DataKind.Trades:
                ApplyTrades(message, truth.Ticks);
                break;
            case DataKind.TradeRollUp:
                AssertRollUp(message, truth.Ticks);
                break;
            default:
                Assert.Equal([message.Amendment], truth.Ticks.TradesIn(message.From!.Value, message.To));
                Assert.Equal(1, message.Merged);
                break;
        }

        if (key.Channel == Channel.Trade)
        {
            _tape.Apply(message, isFiltered: key.MinTradeSize > 0);
        }

        Keep(message, history);
    }

    /// <summary>Proves that the client holds what there is to hold.</summary>
    public void AssertHolds(MarketTruth truth)
    {
        var version = key.Channel switch
        {
            Channel.Book => truth.Book.Version,
            Channel.Quote => truth.Ticks.Version,
            _ => truth.Ticks.Version < 0 ? -2 : truth.Ticks.TradeVersion,
        };
        if (Version > version)
        {
            // The client comes from a replica that has read further.
            return;
        }

        Assert.Equal(version, Version ?? (key.Channel == Channel.Trade ? -2 : -1));
        if (key.Channel == Channel.Book)
        {
            Assert.Equal(Shown(truth.Book.Bids, Math.Floor), _book.Top(Side.Bid, 0));
            Assert.Equal(Shown(truth.Book.Asks, Math.Ceiling), _book.Top(Side.Ask, 0));
        }
        else if (key.Channel == Channel.Quote)
        {
            Assert.Equal(truth.Ticks.Fields.Select((value, bit) => IsShown(bit) ? value : null), _fields);
        }

        else if (Version is { } held)
        {
            _tape.AssertHolds(truth.Ticks.TradesIn(-1, held));
        }

        AssertAccount(truth, version);
    }

    /// <summary>What of a side this stream shows: summed up to groups, down to its depth.</summary>
    private IEnumerable<PriceLevel> Shown(PriceLevel[] levels, Func<decimal, decimal> round) => levels
        .GroupBy(level =>
            key.GroupStep > 1 ? (long)round((decimal)level.Price / key.GroupStep) * key.GroupStep : level.Price)
        .Select(group => new PriceLevel(group.Key, group.Sum(level => level.Size)))
        .Take(key.Depth == 0 ? int.MaxValue : key.Depth);

    private static decimal Notional(IEnumerable<Trade> trades) =>
        trades.Sum(trade => (decimal)trade.Price * trade.Size);

    private bool IsShown(int bit) => key.Fields.HasFlag((QuoteFields)(1 << bit));

    private void Keep(WireMessage message, UpdateHistory history)
    {
        if (message.From is null)
        {
            Assert.Equal(0, message.Merged);
            Account = 0;
            _accountSince = key.Channel == Channel.Trade ? message.To : history.NumberAt(message.To);
        }
        else
        {
            Assert.True(
                message.To > message.From || message.Kind is DataKind.BookSnapshot or DataKind.QuoteSnapshot,
                "versions rise");
            Account += message.Merged;
        }

        Version = message.To;
    }

    private void AssertAccount(MarketTruth truth, long version)
    {
        if (Account is not { } account || version < 0)
        {
            return;
        }

        var expected = key.Channel switch
        {
            Channel.Book => truth.Book.History.NumberAt(version) - _accountSince,
            Channel.Quote => truth.Ticks.History.NumberAt(version) - _accountSince,
            _ => truth.Ticks.TradesIn(_accountSince, version).Length,
        };
        Assert.Equal(expected, account);
    }

    /// <remarks>
    /// The gateway may take an update for seen that only passed through what the client sees, so an earlier one than the
    /// first that left something there is right, too.
    /// </remarks>
    private void AssertOldest(WireMessage message, UpdateHistory history, bool isSnapshot)
    {
        if (isSnapshot)
        {
            Assert.Equal(history.OccurredAt(message.To), message.Oldest);
            return;
        }

        var updates = history.From(message.From!.Value, message.To);
        var seen = Enumerable.Range(1, updates.Count - 1).FirstOrDefault(
            number => !LooksTheSame(updates[number - 1], updates[number]), updates.Count);
        Assert.Contains(message.Oldest, updates.Take(seen + 1).Skip(1).Select(update => (long?)update.OccurredAt)
            .Concat(seen == updates.Count ? [null] : Array.Empty<long?>()));
    }

    private bool LooksTheSame(PastUpdate before, PastUpdate after) =>
        Shown(before.Bids!, Math.Floor).SequenceEqual(Shown(after.Bids!, Math.Floor))
        && Shown(before.Asks!, Math.Ceiling).SequenceEqual(Shown(after.Asks!, Math.Ceiling));

    private void ApplyBook(WireMessage message, bool isSnapshot)
    {
        if (isSnapshot)
        {
            _book.Clear();
        }

        Assert.All(message.Bids, level => Assert.NotEqual(_book.Bids.GetValueOrDefault(level.Price), level.Size));
        Assert.All(message.Asks, level => Assert.NotEqual(_book.Asks.GetValueOrDefault(level.Price), level.Size));
        Assert.Equal(message.Bids.OrderByDescending(level => level.Price), message.Bids);
        Assert.Equal(message.Asks.OrderBy(level => level.Price), message.Asks);
        _book.Apply(message.Bids, message.Asks);
        _book.Truncate(key.Depth);
        Assert.Equal(ReferenceBook.Checksum(_book.Top(Side.Bid, 0), _book.Top(Side.Ask, 0)), message.Checksum);
        Assert.True(
            message.Bids.Length + message.Asks.Length <= _book.Bids.Count + _book.Asks.Count,
            "no larger than a snapshot");
    }

    private void ApplyQuote(WireMessage message, bool isSnapshot)
    {
        Assert.True(!isSnapshot || message.Fields == key.Fields, "a snapshot holds all fields of the stream");
        var values = new Queue<long?>(message.Values);
        for (var bit = 0; bit < Quote.FieldCount; bit++)
        {
            if (message.Fields.HasFlag((QuoteFields)(1 << bit)))
            {
                _fields[bit] = values.Dequeue();
            }
        }

        Assert.Empty(values);
        Assert.Equal(QuoteFields.None, message.Fields & ~key.Fields);
        Assert.Equal(ReferenceQuote.Checksum(_fields.Where((_, bit) => IsShown(bit))), message.Checksum);
    }

    private void ApplyTrades(WireMessage message, TickTruth truth)
    {
        if (message.From is { } from)
        {
            var trades = truth.TradesIn(from, message.To);
            Assert.Equal(trades.Where(trade => trade.Size >= key.MinTradeSize), message.Trades);
            Assert.All(trades, trade => Assert.Equal(TradeKind.Execution, trade.Kind));
            Assert.Equal(trades.Length, message.Merged);
            Assert.Equal(trades[0].OccurredAt, message.Oldest);
            return;
        }

        var all = truth.TradesIn(-1, truth.TradeVersion);
        var held = all.Take(_begunAfter).Skip(Math.Max(0, all.Length - ringLength));
        Assert.Equal(_begunAfter, truth.TradesIn(-1, message.To).Length);
        Assert.Equal(TapeModel.StandingOf(held).TakeLast(history).Where(trade => trade.Size >= key.MinTradeSize), message.Trades);
    }

    private void AssertRollUp(WireMessage message, TickTruth truth)
    {
        var missing = truth.TradesIn(message.From!.Value, message.To);
        Assert.NotEmpty(missing);
        if (message.Merged is null)
        {
            Assert.All(message.Elements.Skip(6), Assert.Null);
            return;
        }

        Assert.Equal(missing.Length, message.Merged);
        Assert.Equal(missing[0].OccurredAt, message.Oldest);
        Assert.Equal(missing[0].Version, message.FirstVersion);
        var amended = missing.Where(trade => trade.Kind != TradeKind.Execution).ToList();
        Assert.Equal(amended.Count > TradeRollUp.AmendmentsMax ? null : amended, message.Amended);
        Assert.Equal(missing.Count(trade => trade.Kind == TradeKind.Cancel), message.Cancels);
        Assert.Equal(missing.Count(trade => trade.Kind == TradeKind.Correction), message.Corrections);
        var large = missing.Where(trade => trade.Kind == TradeKind.Execution && trade.Size >= key.MinTradeSize).ToList();
        var sum = large.Sum(trade => trade.Size);
        Assert.Equal(sum, message.Volume);
        Assert.Equal(large.Count == 0 ? null : large.Max(trade => trade.Price), message.High);
        Assert.Equal(large.Count == 0 ? null : large.Min(trade => trade.Price), message.Low);
        Assert.Equal(
            large.Count == 0
                ? null
                : (long)Math.Round(Notional(large) * 10_000 / sum, MidpointRounding.AwayFromZero),
            message.Vwap);
    }
}
