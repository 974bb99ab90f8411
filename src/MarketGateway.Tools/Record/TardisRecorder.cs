using System.Globalization;
using MarketGateway.Client;
using MarketGateway.Tools.Watch;

namespace MarketGateway.Tools.Record;

/// <summary>
/// Writes what a gateway streams as CSV of Tardis, the same that <c>mgw replay</c> reads. Written on the receive loop: a
/// disk that is slow slows the reading, and the gateway conflates for it.
/// </summary>
internal sealed class TardisRecorder : IWatchOutput, IMarketListener
{
    private const QuoteFields Shown =
        QuoteFields.BidPrice | QuoteFields.BidSize | QuoteFields.AskPrice | QuoteFields.AskSize;

    private readonly TextWriter _file;
    private readonly MarketChannel _channel;
    private readonly Func<string, string> _venueOf;
    private readonly TimeProvider _time;
    private readonly int? _count;
    private readonly Dictionary<ClientStream, Written> _written = [];
    private readonly TaskCompletionSource _through = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TardisRecorder(
        TextWriter file, MarketChannel channel, Func<string, string> venueOf, TimeProvider time, int? count = null)
    {
        (_file, _channel, _venueOf, _time, _count) = (file, channel, venueOf, time, count);
        _file.Write(channel switch
        {
            MarketChannel.Trade => "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n",
            MarketChannel.Quote =>
                "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n",
            _ => "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n",
        });
    }

    public IMarketListener Listener => this;

    /// <summary>Gets how many rows were written.</summary>
    public long RowCount { get; private set; }

    /// <summary>Gets how many cancels, corrections and rolled-up trades have no place in the file.</summary>
    public long LeftOut { get; private set; }

    public Task ShowAsync(MarketClient client, MarketSubscription subscription, CancellationToken cancellation) =>
        Task.WhenAny(client.Completion, _through.Task).WaitAsync(cancellation);

    public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict)
    {
        // What is not proven is not written: a snapshot follows, and says it again.
        if (verdict != ApplyVerdict.Applied || _through.Task.IsCompleted)
        {
            return;
        }

        if (!_written.TryGetValue(stream, out var written))
        {
            _written[stream] = written = new Written(_venueOf(stream.Symbol));
        }

        switch (_channel)
        {
            case MarketChannel.Trade:
                WriteTrades(stream, message, written);
                break;
            case MarketChannel.Quote:
                WriteQuote((ClientQuote)stream, message, written);
                break;
            default:
                WriteBook((ClientBook)stream, message, written);
                break;
        }

        if (RowCount >= _count)
        {
            _through.TrySetResult();
        }
    }

    private void WriteBook(ClientBook book, DataMessage message, Written written)
    {
        // Rows of two messages are told apart by when they were received.
        written.ReceivedAtLeast++;
        var isSnapshot = message.Kind == MessageKind.BookSnapshot;
        var head = Head(book, message.Oldest, written) + (isSnapshot ? ",true," : ",false,");
        foreach (var level in message.Bids)
        {
            WriteLevel(head, "bid", book, level.Price, level.Size);
        }

        foreach (var level in message.Asks)
        {
            WriteLevel(head, "ask", book, level.Price, level.Size);
        }

        if (book.Terms.Depth > 0)
        {
            WritePushedOut(head, book, message, written);
        }
    }

    /// <summary>What a client drops by itself at its depth: a replay has to be told.</summary>
    private void WritePushedOut(string head, ClientBook book, DataMessage message, Written written)
    {
        var view = book.View();
        var (bids, asks) = (Prices(view.Bids), Prices(view.Asks));
        if (message.Kind == MessageKind.BookDelta)
        {
            foreach (var price in written.Bids.Where(price => !bids.Contains(price) && !IsNamed(message.Bids, price)))
            {
                WriteLevel(head, "bid", book, price, 0);
            }

            foreach (var price in written.Asks.Where(price => !asks.Contains(price) && !IsNamed(message.Asks, price)))
            {
                WriteLevel(head, "ask", book, price, 0);
            }
        }

        (written.Bids, written.Asks) = (bids, asks);
    }

    private void WriteLevel(string head, string side, ClientStream stream, long price, long size) =>
        Write($"{head}{side},{Number(stream.PriceOf(price))},{Number(stream.SizeOf(size))}\n");

    private void WriteTrades(ClientStream stream, DataMessage message, Written written)
    {
        if (message.Kind != MessageKind.Trades)
        {
            LeftOut += message.Kind == MessageKind.TradeRollup ? message.Merged ?? 1 : 1;
            return;
        }

        foreach (var trade in message.Trades)
        {
            var id = trade.TradeId?.ToString(CultureInfo.InvariantCulture);
            Write($"{Head(stream, trade.OccurredAt, written)},{id},{QuoteText.Aggressor(trade.Aggressor)},"
                + $"{Number(stream.PriceOf(trade.Price))},{Number(stream.SizeOf(trade.Size))}\n");
        }
    }

    private void WriteQuote(ClientQuote quote, DataMessage message, Written written)
    {
        if ((message.Fields & Shown) == 0)
        {
            return;
        }

        var (bid, ask) = (quote[QuoteFields.BidPrice], quote[QuoteFields.AskPrice]);
        var (bidSize, askSize) = (quote[QuoteFields.BidSize], quote[QuoteFields.AskSize]);
        var at = quote[QuoteFields.OccurredAt] ?? message.Oldest;
        Write($"{Head(quote, at, written)},{Size(ask, askSize)},{Price(ask)},{Price(bid)},{Size(bid, bidSize)}\n");

        string Price(long? price) => price is { } value ? Number(quote.PriceOf(value)) : "";
        string Size(long? price, long? size) => price is null ? "" : Number(quote.SizeOf(size ?? 0));
    }

    /// <summary>Venue, symbol and both times; a message that tells no time has that of the one before.</summary>
    private string Head(ClientStream stream, long? at, Written written)
    {
        var now = _time.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        written.At = at is > 0 ? at.Value : written.At > 0 ? written.At : now;
        written.ReceivedAtLeast = Math.Max(now, written.ReceivedAtLeast);
        return string.Create(
            CultureInfo.InvariantCulture, $"{written.Venue},{stream.Symbol},{written.At},{written.ReceivedAtLeast}");
    }

    private void Write(string row)
    {
        RowCount++;
        _file.Write(row);
    }

    private static bool IsNamed(IReadOnlyList<BookLevel> levels, long price) => levels.Any(level => level.Price == price);

    private static HashSet<long> Prices(IReadOnlyList<BookLevel> levels) => [.. levels.Select(static level => level.Price)];

    /// <summary>With the decimals that it has, so that a replay finds the fewest that will do.</summary>
    private static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>What was written of one stream.</summary>
    private sealed class Written(string venue)
    {
        public string Venue => venue;

        public long At { get; set; }

        /// <summary>Gets or sets what is said at least of when a message was received: clocks stand still, or go back.</summary>
        public long ReceivedAtLeast { get; set; }

        public HashSet<long> Bids { get; set; } = [];

        public HashSet<long> Asks { get; set; } = [];
    }
}
