using System.Globalization;
using Spectre.Console;

namespace MarketGateway.Tools.Load;

/// <summary>A load in a terminal: a table of the last seconds, redrawn in place.</summary>
internal sealed class LoadTable : ILoadOutput
{
    private const int RowsMax = 10;

    private readonly Queue<string[]> _rows = new();
    private bool _isDrawn;
    private int _seconds;

    public void Announce(string sentence) => AnsiConsole.WriteLine(sentence);

    public void Show(LoadFigures interval, LoadRun run)
    {
        if (_rows.Count == RowsMax)
        {
            _rows.Dequeue();
        }

        _rows.Enqueue(Row(++_seconds, interval, run.Sum()));
        if (_isDrawn)
        {
            // Over the table drawn last, which had as many rows, or one less.
            AnsiConsole.Cursor.MoveUp(Height(_seconds > RowsMax ? RowsMax : _rows.Count - 1));
        }

        AnsiConsole.Write(Draw());
        _isDrawn = true;
    }

    public void Finish(LoadReport report)
    {
        foreach (var line in LoadText.Report(report))
        {
            AnsiConsole.MarkupLineInterpolated($"{line}");
        }
    }

    /// <summary>Border, head, rule and border around the rows.</summary>
    private static int Height(int rows) => rows + 4;

    private static string[] Row(int second, LoadFigures figures, LoadCounts all) =>
    [
        Number(second), Number(figures.Live), Number(figures.PerSecond(figures.Counts.Flushes)),
        Number(figures.PerSecond(figures.Counts.Messages)), Number(figures.PerSecond(figures.Counts.Updates)),
        (figures.PerSecond(figures.Counts.Bytes) / (1 << 20)).ToString("N1", CultureInfo.InvariantCulture),
        Milliseconds(figures.Age.P50), Milliseconds(figures.Age.P99), Milliseconds(figures.Age.P999),
        Milliseconds(figures.Age.Max), all.Wrong == 0 ? "[green]0[/]" : $"[red]{Number(all.Wrong)}[/]",
    ];

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private Table Draw()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var head in (string[])
            ["s", "live", "flushes/s", "messages/s", "updates/s", "MiB/s", "p50 ms", "p99", "p99.9", "max", "wrong"])
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (var row in _rows)
        {
            table.AddRow(row);
        }

        return table;
    }
}
