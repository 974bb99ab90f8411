using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Admin;

/// <summary>Shows operators how each symbol is, and why.</summary>
internal sealed class SymbolAdmin(Market market)
{
    private const string Any = "";

    /// <summary>How many streams of a symbol are shown.</summary>
    private const int StreamsMax = 100;

    private static readonly string[] States = [.. Enum.GetValues<SymbolState>().Select(static state => WireName.Of(state))];

    /// <summary>Lists the symbols in a state, those first that have been so for longest.</summary>
    public IResult List(HttpContext context)
    {
        if ((AdminQuery.FindUnknown(context, "state", "filter", "limit")
            ?? AdminQuery.ReadLimit(context, out _)
            ?? AdminQuery.ReadWord(context, "state", Any, States, out _)) is { } wrong)
        {
            return wrong;
        }

        AdminQuery.ReadLimit(context, out var limit);
        AdminQuery.ReadWord(context, "state", Any, States, out var state);
        return Results.Json(Find(state, context.Request.Query["filter"].ToString(), limit));
    }

    public IResult Show(HttpContext context, string symbol)
    {
        if (AdminQuery.FindUnknown(context) is { } wrong)
        {
            return wrong;
        }

        if (market.Find(symbol) is not { } found)
        {
            return AdminQuery.NotFound($"there is no symbol '{symbol}'");
        }

        return Results.Json(new
        {
            symbol = found.Symbol,
            definition = found.Definition,
            books = Describe(found.Books.ReadFigures(StreamsMax)),
            ticks = Describe(found.Ticks.ReadFigures(StreamsMax)),
        });
    }

    private object Find(string state, string filter, int limit)
    {
        var pattern = filter.Length == 0 ? null : new SymbolPattern(filter.Contains('*', StringComparison.Ordinal) ? filter : $"*{filter}*");
        var (books, ticks) = (new long[States.Length], new long[States.Length]);
        var matched = 0;
        var first = new PriorityQueue<MarketSymbol, long>(limit + 1);
        foreach (var symbol in market.Catalog)
        {
            if (!symbol.IsListed)
            {
                continue;
            }

            books[(int)symbol.Books.Status.State]++;
            ticks[(int)symbol.Ticks.Status.State]++;
            if ((pattern is null || pattern.Matches(symbol.Symbol)) && SinceOf(symbol, state) is { } since)
            {
                matched++;
                _ = first.Count < limit ? Add(first, symbol, since) : first.EnqueueDequeue(symbol, -since);
            }
        }

        var rows = new List<object>(first.Count);
        while (first.TryDequeue(out var symbol, out _))
        {
            rows.Add(new { symbol = symbol.Symbol, books = Describe(symbol.Books.Status), ticks = Describe(symbol.Ticks.Status) });
        }

        rows.Reverse();
        return new { counts = new { books = Named(books), ticks = Named(ticks) }, matched, symbols = rows };
    }

    private static MarketSymbol Add(PriorityQueue<MarketSymbol, long> first, MarketSymbol symbol, long since)
    {
        first.Enqueue(symbol, -since);
        return symbol;
    }

    /// <summary>Gets since when a symbol has been in a state in one of its topics; null: it is not.</summary>
    private static long? SinceOf(MarketSymbol symbol, string state)
    {
        var (books, ticks) = (symbol.Books.Status, symbol.Ticks.Status);
        var (inBooks, inTicks) = (Is(books, state), Is(ticks, state));
        return inBooks && inTicks ? Math.Min(books.Since, ticks.Since) : inBooks ? books.Since : inTicks ? ticks.Since : null;
    }

    private static bool Is(SymbolStatus status, string state) => state.Length == 0 || States[(int)status.State] == state;

    private static Dictionary<string, long> Named(long[] counts) =>
        States.Zip(counts).ToDictionary(static pair => pair.First, static pair => pair.Second);

    private static object Describe(SymbolStatus status) => new
    {
        state = WireName.Of(status.State),
        reason = WireName.Of(status.Reason),
        since = TimeOf(status.Since),
    };

    private static object Describe(ChannelFigures figures) => new
    {
        state = WireName.Of(figures.Status.State),
        reason = WireName.Of(figures.Status.Reason),
        since = TimeOf(figures.Status.Since),
        partition = figures.Partition < 0 ? (int?)null : figures.Partition,
        generation = figures.Generation,
        offset = figures.Offset < 0 ? (long?)null : figures.Offset,
        sequence = figures.Sequence,
        journal = new { oldestVersion = figures.OldestVersion, newestVersion = figures.NewestVersion, updates = figures.Updates },
        streamCount = figures.StreamCount,
        streams = figures.Streams.Select(static stream => new
        {
            stream = stream.Stream,
            channel = WireName.Of(stream.Key.Channel),
            depth = stream.Key.Depth,
            groupStep = stream.Key.GroupStep,
            followers = stream.Subscriptions,
        }),
    };

    private static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
