using System.Globalization;
using MarketGateway.Client;
using Spectre.Console;

namespace MarketGateway.Tools.Watch;

/// <summary>Several books: the best level of each side, and how it is proven.</summary>
internal static class BookTable
{
    public static Table Render(IEnumerable<ClientBook> books, int rows)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("symbol", "state")
            .AddColumn(new TableColumn("size").RightAligned())
            .AddColumn(new TableColumn("bid").RightAligned())
            .AddColumn(new TableColumn("ask").RightAligned())
            .AddColumn(new TableColumn("size").RightAligned())
            .AddColumn(new TableColumn("levels").RightAligned())
            .AddColumn(new TableColumn("version").RightAligned())
            .AddColumn(new TableColumn("merged").RightAligned())
            .AddColumn(new TableColumn("checksum").RightAligned());
        foreach (var book in books.Take(rows))
        {
            var view = book.View();
            var bid = view.Bids.Count > 0 ? view.Bids[0] : default(BookLevel?);
            var ask = view.Asks.Count > 0 ? view.Asks[0] : default(BookLevel?);
            var proof = book.Integrity;
            var green = StateStyle.Numbers(book, "green");
            var red = StateStyle.Numbers(book, "red");
            table.AddRow(
                new Markup($"[bold]{Markup.Escape(book.Symbol)}[/]"),
                new Markup(StateStyle.Markup(book)),
                StateStyle.Cell(green, QuoteText.Size(book, bid?.Size)),
                StateStyle.Cell(green, QuoteText.Price(book, bid?.Price)),
                StateStyle.Cell(red, QuoteText.Price(book, ask?.Price)),
                StateStyle.Cell(red, QuoteText.Size(book, ask?.Size)),
                new Text($"{view.Bids.Count}/{view.Asks.Count}"),
                new Text(view.Version?.ToString(CultureInfo.InvariantCulture) ?? "-"),
                new Text(proof.MergedTotal.ToString("N0", CultureInfo.InvariantCulture)),
                StateStyle.Cell(
                    proof.ChecksumFailures == 0 ? "grey" : "red",
                    proof.ChecksumFailures == 0 ? "ok" : $"{proof.ChecksumFailures} wrong"));
        }

        return table;
    }
}
