using System.Globalization;
using MarketGateway.Client;
using Spectre.Console;

namespace MarketGateway.Tools.Watch;

/// <summary>Quotes: best bid and ask, last trade, and the day.</summary>
internal static class QuoteTable
{
    private static readonly string[] Numbers =
        ["size", "bid", "ask", "size", "last", "size", "change", "high", "low", "volume", "version", "merged"];

    public static Table Render(IEnumerable<ClientQuote> quotes, int rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("symbol", "state");
        foreach (var name in Numbers)
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var quote in quotes.Take(rows))
        {
            AddRow(table, quote);
        }

        return table;
    }

    private static void AddRow(Table table, ClientQuote quote)
    {
        var view = quote.View();
        var plain = StateStyle.Numbers(quote, "default");
        var bid = StateStyle.Numbers(quote, "green");
        var ask = StateStyle.Numbers(quote, "red");
        var last = view.LastAggressor switch
        {
            TradeAggressor.Buy => bid,
            TradeAggressor.Sell => ask,
            _ => plain,
        };
        table.AddRow(
            new Markup($"[bold]{Markup.Escape(quote.Symbol)}[/]"),
            new Markup(StateStyle.Markup(quote)),
            StateStyle.Cell(bid, QuoteText.Size(quote, view.BidSize)),
            StateStyle.Cell(bid, QuoteText.Price(quote, view.BidPrice)),
            StateStyle.Cell(ask, QuoteText.Price(quote, view.AskPrice)),
            StateStyle.Cell(ask, QuoteText.Size(quote, view.AskSize)),
            StateStyle.Cell(last, QuoteText.Price(quote, view.LastPrice)),
            StateStyle.Cell(last, QuoteText.Size(quote, view.LastSize)),
            StateStyle.Cell(plain, Change(view)),
            StateStyle.Cell(plain, QuoteText.Price(quote, view.High)),
            StateStyle.Cell(plain, QuoteText.Price(quote, view.Low)),
            StateStyle.Cell(plain, QuoteText.Size(quote, view.Volume)),
            new Text(view.Version?.ToString(CultureInfo.InvariantCulture) ?? "-"),
            new Text(quote.Integrity.MergedTotal.ToString("N0", CultureInfo.InvariantCulture)));
    }

    /// <summary>Last price against the close of the day before, in percent.</summary>
    private static string Change(QuoteView view) => view is { LastPrice: { } last, PreviousClose: { } close and not 0 }
        ? string.Create(CultureInfo.InvariantCulture, $"{(last - close) * 100.0 / Math.Abs(close):+0.00;-0.00;0.00} %")
        : "-";
}
