using System.Collections.Concurrent;
using System.Text;
using MarketGateway.Core.Feed;
using Microsoft.AspNetCore.SignalR;

namespace MarketGateway.Bench.Peers.SignalR;

/// <summary>
/// What a good team writes around SignalR, fed by the gateway's own Kafka reader. Without an interval each update is
/// forwarded to its symbol's group as it comes; with one, a loop sends each symbol that changed the state of its best ten
/// levels and its quote, once per interval.
/// </summary>
internal sealed class PeerMarket : IFeedSink
{
    public const string BookTarget = "b";
    public const string TickTarget = "t";

    private const int ConflatedDepth = 10;

    private readonly ConcurrentDictionary<string, PeerSymbol> _symbols = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PeerSymbol>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly IHubContext<MarketHub> _hub;
    private readonly TimeSpan _interval;
    private readonly bool _isConflating;

    public PeerMarket(IHubContext<MarketHub> hub, PeerSettings settings)
    {
        _hub = hub;
        _interval = TimeSpan.FromMilliseconds(settings.IntervalMs);
        _isConflating = settings.IntervalMs > 0;
        _byText = _symbols.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Gets how many symbols have a book and a quote.</summary>
    public int CompleteCount => _symbols.Values.Count(static symbol => symbol is { BookVersion: >= 0, TickVersion: >= 0 });

    public FeedSymbol? Resolve(ReadOnlySpan<byte> key)
    {
        Span<char> text = stackalloc char[64];
        text = text[..Encoding.UTF8.GetChars(key, text)];
        return _byText.TryGetValue(text, out var symbol) ? symbol
            : _symbols.GetOrAdd(text.ToString(), static name => new PeerSymbol(name));
    }

    public DecodeError Apply(FeedTopic topic, int partition, long offset, FeedSymbol symbol, FeedUpdate update)
    {
        if (topic == FeedTopic.Instruments)
        {
            return DecodeError.None;
        }

        var peer = (PeerSymbol)symbol;
        var from = topic == FeedTopic.Books ? peer.BookVersion : peer.TickVersion;
        lock (peer.Gate)
        {
            peer.ApplyNeedsGate(topic, offset, update);
            if (_isConflating)
            {
                peer.PendingSince = peer.Pending++ == 0 ? update.OccurredAt : peer.PendingSince;
            }
        }

        if (!_isConflating)
        {
            Forward(topic, from, offset, peer, update);
        }

        return DecodeError.None;
    }

    /// <summary>Gets what a client that joins begins with.</summary>
    public BookMessage StateOf(string name)
    {
        var symbol = _symbols[name];
        lock (symbol.Gate)
        {
            // Who joins while updates are pending gets them with the next message, too: merged counts say so.
            return StateNeedsGate(symbol, _isConflating ? ConflatedDepth : 0, symbol.SentVersion);
        }
    }

    public async Task ConflateAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            foreach (var symbol in _symbols.Values)
            {
                SendIfChanged(symbol);
            }
        }
    }

    public DecodeError SetAlias(ReadOnlySpan<byte> key, string symbol) => DecodeError.None;

    public bool WithdrawAlias(ReadOnlySpan<byte> key) => false;

    public void Withdraw(FeedSymbol symbol)
    {
    }

    public void Skipped(FeedTopic topic, FeedSymbol symbol, DecodeError reason)
    {
    }

    public void RecordsLost(FeedTopic topic, int partition, long lostFrom, long readFrom)
    {
    }

    public void SetReachable(FeedTopic topic, int partition, bool isReachable)
    {
    }

    public void BeginEpoch(string epoch)
    {
    }

    private static BookMessage StateNeedsGate(PeerSymbol symbol, int depth, long from) => new()
    {
        Symbol = symbol.Symbol,
        From = from,
        To = symbol.BookVersion,
        Merged = symbol.Pending,
        Oldest = symbol.PendingSince,
        Bids = PeerSymbol.Levels(symbol.Book.Bids, depth),
        Asks = PeerSymbol.Levels(symbol.Book.Asks, depth),
        Quote = [symbol.TickVersion, .. symbol.Quote],
    };

    /// <summary>Sends and waits for room: what is not awaited here piles up in memory when clients are slow.</summary>
    private void Forward(FeedTopic topic, long from, long offset, PeerSymbol symbol, FeedUpdate update)
    {
        var group = _hub.Clients.Group(symbol.Symbol);
        var sending = topic == FeedTopic.Books
            ? group.SendAsync(BookTarget, new BookMessage
            {
                Symbol = symbol.Symbol,
                From = from,
                To = offset,
                Merged = 1,
                Oldest = update.OccurredAt,
                Bids = Flat(update.Bids),
                Asks = Flat(update.Asks),
            })
            : group.SendAsync(TickTarget, new TickMessage
            {
                Symbol = symbol.Symbol,
                From = from,
                To = offset,
                OccurredAt = update.OccurredAt,
                Values = update.Kind == FeedUpdateKind.Trade
                    ? [update.Price, update.Size, (long)update.Aggressor, update.TradeId ?? 0]
                    : [update.BidPrice ?? 0, update.BidSize ?? 0, update.AskPrice ?? 0, update.AskSize ?? 0],
            });
        if (!sending.IsCompletedSuccessfully)
        {
            sending.GetAwaiter().GetResult();
        }
    }

    internal static long[] Flat(ReadOnlySpan<Core.Books.PriceLevel> levels)
    {
        var flat = new long[levels.Length * 2];
        for (var i = 0; i < levels.Length; i++)
        {
            (flat[i * 2], flat[(i * 2) + 1]) = (levels[i].Price, levels[i].Size);
        }

        return flat;
    }

    /// <summary>One message of a symbol is on its way at a time; what comes meanwhile is in the next one.</summary>
    private void SendIfChanged(PeerSymbol symbol)
    {
        if (!symbol.Sending.IsCompleted)
        {
            return;
        }

        BookMessage message;
        lock (symbol.Gate)
        {
            if (symbol.Pending == 0)
            {
                return;
            }

            message = StateNeedsGate(symbol, ConflatedDepth, symbol.SentVersion);
            symbol.SentVersion = symbol.BookVersion;
            symbol.Pending = 0;
        }

        symbol.Sending = _hub.Clients.Group(symbol.Symbol).SendAsync(BookTarget, message);
    }
}
