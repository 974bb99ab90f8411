using System.Globalization;
using MarketGateway.Client;
using Spectre.Console;

namespace MarketGateway.Tools.Watch;

/// <summary>The last trades of all watched symbols, newest first.</summary>
internal static class TradeTape
{
    public static Table Render(IEnumerable<ClientTrades> streams, int rows)
    {
        var watched = streams.ToArray();
        var table = new Table().Border(TableBorder.Simple)
            .Title(Title(watched))
            .AddColumns("time", "symbol", "side")
            .AddColumn(new TableColumn("price").RightAligned())
            .AddColumn(new TableColumn("size").RightAligned())
            .AddColumn(new TableColumn("version").RightAligned())
            .AddColumn(new TableColumn("id").RightAligned());
        var newest = watched
            .SelectMany(stream => stream.Recent().TakeLast(rows).Select(trade => (Stream: stream, Trade: trade)))
            .OrderByDescending(static row => row.Trade.OccurredAt).ThenByDescending(static row => row.Trade.Version)
            .Take(rows);
        foreach (var (stream, trade) in newest)
        {
            var style = StateStyle.Numbers(
                stream, trade.Aggressor switch
                {
                    TradeAggressor.Buy => "green",
                    TradeAggressor.Sell => "red",
                    _ => "default",
                });
            table.AddRow(
                new Text(QuoteText.Time(trade.OccurredAt)),
                new Markup($"[bold]{Markup.Escape(stream.Symbol)}[/]"),
                StateStyle.Cell(style, QuoteText.Aggressor(trade.Aggressor) + (trade.IsCorrected ? " corrected" : "")),
                StateStyle.Cell(style, QuoteText.Price(stream, trade.Price)),
                StateStyle.Cell(style, QuoteText.Size(stream, trade.Size)),
                new Text(trade.Version.ToString(CultureInfo.InvariantCulture)),
                new Text(trade.TradeId?.ToString(CultureInfo.InvariantCulture) ?? "-"));
        }

        return table;
    }

    private static string Title(ClientTrades[] watched)
    {
        var troubled = watched.Where(static stream => stream.State != StreamState.Live)
            .Select(static stream => $"[bold]{Markup.Escape(stream.Symbol)}[/] {StateStyle.Markup(stream)}").Take(4);
        var rolledUp = watched.Sum(static stream => stream.RolledUp);
        var rollups = rolledUp > 0 ? $" [yellow]{rolledUp:N0} trades came as roll-ups only[/]" : "";
        var cancels = watched.Sum(static stream => stream.Cancels);
        var cancelled = cancels > 0 ? $" [yellow]{cancels:N0} trades were cancelled[/]" : "";
        return string.Join("  ", troubled) + rollups + cancelled;
    }
}
