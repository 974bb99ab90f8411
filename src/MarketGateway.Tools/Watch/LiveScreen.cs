using MarketGateway.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MarketGateway.Tools.Watch;

/// <summary>The terminal: redrawn ten times a second from what the streams hold then.</summary>
internal sealed class LiveScreen(WatchOptions options, TimeProvider time) : IWatchOutput
{
    /// <summary>What stands around the rows of a table: title, head, blank lines, and one for the cursor.</summary>
    private const int FrameRows = 6;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly RateMeter _rates = new(time);
    private WatchKeys? _keys;

    public IMarketListener? Listener => null;

    public async Task ShowAsync(
        MarketClient client, MarketSubscription subscription, CancellationToken cancellation)
    {
        _keys = WatchKeys.AreThere ? new WatchKeys(client, subscription, WatchKeys.ReadConsole) : null;
        using var timer = new PeriodicTimer(Redraw, time);
        await AnsiConsole.Live(Render(client, subscription, Height()))
            .AutoClear(true)
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async screen =>
            {
                do
                {
                    screen.UpdateTarget(Render(client, subscription, Height()));
                }
                while (!client.Completion.IsCompleted
                    && _keys?.Poll() != true
                    && await timer.WaitForNextTickAsync(cancellation));
            });
    }

    /// <summary>One picture of at most <paramref name="height"/> rows.</summary>
    public IRenderable Render(MarketClient client, MarketSubscription subscription, int height)
    {
        var streams = StreamsOf(subscription);
        _rates.Sample(client.Totals, streams.Sum(static stream => stream.Integrity.MergedTotal));
        var width = AnsiConsole.Profile.Width;
        string[] header = [.. Header(client, subscription)];
        var proof = ProofLine(streams);
        var rows = Math.Max(height - FrameRows - header.Append(proof).Sum(line => RowsOf(line, width)), 4);
        IRenderable body = options.Channel switch
        {
            MarketChannel.Quote => QuoteTable.Render(
                streams.Cast<ClientQuote>(), rows, width),
            MarketChannel.Trade => TradeTape.Render(streams.Cast<ClientTrades>(), rows),
            _ when streams.Count == 1 => BookLadder.Render((ClientBook)streams[0], rows),
            _ => BookTable.Render(streams.Cast<ClientBook>(), rows),
        };
        return new Rows([.. header.Select(static line => new Markup(line)), body, new Markup(proof)]);
    }

    private static IReadOnlyList<ClientStream> StreamsOf(MarketSubscription subscription) => subscription switch
    {
        MarketSubscription<ClientBook> books => [.. books.Streams.OrderBy(Symbol, StringComparer.Ordinal)],
        MarketSubscription<ClientQuote> quotes => [.. quotes.Streams.OrderBy(Symbol, StringComparer.Ordinal)],
        MarketSubscription<ClientTrades> trades => [.. trades.Streams.OrderBy(Symbol, StringComparer.Ordinal)],
        _ => [],
    };

    private static string Symbol(ClientStream stream) => stream.Symbol;

    private static int Height() => AnsiConsole.Profile.Height;

    /// <summary>A line that is too long for the terminal takes several rows of it.</summary>
    private static int RowsOf(string markup, int width) =>
        1 + ((Markup.Remove(markup).Length - 1) / Math.Max(width, 1));

    private IEnumerable<string> Header(MarketClient client, MarketSubscription subscription)
    {
        var heartbeat = client.Heartbeat;
        var state = StateStyle.Markup(client.State, client.StateReason);
        var lag = heartbeat?.Lag is { } records ? $"{records:N0} records" : "unknown";
        var behind = heartbeat is null ? "no heartbeat yet"
            : $"feed age {QuoteText.Duration(heartbeat.Age)}, lag {lag}";
        behind += client.LineDelay is { } line ? $", line {QuoteText.Duration(line)}" : "";
        var paused = subscription.IsPaused ? " [black on yellow] PAUSED [/]" : "";
        yield return $"{state}{paused}  [grey]{Markup.Escape(options.Url.ToString())}  |  "
            + $"{_keys?.Hint ?? "Ctrl+C ends"}[/]";
        yield return $"[grey]{behind}  |  {_rates.MessagesPerSecond:N0} messages/s for "
            + $"{_rates.UpdatesPerSecond:N0} updates/s, {_rates.BytesPerSecond / 1024:N1} KiB/s[/]";
        if (_keys?.Complaint is { Length: > 0 } complaint)
        {
            yield return $"[red]{Markup.Escape(complaint)}[/]";
        }
    }

    private static string ProofLine(IReadOnlyList<ClientStream> streams)
    {
        var proofs = streams.Select(static stream => stream.Integrity).ToArray();
        var merged = proofs.Sum(static proof => proof.MergedTotal);
        var verified = proofs.Sum(static proof => proof.ChecksumsVerified);
        var wrong = proofs.Sum(static proof => proof.ChecksumFailures);
        var breaks = proofs.Sum(static proof => proof.ChainBreaks + proof.Inconsistencies);
        var resyncs = proofs.Sum(static proof => proof.Resyncs);
        var jumps = proofs.Sum(static proof => proof.UnknownJumps);
        var verdict = wrong + breaks == 0 ? "[green]proven[/]" : "[red]was broken[/]";
        return $"{verdict} [grey]{streams.Count} streams, {merged:N0} updates merged | "
            + $"{verified:N0} checksums, {wrong:N0} wrong | "
            + $"{breaks:N0} chain breaks, {resyncs:N0} resyncs, {jumps:N0} unknown jumps[/]";
    }
}
