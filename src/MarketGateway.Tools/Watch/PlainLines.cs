using System.Globalization;
using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>One plain line per change, for output that is not a terminal. A slow reader gets the newest.</summary>
internal sealed class PlainLines(TextWriter output, int? count = null) : IWatchOutput
{
    public IMarketListener? Listener => null;

    public async Task ShowAsync(
        MarketClient client, MarketSubscription subscription, CancellationToken cancellation)
    {
        var written = 0;
        try
        {
            await foreach (var change in client.ReadAllAsync(cancellation))
            {
                foreach (var line in Lines(change))
                {
                    await output.WriteLineAsync(line);
                    if (++written == count)
                    {
                        return;
                    }
                }

                await output.FlushAsync(cancellation);
            }
        }
        catch (MarketRequestException)
        {
            // The client closed; why is said by the one who asked us to show.
        }
    }

    private static IEnumerable<string> Lines(StreamChange change) => change.Stream switch
    {
        ClientTrades trades when IsNews(change) => Trades(trades, change.From),
        ClientBook book when IsNews(change) => [Book(book, change)],
        ClientQuote quote when IsNews(change) => [Quote(quote, change)],
        var stream => [$"{stream.Symbol} {Name(stream)} {State(stream)}: {stream.Reason}"],
    };

    /// <summary>Whether there is more to show than a state; what had come before we began to read is.</summary>
    private static bool IsNews(StreamChange change) =>
        change.Messages > 0 || (change.From is null && change.To is not null);

    private static IEnumerable<string> Trades(ClientTrades trades, long? after) =>
        trades.Recent(after).Select(trade => (trade.Version, Line: Trade(trades, trade)))
            .Concat(trades.RecentAmendments(after).Select(
                amendment => (amendment.Version, Line: Amendment(trades, amendment))))
            .OrderBy(static line => line.Version).Select(static line => line.Line);

    private static string Trade(ClientTrades trades, Trade trade) =>
        $"{QuoteText.Time(trade.OccurredAt)} {trades.Symbol} trade {QuoteText.Price(trades, trade.Price)} x "
        + $"{QuoteText.Size(trades, trade.Size)} {QuoteText.Aggressor(trade.Aggressor)} version {trade.Version} "
        + State(trades);

    private static string Amendment(ClientTrades trades, TradeAmendment amendment) =>
        $"{QuoteText.Time(amendment.OccurredAt)} {trades.Symbol} trade {amendment.TradeId} "
        + (amendment.IsCancel
            ? "is cancelled"
            : $"is corrected to {QuoteText.Price(trades, amendment.Price)} x {QuoteText.Size(trades, amendment.Size)} "
                + QuoteText.Aggressor(amendment.Aggressor))
        + $" version {amendment.Version} {State(trades)}";

    private static string Book(ClientBook book, StreamChange change)
    {
        var view = book.View(1);
        var bid = view.Bids.Count > 0 ? view.Bids[0] : default(BookLevel?);
        var ask = view.Asks.Count > 0 ? view.Asks[0] : default(BookLevel?);
        return $"{book.Symbol} book {QuoteText.Size(book, bid?.Size)} x {QuoteText.Price(book, bid?.Price)} | "
            + $"{QuoteText.Price(book, ask?.Price)} x {QuoteText.Size(book, ask?.Size)} {Proof(book, change)}";
    }

    private static string Quote(ClientQuote quote, StreamChange change)
    {
        var view = quote.View();
        return $"{QuoteText.Time(view.OccurredAt)} {quote.Symbol} quote {QuoteText.Size(quote, view.BidSize)} x "
            + $"{QuoteText.Price(quote, view.BidPrice)} | {QuoteText.Price(quote, view.AskPrice)} x "
            + $"{QuoteText.Size(quote, view.AskSize)} last {QuoteText.Price(quote, view.LastPrice)} "
            + Proof(quote, change);
    }

    private static string Proof(ClientStream stream, StreamChange change) => string.Create(
        CultureInfo.InvariantCulture,
        $"version {change.To} merged {stream.Integrity.MergedTotal} {State(stream)}");

    private static string Name(ClientStream stream) => stream.Channel.ToString().ToLowerInvariant();

    /// <summary>The state, and the market's phase where it is told and anything but open.</summary>
    private static string State(ClientStream stream) => stream.State.ToString().ToLowerInvariant()
        + (stream.Phase is MarketPhase.Unknown or MarketPhase.Open ? "" : $", {StateStyle.PhaseName(stream.Phase)}");
}
