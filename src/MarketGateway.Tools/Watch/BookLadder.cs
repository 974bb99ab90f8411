using MarketGateway.Client;
using Spectre.Console;

namespace MarketGateway.Tools.Watch;

/// <summary>One book as a ladder: asks above, bids below, sizes as bars.</summary>
internal static class BookLadder
{
    private const int BarWidth = 20;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    public static Table Render(ClientBook book, int rows)
    {
        var view = book.View(Math.Max(rows / 2, 1));
        var table = new Table().Border(TableBorder.Simple)
            .Title($"[bold]{Markup.Escape(book.Symbol)}[/] {StateStyle.Markup(book)} [grey]version {view.Version}, "
                + $"checksum {view.Checksum:x8}[/]")
            .AddColumn(new TableColumn("").Width(BarWidth).RightAligned())
            .AddColumn(new TableColumn("bid").RightAligned())
            .AddColumn(new TableColumn("price").RightAligned())
            .AddColumn(new TableColumn("ask").RightAligned())
            .AddColumn(new TableColumn("").Width(BarWidth));
        var largest = view.Bids.Concat(view.Asks).Select(static level => level.Size).Append(1).Max();
        var ask = StateStyle.Numbers(book, "red");
        var bid = StateStyle.Numbers(book, "green");
        foreach (var level in view.Asks.Reverse())
        {
            table.AddRow(
                new Text(""), new Text(""), StateStyle.Cell(ask, QuoteText.Price(book, level.Price)),
                StateStyle.Cell(ask, QuoteText.Size(book, level.Size)), StateStyle.Cell(ask, Bar(level.Size, largest)));
        }

        foreach (var level in view.Bids)
        {
            table.AddRow(
                StateStyle.Cell(bid, Bar(level.Size, largest)), StateStyle.Cell(bid, QuoteText.Size(book, level.Size)),
                StateStyle.Cell(bid, QuoteText.Price(book, level.Price)), new Text(""), new Text(""));
        }

        return table;
    }

    private static string Bar(long size, long largest)
    {
        var eighths = (int)(size * (double)(BarWidth * 8) / largest);
        var rest = eighths % 8;
        return new string('█', eighths / 8) + (rest > 0 ? Eighths[rest] : "");
    }
}
