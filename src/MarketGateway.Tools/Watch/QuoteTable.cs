using System.Globalization;
using MarketGateway.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MarketGateway.Tools.Watch;

/// <summary>Quotes: best bid and ask, last trade, and the day.</summary>
internal static class QuoteTable
{
    /// <summary>Below this many columns the statistics of the day give way: a wrapped number is not read.</summary>
    private const int WidthOfAll = 160;

    private static readonly string[] Numbers =
        ["size", "bid", "ask", "size", "last", "size", "change", "version", "merged", "high", "low", "volume"];

    public static Table Render(IEnumerable<ClientQuote> quotes, int rows, int width)
    {
        var numbers = width >= WidthOfAll ? Numbers : Numbers[..^3];
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("symbol").NoWrap())
            .AddColumn(new TableColumn("state").NoWrap());
        foreach (var name in numbers)
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        foreach (var quote in quotes.Take(rows))
        {
            table.AddRow(Cells(quote).Take(2 + numbers.Length));
        }

        return table;
    }

    private static IRenderable[] Cells(ClientQuote quote)
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
        return
        [
            new Markup($"[bold]{Markup.Escape(quote.Symbol)}[/]"),
            new Markup(StateStyle.Markup(quote)),
            StateStyle.Cell(bid, QuoteText.Size(quote, view.BidSize)),
            StateStyle.Cell(bid, QuoteText.Price(quote, view.BidPrice)),
            StateStyle.Cell(ask, QuoteText.Price(quote, view.AskPrice)),
            StateStyle.Cell(ask, QuoteText.Size(quote, view.AskSize)),
            StateStyle.Cell(last, QuoteText.Price(quote, view.LastPrice)),
            StateStyle.Cell(last, QuoteText.Size(quote, view.LastSize)),
            StateStyle.Cell(plain, Change(view)),
            new Text(view.Version?.ToString(CultureInfo.InvariantCulture) ?? "-"),
            new Text(quote.Integrity.MergedTotal.ToString("N0", CultureInfo.InvariantCulture)),
            StateStyle.Cell(plain, QuoteText.Price(quote, view.High)),
            StateStyle.Cell(plain, QuoteText.Price(quote, view.Low)),
            StateStyle.Cell(plain, QuoteText.Size(quote, view.Volume)),
        ];
    }

    /// <summary>Last price against the close of the day before, in percent.</summary>
    private static string Change(QuoteView view) => view is { LastPrice: { } last, PreviousClose: { } close and not 0 }
        ? string.Create(CultureInfo.InvariantCulture, $"{(last - close) * 100.0 / Math.Abs(close):+0.00;-0.00;0.00} %")
        : "-";
}
